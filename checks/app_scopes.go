package checks

import (
	"slices"
	"strings"

	"orgaudit/audit"
	"orgaudit/fixes"
)

// AppScopes fails when the app lacks an OAuth scope that the vendor's sign-in needs. Only the org that owns an app sees
// its scopes; a vendor's own app brings those that it needs.
var AppScopes = &audit.Check{
	ID:    "app-scopes",
	Holds: "The app has the OAuth scopes that the vendor needs",
	Fails: "The app lacks an OAuth scope that the vendor needs",
	Topic: "OAuth scopes",
	Why: "A token carries only scopes that the app has. Without api the sign-in works and every call fails; " +
		"without refresh_token the connection ends with its first session.",
	Severity: audit.High,
	Reads: []audit.Part{
		audit.PartConnectedApps, audit.PartExternalClientApps, audit.PartBlockedApps, audit.PartAppPolicies,
	},
	Subjects: []string{audit.SubjectApp},
	After:    []*audit.Check{AppNotInstalled, ExternalClientApp},
	Explains: audit.Errors{
		Usually: []string{"invalid_scope"},
		Also: []string{
			"OAUTH_APPROVAL_ERROR_GENERIC", "This session is not valid for use with the REST API",
			"This session is not valid for use with the API",
		},
		Clue: "The app lacks an OAuth scope that the vendor asks for. The app's OAuth settings: Selected OAuth " +
			"Scopes.",
	},
	Actions: []*audit.SetupAction{{
		Name: "changeOauthDefaultScope", About: []audit.Slot{audit.SlotApp},
		Readings: []audit.SetupReading{{
			Display: "Changed connected app {app} scopes from *",
			Lifts:   "the app's scopes were changed",
			Shuts:   "the app's scopes were changed",
		}},
	}},
	Fixes: []*audit.Fix{fixes.AddScopes},
	Gate:  judgeScopes,
}

func judgeScopes(c *audit.Case) (audit.Finding, bool) {
	if !usesApp(c) {
		return audit.Finding{}, false
	}
	title, needs := c.Title(), neededScopes(c)
	f := audit.Finding{
		Subject: c.WaySubject(),
		Want:    "the scopes " + strings.Join(needs, ", "),
		Verdict: audit.Pass,
	}
	policy := c.OAuth()
	if !policy.ScopesShown() {
		f.Got = "not restricted by this org"
		f.Tell(assumed(audit.Say("this org doesn't restrict the scopes of %s", title), audit.PolicyRow{}))
		return f, true
	}
	scopes := policy.Scopes()
	f.Evidence = c.Evidence("scopes "+strings.Join(scopes, ", "), audit.PartAppPolicies)
	var missing, unsure []string
	for _, scope := range needs {
		switch {
		case slices.ContainsFunc(scopes, func(has string) bool { return grantsScope(has, scope) }):
		case shownScope(scope):
			missing = append(missing, scope)
		default:
			unsure = append(unsure, scope)
		}
	}
	switch {
	case len(missing) > 0:
		f.Verdict, f.Fix, f.Got = audit.Fail, fixes.AddScopes.ID, strings.Join(missing, ", ")+" missing"
		f.Say("%s needs the scope %s, which the app in this org doesn't have (it has %s)",
			title, strings.Join(missing, ", "), strings.Join(scopes, ", "))
	case len(unsure) > 0:
		f.Verdict, f.Fix, f.Got = audit.Unknown, fixes.AddScopes.ID, strings.Join(unsure, ", ")+" not shown"
		f.Say("the Metadata API doesn't show whether %s has the scope %s; look in Setup > Apps > App Manager",
			title, strings.Join(unsure, ", "))
	default:
		f.Got = "granted"
		f.Say("%s has the scopes %s", title, strings.Join(needs, ", "))
	}
	return f, true
}

// neededScopes are those of the way of signing in; every one needs api where it names none.
func neededScopes(c *audit.Case) []string {
	if len(c.SignIn.Scopes) == 0 {
		return []string{"api"}
	}
	return c.SignIn.Scopes
}

// bareScope brings the spellings of OAuth (refresh_token) and of metadata (RefreshToken) together, with and without the
// "api" at the end that metadata leaves out (wave_api is Wave there).
func bareScope(name string) string {
	bare := strings.NewReplacer("_", "", " ", "").Replace(strings.ToLower(name))
	switch bare {
	case "offlineaccess":
		return "refreshtoken"
	case "id", "profile", "email", "address", "phone":
		return "basic" // metadata reads all five back as Basic
	case "api":
		return bare
	}
	return strings.TrimSuffix(bare, "api")
}

// grantsScope tells whether a scope of the app gives one that is needed (OAuth Tokens and Scopes, Salesforce Help):
// full is all but refresh_token, api has chatter_api in it, web has visualforce.
func grantsScope(has, need string) bool {
	has, need = bareScope(has), bareScope(need)
	switch has {
	case need:
		return true
	case "full":
		return need != "refreshtoken"
	case "api":
		return need == "chatter"
	case "web":
		return need == "visualforce"
	}
	return false
}

// shownScope tells whether the Metadata API gives a scope when an app is read (ConnectedAppOauthAccessScope): one that
// it never gives may be there all the same.
func shownScope(scope string) bool {
	return slices.Contains([]string{
		"api", "basic", "chatter", "customapplications", "full", "openid", "cdpingest", "pardot", "lightning",
		"content", "refreshtoken", "wave", "eclair", "web", "visualforce", "chatbot", "forgotpassword",
		"userregistration", "pwdlesslogin",
	}, bareScope(scope))
}
