package checks

import (
	"orgaudit/audit"
	"orgaudit/fixes"
)

// AppPKCE fails when the app or the org requires PKCE and the vendor's sign-in doesn't send it. A vendor that sends it
// where nobody asks does no harm: Salesforce checks a challenge that is there.
var AppPKCE = &audit.Check{
	ID:    "app-pkce",
	Holds: "The app sends PKCE where Salesforce requires it",
	Fails: "Salesforce requires PKCE, and the app doesn't send it",
	Topic: "PKCE",
	Why: "The app's settings or the org's can require PKCE (Proof Key for Code Exchange) " +
		"of the web server flow. A vendor that doesn't send it is then refused.",
	Severity: audit.High,
	Reads: []audit.Part{
		audit.PartConnectedApps, audit.PartExternalClientApps, audit.PartBlockedApps, audit.PartAppPolicies,
		audit.PartOAuthSettings,
	},
	Subjects: []string{audit.SubjectApp},
	After:    []*audit.Check{AppNotInstalled, ExternalClientApp},
	Explains: audit.Errors{
		Usually: []string{
			"missing required code challenge", "LOGIN_OAUTH_INVALID_CODE_CHALLENGE",
			"LOGIN_OAUTH_INVALID_CODE_VERIFIER", "Failed: Invalid Code Challenge", "Failed: Invalid Code Verifier",
		},
		Clue: "The app or the org demands PKCE and the vendor doesn't send it. The app's OAuth settings: Require " +
			"Proof Key for Code Exchange.",
	},
	Fixes: []*audit.Fix{fixes.SetPKCE},
	Gate:  judgePKCE,
}

func judgePKCE(c *audit.Case) (audit.Finding, bool) {
	if !usesApp(c) || c.SignIn.Flow != audit.FlowWebServer {
		return audit.Finding{}, false
	}
	title, sends := c.Title(), c.SignIn.PKCE
	f := audit.Finding{
		Subject: c.WaySubject(),
		Want:    "PKCE is sent, or nobody requires it",
		Verdict: audit.Pass,
	}
	if sends != nil && *sends {
		f.Got = "PKCE is sent"
		f.Say("%s sends PKCE", title)
		return f, true
	}
	var by audit.Words
	policy := audit.PolicyRow{}
	required := c.Any(
		func() bool { policy = c.OAuth(); return policy.RequiresPKCE() },
		c.RequiresPKCE,
	)
	switch {
	case !required:
		f.Got = "PKCE is not required"
		f.Tell(assumed(audit.Say("neither %s nor the org requires PKCE", title), policy))
		f.Evidence = c.Evidence("isPkceRequired is false or absent", audit.PartOAuthSettings, audit.PartAppPolicies)
		return f, true
	case policy.RequiresPKCE():
		by, f.Evidence = audit.Say("the app"), c.Evidence("isPkceRequired = true", audit.PartAppPolicies)
	default:
		by, f.Evidence = audit.Say("the org"), c.Evidence("isPkceRequired = true", audit.PartOAuthSettings)
	}
	f.Fix = fixes.SetPKCE.ID
	if sends == nil {
		f.Verdict, f.Got = audit.Unknown, "PKCE is required by "+by.String()+"; whether it is sent is not known"
		f.Say("%s requires PKCE, and it is not known whether %s sends it; ask the vendor, or say pkce in its connector",
			by, title)
		return f, true
	}
	f.Verdict, f.Got = audit.Fail, "PKCE is required by "+by.String()+" and not sent"
	f.Say("%s requires PKCE, and %s doesn't send it", by, title)
	return f, true
}
