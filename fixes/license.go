package fixes

import "orgaudit/audit"

// UseFullLicense gives the user a license with which an app can sign in, or frees a seat of a license that it needs.
var UseFullLicense = &audit.Fix{
	ID: "use-full-license", Target: audit.SubjectApp,
	Title: "Connect {app} as a user with a license that it works with",
	Steps: []string{
		`Open Setup > Company Settings > Company Information ` +
			`(Classic: Setup > Company Profile > Company Information) and look for a free seat of the license.`,
		`If none is free, deactivate a user who no longer needs the seat, ` +
			`or buy one from your Salesforce account executive.`,
		`Open Setup > Users > Users (Classic: Setup > Manage Users > Users), click Edit beside "{user}", ` +
			`and choose the user license and a profile of it.`,
		`Make sure that no profile or permission set gives "{user}" Api Only User, if the app signs in by a browser. ` +
			`Or choose another user for it.`,
		`Connect "{app}" again, then run orgaudit again.`,
	},
	SetupPath: setupUsers,
	Source: audit.Page{
		Title: "Salesforce integration FAQs (Clay)",
		URL:   "https://university.clay.com/docs/salesforce-integration-faqs",
	},
	Effort: "hours",
	Risk:   "A full license costs a seat, and another profile changes all that the user may see and do.",
}

// UseClientCredentials lets an app sign in without a browser, which is the way for an API-only user.
var UseClientCredentials = &audit.Fix{
	ID: "use-client-credentials", Target: audit.SubjectApp,
	Title: "Let {app} sign in without a browser",
	Steps: []string{
		`An API-only user can't pass Salesforce's login page. In the settings of "{app}", ` +
			`choose the client-credentials flow (or JWT, where it offers that).`,
		`Open Setup > Apps > App Manager, find the app, click Edit, and select Enable Client Credentials Flow; ` +
			`for an External Client App: Edit Settings.`,
		`In the app's policies (Manage > Edit Policies) choose "{user}" under Client Credentials Flow, Run As.`,
		`Give "{app}" {my_domain} as its login host: this flow works at the My Domain host only.`,
		`Connect "{app}" again, then run orgaudit again.`,
	},
	SetupPath: setupAppManager,
	Source:    pageClientCredentials,
	Effort:    "hours",
	Risk: "Whoever has the app's secret then acts as the Run As user, without a password: " +
		"keep that user's permissions small.",
}
