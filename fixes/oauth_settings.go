package fixes

import "orgaudit/audit"

// SetPKCE makes an app, or the org, and the vendor agree on PKCE.
var SetPKCE = &audit.Fix{
	ID: "set-pkce", Target: audit.SubjectApp,
	Title: "Make {app} and Salesforce agree on PKCE",
	Steps: []string{
		`Ask the vendor whether "{app}" can send PKCE (Proof Key for Code Exchange), and have it switched on there. ` +
			`That is the better way.`,
		`If it can't, and the app requires it: open Setup > Apps > App Manager, the row of "{app}", ` +
			`Edit (External Client App: its Security settings).`,
		`Clear Require Proof Key for Code Exchange (PKCE) and save. Only the org that owns an app can do so.`,
		`If the org requires it: Setup > Identity > OAuth and OpenID Connect Settings has the same switch for all ` +
			`apps.`,
		`Connect "{app}" again, then run orgaudit again.`,
	},
	SetupPath: setupAppManager,
	Source: audit.Page{
		Title: "Proof Key for Code Exchange (PKCE) Extension",
		URL:   "https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_pkce.htm&language=en_US&type=5",
	},
	Effort: "minutes, or a request to the vendor",
	Risk: "Without PKCE an intercepted authorization code is protected by the app's secret alone; " +
		"the org's switch does that to every app.",
}

// AddScopes gives an app of the org the OAuth scopes that its vendor asks for.
var AddScopes = &audit.Fix{
	ID: "add-scopes", Target: audit.SubjectApp,
	Title: "Add the missing OAuth scopes to {app}",
	Steps: []string{
		`Open Setup > Apps > App Manager and, in the row of "{app}", choose Edit (External Client App: ` +
			`its OAuth settings).`,
		`In Selected OAuth Scopes add those that the finding names: api is "Manage user data via APIs (api)".`,
		`For refresh_token or offline_access add "Perform requests at any time (refresh_token, offline_access)"; ` +
			`Full access doesn't include it.`,
		`Save. A change to an app can take some minutes to take effect everywhere.`,
		`Connect "{app}" again, so that new tokens carry the scopes, then run orgaudit again.`,
	},
	SetupPath: setupAppManager,
	Source: audit.Page{
		Title: "OAuth Tokens and Scopes",
		URL:   "https://help.salesforce.com/HTViewHelpDoc?id=remoteaccess_oauth_scopes.htm&language=en_US",
	},
	Effort: "minutes",
	Risk: "Everybody who connects the app from then on gives it these scopes: add what the vendor documents, " +
		"not more.",
}

// RelaxRefreshPolicy lets the refresh tokens of an app live.
var RelaxRefreshPolicy = &audit.Fix{
	ID: "relax-refresh-policy", Target: audit.SubjectApp,
	Title: "Keep the refresh tokens of {app} valid",
	Steps: []string{
		`Open Setup > Apps > Connected Apps > Manage Connected Apps ` +
			`(Classic: Setup > Manage Apps > Connected Apps) and click "{app}".`,
		`Click Edit Policies. Under Refresh Token Policy replace Immediately expire refresh token, and save.`,
		`Refresh token is valid until revoked keeps the connection; expiring when not used for some time is the ` +
			`stricter choice that keeps it too.`,
		`For an External Client App: Setup > Apps > External Client Apps > External Client App Manager, ` +
			`Edit Policies, and set it there.`,
		`Connect "{app}" again for a new token, then run orgaudit again.`,
	},
	SetupPath: setupManageConnectedApps,
	Source: audit.Page{
		Title: "Manage OAuth Access Policies for a Connected App",
		URL:   "https://help.salesforce.com/s/articleView?id=xcloud.connected_app_manage_oauth.htm&language=en_US&type=5",
	},
	Effort: "minutes",
	Risk:   "All users of the app: a token that is stolen works until it expires or is revoked.",
}

// ReuseConnection is for a user whose approvals of an app are used up: the next one removes the oldest.
var ReuseConnection = &audit.Fix{
	ID: "reuse-connection", Target: audit.SubjectApp,
	Title: "Use an existing connection of {app} again, or end old ones",
	Steps: []string{
		`Each user has five approvals per app; the next one silently ends the oldest. ` +
			`Find out which connections of "{app}" run as "{user}".`,
		`Use one of them again instead of making another, or make the new one as another user.`,
		`To end those that nobody needs: Setup > Users > Users, the user "{user}", OAuth Connected Apps; ` +
			`compare Last Used and click Revoke.`,
		`Connect "{app}" again as "{user}", then run orgaudit again.`,
	},
	SetupPath: setupUsers,
	Source: audit.Page{
		Title: "Manage OAuth-Enabled Connected Apps Access to Your Data (Knowledge Article 000205876)",
		URL:   "https://help.salesforce.com/apex/HTViewSolution?id=000205876&language=en_US",
	},
	Effort: "minutes",
	Risk:   "Revoking ends that connection at once, wherever it is used.",
}

// RevokeApproval ends an approval that nobody uses.
var RevokeApproval = &audit.Fix{
	ID: "revoke-approval", Target: audit.SubjectApp,
	Title: "Revoke the unused approval of {app}",
	Steps: []string{
		`Ask "{user}", or whoever looks after the app, whether "{app}" is still needed: some apps run once a year.`,
		`Open Setup > Apps > Connected Apps > Connected Apps OAuth Usage ` +
			`(Classic: Setup > Manage Apps > Connected Apps OAuth Usage).`,
		`Click the User Count of "{app}" and, in the row of "{user}", Revoke. Block is another matter: ` +
			`it shuts the app out for everybody.`,
		`For an External Client App: Setup > Apps > External Client Apps > OAuth Usage.`,
		`Run orgaudit again; the finding is then gone.`,
	},
	SetupPath: setupConnectedAppsUsage,
	Source:    pageConnectedAppSessions,
	Effort:    "minutes",
	Risk: "The app can't act for this user any more until the user approves it again, " +
		"which an uninstalled app may not allow.",
}
