package checks

import (
	"fmt"
	"slices"
	"strings"

	"orgaudit/audit"
	"orgaudit/fixes"
)

// heldLicense judges the licenses of which the user needs one. Who holds a permission set license isn't read.
func heldLicense(c *audit.Case, f audit.Finding, license string) audit.Finding {
	needs := c.Match.App.Needs.Licenses
	title, user := c.Match.App.Title(), c.User.Username
	switch {
	case len(needs) == 0 || contains(needs, license):
		f.Verdict = audit.Pass
	case license == "":
		f.Verdict, f.Missing, f.Got = audit.Unknown, []audit.Part{audit.PartUsers}, "license not known"
		f.Say("%s needs a user with the license %s, and %s's license could not be read", title, or(needs), user)
	case slices.ContainsFunc(needs, func(need string) bool { return mayHold(c, need) }):
		f.Verdict, f.Got = audit.Unknown, license
		f.Say("%s needs a user with the license %s; %s has the user license %s, and who holds a permission set license could not be read; by hand: Setup > Users > Users, the user's page, Permission Set License Assignments", title, or(needs), user, license)
		if part, closed := c.Unread(audit.PartLicenses); closed {
			f.Missing = []audit.Part{part}
		}
	default:
		f.Verdict, f.Got, f.Fix = audit.Fail, license, fixes.UseFullLicense.ID
		f.Say("%s needs a user with the license %s, and %s has %s", title, or(needs), user, license)
		f.Evidence = c.Evidence("license "+license, audit.PartUsers)
	}
	return f
}

// mayHold tells whether a license that is not the user's own may still reach the user, as a permission set license. The
// license of a profile is a user license, and each user has only one of these.
func mayHold(c *audit.Case, need string) bool {
	if slices.ContainsFunc(c.Profiles, func(p audit.Profile) bool { return strings.EqualFold(p.License, need) }) {
		return false
	}
	return seat(c, need) != nil || !licensesRead(c)
}

// freeSeats judges the licenses of which the org needs a free one each.
func freeSeats(c *audit.Case, f audit.Finding, _ string) audit.Finding {
	f.Verdict = audit.Pass
	for _, name := range c.Match.App.Needs.FreeSeats {
		l := seat(c, name)
		switch {
		case l != nil && (l.Total < 0 || l.Used < l.Total):
			continue
		case l == nil && !licensesRead(c):
			return cannotTell(c.View, f.Subject, f.Want, audit.PartLicenses)
		case l == nil:
			f.Got = "no license " + name
			f.Say("%s needs a free seat of the license %s, which this org doesn't have", c.Match.App.Title(), name)
		default:
			f.Got = fmt.Sprintf("%d of %d seats of %s used", l.Used, l.Total, l.Name)
			f.Say("%s needs a free seat of the license %s, and all %d are used", c.Match.App.Title(), l.Name, l.Total)
		}
		f.Verdict, f.Fix, f.Evidence = audit.Fail, fixes.UseFullLicense.ID, c.Evidence(f.Got, audit.PartLicenses)
		return f
	}
	return f
}

// licensesRead tells whether the org's licenses were read completely.
func licensesRead(c *audit.Case) bool {
	_, closed := c.Unread(audit.PartLicenses)
	return !closed && c.Licenses != nil
}

// seat finds a license of the org by its name or key.
func seat(c *audit.Case, name string) *audit.License {
	for i := range c.Licenses {
		if l := &c.Licenses[i]; strings.EqualFold(l.Name, name) || strings.EqualFold(l.Key, name) {
			return l
		}
	}
	return nil
}

// contains looks a name up without case.
func contains(list []string, name string) bool {
	return slices.ContainsFunc(list, func(have string) bool { return strings.EqualFold(have, name) })
}
