package simorg

import "time"

// ConnectedApp is a connected app as this org knows it.
type ConnectedApp struct {
	ID            string `json:"id,omitempty"`
	AppMenuItemID string `json:"app_menu_item_id,omitempty"`
	Name          string `json:"name"`
	// DeveloperName is the full name in Metadata API, default the name with underscores.
	DeveloperName string `json:"developer_name,omitempty"`
	// ConsumerKey identifies the app at the OAuth endpoints. No query returns it.
	ConsumerKey string `json:"consumer_key,omitempty"`
	// Uninstalled: the app exists at Salesforce but nobody installed it here, so no object lists it.
	Uninstalled bool `json:"uninstalled,omitempty"`
	// Permitted Users: admin approved users are pre-authorized
	AdminApprovedOnly bool      `json:"admin_approved_only,omitempty"`
	Profiles          []string  `json:"profiles,omitempty"`
	PermissionSets    []string  `json:"permission_sets,omitempty"`
	Installed         time.Time `json:"installed,omitzero"`
	// user name
	InstalledBy string    `json:"installed_by,omitempty"`
	Modified    time.Time `json:"modified,omitzero"`
	ModifiedBy  string    `json:"modified_by,omitempty"`
	StartURL    string    `json:"start_url,omitempty"`
	// RefreshTokenValidityPeriod and Metric are the two columns of ConnectedApplication.
	RefreshTokenValidityPeriod int    `json:"refresh_token_validity_period,omitempty"`
	RefreshTokenValidityMetric bool   `json:"refresh_token_validity_metric,omitempty"`
	HasSessionLevelPolicy      bool   `json:"has_session_level_policy,omitempty"`
	Internal                   bool   `json:"internal,omitempty"`
	ClientSecret               string `json:"client_secret,omitempty"`
	// Certificate is the PEM certificate or public key that JWT assertions are checked with.
	Certificate string `json:"certificate,omitempty"`
	// Owned makes the app's policies readable through Metadata API, which
	// Salesforce allows for the org's own apps only.
	Owned *OwnedApp `json:"owned,omitempty"`
}

// OwnedApp is the part of a connected app that metadata ConnectedApp adds.
// Scopes and policies are spelt as in Metadata API.
type OwnedApp struct {
	ContactEmail string   `json:"contact_email,omitempty"`
	CallbackURLs []string `json:"callback_urls,omitempty"`
	// Api, RefreshToken, Full, Basic, …
	Scopes []string `json:"scopes,omitempty"`
	// ENFORCE (default), BYPASS, …
	IPRelaxation string    `json:"ip_relaxation,omitempty"`
	IPRanges     []IPRange `json:"ip_ranges,omitempty"`
	// infinite (default), zero, …
	RefreshTokenPolicy string `json:"refresh_token_policy,omitempty"`
	PKCERequired       bool   `json:"pkce_required,omitempty"`
	SecretOptional     bool   `json:"secret_optional,omitempty"`
	DeviceFlow         bool   `json:"device_flow,omitempty"`
	ClientCredentials  bool   `json:"client_credentials,omitempty"`
	// user name
	RunAs               string `json:"run_as,omitempty"`
	SessionLevel        string `json:"session_level,omitempty"`
	SessionPolicyAction string `json:"session_policy_action,omitempty"`
	SessionTimeout      int    `json:"session_timeout,omitempty"`
	// the element is missing, as older apps have it
	WithoutIPRelaxation  bool `json:"without_ip_relaxation,omitempty"`
	RefreshTokenRotation bool `json:"refresh_token_rotation,omitempty"`
}

// ExternalClientApp is an External Client App with its policies.
type ExternalClientApp struct {
	ID            string `json:"id,omitempty"`
	OauthPolicyID string `json:"oauth_policy_id,omitempty"`
	PolicyID      string `json:"policy_id,omitempty"`
	AppMenuItemID string `json:"app_menu_item_id,omitempty"`
	// DeveloperName
	Name         string `json:"name"`
	Label        string `json:"label,omitempty"`
	Namespace    string `json:"namespace,omitempty"`
	ContactEmail string `json:"contact_email,omitempty"`
	Disabled     bool   `json:"disabled,omitempty"`
	// Local (default) | Packaged | Managed | AutoInstalled
	DistributionState string `json:"distribution_state,omitempty"`
	// PermittedUsers is AllSelfAuthorized (default) or AdminApprovedPreAuthorized.
	PermittedUsers string `json:"permitted_users,omitempty"`
	// Enforce (default) | Bypass | …
	IPRelaxation string `json:"ip_relaxation,omitempty"`
	// default Infinite
	RefreshTokenPolicy string    `json:"refresh_token_policy,omitempty"`
	ClientCredentials  bool      `json:"client_credentials,omitempty"`
	RunAs              string    `json:"run_as,omitempty"`
	SessionLevel       string    `json:"session_level,omitempty"`
	Profiles           []string  `json:"profiles,omitempty"`
	PermissionSets     []string  `json:"permission_sets,omitempty"`
	Installed          time.Time `json:"installed,omitzero"`
	InstalledBy        string    `json:"installed_by,omitempty"`
	// ConsumerKey, ClientSecret, CallbackURLs and Certificate are the simulator's own; no query returns them.
	ConsumerKey  string   `json:"consumer_key,omitempty"`
	ClientSecret string   `json:"client_secret,omitempty"`
	CallbackURLs []string `json:"callback_urls,omitempty"`
	Certificate  string   `json:"certificate,omitempty"`
	PKCERequired bool     `json:"pkce_required,omitempty"`
}

// BlockedApp is a BlacklistedConsumer: its existence is the block.
type BlockedApp struct {
	ID          string `json:"id,omitempty"`
	ConsumerKey string `json:"consumer_key"`
	Name        string `json:"name"`
	Label       string `json:"label,omitempty"` // default the name
	// FullName is made up by Salesforce when an admin presses Block; give one for a deployed component.
	FullName           string    `json:"full_name,omitempty"`
	ByAPIAccessControl bool      `json:"by_api_access_control,omitempty"`
	CreatedBy          string    `json:"created_by,omitempty"` // user name
	Created            time.Time `json:"created,omitzero"`
}

// OauthToken is an approval: a row of OauthToken.
type OauthToken struct {
	ID   string `json:"id,omitempty"`
	User string `json:"user"` // user name
	// AppName is the label at the time of the approval; App is the connected or external client app it belongs
	// to now, empty for an app that isn't installed.
	AppName  string    `json:"app_name"`
	App      string    `json:"app,omitempty"`
	Created  time.Time `json:"created,omitzero"`
	LastUsed time.Time `json:"last_used,omitzero"`
	UseCount int       `json:"use_count,omitempty"`
	// Bare rows come without attributes and without an id, as some do in real orgs.
	Bare bool `json:"bare,omitempty"`
}
