package audit

import "time"

// LoginPolicy is what a profile says of when and from where its users may sign in (metadata Profile).
type LoginPolicy struct {
	// IPRanges are the login IP ranges; empty: every address is allowed. The org's trusted ranges don't widen them.
	IPRanges []IPRange `json:"ip_ranges,omitempty"`
	// Hours are the login hours by weekday in the org's time zone; empty: the whole week is open.
	Hours []LoginHours `json:"hours,omitempty"`
}

// IPRange is a range of addresses, both ends included, IPv4 or IPv6.
type IPRange struct {
	Start string `json:"start"`
	End   string `json:"end"`
}

// LoginHours is when one weekday is open, in minutes since midnight in the org's time zone. Start equal to End is a day
// that is closed.
type LoginHours struct {
	Day   time.Weekday `json:"day"`
	Start int          `json:"start"`
	End   int          `json:"end"`
}

// SecuritySettings are the org-wide session settings that bear on a connection (metadata SecuritySettings).
type SecuritySettings struct {
	LockSessionsToIP            bool `json:"lock_sessions_to_ip"`
	EnforceIPRangesEveryRequest bool `json:"enforce_ip_ranges_every_request"`
}

// OAuthSettings are the org-wide switches of OAuth flows (metadata OauthOidcSettings). nil: the element is absent.
type OAuthSettings struct {
	BlockUserAgent *bool `json:"block_user_agent,omitempty"` // blockOAuthUsrAgtFlow
	BlockPassword  *bool `json:"block_password,omitempty"`   // blockOAuthUnPwFlow
	RequirePKCE    *bool `json:"require_pkce,omitempty"`     // isPkceRequired
}

// OAuthPolicy is what Salesforce shows of an app only to the org that owns it: metadata ConnectedApp of the org's own
// connected apps, and the OAuth policy of an External Client App. An installed third-party app has none, and counts as
// Salesforce's default: IP ranges enforced, nothing else restricted.
type OAuthPolicy struct {
	FullName          string   `json:"full_name,omitempty"`
	ConsumerKey       string   `json:"consumer_key,omitempty"`
	Scopes            []string `json:"scopes,omitempty"`        // as in metadata: Api, RefreshToken, Full, …
	IPRelaxation      string   `json:"ip_relaxation,omitempty"` // ENFORCE, BYPASS, …; "" absent
	RefreshToken      string   `json:"refresh_token,omitempty"` // infinite, zero, specific_lifetime:…, …; "" absent
	RequiresPKCE      *bool    `json:"requires_pkce,omitempty"`
	DeviceFlow        *bool    `json:"device_flow,omitempty"`
	ClientCredentials *bool    `json:"client_credentials,omitempty"`
	RunAs             string   `json:"run_as,omitempty"` // username of the client-credentials user
	SessionLevel      string   `json:"session_level,omitempty"`
}

// License is a user license or permission set license with its seats.
type License struct {
	Name  string `json:"name"`
	Key   string `json:"key,omitempty"` // LicenseDefinitionKey or DeveloperName
	Total int    `json:"total"`         // -1: unlimited
	Used  int    `json:"used"`
}

// Login sums up the sign-ins of one user through one app with one outcome (LoginHistory, six months at most).
type Login struct {
	UserID      string    `json:"user_id"`
	Application string    `json:"application,omitempty"`
	LoginType   string    `json:"login_type,omitempty"`
	LoginURL    string    `json:"login_url,omitempty"`
	Status      string    `json:"status"`
	Count       int       `json:"count"`
	Last        time.Time `json:"last"`
}

// SetupChange is an entry of the Setup Audit Trail (180 days).
type SetupChange struct {
	Action  string    `json:"action"`
	Section string    `json:"section,omitempty"`
	Display string    `json:"display"`
	By      string    `json:"by,omitempty"` // username
	At      time.Time `json:"at"`
}

// Holder is an active user with a permission that reaches beyond one app, and what grants it.
type Holder struct {
	UserID     string   `json:"user_id"`
	Username   string   `json:"username"`
	Permission string   `json:"permission"` // metadata name
	Via        []string `json:"via"`        // "profile System Administrator", "permission set Integration", …
}
