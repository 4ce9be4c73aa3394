package fixes

import "orgaudit/audit"

// EnableFlow switches a way of signing in on again, for the org or for one app.
var EnableFlow = &audit.Fix{
	ID: "enable-flow", Target: audit.SubjectApp,
	Title: "Switch on the flow that {app} signs in with",
	Steps: []string{
		`Prefer another way to sign in, if the app offers one: Salesforce advises against the user-agent and ` +
			`username-password flows.`,
		`For these two, open Setup > Identity > OAuth and OpenID Connect Settings (by Quick Find: OAuth).`,
		`Turn on Allow OAuth User-Agent Flows or Allow OAuth Username-Password Flows, ` +
			`the one that the finding names, and accept the warning.`,
		`For the device flow, open Setup > Apps > App Manager, find "{app}", click Edit, ` +
			`select Enable for Device Flow, and save.`,
		`Connect "{app}" again, then run orgaudit again.`,
	},
	SetupPath: setupOAuthSettings,
	Source: audit.Page{
		Title: "Block Authorization Flows to Improve Security",
		URL:   "https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.remoteaccess_disable_username_password_flow_ca.htm",
	},
	Effort: "minutes",
	Risk: "Org-wide for the user-agent and username-password flows: every app may then use the flow, " +
		"and both are considered insecure.",
}

// UseWebServerFlow moves an app to the way of signing in that no setting blocks.
var UseWebServerFlow = &audit.Fix{
	ID: "use-web-server-flow", Target: audit.SubjectApp,
	Title: "Let {app} sign in by the web server flow",
	Steps: []string{
		`Check in the settings of "{app}", or ask its vendor, whether it offers OAuth by a browser (web server flow, ` +
			`best with PKCE).`,
		`If it runs without anybody at a screen, choose the client-credentials or the JWT flow instead.`,
		`Remove what the old flow needed: a stored password, a security token.`,
		`Connect "{app}" again as "{user}", then run orgaudit again.`,
	},
	Source: audit.Page{
		Title: "OAuth 2.0 Web Server Flow for Web App Integration",
		URL:   "https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.remoteaccess_oauth_web_server_flow_ca.htm",
	},
	Effort: "hours",
	Risk:   "The app has to support it; somebody signs in by hand once.",
}

// SetRunAsUser names the user as whom an app acts in the client-credentials flow.
var SetRunAsUser = &audit.Fix{
	ID: "set-run-as-user", Target: audit.SubjectApp,
	Title: "Set the Run As user of {app}",
	Steps: []string{
		`Open Setup > Apps > App Manager, find "{app}", click Edit, select Enable Client Credentials Flow, ` +
			`accept the warning, and save.`,
		`Open Setup > Apps > Connected Apps > Manage Connected Apps ` +
			`(Classic: Setup > Manage Apps > Connected Apps), the app, Edit Policies.`,
		`Under Client Credentials Flow, choose an active user as Run As, for example "{user}", and save.`,
		`For an External Client App: Setup > Apps > External Client Apps > External Client App Manager, ` +
			`Edit Policies, and set both there.`,
		`Connect "{app}" again, then run orgaudit again with --user and the Run As user.`,
	},
	SetupPath: setupManageConnectedApps,
	Source:    pageClientCredentials,
	Effort:    "minutes",
	Risk: "Whoever has the app's secret acts as this user, without a password: choose one with few permissions, " +
		"API only where you can.",
}
