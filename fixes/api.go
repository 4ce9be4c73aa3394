package fixes

import "orgaudit/audit"

// EnableAPI switches API Enabled on in a profile.
var EnableAPI = &audit.Fix{
	ID: "enable-api", Target: audit.SubjectProfile,
	Title: "Switch on API Enabled in {profile}",
	Steps: []string{
		`Open Setup > Users > Profiles (Classic: Setup > Manage Users > Profiles) and open "{profile}".`,
		`Click System Permissions > Edit (older profile pages: Edit, then Administrative Permissions).`,
		`Select API Enabled and click Save. Where a profile can't be edited, clone it, ` +
			`or grant API Enabled by a permission set.`,
		`Connect again as a user of "{profile}", then run orgaudit again.`,
	},
	SetupPath: setupProfiles,
	Source: audit.Page{
		Title: titleUnableToAuthenticate + ": Enable API in User Permissions",
		URL:   pageUnableToAuthenticate,
	},
	Effort: "minutes",
	Risk:   "Whole profile: all its users may then use the API, through any app that lets them in.",
	Effect: "API Enabled on {profile} reaches {profile_users}; by a permission set it reaches {users}.",
}

// GrantAPIPermissionSet gives API Enabled to single users.
var GrantAPIPermissionSet = &audit.Fix{
	ID: "grant-api-permission-set", Target: audit.SubjectApp,
	Title: "Grant API Enabled to {user} by a permission set",
	Steps: []string{
		`Open Setup > Users > Permission Sets ` +
			`(Classic: Setup > Manage Users > Permission Sets) and open a set for this app, or click New.`,
		`Click System Permissions > Edit, select API Enabled, and save.`,
		`Click Manage Assignments > Add Assignment and assign the set to "{user}". ` +
			`The user's license must allow API Enabled.`,
		`Connect "{app}" again as "{user}", then run orgaudit again.`,
	},
	SetupPath: setupPermissionSets,
	Source:    pageAPIPermission,
	Effort:    "minutes",
	Risk: "Only the users assigned; with the API they reach what their other permissions allow. " +
		"An existing set affects all who have it.",
	Effect: "By a permission set API Enabled reaches {users}; on {profile} it would reach {profile_users}.",
}

// DisableAPIProfile switches API Enabled off in a profile.
var DisableAPIProfile = &audit.Fix{
	ID: "disable-api-profile", Target: audit.SubjectProfile,
	Title: "Switch off API Enabled in {profile}",
	Steps: []string{
		`Find out which users of "{profile}" connect apps, for example in Setup > Login History: they lose the API.`,
		`Give those who need it API Enabled by a permission set first.`,
		`Open Setup > Users > Profiles (Classic: Setup > Manage Users > Profiles), open "{profile}", ` +
			`and click System Permissions > Edit.`,
		`Clear API Enabled and save (older profile pages: Edit, then Administrative Permissions).`,
		`Run orgaudit again; the finding is then gone.`,
	},
	SetupPath: setupProfiles,
	Source:    pageAPIPermission,
	Effort:    "hours",
	Risk: "Whole profile: every app that its users connected stops working for them, " +
		"unless a permission set grants the API.",
}

// EnableAPIPermissionSet switches API Enabled on in a permission set that must have it.
var EnableAPIPermissionSet = &audit.Fix{
	ID: "enable-api-permission-set", Target: audit.SubjectPermissionSet,
	Title: "Switch on API Enabled in {permission_set}",
	Steps: []string{
		`Open Setup > Users > Permission Sets ` +
			`(Classic: Setup > Manage Users > Permission Sets) and open "{permission_set}".`,
		`Click System Permissions > Edit, select API Enabled, and save.`,
		`Where a set can't be edited, as in a managed package, use one of your own and name that in the policy.`,
		`Check that no permission set group with such a set mutes API Enabled.`,
		`Run orgaudit again; the finding is then gone.`,
	},
	SetupPath: setupPermissionSets,
	Source:    pagePermissionSetSystem,
	Effort:    "minutes",
	Risk:      "All users who have the set, directly or by a group, may then use the API.",
}

// DisableAPIPermissionSet switches API Enabled off in a permission set that must not have it.
var DisableAPIPermissionSet = &audit.Fix{
	ID: "disable-api-permission-set", Target: audit.SubjectPermissionSet,
	Title: "Switch off API Enabled in {permission_set}",
	Steps: []string{
		`Open Setup > Users > Permission Sets ` +
			`(Classic: Setup > Manage Users > Permission Sets) and open "{permission_set}".`,
		`Click Manage Assignments and find out who connects an app by it; ` +
			`give these users API Enabled in another way first.`,
		`Click System Permissions > Edit, clear API Enabled, and save.`,
		`Run orgaudit again; the finding is then gone.`,
	},
	SetupPath: setupPermissionSets,
	Source:    pagePermissionSetSystem,
	Effort:    "hours",
	Risk:      "Apps stop working for all users who have the API by this set alone, directly or by a group.",
}
