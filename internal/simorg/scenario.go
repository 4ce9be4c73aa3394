package simorg

import "time"

// Scenario is everything a simulated org holds. Parts refer to each other by name (a user names its profile). Ids are
// made up in a fixed way from the position of a part unless given, so the same scenario always has the same ids.
type Scenario struct {
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
	// Generate names a built-in org that is computed rather than written down; "large" is the only one. The words of
	// this scenario (title, ask, expect, faults, now) stay, everything else comes from it.
	Generate string `json:"generate,omitempty"`
	// Now is the org's clock; zero means 2026-11-20T09:00:00Z. WithClock overrides it.
	Now    time.Time `json:"now,omitzero"`
	Ask    Ask       `json:"ask,omitzero"`
	Expect Expect    `json:"expect,omitzero"`

	Org     Org         `json:"org,omitzero"`
	API     APIVersions `json:"api,omitzero"`
	Auditor Auditor     `json:"auditor,omitzero"`
	// AbsentFields are columns this org's API lacks, as "Object.Field" or
	// as "Field" for every object that would have it.
	AbsentFields []string `json:"absent_fields,omitempty"`
	// AbsentObjects are objects this org's API doesn't know.
	AbsentObjects []string `json:"absent_objects,omitempty"`

	UserLicenses          []UserLicense          `json:"user_licenses,omitempty"`
	PermissionSetLicenses []PermissionSetLicense `json:"permission_set_licenses,omitempty"`
	Profiles              []Profile              `json:"profiles,omitempty"`
	PermissionSets        []PermissionSet        `json:"permission_sets,omitempty"`
	PermissionSetGroups   []PermissionSetGroup   `json:"permission_set_groups,omitempty"`
	Users                 []User                 `json:"users,omitempty"`
	ConnectedApps         []ConnectedApp         `json:"connected_apps,omitempty"`
	ExternalClientApps    []ExternalClientApp    `json:"external_client_apps,omitempty"`
	Blocked               []BlockedApp           `json:"blocked,omitempty"`
	Settings              Settings               `json:"settings,omitzero"`
	OauthTokens           []OauthToken           `json:"oauth_tokens,omitempty"`
	LoginHistory          []Login                `json:"login_history,omitempty"`
	SetupAuditTrail       []SetupChange          `json:"setup_audit_trail,omitempty"`
	Limits                map[string]Limit       `json:"limits,omitempty"`
	Domains               []Domain               `json:"domains,omitempty"`
	Faults                []Fault                `json:"faults,omitempty"`
}

// Ask is the question that a demo of the scenario puts to the product, in the words of its flags.
type Ask struct {
	App       string   `json:"app,omitempty"`
	User      string   `json:"user,omitempty"`
	Symptom   string   `json:"symptom,omitempty"`
	LoginHost string   `json:"login_host,omitempty"`
	FromIPs   []string `json:"from_ips,omitempty"`
}

// Expect is the answer that the product owes to Ask.
type Expect struct {
	Verdict string   `json:"verdict,omitempty"`
	Causes  []string `json:"causes,omitempty"`
	Fix     string   `json:"fix,omitempty"`
	Exit    int      `json:"exit,omitempty"`
}

// Org is the Organization record and the name of its My Domain.
type Org struct {
	ID       string `json:"id,omitempty"`
	Name     string `json:"name,omitempty"`
	Edition  string `json:"edition,omitempty"`  // OrganizationType, default "Enterprise Edition"
	Instance string `json:"instance,omitempty"` // default "NA139", in a sandbox "CS42"
	// MyDomain is the first part of the My Domain host, default "acme".
	MyDomain string `json:"my_domain,omitempty"`
	// Sandbox is the sandbox's name; empty in production.
	Sandbox      string    `json:"sandbox,omitempty"`
	Namespace    string    `json:"namespace,omitempty"`
	TrialExpires time.Time `json:"trial_expires,omitzero"`
	Language     string    `json:"language,omitempty"`  // default "en_US"
	TimeZone     string    `json:"time_zone,omitempty"` // default "America/Los_Angeles"
	ReadOnly     bool      `json:"read_only,omitempty"`
	// APIDisabled is an edition without API access: every call answers API_DISABLED_FOR_ORG.
	APIDisabled bool `json:"api_disabled,omitempty"`
}

// APIVersions is the range that the org serves, default 31.0 to 68.0. Versions are whole numbers.
type APIVersions struct {
	Oldest int `json:"oldest,omitempty"`
	Newest int `json:"newest,omitempty"`
}

// Auditor is the running user of Server.Token: a user of the scenario, or
// of no scenario user if it has none of that name.
type Auditor struct {
	Username string `json:"username,omitempty"`
	// Permissions are added to what the user's profile and permission sets grant, Lacks are taken away. Neither shows
	// up in the rows of PermissionSet: they are for tests, and for orgs of which not every permission is known.
	Permissions []string `json:"permissions,omitempty"`
	Lacks       []string `json:"lacks,omitempty"`
}

// Settings are the org-wide settings that Metadata API exposes.
type Settings struct {
	APIAccessControl APIAccessControl  `json:"api_access_control,omitzero"`
	MyDomain         MyDomainSettings  `json:"my_domain,omitzero"`
	Security         SecuritySettings  `json:"security,omitzero"`
	OauthOidc        OauthOidcSettings `json:"oauth_oidc,omitzero"`
	// SoapLogin is the switch "Enable SOAP API login()", off by default in new orgs. No API reads it.
	SoapLogin bool `json:"soap_login,omitempty"`
}

// APIAccessControl is ConnectedAppSettings. Its elements are absent unless Salesforce Support provisioned the feature.
type APIAccessControl struct {
	Provisioned        bool `json:"provisioned,omitempty"`
	On                 bool `json:"on,omitempty"`
	OnForExternalUsers bool `json:"on_for_external_users,omitempty"`
}

// MyDomainSettings are the login and redirect policies of My Domain (Metadata API 47.0 and later). Strings left empty
// take Salesforce's default. Absent names elements that this org's API doesn't return.
type MyDomainSettings struct {
	CanOnlyLoginWithMyDomainURL  bool   `json:"can_only_login_with_my_domain_url,omitempty"`
	DoesAPILoginRequireOrgDomain bool   `json:"does_api_login_require_org_domain,omitempty"`
	MyDomainSuffix               string `json:"my_domain_suffix,omitempty"`
	DomainPartition              string `json:"domain_partition,omitempty"`
	// Redirect | WarnOnRedirect | NoRedirect
	InstancedURLRedirectHandling         string   `json:"instanced_url_redirect_handling,omitempty"`
	DoesNotRedirectPriorMyDomain         bool     `json:"does_not_redirect_prior_my_domain,omitempty"`
	DoesWarnOnRedirect                   bool     `json:"does_warn_on_redirect,omitempty"`
	RedirectForceComSiteUrls             bool     `json:"redirect_force_com_site_urls,omitempty"`
	EnableLegacyRedirections             bool     `json:"enable_legacy_redirections,omitempty"`
	UseEnhancedDomainsInSandbox          bool     `json:"use_enhanced_domains_in_sandbox,omitempty"`
	UseStabilizedMyDomainHostnames       bool     `json:"use_stabilized_my_domain_hostnames,omitempty"`
	UseStabilizedSandboxMyDomainHostname bool     `json:"use_stabilized_sandbox_my_domain_hostnames,omitempty"`
	IsFirstPartyCookieUseRequired        bool     `json:"is_first_party_cookie_use_required,omitempty"`
	LogRedirections                      bool     `json:"log_redirections,omitempty"`
	UseEdge                              bool     `json:"use_edge,omitempty"`
	IsInstancedAPITrafficBlocked         bool     `json:"is_instanced_api_traffic_blocked,omitempty"`
	IsIcorInstAPITrafficBlocked          bool     `json:"is_icor_inst_api_traffic_blocked,omitempty"`
	Absent                               []string `json:"absent,omitempty"`
}

// SecuritySettings are the trusted IP ranges and the session settings that bear on a connection.
type SecuritySettings struct {
	TrustedIPRanges             []IPRange `json:"trusted_ip_ranges,omitempty"`
	LockSessionsToIP            bool      `json:"lock_sessions_to_ip,omitempty"`
	LockSessionsToDomain        bool      `json:"lock_sessions_to_domain,omitempty"`
	EnforceIPRangesEveryRequest bool      `json:"enforce_ip_ranges_every_request,omitempty"`
	SessionTimeout              string    `json:"session_timeout,omitempty"` // default "TwoHours"
}

// OauthOidcSettings are the org-wide switches for OAuth flows.
type OauthOidcSettings struct {
	BlockUserAgentFlow        bool `json:"block_user_agent_flow,omitempty"`
	BlockUsernamePasswordFlow bool `json:"block_username_password_flow,omitempty"`
	RequirePKCE               bool `json:"require_pkce,omitempty"`
	// Absent names elements that this org's API doesn't return.
	Absent []string `json:"absent,omitempty"`
}

// IPRange is one range of addresses, both ends included.
type IPRange struct {
	Start       string `json:"start"`
	End         string `json:"end"`
	Description string `json:"description,omitempty"`
}

// Limit is one entry of the limits resource.
type Limit struct {
	Max       int `json:"max"`
	Remaining int `json:"remaining"`
}

// Domain is a row of the Domain object: a host this org serves.
type Domain struct {
	ID          string `json:"id,omitempty"`
	Name        string `json:"name"`
	HTTPSOption string `json:"https_option,omitempty"` // OrgDomain, Sites, Community, …
	CnameTarget string `json:"cname_target,omitempty"`
	HstsPreload bool   `json:"hsts_preload,omitempty"`
	Type        string `json:"domain_type,omitempty"` // default "DNS"
}
