package checks

import (
	"fmt"
	"slices"

	"orgaudit/audit"
	"orgaudit/fixes"
)

// APIAccessControl fails when the org lets only allowlisted apps reach the API and this one isn't, for this user.
// External Client Apps are exempt. Since December 2025 Use Any API Client opens installed apps and plain sessions only.
var APIAccessControl = &audit.Check{
	ID:    "api-access-control",
	Holds: "API Access Control lets the app in",
	Fails: "API Access Control keeps the app out",
	Topic: "API Access Control",
	Why: "With API Access Control only apps that an admin has approved reach the API, " +
		"each for the users assigned to it. Salesforce answers as if the app were blocked.",
	Severity: audit.High,
	Reads: []audit.Part{
		audit.PartProfiles, audit.PartPermissionSets, audit.PartPermissionSetGroups, audit.PartUsers,
		audit.PartAssignments, audit.PartConnectedApps, audit.PartExternalClientApps, audit.PartAppAccess,
		audit.PartBlockedApps, audit.PartConnectedAppSettings, audit.PartApprovals, audit.PartAppPolicies,
	},
	Subjects: []string{audit.SubjectConnection},
	After:    []*audit.Check{UserState},
	Explains: audit.Errors{
		Usually: []string{
			"This session is not valid for use with the REST API", "This session is not valid for use with the API",
			"CLIENT_NOT_ACCESSIBLE_FOR_USER",
		},
		Also: []string{"OAUTH_APP_BLOCKED", "app_blocked", "fail_close_app_blocked"},
		Clue: "API Access Control is on and the app is not allowlisted, so other apps that nobody approved fail " +
			"too. Setup > API Access Control shows the setting.",
	},
	Actions: slices.Concat(installChanges(), approvalChanges()),
	Fixes:   []*audit.Fix{fixes.AllowlistApp},
	Gate:    judgeAccessControl,
}

func judgeAccessControl(c *audit.Case) (audit.Finding, bool) {
	if usesApp(c) && c.Kind() == audit.KindExternalClientApp {
		return audit.Finding{}, false
	}
	f := audit.Finding{
		Subject: c.ConnectionSubject(),
		Want:    "the app is allowlisted, or API Access Control is off",
		Verdict: audit.Pass,
	}
	// Its own block and the setting each keep the app out, whatever could not be read of the other.
	wrong := c.Worst(func() audit.Finding { return blockedByControl(c, f) }, func() audit.Finding {
		return controlled(c, &f)
	})
	if len(wrong) > 0 {
		return wrong[0], true
	}
	return f, true
}

func blockedByControl(c *audit.Case, f audit.Finding) audit.Finding {
	if !usesApp(c) {
		return f
	}
	if b, blocked := c.Block(true); blocked {
		f.Verdict, f.Got, f.Fix = audit.Fail, "blocked by API Access Control", fixes.AllowlistApp.ID
		f.Say("API Access Control blocks %s in this org (as the documentation of its block is read)", c.Title())
		f.Evidence = blockEvidence(c, b)
	}
	return f
}

// controlled judges the setting. What it says where the app gets in is kept in pass.
func controlled(c *audit.Case, pass *audit.Finding) audit.Finding {
	f := *pass
	external := c.User().External()
	on, provisioned := c.AccessControl(external)
	f.Evidence = c.Evidence(accessControlValue(on, provisioned), audit.PartConnectedAppSettings)
	if on {
		f = underAccessControl(c, f, external)
	} else {
		f.Got = "off"
		f.Say("API Access Control is off")
	}
	if f.Verdict == audit.Pass {
		*pass = f
	}
	return f
}

// underAccessControl judges a connection while API Access Control is on.
func underAccessControl(c *audit.Case, f audit.Finding, external bool) audit.Finding {
	title, user := c.Title(), c.User()
	bypass := func() bool { return user.Holds(audit.UseAnyAPIClient) }
	refuse := func(got, text string, args ...any) audit.Finding {
		f.Verdict, f.Fix, f.Got = audit.Fail, fixes.AllowlistApp.ID, got
		f.Say(text, args...)
		return f
	}
	let := func(got, text string, args ...any) audit.Finding {
		f.Got = got
		f.Say(text, args...)
		return f
	}
	if !usesApp(c) {
		if bypass() {
			return let("on, and the user may bypass it", "API Access Control is on; %s holds Use Any API Client",
				c.Username())
		}
		return refuse("on",
			"API Access Control is on: without Use Any API Client %s reaches the API through allowlisted apps only, "+
				"not by a plain session", c.Username())
	}
	app := c.Installed()
	if !app.Exists() {
		if f, unknown := unknownApp(c, f); unknown { // it may be installed, allowlisted or an External Client App
			return f
		}
		return refuse("on, and the app is not installed",
			"API Access Control is on and %s is not installed, so it can't be allowlisted", title)
	}
	if external {
		return let("on, and the app is installed",
			"API Access Control lets external users use installed apps, and %s is installed", title)
	}
	var via audit.Words
	listed := func() bool {
		return app.AdminApprovedOnly() && func() (ok bool) { via, ok = user.PreAuthorized(app); return ok }()
	}
	switch {
	case !c.Any(bypass, listed):
	case via != nil:
		return let("on, and the app is allowlisted", "API Access Control is on; %s is allowlisted for %s by %s",
			title, c.Username(), via)
	default:
		return let("on, and the user may bypass it", "API Access Control is on; %s holds Use Any API Client",
			c.Username())
	}
	if !app.AdminApprovedOnly() {
		return refuse("on, and the app is not admin-approved",
			"API Access Control is on, and Permitted Users of %s is \"All users may self-authorize\": "+
				"the app is not allowlisted", title)
	}
	return refuse("on, and the user is not assigned", "API Access Control is on, and %s is not assigned to %s",
		c.Username(), title)
}

func accessControlValue(on, provisioned bool) string {
	if !provisioned {
		return "enableAdminApprovedAppsOnly is absent: API Access Control is not provisioned"
	}
	return fmt.Sprintf("enableAdminApprovedAppsOnly = %t", on)
}
