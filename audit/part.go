package audit

import "slices"

// Part names a piece of an org that is read, and refused, as a whole.
type Part string

// The parts of a snapshot. The names appear in reports and saved snapshots.
const (
	PartOrganization         Part = "organization"
	PartAuditor              Part = "auditor-permissions"
	PartLimits               Part = "limits"
	PartProfiles             Part = "profiles"
	PartPermissionSets       Part = "permission-sets"
	PartPermissionSetGroups  Part = "permission-set-groups"
	PartUsers                Part = "users"
	PartUserLogins           Part = "user-logins"
	PartAssignments          Part = "permission-set-assignments"
	PartConnectedApps        Part = "connected-apps"
	PartExternalClientApps   Part = "external-client-apps"
	PartAppAccess            Part = "app-access"
	PartBlockedApps          Part = "blocked-apps"
	PartConnectedAppSettings Part = "connected-app-settings"
	PartMyDomain             Part = "my-domain-settings"
	PartApprovals            Part = "approvals"
	PartLoginPolicies        Part = "profile-login-policies"
	PartSecurity             Part = "security-settings"
	PartOAuthSettings        Part = "oauth-settings"
	PartAppPolicies          Part = "app-policies"
	PartLicenses             Part = "licenses"
	PartLoginHistory         Part = "login-history"
	PartAuditTrail           Part = "setup-audit-trail"
	PartHolders              Part = "permission-holders"
)

// allParts are the parts in the order in which reports name them.
var allParts = [...]Part{
	PartOrganization, PartAuditor, PartLimits, PartProfiles, PartPermissionSets, PartPermissionSetGroups,
	PartUsers, PartUserLogins, PartAssignments, PartConnectedApps, PartExternalClientApps, PartAppAccess,
	PartBlockedApps, PartConnectedAppSettings, PartMyDomain, PartApprovals, PartLoginPolicies, PartAppPolicies,
	PartSecurity, PartOAuthSettings, PartLicenses, PartLoginHistory, PartAuditTrail, PartHolders,
}

// Parts lists every part in the order in which reports name them.
func Parts() []Part { return slices.Clone(allParts[:]) }

// Title says the part in a reader's words.
func (p Part) Title() string {
	switch p {
	case PartOrganization:
		return "the organization"
	case PartAuditor:
		return "the audit user's own permissions"
	case PartLimits:
		return "the API limits"
	case PartProfiles:
		return "profiles"
	case PartPermissionSets:
		return "permission sets"
	case PartPermissionSetGroups:
		return "permission set groups and their muting"
	case PartUsers:
		return "users"
	case PartUserLogins:
		return "frozen and locked users"
	case PartAssignments:
		return "permission set assignments"
	case PartConnectedApps:
		return "connected apps"
	case PartExternalClientApps:
		return "External Client Apps"
	case PartAppAccess:
		return "who is pre-authorized for an app"
	case PartBlockedApps:
		return "blocked apps"
	case PartConnectedAppSettings:
		return "API Access Control"
	case PartMyDomain:
		return "My Domain settings"
	case PartApprovals:
		return "users' approvals of apps"
	case PartLoginPolicies:
		return "login IP ranges and login hours of profiles"
	case PartSecurity:
		return "session settings"
	case PartOAuthSettings:
		return "OAuth settings of the org"
	case PartAppPolicies:
		return "OAuth policies of the org's own apps"
	case PartLicenses:
		return "licenses"
	case PartLoginHistory:
		return "Login History"
	case PartAuditTrail:
		return "the Setup Audit Trail"
	case PartHolders:
		return "holders of permissions that bypass app gates"
	}
	return string(p)
}

// ByHand says where an admin finds in Setup what this part holds, for the case that it could not be read; "" where
// Setup has no page for it.
func (p Part) ByHand() string {
	switch p {
	case PartBlockedApps:
		return "Setup > Apps > Connected Apps > Connected Apps OAuth Usage: an app that offers Unblock is blocked, " +
			"one that offers Block is allowed"
	case PartConnectedAppSettings:
		return "Setup > API Access Control (by Quick Find)"
	case PartMyDomain:
		return "Setup > Company Settings > My Domain > Routing and Policies"
	case PartApprovals:
		return "Setup > Apps > Connected Apps > Connected Apps OAuth Usage, column User Count"
	case PartUserLogins:
		return "Setup > Users > Users, the user's page: Freeze or Unfreeze, Unlock"
	case PartConnectedApps, PartAppAccess:
		return "Setup > Apps > Connected Apps > Manage Connected Apps"
	case PartExternalClientApps:
		return "Setup > Apps > External Client Apps > External Client App Manager"
	case PartLimits:
		return "Setup > Environments > System Overview"
	case PartLoginPolicies:
		return "Setup > Users > Profiles, the profile's Login IP Ranges and Login Hours"
	case PartSecurity:
		return "Setup > Security > Session Settings"
	case PartOAuthSettings:
		return "Setup > Identity > OAuth and OpenID Connect Settings"
	case PartLoginHistory:
		return "Setup > Identity > Login History"
	case PartAuditTrail:
		return "Setup > Security > View Setup Audit Trail"
	case PartLicenses:
		return "Setup > Company Settings > Company Information"
	}
	return ""
}

// Permission is a user permission of Salesforce: the name in metadata and the label that Setup shows.
type Permission struct {
	Name  string // as in Profile and PermissionSet metadata; the SOQL field is "Permissions" + Name
	Label string
}

// Field is the permission's column on Profile, PermissionSet and UserPermissionAccess.
func (p Permission) Field() string { return "Permissions" + p.Name }

// User permissions that decide a sign-in or what the audit user may read. Names and labels as in the PermissionSet
// object and the Metadata API's PermissionSet type. UseAnyApiClient exists only where API Access Control is
// provisioned; CanApproveUninstalledApps only in newer API versions: both are detected by describe.
var (
	APIEnabled             = Permission{"ApiEnabled", "API Enabled"}
	UseAnyAPIClient        = Permission{"UseAnyApiClient", "Use Any API Client"}
	ApproveUninstalledApps = Permission{"CanApproveUninstalledApps", "Approve Uninstalled Connected Apps"}
	UseAnyAPIAuth          = Permission{"UseAnyApiAuth", "Use Any API Auth"} // for SOAP login(), Summer '26 and later
	APIOnlyUser            = Permission{"ApiUserOnly", "Api Only User"}      // keeps its holders from the login page
	ViewSetup              = Permission{"ViewSetup", "View Setup and Configuration"}
	customizeApplication   = Permission{"CustomizeApplication", "Customize Application"}
	ModifyMetadata         = Permission{"ModifyMetadata", "Modify Metadata Through Metadata API Functions"}
	ModifyAllData          = Permission{"ModifyAllData", "Modify All Data"}
	ManageUsers            = Permission{"ManageUsers", "Manage Users"}
	ViewAllUsers           = Permission{"ViewAllUsers", "View All Users"}
	MonitorLoginHistory    = Permission{"MonitorLoginHistory", "Monitor Login History"}
)

// said is the label for a reader: in words where the program knows the permission, and else as it is spelt.
func (p Permission) said() Words {
	if slices.Contains(SignInPermissions(), p) {
		return Say(p.Label)
	}
	return Say("%s", p.Label)
}

// SignInPermissions are the permissions that are read for every profile, permission set and group, since they
// decide whether a user may sign in through an app.
func SignInPermissions() []Permission {
	return []Permission{APIEnabled, UseAnyAPIClient, ApproveUninstalledApps, UseAnyAPIAuth, APIOnlyUser}
}

// AuditPermissions are those that the audit user needs for a complete audit, besides API Enabled.
func AuditPermissions() []Permission {
	return []Permission{ViewSetup, ModifyMetadata, customizeApplication, ManageUsers, ViewAllUsers}
}

// NeededFor lists the permission that opens a part to the audit user, "" where every API user may read it.
// Sources: Object Reference (special access rules), Metadata API Developer Guide (readMetadata).
func (p Part) NeededFor() Permission {
	switch p {
	case PartLimits, PartProfiles, PartPermissionSets, PartPermissionSetGroups, PartAssignments, PartConnectedApps,
		PartExternalClientApps, PartAppAccess, PartLicenses, PartAuditTrail, PartHolders:
		return ViewSetup
	case PartLoginHistory:
		return ManageUsers
	case PartUsers:
		return ViewAllUsers
	case PartUserLogins:
		return ManageUsers
	case PartBlockedApps, PartConnectedAppSettings, PartMyDomain, PartLoginPolicies, PartSecurity, PartOAuthSettings,
		PartAppPolicies:
		return ModifyMetadata
	case PartApprovals:
		return customizeApplication
	}
	return Permission{}
}

// Costs lists the parts that a missing permission of the audit user closes.
func (p Permission) Costs() []Part {
	return slices.DeleteFunc(Parts(), func(part Part) bool { return part.NeededFor() != p })
}
