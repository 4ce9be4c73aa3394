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
	ID:       "api-access-control",
	Holds:    "API Access Control lets the app in",
	Fails:    "API Access Control keeps the app out",
	Topic:    "API Access Control",
	Why:      "With API Access Control only apps that an admin has approved reach the API, each for the users assigned to it. Salesforce answers as if the app were blocked.",
	Severity: audit.High,
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
	if c.Match.Kind == audit.KindExternalClientApp && usesApp(c) {
		return audit.Finding{}, false
	}
	f := audit.Finding{Subject: c.ConnectionSubject(), Want: "the app is allowlisted, or API Access Control is off", Names: names(c), Verdict: audit.Pass}
	if usesApp(c) {
		for _, b := range c.Match.Blocked {
			if b.ByAPIAccessControl {
				f.Verdict, f.Got, f.Fix = audit.Fail, "blocked by API Access Control", fixes.AllowlistApp.ID
				f.Say("API Access Control blocks %s in this org (as the documentation of its block is read)", c.Match.App.Title())
				f.Evidence = blockEvidence(c, b)
				return f, true
			}
		}
	}
	settings := c.ConnectedAppSettings
	if settings == nil {
		return cannotTell(c.View, f.Subject, f.Want, audit.PartConnectedAppSettings), true
	}
	external := c.User != nil && externalUser(c.User.UserType)
	on := settings.AdminApprovedOnly
	if external {
		on = settings.AdminApprovedOnlyForExternal
	}
	f.Evidence = c.Evidence(said(on), audit.PartConnectedAppSettings)
	if on == nil || !*on {
		f.Got = "off"
		f.Say("API Access Control is off")
	} else {
		f = underAccessControl(c, f, external)
	}
	if _, closed := c.Unread(audit.PartBlockedApps); closed && usesApp(c) && f.Verdict == audit.Pass {
		return cannotTell(c.View, f.Subject, f.Want, audit.PartBlockedApps), true // its own blocks are among these
	}
	return f, true
}

// underAccessControl judges a connection while API Access Control is on.
func underAccessControl(c *audit.Case, f audit.Finding, external bool) audit.Finding {
	installed := c.Match.Connected
	plain := !usesApp(c)
	bypass := c.User != nil && c.Holds(c.User, audit.UseAnyAPIClient)
	title := c.Match.App.Title()
	part, closed := c.Unread(audit.PartConnectedApps)
	switch {
	case bypass && (plain || installed != nil):
		f.Got = "on, and the user may bypass it"
		f.Say("API Access Control is on; %s holds Use Any API Client", c.UserSubject().Name)
		return f
	case plain:
		f.Got = "on"
		f.Say("API Access Control is on: without Use Any API Client %s reaches the API through allowlisted apps only, not by a plain session", c.UserSubject().Name)
	case installed == nil && closed:
		return cannotTell(c.View, f.Subject, f.Want, part)
	case installed == nil:
		if f, unknown := unknownApp(c, f); unknown { // it may be installed, allowlisted or an External Client App
			return f
		}
		f.Got = "on, and the app is not installed"
		f.Say("API Access Control is on and %s is not installed, so it can't be allowlisted", title)
	case external:
		f.Got = "on, and the app is installed"
		f.Say("API Access Control lets external users use installed apps, and %s is installed", title)
		return f
	case c.User == nil:
		return cannotTell(c.View, f.Subject, f.Want, audit.PartUsers)
	case len(c.Match.Twins) > 0:
		f, _ = twins(c, f)
		return f
	case installed.AdminApprovedOnly == nil:
		f.Verdict, f.Got = audit.Unknown, "on, and Permitted Users is not known"
		f.Say("API Access Control is on, and Permitted Users of %s could not be read; the audit user needs %s", title, audit.ViewSetup.Label)
		f.Missing = []audit.Part{audit.PartConnectedApps}
		return f
	case !*installed.AdminApprovedOnly:
		f.Got = "on, and the app is not admin-approved"
		f.Say("API Access Control is on, and Permitted Users of %s is \"All users may self-authorize\": the app is not allowlisted", title)
	default:
		if via, ok := c.PreAuthorized(c.User, installed.ID); ok {
			f.Got = "on, and the app is allowlisted"
			f.Say("API Access Control is on; %s is allowlisted for %s by %s", title, c.UserSubject().Name, via)
			return f
		}
		if part, closed := assignmentsClosed(c); closed {
			return cannotTell(c.View, f.Subject, f.Want, part)
		}
		f.Got = "on, and the user is not assigned"
		f.Say("API Access Control is on, and %s is not assigned to %s", c.UserSubject().Name, title)
	}
	if (plain || installed != nil) && !bypassKnown(c) {
		f.Verdict, f.Got = audit.Unknown, "on, and it is not known whether the user may bypass it"
		f.Add("; it could not be read whether %s holds Use Any API Client, which would let it in all the same", c.UserSubject().Name)
		return f
	}
	f.Verdict, f.Fix = audit.Fail, fixes.AllowlistApp.ID
	return f
}

// bypassKnown tells whether it was read that the user lacks Use Any API Client.
func bypassKnown(c *audit.Case) bool {
	if c.User == nil {
		return false
	}
	_, closed := grantsClosed(c)
	return !closed && c.Knows(c.User, audit.UseAnyAPIClient)
}

// twins answers for an app whose label another connected app shares, where no key tells the two apart.
func twins(c *audit.Case, f audit.Finding) (audit.Finding, bool) {
	if len(c.Match.Twins) == 0 {
		return f, false
	}
	f.Verdict, f.Got = audit.Unknown, fmt.Sprintf("%d connected apps of this label", len(c.Match.Twins)+1)
	f.Say("%d connected apps of this org are named %q, and Salesforce shows no Consumer Key by which to tell which is meant", len(c.Match.Twins)+1, c.Match.Connected.Name)
	return f, true
}

// assignmentsClosed finds a refused part without which it can't be told whether a user is pre-authorized for an app.
func assignmentsClosed(c *audit.Case) (audit.Part, bool) {
	return c.Unread(audit.PartAppAccess, audit.PartAssignments, audit.PartProfiles, audit.PartPermissionSets, audit.PartPermissionSetGroups)
}

func said(flag *bool) string {
	if flag == nil {
		return "enableAdminApprovedAppsOnly is absent: API Access Control is not provisioned"
	}
	return fmt.Sprintf("enableAdminApprovedAppsOnly = %t", *flag)
}

// externalUser tells whether a user type (User.UserType) is a customer's or partner's, for whom API Access Control has
// a setting of its own.
func externalUser(userType string) bool {
	switch userType {
	case "PowerPartner", "PowerCustomerSuccess", "CustomerSuccess", "CspLitePortal", "CSPLitePortal", "SelfService", "Guest":
		return true
	}
	return false
}
