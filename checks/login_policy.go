package checks

import (
	"fmt"
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

func saidRanges(ranges []audit.IPRange) string {
	var out []string
	for i, r := range ranges {
		if i == rangesSaid {
			out = append(out, fmt.Sprintf("and %d more", len(ranges)-i))
			break
		}
		text := r.Start
		if r.End != r.Start {
			text += "–" + r.End
		}
		out = append(out, text)
	}
	if len(out) == 0 {
		return "none"
	}
	return strings.Join(out, ", ")
}
