package report

import (
	"slices"
	"strings"

	"orgaudit/audit"
)

// open is what could not be told for one reason.
type open struct {
	need    string // the permission that would settle it; "" where none would
	message string // where no part is missing: what the check says itself
	parts   []audit.Part
	checks  []string
	events  []audit.Evidence // what happened, each once
}

// unknowns says what could not be told, once for each permission that would settle it: ten gates behind one missing
// permission are one thing to do.
func (t *text) unknowns() {
	var reasons []*open
	find := func(need, message string) *open {
		for _, o := range reasons {
			if o.need == need && o.message == message {
				return o
			}
		}
		reasons = append(reasons, &open{need: need, message: message})
		return reasons[len(reasons)-1]
	}
	for i := range t.Findings {
		f := &t.Findings[i]
		if f.Verdict != audit.Unknown {
			continue
		}
		if len(f.Missing) == 0 {
			o := find("", f.Message)
			o.note(f, "")
		}
		for _, part := range f.Missing {
			o := find(t.refusal(part).NeedsPermission, "")
			o.note(f, part)
		}
	}
	if len(reasons) == 0 {
		return
	}
	t.heading("Could not be told")
	if why := t.closed(); why != "" && len(reasons) == 1 && len(reasons[0].parts) > 0 {
		t.flow(2, 4, styled(yellow, "?"), apart(1), styled(bold, strings.Join(reasons[0].checks, ", ")))
		t.flow(4, 4, say("nothing of the org was read: ", why))
		return
	}
	for i, o := range reasons {
		if i > 0 {
			t.gap()
		}
		t.open(o)
	}
}

// closed is the reason for which every part of the org was refused; "" where one was read, or the reasons differ.
func (t *text) closed() string {
	if len(t.Refused) < len(audit.Parts()) {
		return ""
	}
	for _, r := range t.Refused[1:] {
		if r.Reason != t.Refused[0].Reason {
			return ""
		}
	}
	return t.Refused[0].Reason
}

func (o *open) note(f *audit.Finding, part audit.Part) {
	if !slices.Contains(o.checks, f.Check) {
		o.checks = append(o.checks, f.Check)
	}
	for _, e := range f.Evidence {
		if e.Past() && !slices.Contains(o.events, e) {
			o.events = append(o.events, e)
		}
	}
	if part != "" && !slices.Contains(o.parts, part) {
		o.parts = append(o.parts, part)
	}
}

func (t *text) open(o *open) {
	checks := styled(bold, strings.Join(o.checks, ", "))
	switch {
	case o.message != "":
		t.flow(2, 4, styled(yellow, "?"), apart(1), checks)
		t.flow(4, 4, say(o.message))
		t.events(4, o.events)
		return
	case o.need != "":
		t.flow(2, 4, styled(yellow, "?"), apart(1), checks, say(" need the permission "), styled(bold, o.need), say(" for the audit user"))
	default:
		t.flow(2, 4, styled(yellow, "?"), apart(1), checks, say(" need what could not be read"))
	}
	t.refused(4, o.parts)
	for _, part := range o.parts {
		if hand := part.ByHand(); hand != "" {
			t.field(4, "By hand:", say(hand))
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
		titles[reason] = append(titles[reason], part.Title())
	}
	for _, reason := range reasons {
		said := strings.Join(titles[reason], ", ")
		if reason != "" {
			said += ": " + reason
		}
		t.field(indent, "Not read:", say(said))
	}
}
