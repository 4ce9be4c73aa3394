package fixes

import "orgaudit/audit"

// UnblockApp lifts an admin's block of a connected app.
var UnblockApp = &audit.Fix{
	ID: "unblock-app", Target: audit.SubjectApp,
	Title: "Unblock {app}",
	Steps: []string{
		`Open Setup > Apps > Connected Apps > Connected Apps OAuth Usage ` +
			`(Classic: Setup > Manage Apps > Connected Apps OAuth Usage).`,
		`Find "{app}"; it may be at the bottom, out of order. The button says what a click does: ` +
			`Block shown = allowed, Unblock shown = blocked.`,
		`Click Unblock and confirm. A row without any token then disappears until the next sign-in; that is expected.`,
		`Connect "{app}" again, then run orgaudit again.`,
	},
	SetupPath: setupConnectedAppsUsage,
	Source:    pageConnectedAppSessions,
	Effort:    "minutes",
	Risk:      "Org-wide: every user may sign in through the app again. Ask whoever blocked it first.",
	Effect:    "Every user of {org} may sign in through {app} again (asked about: {users}).",
}

// BlockApp blocks a connected app for everybody.
var BlockApp = &audit.Fix{
	ID: "block-app", Target: audit.SubjectApp,
	Title: "Block {app}",
	Steps: []string{
		`Open Setup > Apps > Connected Apps > Connected Apps OAuth Usage ` +
			`(Classic: Setup > Manage Apps > Connected Apps OAuth Usage).`,
		`Find "{app}" and look at User Count: these users lose the app. Block shown = allowed, ` +
			`Unblock shown = blocked.`,
		`Click Block and confirm. An app that isn't listed has no tokens: block it when it appears, ` +
			`or deploy a BlacklistedConsumer with its Consumer Key.`,
		`Run orgaudit again; the finding is then gone.`,
	},
	SetupPath: setupConnectedAppsUsage,
	Source:    pageConnectedAppSessions,
	Effort:    "minutes",
	Risk:      "Org-wide: ends all current sessions of the app at once and refuses new ones.",
}

// ReviewApp is for an app in use that the policy doesn't list.
var ReviewApp = &audit.Fix{
	ID: "review-app", Target: audit.SubjectApp,
	Title: "Decide on {app}: allow it, or block it",
	Steps: []string{
		`Open Setup > Apps > Connected Apps > Connected Apps OAuth Usage ` +
			`(Classic: Setup > Manage Apps > Connected Apps OAuth Usage).`,
		`Find "{app}", open its App Info and User Count, and ask these users what they need it for.`,
		`If it is wanted: click Install, set its policies, and add it to apps.allowed in the policy file.`,
		`If it is not: click Block, and add it to apps.blocked. Block shown = allowed, Unblock shown = blocked.`,
		`Run orgaudit again; the finding is then gone.`,
	},
	SetupPath: setupConnectedAppsUsage,
	Source:    pageUsageRestrictions,
	Effort:    "hours",
	Risk:      "Blocking ends all current sessions of the app, org-wide.",
}

// InstallApp installs a connected app, after which its users need no permission of their own for it.
var InstallApp = &audit.Fix{
	ID: "install-app", Target: audit.SubjectApp,
	Title: "Install {app}",
	Steps: []string{
		`If the vendor offers a package with the app, install that package and go on with step 4.`,
		`Otherwise open Setup > Apps > Connected Apps > Connected Apps OAuth Usage ` +
			`(Classic: Setup > Manage Apps > Connected Apps OAuth Usage).`,
		`Find "{app}" and click Install. If it isn't listed, try to connect once: refused attempts are listed too.`,
		`Open Manage App Policies > Edit Policies and choose Permitted Users; if that is Admin approved, ` +
			`add the user's profile or permission set.`,
		`Connect "{app}" again, then run orgaudit again.`,
	},
	SetupPath: setupConnectedAppsUsage,
	Source:    pageUsageRestrictions,
	Effort:    "minutes",
	Risk: "Makes the app usable org-wide, as far as Permitted Users lets it. " +
		"Installing needs Customize Application and Modify All Data or Manage Connected Apps.",
	Effect: "Every user of {org} whom Permitted Users lets in may use {app} (asked about: {users}).",
}

// GrantApproveUninstalled lets one user connect an app that isn't installed: grant, connect, take away again.
var GrantApproveUninstalled = &audit.Fix{
	ID: "grant-approve-uninstalled", Target: audit.SubjectApp,
	Title: "Let {user} approve the app once, then remove the permission again",
	Steps: []string{
		`Prefer installing the app. Use this only for a highly trusted user, such as an admin.`,
		`Open Setup > Users > Permission Sets ` +
			`(Classic: Setup > Manage Users > Permission Sets), click New, and save a set for this purpose.`,
		`In the set, open System Permissions > Edit, select Approve Uninstalled Connected Apps, and save; ` +
			`leave the user's profile as it is.`,
		`Click Manage Assignments > Add Assignment and assign it to "{user}", ` +
			`with an expiration date if your org offers it.`,
		`Connect "{app}" as "{user}". Who has approved the app may go on using it afterwards, ` +
			`except in the device flow.`,
		`Remove the assignment again, and run orgaudit again.`,
	},
	SetupPath: setupPermissionSets,
	Source:    pageUsageRestrictions,
	Effort:    "minutes",
	Risk:      "Highly trusted users only: while it lasts, the user can let any app that isn't installed into the org.",
}

// AllowlistApp gets an app through API Access Control.
var AllowlistApp = &audit.Fix{
	ID: "allowlist-app", Target: audit.SubjectApp,
	Title: "Approve {app} in API Access Control",
	Steps: []string{
		`Open Setup > Apps > Connected Apps > Connected Apps OAuth Usage ` +
			`(Classic: Setup > Manage Apps > Connected Apps OAuth Usage).`,
		`Find "{app}" and click Install, unless it is installed. If the row offers Unblock, it is blocked: ` +
			`click Unblock (Block shown = allowed).`,
		`Open Manage App Policies > Edit Policies and set Permitted Users to Admin approved users are pre-authorized.`,
		`On the app's page, click Manage Profiles or Manage Permission Sets and add the profile "{profile}", ` +
			`or a permission set of "{user}".`,
		`Connect "{app}" again, then run orgaudit again. The setting itself is on Setup > API Access Control; ` +
			`it may stay on.`,
	},
	SetupPath: setupConnectedAppsUsage,
	Source: audit.Page{
		Title: "Restrict Access to APIs with Connected Apps",
		URL:   "https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.security_api_access_control_all_users.htm",
	},
	Effort: "minutes",
	Risk: "Every user of the added profile or permission set can use the app. " +
		"Switching API Access Control off instead would open the API to all apps.",
	Effect: "Adding the profile {profile} lets {profile_users} use {app}; by a permission set it is {users}.",
}

// PreauthorizeUsers assigns users to an app whose users an admin approves.
var PreauthorizeUsers = &audit.Fix{
	ID: "preauthorize-users", Target: audit.SubjectApp,
	Title: "Pre-authorize the users of {app}",
	Steps: []string{
		`Open Setup > Apps > Connected Apps > Manage Connected Apps ` +
			`(Classic: Setup > Manage Apps > Connected Apps) and click "{app}".`,
		`Click Edit Policies, make sure that Permitted Users is Admin approved users are pre-authorized, and save.`,
		`Click Manage Profiles and add "{profile}", or click Manage Permission Sets and add a permission set that ` +
			`"{user}" has.`,
		`For an External Client App: Setup > Apps > External Client Apps > External Client App Manager, ` +
			`Edit Policies, and select them there.`,
		`Connect "{app}" again, then run orgaudit again. The change may take up to an hour to take effect.`,
	},
	SetupPath: setupManageConnectedApps,
	Source:    pageNotApproved,
	Effort:    "minutes",
	Risk: "Every user of the added profile or permission set can use the app. If Permitted Users changes, " +
		"users without an assignment lose it.",
	Effect: "Adding the profile {profile} lets {profile_users} use {app}; by a permission set it is {users}.",
}

// AllowSelfAuthorize lets every user approve an app.
var AllowSelfAuthorize = &audit.Fix{
	ID: "allow-self-authorize", Target: audit.SubjectApp,
	Title: "Let users authorize {app} themselves",
	Steps: []string{
		`Prefer pre-authorizing the users who need the app. This way opens it to all users of "{org}".`,
		`Open Setup > Apps > Connected Apps > Manage Connected Apps ` +
			`(Classic: Setup > Manage Apps > Connected Apps) and click "{app}".`,
		`Click Edit Policies, set Permitted Users to All users may self-authorize, and save.`,
		`For an External Client App: Setup > Apps > External Client Apps > External Client App Manager, ` +
			`Edit Policies, and set it there.`,
		`Have the user connect "{app}" again and click Allow, then run orgaudit again.`,
	},
	SetupPath: setupManageConnectedApps,
	Source:    pageNotApproved,
	Effort:    "minutes",
	Risk: "Org-wide: any user may then let the app act for them. The JWT flow still fails until the user has " +
		"approved the app once.",
	Effect: "Every user of {org} may then authorize {app} (asked about: {users}).",
}
