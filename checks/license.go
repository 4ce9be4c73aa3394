package checks

import (
	"fmt"
	"slices"
	"strings"

	"orgaudit/audit"
	"orgaudit/fixes"
)

// heldLicense judges the licenses of which the user needs one. Who holds a permission set license isn't read.
func heldLicense(c *audit.Case, f audit.Finding) audit.Finding {
	f.Verdict = audit.Pass
	needs := c.App().Needs.Licenses
	if len(needs) == 0 {
		return f
	}
	title, user, license := c.Title(), c.Username(), c.User().License()
	switch {
	case contains(needs, license):
	case c.Any(mayHold(c, needs)...):
		f.Verdict, f.Got = audit.Unknown, license
		f.Say("%s needs a user with the license %s; %s has the user license %s, "+
			"and who holds a permission set license could not be read; by hand: Setup > Users > Users, "+
			"the user's page, Permission Set License Assignments", title, alternatives(needs), user, license)
	default:
		f.Verdict, f.Got, f.Fix = audit.Fail, license, fixes.UseFullLicense.ID
		f.Say("%s needs a user with the license %s, and %s has %s", title, alternatives(needs), user, license)
		f.Evidence = c.Evidence("license "+license, audit.PartUsers)
	}
	return f
}

// mayHold asks of each license whether it may reach the user as a permission set license. The license of a profile is a
// user license, and each user has only one of these.
func mayHold(c *audit.Case, needs []string) []func() bool {
	out := make([]func() bool, len(needs))
	for i, need := range needs {
		exists := func() bool { _, ok := c.License(need); return ok }
		out[i] = func() bool { return c.All(func() bool { return !c.IsUserLicense(need) }, exists) }
	}
	return out
}

// freeSeats judges the licenses of which the org needs a free one each.
func freeSeats(c *audit.Case, f audit.Finding) audit.Finding {
	f.Verdict = audit.Pass
	for _, name := range c.App().Needs.FreeSeats {
		l, ok := c.License(name)
		switch {
		case ok && (l.Total < 0 || l.Used < l.Total):
			continue
		case !ok:
			f.Got = "no license " + name
			f.Say("%s needs a free seat of the license %s, which this org doesn't have", c.Title(), name)
		default:
			f.Got = fmt.Sprintf("%d of %d seats of %s used", l.Used, l.Total, l.Name)
			f.Say("%s needs a free seat of the license %s, and all %d are used", c.Title(), l.Name, l.Total)
		}
		f.Verdict, f.Fix, f.Evidence = audit.Fail, fixes.UseFullLicense.ID, c.Evidence(f.Got, audit.PartLicenses)
		return f
	}
	return f
}

// contains looks a name up without case.
func contains(list []string, name string) bool {
	return slices.ContainsFunc(list, func(have string) bool { return strings.EqualFold(have, name) })
}
