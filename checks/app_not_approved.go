package checks

import (
	"slices"

	"orgaudit/audit"
	"orgaudit/fixes"
)

// AppNotApproved fails when only pre-authorized users may use the app and this one isn't, or when the app signs in by
// JWT, which shows no approval page, for a user who never approved it.
var AppNotApproved = &audit.Check{
	ID:    "app-not-approved",
	Holds: "The user is approved for the app",
	Fails: "The user isn't approved for the app",
	Topic: "Approval of the user",
	Why: "With Permitted Users \"Admin approved users are pre-authorized\" a user needs a profile or permission " +
		"set that is assigned to the app.",
	Severity: audit.High,
	Reads: []audit.Part{
		audit.PartProfiles, audit.PartPermissionSets, audit.PartPermissionSetGroups, audit.PartUsers,
		audit.PartAssignments, audit.PartConnectedApps, audit.PartExternalClientApps, audit.PartAppAccess,
		audit.PartBlockedApps, audit.PartApprovals,
	},
	Subjects: []string{audit.SubjectConnection},
	After:    []*audit.Check{UserState, AppNotInstalled, ExternalClientApp},
	Explains: audit.Errors{
		Usually: []string{
			"OAUTH_APP_ACCESS_DENIED", "invalid_app_access", "Failed: Not approved for access",
			"Not approved for access", "user hasn't approved this consumer",
		},
		Also: []string{"OAUTH_APPROVAL_ERROR_GENERIC", "invalid_grant", "CLIENT_NOT_ACCESSIBLE_FOR_USER"},
		Clue: "Only users whom no admin assigned fail. Setup > Manage Connected Apps, the app: Permitted Users is " +
			"Admin approved, and the user's profile or permission set is not listed.",
	},
	Actions: slices.Concat(approvalChanges(), assignmentChanges()),
	Fixes:   []*audit.Fix{fixes.PreauthorizeUsers, fixes.AllowSelfAuthorize},
	Gate:    judgeApproved,
}

func judgeApproved(c *audit.Case) (audit.Finding, bool) {
	if !usesApp(c) {
		return audit.Finding{}, false
	}
	f := audit.Finding{
		Subject: c.ConnectionSubject(),
		Want:    "the user may use the app",
		Verdict: audit.Pass,
	}
	app, title := c.Installed(), c.Title()
	if !app.AdminApprovedOnly() {
		return selfAuthorized(c, f), true
	}
	if via, ok := c.User().PreAuthorized(app); ok {
		f.Got = "pre-authorized by " + via.String()
		f.Say("%s is pre-authorized for %s by %s", c.Username(), title, via)
		f.Evidence = c.Evidence(f.Got, audit.PartAppAccess)
		return f, true
	}
	f.Verdict, f.Fix, f.OtherFixes = audit.Fail, fixes.PreauthorizeUsers.ID, []string{fixes.AllowSelfAuthorize.ID}
	f.Got = "admin-approved users only, and this one is not assigned"
	f.Say("only admin-approved users may use %s, and none of %s's profile, "+
		"permission sets and groups is assigned to it", title, c.Username())
	f.Evidence = c.Evidence("no row for this user's profile and permission sets", audit.PartAppAccess)
	return f, true
}

// selfAuthorized judges an app that all users may authorize. The JWT flow shows no page to do so: it needs an approval
// from before.
func selfAuthorized(c *audit.Case, f audit.Finding) audit.Finding {
	title := c.Title()
	f.Got = "all users may self-authorize"
	f.Say("all users may self-authorize %s", title)
	if c.SignIn.Flow != audit.FlowJWT {
		return f
	}
	if approval, ok := c.Approved(); ok {
		f.Add(", and %s has approved it (%s)", c.Username(), approvals(approval.Count))
		return f
	}
	f.Verdict, f.Fix = audit.Fail, fixes.PreauthorizeUsers.ID
	f.Got = "all users may self-authorize, but the JWT flow needs an earlier approval"
	f.Say("%s signs in by JWT, which shows no approval page, and %s has never approved it", title, c.Username())
	return f
}
