package report

import (
	"fmt"

	"orgaudit/audit"
)

// waivers says what became of each waiver of the policy: in one line where all is well, with its words where somebody has
// to decide.
func (t *text) waivers() {
	if len(t.Waivers) == 0 {
		return
	}
	t.heading(t.say("Waivers of the policy"))
	for i, w := range t.Waivers {
		if i == fewFindings && !t.verbose {
			t.flow(2, 4, styled(dim, t.say("%d more of these: --verbose says each", len(t.Waivers)-i)))
			return
		}
		t.flow(2, 4, styled(waiverLook(w.Status), t.waiverStatus(w.Status)), apart(2), styled(bold, w.Check), apart(2), shown(w.Subject))
		t.flow(4, 4, shown(t.waiverEnd(w)))
		if w.Note != "" {
			t.flow(4, 4, shown(t.words(w.Words, w.Note)))
		}
		if w.Status == audit.WaiverUsed && !t.verbose {
			continue // its reason stands beside what it accepts
		}
		t.field(4, t.say("Reason"), shown(w.Reason))
		for _, fact := range [][2]string{{t.say("Owner"), w.Owner}, {t.say("Ticket"), w.Ticket}} {
			if fact[1] != "" {
				t.field(4, fact[0], shown(fact[1]))
			}
		}
		if w.Rule.Line > 0 {
			t.field(4, t.say("Rule"), shown(fmt.Sprintf("%s:%d", w.Rule.File, w.Rule.Line)))
		}
	}
}

// waiverLook is how a status stands out.
func waiverLook(status string) style {
	switch status {
	case audit.WaiverUsed:
		return green
	case audit.WaiverExpired:
		return red
	case audit.WaiverInvalid:
		return yellow
	}
	return dim
}
