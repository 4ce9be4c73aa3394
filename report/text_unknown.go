package report

import (
	"strings"

	"orgaudit/audit"
)

// unknowns says what could not be told, once for each permission that would settle it: ten gates behind one missing
// permission are one thing to do.
func (t *text) unknowns() {
	reasons := t.reasons()
	if len(reasons) == 0 {
		return
	}
	t.heading(t.say("Could not be told"))
	if why := t.closed(); why != "" && len(reasons) == 1 && len(reasons[0].parts) > 0 {
		t.flow(2, 4, styled(yellow, "?"), apart(1), styled(bold, strings.Join(reasons[0].checks, ", ")))
		t.flow(4, 4, shown(t.say("nothing of the org was read: %s", t.translate(why))))
		return
	}
	for i, o := range reasons {
		if i > 0 {
			t.gap()
		}
		t.open(o)
	}
}

func (t *text) open(o *open) {
	checks := styled(bold, strings.Join(o.checks, ", "))
	switch {
	case o.message != "":
		t.flow(2, 4, styled(yellow, "?"), apart(1), checks)
		t.flow(4, 4, shown(o.message))
		t.events(4, o.events)
		return
	case o.need != "":
		need := filled(t.say("%s need the permission %s for the audit user", place(0), place(1)), checks, styled(bold, t.translate(o.need)))
		t.flow(2, 4, append([]span{styled(yellow, "?"), apart(1)}, need...)...)
	default:
		need := filled(t.say("%s need what could not be read", place(0)), checks)
		t.flow(2, 4, append([]span{styled(yellow, "?"), apart(1)}, need...)...)
	}
	t.refused(4, o.parts)
	for _, part := range o.parts {
		if hand := part.ByHand(); hand != "" {
			t.field(4, t.say("By hand:"), shown(t.translate(hand)))
		}
	}
	t.events(4, o.events)
}

// refused says which parts could not be read and why, each reason once.
func (t *text) refused(indent int, parts []audit.Part) {
	var reasons []string
	titles := map[string][]string{}
	for _, part := range parts {
		reason := t.refusal(part).Reason
		if titles[reason] == nil {
			reasons = append(reasons, reason)
		}
		titles[reason] = append(titles[reason], t.part(part))
	}
	for _, reason := range reasons {
		said := strings.Join(titles[reason], ", ")
		if reason != "" {
			said += ": " + t.translate(reason)
		}
		t.field(indent, t.say("Not read:"), shown(said))
	}
}
