package checks

import (
	"slices"
	"strings"

	"orgaudit/audit"
	"orgaudit/fixes"
)

// UserPermissions fails when the user lacks a permission, besides API Enabled, that the app's connector documents. Like
// API Enabled it may come from the profile, a permission set or a permission set group.
var UserPermissions = &audit.Check{
	ID:       "user-permissions",
	Holds:    "The user has the permissions that the app needs",
	Fails:    "The user lacks a permission that the app needs",
	Topic:    "Other user permissions",
	Why:      "Vendors document permissions that their app needs besides API Enabled. Without them the app may connect and then fail at its first task.",
	Severity: audit.High,
	Subjects: []string{audit.SubjectConnection},
	After:    []*audit.Check{UserState},
	Explains: audit.Errors{
		Usually: []string{
			"INSUFFICIENT_ACCESS_OR_READONLY", "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
			"INVALID_FIELD_FOR_INSERT_UPDATE", "INVALID_TYPE",
		},
		Also: []string{"INSUFFICIENT_ACCESS"},
		Clue: "Signing in works, and some objects, fields or functions fail. Compare the user's permissions with " +
			"the vendor's list.",
	},
	Actions: []*audit.SetupAction{profileChanged},
	Fixes:   []*audit.Fix{fixes.GrantUserPermissions},
	Gate:    judgeUserPermissions,
}

func judgeUserPermissions(c *audit.Case) (audit.Finding, bool) {
	needs := c.Match.App.Needs.UserPermissions
	if len(needs) == 0 {
		return audit.Finding{}, false
	}
	title := c.Match.App.Title()
	f := audit.Finding{Subject: c.ConnectionSubject(), Want: strings.Join(labels(needs), ", "), Names: names(c), Verdict: audit.Pass}
	if c.User == nil {
		return cannotTell(c.View, f.Subject, f.Want, audit.PartUsers), true
	}
	part, closed := grantsClosed(c)
	var missing, unread []string
	var stopped []audit.Words
	for _, name := range needs {
		permission := audit.Permission{Name: name, Label: label(name)}
		switch {
		case c.Holds(c.User, permission):
		case closed || !c.Knows(c.User, permission):
			unread = append(unread, permission.Label)
		default:
			missing = append(missing, permission.Label)
			for _, path := range c.Paths(c.User, permission) {
				stopped = append(stopped, audit.Say("%s %s: %s", audit.Say(path.Via), path.Name, path.Stopped))
			}
		}
	}
	f.Evidence = c.Evidence("lacks "+first(strings.Join(slices.Concat(missing, unread), ", "), "nothing"), audit.PartProfiles, audit.PartAssignments)
	switch {
	case len(missing) > 0:
		f.Verdict, f.Fix, f.Got = audit.Fail, fixes.GrantUserPermissions.ID, strings.Join(missing, ", ")+" missing"
		f.Say("%s lacks %s, which %s documents as needed", c.User.Username, strings.Join(missing, ", "), title)
		if len(stopped) > 0 {
			f.Add(" (%s)", audit.Join(stopped, "; "))
		}
		if len(unread) > 0 {
			f.Add("; not known: %s", strings.Join(unread, ", "))
		}
	case len(unread) > 0 && closed:
		f = cannotTell(c.View, f.Subject, f.Want, part)
		f.Say("it is not known whether %s has %s: %s", c.User.Username, strings.Join(unread, ", "), f.Words)
	case len(unread) > 0:
		f.Verdict, f.Got = audit.Unknown, strings.Join(unread, ", ")+" not known"
		f.Say("it could not be read whether %s has %s: the snapshot has no such column", c.User.Username, strings.Join(unread, ", "))
	default:
		f.Got = "all granted"
		f.Say("%s has %s", c.User.Username, f.Want)
	}
	return f, true
}

// label says a permission's metadata name as Setup does, where the program knows it.
func label(name string) string {
	known := slices.Concat(audit.SignInPermissions(), audit.AuditPermissions(), []audit.Permission{audit.ModifyAllData, audit.UseAnyAPIAuth})
	for _, p := range known {
		if strings.EqualFold(p.Name, name) {
			return p.Label
		}
	}
	return name
}

func labels(names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = label(name)
	}
	return out
}
