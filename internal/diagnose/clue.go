package diagnose

// Clue says by what a reader recognises that a check is the cause, and where in Setup to look by hand; "" for a check
// that explains no error.
func Clue(check string) string { return clues()[check] }

func clues() map[string]string {
	return map[string]string{
		"edition-api":             "The org's edition has no API for this app, and other users meet the same error. Setup > Company Information shows the edition; Professional Edition needs an add-on.",
		"api-limit":               "All API requests of the last 24 hours are used up, for all apps together. Setup > System Overview shows API Requests, Last 24 Hours.",
		"sandbox-host":            "The app signs in for production (login.salesforce.com) and the org is a sandbox (test.salesforce.com), or the other way round. Compare the app's own setting with the org's address.",
		"my-domain-login":         `The org refuses sign-ins at the host that the app uses; Login History then says "Restricted Domain". Setup > My Domain, Routing and Policies, shows the policy.`,
		"user-state":              "The user is inactive, frozen or locked out, or the password has expired. Setup > Users, the user's own page, shows it.",
		"user-license":            "The user has an integration license or may use the API only, and the app signs in by a browser. Setup > Users shows the license; a user with a full license gets through.",
		"login-ip":                `The user's profile has login IP ranges that leave out an address of the app; Login History then says "Restricted IP". Setup > Profiles, Login IP Ranges; the app's IP Relaxation may lift them.`,
		"login-hours":             `It fails at some times of the day or week only; Login History then says "Restricted time". Setup > Profiles, Login Hours.`,
		"app-blocked":             "It fails for every user. Setup > Connected Apps OAuth Usage: the row of a blocked app offers Unblock, the row of an allowed one offers Block.",
		"api-access-control":      "API Access Control is on and the app is not allowlisted, so other apps that nobody approved fail too. Setup > API Access Control shows the setting.",
		"app-not-installed":       "The app's row in Setup > Connected Apps OAuth Usage offers Install. Users with Approve Uninstalled Connected Apps get through, and so do those who had connected it before September 2025.",
		"external-client-app":     "The app is an External Client App that is missing or disabled here. Setup > External Client App Manager and Installed Packages show it.",
		"app-not-approved":        "Only users whom no admin assigned fail. Setup > Manage Connected Apps, the app: Permitted Users is Admin approved, and the user's profile or permission set is not listed.",
		"oauth-flow-blocked":      "The way in which the app signs in is switched off, in Setup > OAuth and OpenID Connect Settings or in the app itself, so other apps that sign in so fail too.",
		"client-credentials-user": "The app signs in without a user, and its policies name no active Run As user, or the flow is off. The app's policies, Client Credentials Flow, show it.",
		"app-pkce":                "The app or the org demands PKCE and the vendor doesn't send it. The app's OAuth settings: Require Proof Key for Code Exchange.",
		"app-scopes":              "The app lacks an OAuth scope that the vendor asks for. The app's OAuth settings: Selected OAuth Scopes.",
		"refresh-token":           "It worked for a while and then stopped. The app's Refresh Token Policy ends tokens early, or the user approved the app more than five times, which ends the oldest approval.",
		"session-policy":          "Signing in works and later calls fail. Setup > Session Settings locks sessions to the IP address where they began, or a High Assurance session is demanded.",
		"api-access":              "Only users without API Enabled fail. Setup > Users, the user, View Summary, or the profile's and permission sets' System Permissions show API Enabled.",
		"user-permissions":        "Signing in works, and some objects, fields or functions fail. Compare the user's permissions with the vendor's list.",
		"soap-login":              "The app signs in by SOAP login() with a user name and a password. Setup > User Interface, Enable SOAP API login(); newer API versions also want the permission Use Any API Auth.",
	}
}
