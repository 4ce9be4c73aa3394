package audit

import "time"

// SnapshotSchema is the version of the snapshot's JSON form that this program writes.
const SnapshotSchema = 1

// Snapshot is what was seen of an org at one moment: plain data, saved and replayed as JSON.
//
// A part that is in Refused was not, or not completely, read: what the snapshot holds of it is true, but absence
// from it means nothing.
type Snapshot struct {
	Schema   int       `json:"schema"`
	TakenAt  time.Time `json:"taken_at"`
	Scope    Scope     `json:"scope"`
	Org      Org       `json:"org"`
	Auditor  Auditor   `json:"auditor"`
	APILimit *APILimit `json:"api_limit,omitempty"`

	Profiles       []Profile            `json:"profiles,omitempty"`
	PermissionSets []PermissionSet      `json:"permission_sets,omitempty"`
	Groups         []PermissionSetGroup `json:"permission_set_groups,omitempty"`
	Users          []User               `json:"users,omitempty"`

	ConnectedApps        []ConnectedApp        `json:"connected_apps,omitempty"`
	ExternalClientApps   []ExternalClientApp   `json:"external_client_apps,omitempty"`
	AppAccess            []AppAccess           `json:"app_access,omitempty"`
	BlockedApps          []BlockedApp          `json:"blocked_apps,omitempty"`
	Approvals            []Approval            `json:"approvals,omitempty"`
	ConnectedAppSettings *ConnectedAppSettings `json:"connected_app_settings,omitempty"`
	MyDomain             *MyDomainSettings     `json:"my_domain_settings,omitempty"`
	DNS                  *DNS                  `json:"dns,omitempty"` // only where the scope asks

	Security     *SecuritySettings `json:"security_settings,omitempty"`
	OAuth        *OAuthSettings    `json:"oauth_settings,omitempty"`
	Licenses     []License         `json:"licenses,omitempty"`
	Logins       []Login           `json:"logins,omitempty"`
	SetupChanges []SetupChange     `json:"setup_changes,omitempty"`
	Holders      []Holder          `json:"holders,omitempty"` // only where a standing policy asks

	// Refused names every part that could not be read completely, and why.
	Refused map[Part]Refusal `json:"refused,omitempty"`
	// Sources says how each part was read: the evidence behind every finding.
	Sources map[Part][]Source `json:"sources,omitempty"`
	// Failure is set when an answer of Salesforce stopped the audit's own calls: the org could not be read at all,
	// or not to the end.
	Failure *Failure `json:"failure,omitempty"`
	Calls   Calls    `json:"calls"`
}

// Scope records what a snapshot was asked about. Users outside it were not read; a snapshot that was taken for
// certain apps holds approvals for these only.
type Scope struct {
	Usernames []string `json:"usernames,omitempty"`
	// all active users of these profiles
	Profiles []string `json:"profiles,omitempty"`
	// all active users that are assigned these
	PermissionSets []string `json:"permission_sets,omitempty"`
	// empty: no app in particular, every app may be asked about
	Apps []App `json:"apps,omitempty"`
	// read what a standing policy needs as well
	Standing bool `json:"standing,omitempty"`
	// Holders are permissions, by metadata name, whose active holders a standing policy asks about.
	Holders []string `json:"holders,omitempty"`
	// PolicyUsernames are those that the lists of a policy name, besides the users who are to connect:
	// they are read to tell whether the org has them.
	PolicyUsernames []string `json:"policy_usernames,omitempty"`
	// CheckDNS asks whether the org's own My Domain host resolves.
	CheckDNS bool `json:"check_dns,omitempty"`
	// NearUsernames are usernames like one that the org lacks, by the username asked for.
	NearUsernames map[string][]string `json:"near_usernames,omitempty"`
}

// Org is the Organization record and where it was reached.
type Org struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Edition     string `json:"edition"`  // Organization.OrganizationType, for example "Enterprise Edition"
	Instance    string `json:"instance"` // Organization.InstanceName, for example "NA224"
	IsSandbox   bool   `json:"is_sandbox"`
	URL         string `json:"url"`                 // the instance URL of the sign-in: scheme and host
	MyDomain    string `json:"my_domain,omitempty"` // the host that users of this org sign in at
	APIVersion  string `json:"api_version,omitempty"`
	TrialExpiry string `json:"trial_expiry,omitempty"`
	TimeZone    string `json:"time_zone,omitempty"` // Organization.TimeZoneSidKey, e.g. "America/Los_Angeles"
}

// Auditor is the user whose credentials read the org.
type Auditor struct {
	UserID   string `json:"user_id"`
	Username string `json:"username,omitempty"`
	// Permissions are the audit permissions that were asked for, by metadata name; absent means not known.
	Permissions map[string]bool `json:"permissions,omitempty"`
}

// Has reports whether the audit user holds a permission; known is false where that could not be read.
// Modify All Data stands for Modify Metadata, as the Metadata API accepts either.
func (a Auditor) Has(p Permission) (held, known bool) {
	held, known = a.Permissions[p.Name]
	if p == ModifyMetadata && !held {
		if all, ok := a.Permissions[ModifyAllData.Name]; ok && all {
			return true, true
		}
	}
	return held, known
}

// APILimit is the daily allocation of API requests (limits resource, DailyApiRequests).
type APILimit struct {
	Max       int `json:"max"`
	Remaining int `json:"remaining"`
}

// Profile is a profile with its sign-in permissions. API Enabled may come from elsewhere as well: ask Snapshot.Paths.
type Profile struct {
	ID string `json:"id"`
	// Profile.Name: the label, in the language of the audit user
	Name string `json:"name"`
	// fullName in the Metadata API ("Admin" for System Administrator)
	MetadataName string `json:"metadata_name,omitempty"`
	UserType     string `json:"user_type,omitempty"`
	License      string `json:"license,omitempty"`
	IsCustom     bool   `json:"is_custom,omitempty"`
	// File is where a project's file says whether it has API Enabled, as path:line; "" for what an org said.
	File string `json:"file,omitempty"`
	// PermissionSetID is the permission set that the profile owns (PermissionSet.IsOwnedByProfile).
	PermissionSetID string          `json:"permission_set_id,omitempty"`
	Permissions     map[string]bool `json:"permissions,omitempty"`
	// ActiveUsers counts the active users who have the profile; read for
	// the profiles of users in scope, nil: not known.
	ActiveUsers *int `json:"active_users,omitempty"`
	// LoginPolicy is read for the profiles of users in scope; nil: not read.
	LoginPolicy *LoginPolicy `json:"login_policy,omitempty"`
}

// Kinds of permission sets (PermissionSet.Type) that decide how a grant counts.
const (
	PermissionSetSession = "Session" // grants only while a session is activated
	PermissionSetGroupOf = "Group"   // the hidden row of a group: aggregated and already muted
	PermissionSetProfile = "Profile" // the row that a profile owns
)

// PermissionSet is a permission set that no profile owns. The hidden set of a group (Type "Group") is among them.
type PermissionSet struct {
	ID                 string          `json:"id"`
	Name               string          `json:"name"`
	Label              string          `json:"label,omitempty"`
	Namespace          string          `json:"namespace,omitempty"`
	Type               string          `json:"type,omitempty"`
	RequiresActivation bool            `json:"requires_activation,omitempty"` // HasActivationRequired: session-based
	GroupID            string          `json:"group_id,omitempty"`
	File               string          `json:"file,omitempty"` // as that of a profile
	Permissions        map[string]bool `json:"permissions,omitempty"`
}

// PermissionSetGroup is a group with what its muting sets take away.
type PermissionSetGroup struct {
	ID                 string          `json:"id"`
	Name               string          `json:"name"`
	Label              string          `json:"label,omitempty"`
	Status             string          `json:"status,omitempty"` // Updated, Outdated, Updating, Failed
	RequiresActivation bool            `json:"requires_activation,omitempty"`
	PermissionSetIDs   []string        `json:"permission_set_ids,omitempty"`
	Muted              map[string]bool `json:"muted,omitempty"`
}

// User is a user in scope with every assignment that may grant a permission.
type User struct {
	ID          string       `json:"id"`
	Username    string       `json:"username"`
	Name        string       `json:"name,omitempty"`
	IsActive    bool         `json:"is_active"`
	UserType    string       `json:"user_type,omitempty"`
	ProfileID   string       `json:"profile_id,omitempty"`
	License     string       `json:"license,omitempty"` // Profile.UserLicense.Name
	LastLogin   *time.Time   `json:"last_login,omitempty"`
	IsFrozen    *bool        `json:"is_frozen,omitempty"` // UserLogin.IsFrozen; nil: not known
	IsLocked    *bool        `json:"is_locked,omitempty"` // UserLogin.IsPasswordLocked; nil: not known
	Assignments []Assignment `json:"assignments,omitempty"`
}

// Assignment is a PermissionSetAssignment row of a user.
type Assignment struct {
	PermissionSetID string     `json:"permission_set_id,omitempty"`
	GroupID         string     `json:"group_id,omitempty"`
	IsActive        bool       `json:"is_active"` // true where the org's API version has no such column
	IsRevoked       bool       `json:"is_revoked,omitempty"`
	Expires         *time.Time `json:"expires,omitempty"`
}

// ConnectedApp is an installed or owned connected app (ConnectedApplication). Apps that users approved without
// installing them are not among these rows, and no row holds a Consumer Key.
type ConnectedApp struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// AdminApprovedOnly is Permitted Users = "Admin approved users are pre-authorized"; nil: not known.
	AdminApprovedOnly *bool      `json:"admin_approved_only,omitempty"`
	Created           *time.Time `json:"created,omitempty"`
	File              string     `json:"file,omitempty"` // the project's file that defines it, "" for what an org said
	// Policy is read for the apps in scope that the org owns; nil for installed
	// third-party apps, whose policy Salesforce doesn't show.
	Policy *OAuthPolicy `json:"policy,omitempty"`
}

// ExternalClientApp is an ExternalClientApplication with its policies.
type ExternalClientApp struct {
	ID string `json:"id"`
	// DeveloperName
	Name      string `json:"name"`
	Label     string `json:"label,omitempty"`
	Namespace string `json:"namespace,omitempty"`
	// Local, Packaged, Managed, AutoInstalled
	Distribution string `json:"distribution,omitempty"`
	// ExtlClntAppPlcyCnfg.IsEnabled; nil: not known
	IsEnabled *bool `json:"is_enabled,omitempty"`
	// the project's file that says who may use it, "" for what an org said
	File string `json:"file,omitempty"`
	// AdminApprovedOnly is PermittedUsersPolicyType = AdminApprovedPreAuthorized; nil: not known.
	AdminApprovedOnly *bool        `json:"admin_approved_only,omitempty"`
	Policy            *OAuthPolicy `json:"policy,omitempty"`
}

// AppAccess is a SetupEntityAccess row: a profile's or another permission set is pre-authorized for an app.
type AppAccess struct {
	AppID           string `json:"app_id"`
	PermissionSetID string `json:"permission_set_id"`
}

// BlockedApp is a BlacklistedConsumer component: its existence is the block (Metadata API, 49.0 and later).
type BlockedApp struct {
	FullName    string `json:"full_name"`
	ConsumerKey string `json:"consumer_key,omitempty"`
	Name        string `json:"name,omitempty"` // consumerName
	Label       string `json:"label,omitempty"`
	// ByAPIAccessControl is blockedByApiWhitelisting. Its documentation is ambiguous: the consistent reading is that
	// API Access Control made the component, not an admin who pressed Block.
	ByAPIAccessControl bool       `json:"by_api_access_control,omitempty"`
	CreatedBy          string     `json:"created_by,omitempty"`
	Created            *time.Time `json:"created,omitempty"`
	File               string     `json:"file,omitempty"` // the project's file that blocks it, "" for what an org said
}

// Approval sums up the OauthToken rows of one user and one app.
type Approval struct {
	UserID   string     `json:"user_id"`
	AppName  string     `json:"app_name"`         // the label at the time of the approval
	AppID    string     `json:"app_id,omitempty"` // through AppMenuItem, where the app is installed
	Count    int        `json:"count"`
	UseCount int        `json:"use_count"`
	First    *time.Time `json:"first,omitempty"`
	LastUsed *time.Time `json:"last_used,omitempty"`
}

// ConnectedAppSettings is the metadata of API Access Control. Both elements are absent, and nil here, where Salesforce
// has not provisioned it.
type ConnectedAppSettings struct {
	AdminApprovedOnly            *bool `json:"admin_approved_only,omitempty"`
	AdminApprovedOnlyForExternal *bool `json:"admin_approved_only_for_external,omitempty"`
}

// MyDomainSettings is the My Domain metadata that decides at which hosts users may sign in.
type MyDomainSettings struct {
	Name string `json:"name,omitempty"` // myDomainName
	// OnlyMyDomainLogin is canOnlyLoginWithMyDomainUrl: login. and test.salesforce.com are refused.
	OnlyMyDomainLogin bool `json:"only_my_domain_login"`
	// OnlyMyDomainAPILogin is doesApiLoginRequireOrgDomain: the same for SOAP login().
	OnlyMyDomainAPILogin bool `json:"only_my_domain_api_login"`
}

// Refusal says why a part could not be read.
type Refusal struct {
	Reason string `json:"reason"`
	Code   string `json:"code,omitempty"` // Salesforce's error code, where there was one
	// NeedsPermission is the label of the permission that would open the part to the audit user, "" if none would.
	NeedsPermission string `json:"needs_permission,omitempty"`
	// Partial says that what the snapshot holds of the part can be judged one by one, as what a project's
	// files hold. What it lacks is unknown all the same.
	Partial bool `json:"partial,omitempty"`
}

// Source is one read: the query, metadata type or resource, how much came back, and when.
type Source struct {
	Read string    `json:"read"`
	Rows int       `json:"rows"`
	At   time.Time `json:"at"`
}

// Failure is Salesforce's answer to the audit's own sign-in or first call, or why there was none.
type Failure struct {
	Code    string `json:"code"` // "" where nobody answered, or not as Salesforce does
	Message string `json:"message"`
	Host    string `json:"host,omitempty"`
	SignIn  bool   `json:"sign_in,omitempty"` // the sign-in itself failed, not a later call
}

// Calls counts what the snapshot cost: requests that left the program and bytes that came back.
type Calls struct {
	REST  int   `json:"rest"`
	SOAP  int   `json:"soap"`
	Bytes int64 `json:"bytes"`
	// TookMS is the wall time of the reading in milliseconds; 0 where nobody measured it.
	TookMS int64 `json:"took_ms,omitempty"`
}
