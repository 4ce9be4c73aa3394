package checks

import (
	"strings"

	"orgaudit/audit"
)

// loginPolicy gives when and from where the user's profile lets its users sign in; nil where it wasn't read, with the
// part that would settle it.
func loginPolicy(c *audit.Case) (*audit.LoginPolicy, audit.Part) {
	switch {
	case c.User == nil:
		return nil, audit.PartUsers
	case c.Profile == nil:
		return nil, audit.PartProfiles
	}
	return c.Profile.LoginPolicy, audit.PartLoginPolicies
}

// rangesSaid is how many ranges a message names.
const rangesSaid = 4

func sayRanges(ranges []audit.IPRange) audit.Words {
	var out []string
	for _, r := range ranges[:min(len(ranges), rangesSaid)] {
		text := r.Start
		if r.End != r.Start {
			text += "–" + r.End
		}
		out = append(out, text)
	}
	switch more := len(ranges) - len(out); {
	case len(out) == 0:
		return audit.Say("none")
	case more > 0:
		return audit.Say("%s, and %d more", strings.Join(out, ", "), more)
	}
	return audit.Say("%s", strings.Join(out, ", "))
}
