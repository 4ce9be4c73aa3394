package fixes

import "orgaudit/audit"

// EnableSOAPLogin switches SOAP API login() on, which is off in orgs made since Winter '26.
var EnableSOAPLogin = &audit.Fix{
	ID: "enable-soap-login", Target: audit.SubjectApp,
	Title: "Enable SOAP API login() until {app} has moved to OAuth",
	Steps: []string{
		`Ask the vendor of "{app}" first whether it can sign in by OAuth: login() ends with Summer '27, ` +
			`and not every API version has it now.`,
		`Open Setup > User Interface > User Interface (Classic: Setup > Customize > User Interface).`,
		`Select Enable SOAP API login() and save. This page can't undo it; ` +
			`afterwards the release update's test run switches it off and on.`,
		`Give "{user}" Use Any API Auth by a permission set where the org has it: without it login() ` +
			`may answer INSUFFICIENT_ACCESS.`,
		`Have the app use API version 64.0 or earlier for login(). Connect "{app}" again, then run orgaudit again.`,
	},
	SetupPath: setupUserInterface,
	Source:    pageSOAPLogin,
	Effort:    "minutes",
	Risk: "Org-wide: every app that knows a password and security token may sign in by it. " +
		"It works until Summer '27 only.",
}

// MoveToOAuth replaces SOAP API login() by OAuth before it ends.
var MoveToOAuth = &audit.Fix{
	ID: "move-to-oauth", Target: audit.SubjectApp,
	Title: "Have {app} sign in by OAuth instead of SOAP login()",
	Steps: []string{
		`Ask the vendor of "{app}" for the version, or the setting, that signs in by OAuth.`,
		`For an app of your own, create an External Client App: Setup > Apps > External Client Apps > External ` +
			`Client App Manager > New.`,
		`For a server without a person, use the client credentials flow or JWT; for a person, ` +
			`the web server flow with PKCE.`,
		`Store no password in the app any more, and change the password of "{user}" that it knew.`,
		`Connect "{app}" again, then run orgaudit again with the app's new way to sign in.`,
	},
	SetupPath: setupExternalClientApps,
	Source: audit.Page{
		Title: "Platform SOAP API login() Retirement",
		URL:   "https://help.salesforce.com/s/articleView?id=005132110&type=1",
		Date:  "2026-04-30",
	},
	Effort: "hours, or a request to the vendor",
}
