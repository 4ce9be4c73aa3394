package simorg

import "time"

// Login is a row of LoginHistory. Texts are the ones Salesforce shows, such
// as "Remote Access 2.0" or "Restricted domain".
type Login struct {
	ID               string    `json:"id,omitempty"`
	User             string    `json:"user"` // user name
	Time             time.Time `json:"time"`
	Status           string    `json:"status,omitempty"`      // default "Success"
	Application      string    `json:"application,omitempty"` // default "Browser"
	Type             string    `json:"type,omitempty"`        // default "Application"
	SubType          string    `json:"sub_type,omitempty"`
	SourceIP         string    `json:"source_ip,omitempty"`
	URL              string    `json:"url,omitempty"` // default the org's My Domain host
	APIType          string    `json:"api_type,omitempty"`
	APIVersion       string    `json:"api_version,omitempty"`
	ClientVersion    string    `json:"client_version,omitempty"`
	Browser          string    `json:"browser,omitempty"`
	Platform         string    `json:"platform,omitempty"`
	TLSProtocol      string    `json:"tls_protocol,omitempty"`
	CountryISO       string    `json:"country_iso,omitempty"`
	AuthMethod       string    `json:"auth_method,omitempty"`
	AuthContextClass string    `json:"auth_context_class,omitempty"`
}

// SetupChange is a row of SetupAuditTrail.
type SetupChange struct {
	ID           string    `json:"id,omitempty"`
	Time         time.Time `json:"time"`
	By           string    `json:"by,omitempty"` // user name
	Action       string    `json:"action"`
	Section      string    `json:"section,omitempty"`
	Display      string    `json:"display,omitempty"`
	DelegateUser string    `json:"delegate_user,omitempty"`
	Namespace    string    `json:"namespace,omitempty"`
}
