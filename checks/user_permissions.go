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
	ID:    "user-permissions",
	Holds: "The user has the permissions that the app needs",
	Fails: "The user lacks a permission that the app needs",
	Topic: "Other user permissions",
	Why: "Vendors document permissions that their app needs besides API Enabled. " +
		"Without them the app may connect and then fail at its first task.",
	Severity: audit.High,
	Reads: []audit.Part{
		audit.PartProfiles, audit.PartPermissionSets, audit.PartPermissionSetGroups, audit.PartUsers,
		audit.PartAssignments,
	},
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
	needs := c.App().Needs.UserPermissions
	if len(needs) == 0 {
		return audit.Finding{}, false
	}
	user := c.User()
	f := audit.Finding{
		Subject: c.ConnectionSubject(),
		Want:    strings.Join(labels(needs), ", "),
		Verdict: audit.Pass,
	}
	judges := make([]func() audit.Finding, len(needs))
	for i, name := range needs {
		judges[i] = func() audit.Finding {
			g := f
			g.Hint = audit.Say("; not known: %s", label(name))
			if permission := (audit.Permission{Name: name, Label: label(name)}); !user.Holds(permission) {
				g.Verdict, g.Got, g.Fix = audit.Fail, permission.Label, fixes.GrantUserPermissions.ID
				for _, path := range user.Paths(permission) {
					g.Words = append(g.Words, audit.Say("%s %s: %s", audit.Say(path.Via), path.Name, path.Stopped)...)
				}
			}
			return g
		}
	}
	wrong := c.Worst(judges...)
	switch {
	case len(wrong) == 0:
		f.Got = "all granted"
		f.Say("%s has %s", c.Username(), f.Want)
	case wrong[0].Verdict == audit.Unknown:
		return wrong[0], true
	default:
		f = lackedPermissions(c, f, wrong)
	}
	f.Evidence = c.Evidence(f.Got, audit.PartProfiles, audit.PartAssignments)
	return f, true
}

// lackedPermissions makes one finding of several permissions that the user lacks.
func lackedPermissions(c *audit.Case, f audit.Finding, lacked []audit.Finding) audit.Finding {
	var missing []string
	var stopped []audit.Words
	for _, g := range lacked {
		if g.Verdict == audit.Unknown {
			f.Hint = f.Hint.And(g.Hint)
			continue
		}
		missing = append(missing, g.Got)
		for _, why := range g.Words {
			stopped = append(stopped, audit.Words{why})
		}
	}
	f.Verdict, f.Fix, f.Got = audit.Fail, fixes.GrantUserPermissions.ID, strings.Join(missing, ", ")+" missing"
	f.Say("%s lacks %s, which %s documents as needed", c.Username(), strings.Join(missing, ", "), c.Title())
	if len(stopped) > 0 {
		f.Add(" (%s)", audit.Join(stopped, "; "))
	}
	return f
}

// label says a permission's metadata name as Setup does, where the program knows it.
func label(name string) string {
	known := slices.Concat(audit.SignInPermissions(), audit.AuditPermissions(),
		[]audit.Permission{audit.ModifyAllData, audit.UseAnyAPIAuth})
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
