package checks

import (
	"strings"

	"orgaudit/audit"
)

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
