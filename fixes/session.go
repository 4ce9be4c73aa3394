package fixes

import "orgaudit/audit"

// UnlockSessionIP lets a session go on when its requests come from another address than its sign-in.
var UnlockSessionIP = &audit.Fix{
	ID: "unlock-session-ip", Target: audit.SubjectOrg,
	Title: "Stop locking sessions to the address that they began at",
	Steps: []string{
		`Ask whoever is responsible for the security of "{org}": the setting protects against stolen sessions.`,
		`Open Setup > Security > Session Settings (Classic: Setup > Security Controls > Session Settings).`,
		`Clear "Lock sessions to the IP address from which they originated", and save.`,
		`Connect "{app}" again, then run orgaudit again.`,
	},
	SetupPath: setupSessionSettings,
	Source: audit.Page{
		Title: "Salesforce Objects (Power Query documentation)",
		URL:   "https://github.com/MicrosoftDocs/powerquery-docs/blob/14e5f7eb875a8bf37deec1b5b02d5f9c9968cf7a/powerquery-docs/connectors/salesforce-objects.md",
	},
	Effort: "minutes",
	Risk:   "Org-wide: a stolen session of any user then works from any address that the profile allows.",
	Effect: "The setting applies to every user of {org} (asked about: {users}).",
}

// LowerSessionLevel takes the demand for a high assurance session from an app.
var LowerSessionLevel = &audit.Fix{
	ID: "lower-session-level", Target: audit.SubjectApp,
	Title: "Stop requiring high assurance sessions for {app}",
	Steps: []string{
		`Find out why "{app}" demands it: an app that acts without anybody at the screen can't raise its session by ` +
			`a second factor.`,
		`Open Setup > Apps > Connected Apps > Manage Connected Apps ` +
			`(Classic: Setup > Manage Apps > Connected Apps) and click Edit beside "{app}".`,
		`Under Session Policies, clear High assurance session required, and save.`,
		`For an External Client App: Setup > Apps > External Client Apps > External Client App Manager, ` +
			`Edit Policies, and set it there.`,
		`Connect "{app}" again, then run orgaudit again.`,
	},
	SetupPath: setupManageConnectedApps,
	Source: audit.Page{
		Title: "Manage Session Policies for a Connected App",
		URL:   "https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.connected_app_manage_session_policies.htm",
	},
	Effort: "minutes",
	Risk:   "The app may then be used after a sign-in without a second factor.",
}
