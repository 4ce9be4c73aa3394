package checks

import (
	"fmt"
	"slices"

	"orgaudit/audit"
	"orgaudit/fixes"
)

// AppNotInstalled fails when the app would be used without being installed and nothing lets this user do so. Since
// September 2025 only holders of Approve Uninstalled Connected Apps may, and users who approved the app before; in the
// device flow nobody may.
var AppNotInstalled = &audit.Check{
	ID:    "app-not-installed",
	Holds: "The app is installed, or this user may use it uninstalled",
	Fails: "The app isn't installed, and this user may not use it uninstalled",
	Topic: "App installation",
	Why: "Salesforce refuses uninstalled connected apps to most users since September 2025. " +
		"Before the first connection an app usually has no row anywhere in the org: " +
		"that is neither a block nor a pass.",
	Severity: audit.High,
	Reads: []audit.Part{
		audit.PartProfiles, audit.PartPermissionSets, audit.PartPermissionSetGroups, audit.PartUsers,
		audit.PartAssignments, audit.PartConnectedApps, audit.PartExternalClientApps, audit.PartBlockedApps,
		audit.PartApprovals,
	},
	Subjects: []string{audit.SubjectConnection},
	After:    []*audit.Check{UserState},
	Explains: audit.Errors{
		Usually: []string{
			"app must be installed into org", "OAUTH_APPROVAL_ERROR_GENERIC", "invalid_client",
			"oauth_policy_not_found", "installation_error", "LOGIN_OAUTH_PACKAGE_MISSING",
			"Package for this consumer is not installed in your organization",
		},
		Also: []string{"OAUTH_APP_BLOCKED", "app_blocked"},
		Clue: "The app's row in Setup > Connected Apps OAuth Usage offers Install. Users with Approve Uninstalled " +
			"Connected Apps get through, and so do those who had connected it before September 2025.",
	},
	Actions:     slices.Concat(installChanges(), permissionChanges()),
	Permissions: []audit.Permission{audit.ApproveUninstalledApps},
	Fixes:       []*audit.Fix{fixes.InstallApp, fixes.GrantApproveUninstalled},
	Gate:        judgeInstalled,
}

func judgeInstalled(c *audit.Case) (audit.Finding, bool) {
	if !usesApp(c) || c.Kind() == audit.KindExternalClientApp {
		return audit.Finding{}, false
	}
	title := c.Title()
	f := audit.Finding{
		Subject: c.ConnectionSubject(),
		Want:    "the app is installed",
		Verdict: audit.Pass,
	}
	app := c.Installed()
	if app.Exists() {
		f.Got = "installed"
		f.Say("%s is installed (as %q, found by %s)", title, app.Name(), app.FoundBy())
		addNamesake(app, &f)
		f.Evidence = c.Evidence(fmt.Sprintf("%s, Id %s", app.Name(), c.AppSubject().ID), audit.PartConnectedApps)
		return f, true
	}
	f.Evidence = c.Evidence("no row for this app", audit.PartConnectedApps)
	if f, ok := unknownApp(c, f); ok {
		return f, true
	}
	return uninstalled(c, f), true
}

// unknownApp answers where it can't be told which app of the org, if any, is meant.
func unknownApp(c *audit.Case, f audit.Finding) (audit.Finding, bool) {
	app := c.App()
	f.Verdict = audit.Unknown
	switch {
	case nameless(c):
		sayNameless(c, &f)
	case len(app.Names()) == 0 && !c.Traced():
		f.Got = "no app with this Consumer Key is known"
		f.Say("Salesforce shows no Consumer Key of installed apps, so it can't be told whether this one is " +
			"installed; give the app's name as well, by a connector")
	case app.Connector == "" && len(app.ConsumerKeys) == 0 && !c.Traced():
		f.Got = "no trace of an app of this name"
		f.Say("this org shows no app named %q: not installed, not blocked, never approved by the users asked about",
			app.Title())
		if near := audit.Near(app.Title(), c.AppNames()); len(near) > 0 {
			f.Add("; did you mean %s?", alternatives(quote(near)))
		} else {
			f.Add("; before a first connection that is usual: name a connector, " +
				"whose names and keys are known (orgaudit connectors)")
		}
	default:
		return f, false
	}
	f.Hides = true
	return f, true
}

// uninstalled judges an app that is not installed by what the user may do.
func uninstalled(c *audit.Case, f audit.Finding) audit.Finding {
	title, user := c.Title(), c.Username()
	f.Got = "not installed"
	if c.SignIn.Flow == audit.FlowDevice {
		// Salesforce Help 005132365: the device flow of uninstalled apps is closed to everybody.
		f.Verdict, f.Fix, f.Hides = audit.Fail, fixes.InstallApp.ID, true
		f.Say("%s is not installed, and the device flow of uninstalled apps is blocked for everybody: "+
			"neither a permission nor an earlier approval of %s helps", title, user)
		return f
	}
	holds, approval := false, audit.Approval{}
	switch {
	case !c.Any(
		func() bool { holds = c.User().Holds(audit.ApproveUninstalledApps); return holds },
		func() (approved bool) { approval, approved = c.Approved(); return approved },
	):
		f.Verdict, f.Fix, f.OtherFixes, f.Hides = audit.Fail, fixes.InstallApp.ID,
			[]string{fixes.GrantApproveUninstalled.ID}, true
		f.Say("%s is not installed, and %s lacks Approve Uninstalled Connected Apps and has no earlier approval",
			title, user)
		if app := c.App(); app.Connector != "" && len(app.Aliases)+len(app.ConsumerKeys) == 0 && !c.Traced() {
			f.Add("; if this org shows it under another name, ask by that one, with --app NAME")
		}
	case holds:
		f.Got = "not installed, but the user may approve it"
		f.Say("%s is not installed; %s may use it by Approve Uninstalled Connected Apps, "+
			"a permission for highly trusted users only", title, user)
	default:
		f.Got = "not installed, but the user approved it before"
		f.Say("%s is not installed; %s has approved it before", title, user)
		f.Evidence = append(f.Evidence,
			c.Evidence(fmt.Sprintf("%s as %q", approvals(approval.Count), approval.AppName), audit.PartApprovals)...)
	}
	return f
}
