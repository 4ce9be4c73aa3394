package checks

import (
	"fmt"

	"orgaudit/audit"
	"orgaudit/fixes"
)

// ExternalClientApp fails when the app is an External Client App that is missing here or disabled.
var ExternalClientApp = &audit.Check{
	ID:    "external-client-app",
	Holds: "The External Client App is installed and enabled",
	Fails: "The External Client App is missing or disabled",
	Topic: "External Client App",
	Why: "An External Client App works only in orgs where its package is installed, and while it is enabled. " +
		"It stands on a page of its own, not under connected apps.",
	Severity: audit.High,
	Reads: []audit.Part{
		audit.PartConnectedApps, audit.PartExternalClientApps, audit.PartBlockedApps, audit.PartApprovals,
	},
	Subjects: []string{audit.SubjectApp},
	Explains: audit.Errors{
		Usually: []string{
			"OAUTH_AUTHORIZATION_BLOCKED", "OAUTH_EC_APP_NOT_FOUND", "app_not_found", "ecapp_policy_not_found",
			"invalid_distribution_state",
		},
		Also: []string{"invalid_client_id", "invalid_client", "oauth_policy_not_found", "installation_error"},
		Clue: "The app is an External Client App that is missing or disabled here. Setup > External Client App " +
			"Manager and Installed Packages show it.",
	},
	Fixes: []*audit.Fix{fixes.InstallExternalClientApp, fixes.EnableExternalClientApp},
	Gate:  judgeExternal,
}

func judgeExternal(c *audit.Case) (audit.Finding, bool) {
	if !usesApp(c) || c.Kind() != audit.KindExternalClientApp {
		return audit.Finding{}, false
	}
	title, app := c.Title(), c.Installed()
	f := audit.Finding{Subject: c.AppSubject(), Want: "installed and enabled", Verdict: audit.Fail}
	switch {
	case !app.External() && nameless(c):
		f.Verdict, f.Hides = audit.Unknown, true
		sayNameless(c, &f)
		return f, true
	case !app.External():
		f.Got, f.Fix, f.Hides = "missing", fixes.InstallExternalClientApp.ID, true
		f.Say("this org has no External Client App %s", alternatives(quote(c.App().Names())))
		f.Evidence = c.Evidence("no row for this app", audit.PartExternalClientApps)
		return f, true
	}
	f.Evidence = c.Evidence(fmt.Sprintf("%s, Id %s", app.Name(), app.ID()), audit.PartExternalClientApps)
	if !app.Enabled() {
		f.Got, f.Fix = "disabled", fixes.EnableExternalClientApp.ID
		f.Say("the External Client App %s is disabled in this org", title)
		addNamesake(app, &f)
		return f, true
	}
	f.Verdict, f.Got = audit.Pass, "enabled"
	f.Say("the External Client App %s is enabled", title)
	addNamesake(app, &f)
	return f, true
}

// addNamesake says that an app of the other kind has the same name: a reader who means that one asks again.
func addNamesake(app audit.AppRow, f *audit.Finding) {
	switch app.Namesake() {
	case audit.KindConnectedApp:
		f.Add("; the connected app of the same name is another app")
	case audit.KindExternalClientApp:
		f.Add("; the External Client App of the same name is another app")
	}
}
