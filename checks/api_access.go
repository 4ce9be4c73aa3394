package checks

import (
	"fmt"
	"slices"

	"orgaudit/audit"
	"orgaudit/fixes"
)

// APIAccess fails when API Enabled doesn't reach the user by any path: profile, permission set, or permission set group
// after muting. A grant that has expired, is inactive, revoked, muted or session-based is none.
var APIAccess = &audit.Check{
	ID:    audit.GateOfGrants,
	Holds: "The user has API Enabled",
	Fails: "The user lacks API Enabled",
	Topic: "API Enabled",
	Why: "Every API call needs API Enabled. It may come from the profile, " +
		"a permission set or a permission set group; one is enough.",
	Severity: audit.High,
	Reads: []audit.Part{
		audit.PartProfiles, audit.PartPermissionSets, audit.PartPermissionSetGroups, audit.PartUsers,
		audit.PartAssignments,
	},
	Subjects: []string{audit.SubjectUser},
	After:    []*audit.Check{UserState},
	Explains: audit.Errors{
		Usually: []string{
			"API_CURRENTLY_DISABLED", "LOGIN_OAUTH_API_DISABLED", "Failed: OAuth API access disabled",
			"OAuth API access disabled", "AuthCodeExchangeError", "authentication failure", "invalid user credentials",
		},
		Also: []string{"OAUTH_APP_BLOCKED", "app_blocked", "API_DISABLED_FOR_ORG", "RESTAPINOTENABLED"},
		Clue: "Only users without API Enabled fail. Setup > Users, the user, View Summary, or the profile's and " +
			"permission sets' System Permissions show API Enabled.",
	},
	Actions:     permissionChanges(),
	Permissions: []audit.Permission{audit.APIEnabled},
	Fixes:       []*audit.Fix{fixes.EnableAPI, fixes.GrantAPIPermissionSet},
	Gate:        judgeAPIAccess,
}

func judgeAPIAccess(c *audit.Case) (audit.Finding, bool) {
	f := audit.Finding{Subject: c.UserSubject(), Want: "API Enabled is on"}
	user := c.User()
	paths := user.Paths(audit.APIEnabled)
	var granted, stopped []audit.Words
	for _, p := range paths {
		if !p.Grants {
			stopped = append(stopped, audit.Say("%s %s: %s", audit.Say(p.Via), p.Name, p.Stopped))
			continue
		}
		text := audit.Say("%s %s", audit.Say(p.Via), p.Name)
		if p.Note != nil {
			text = text.Add(" (%s)", p.Note)
		}
		granted = append(granted, text)
	}
	if len(granted) > 0 {
		by := audit.Join(granted, ", ")
		f.Verdict, f.Got = audit.Pass, "on, by "+by.String()
		f.Say("API Enabled reaches %s by %s", c.Username(), by)
		f.Evidence = c.Evidence(f.Got, audit.PartAssignments, audit.PartProfiles)
		return f, true
	}
	profile := c.Profile()
	f.Verdict, f.Got = audit.Fail, "off"
	f.Fix, f.OtherFixes = fixes.EnableAPI.ID, []string{fixes.GrantAPIPermissionSet.ID}
	f.Say("API Enabled is off for %s: neither the profile %s nor a permission set or group grants it",
		c.Username(), profile.Name())
	if len(stopped) > 0 {
		f.Add(" (%s)", audit.Join(stopped, "; "))
	}
	api := c.Policy.APIEnabled
	if wanted, rule, ok := decide(api.Required.Profiles, api.Forbidden.Profiles, api.Except,
		profile.Names()); ok && !wanted {
		f.Fix, f.OtherFixes = fixes.GrantAPIPermissionSet.ID, nil
		f.Add("; the policy forbids it in this profile (%s:%d)", rule.Rule.File, rule.Rule.Line)
	}
	f.Evidence = slices.Concat(
		c.Evidence(fmt.Sprintf("profile %s: PermissionsApiEnabled = false", profile.Name()), audit.PartProfiles),
		c.Evidence(fmt.Sprintf("%d assignments, none of which grants API Enabled now", user.Assignments()),
			audit.PartAssignments),
	)
	return f, true
}
