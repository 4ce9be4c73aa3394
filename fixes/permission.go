package fixes

import "orgaudit/audit"

// GrantUserPermissions gives a user the permissions that a vendor documents besides API Enabled.
var GrantUserPermissions = &audit.Fix{
	ID: "grant-user-permissions", Target: audit.SubjectApp,
	Title: "Grant {user} the permissions that {app} needs",
	Steps: []string{
		`Open Setup > Users > Permission Sets ` +
			`(Classic: Setup > Manage Users > Permission Sets) and open a set for this app, or click New.`,
		`Click System Permissions > Edit, select the permissions that the finding names, and save. ` +
			`App permissions are on App Permissions.`,
		`Click Manage Assignments > Add Assignment and assign the set to "{user}". ` +
			`The user's license must allow the permissions.`,
		`Check that no permission set group with this set mutes them.`,
		`Connect "{app}" again as "{user}", then run orgaudit again.`,
	},
	SetupPath: setupPermissionSets,
	Source:    pagePermissionSetSystem,
	Effort:    "minutes",
	Risk: "The user may use these permissions everywhere, not only through the app. " +
		"An existing set affects all who have it.",
}

// RevokeBypass takes a permission that bypasses the gates of apps from a user who may not hold it.
var RevokeBypass = &audit.Fix{
	ID: "revoke-bypass", Target: audit.SubjectUser,
	Title: "Remove the bypass permission from {user}",
	Steps: []string{
		`Ask why "{user}" has it. Name whoever needs it permanently under bypass in the policy file.`,
		`If the app behind it isn't installed, install it and pre-authorize its users: then they need no bypass.`,
		`By a permission set that the finding names: Setup > Users > Permission Sets, the set, Manage Assignments, ` +
			`and remove "{user}".`,
		`By a profile: Setup > Users > Profiles, System Permissions > Edit, clear it there ` +
			`(older profile pages: Administrative Permissions).`,
		`Run orgaudit again; the finding is then gone.`,
	},
	SetupPath: setupPermissionSets,
	Source:    pageUsageRestrictions,
	Effort:    "minutes",
	Risk: "Apps that the user connected by this permission may stop; clearing it in a profile or set reaches " +
		"all who have that.",
}

// RevokeAPIEnabled takes API Enabled from a user who may not have it.
var RevokeAPIEnabled = &audit.Fix{
	ID: "revoke-api-enabled", Target: audit.SubjectUser,
	Title: "Remove API Enabled from {user}",
	Steps: []string{
		`Find out in Setup > Identity > Login History which apps "{user}" uses: they stop. ` +
			`List who is to keep it under api_enabled.holders.`,
		`By a permission set or group that the finding names: Setup > Users > Permission Sets, Manage Assignments, ` +
			`and remove "{user}".`,
		`By a profile: give "{user}" a profile without API Enabled, or clear it in Setup > Users > Profiles, ` +
			`System Permissions > Edit.`,
		`Remove every source that the finding names: one is enough to have the API.`,
		`Run orgaudit again; the finding is then gone.`,
	},
	SetupPath: setupUsers,
	Source:    pageAPIPermission,
	Effort:    "hours",
	Risk: "Every app that this user connected stops working; clearing it in a profile or set does that to all " +
		"who have it.",
}
