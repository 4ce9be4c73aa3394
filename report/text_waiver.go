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
		look, status := t.waiverStatus(w.Status)
		t.flow(2, 4, styled(look, status), apart(2), styled(bold, w.Check), apart(2), shown(w.Subject))
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

func (t *text) waiverStatus(status string) (style, string) {
	switch status {
	case audit.WaiverUsed:
		return green, t.say("used")
	case audit.WaiverExpired:
		return red, t.say("expired")
	case audit.WaiverInvalid:
		return yellow, t.say("invalid")
	}
	return dim, t.say("unused")
}

// waiverEnd says how long a waiver goes on, seen from the day on which the org was read.
func (t *text) waiverEnd(w audit.ReportWaiver) string {
	switch {
	case w.DaysLeft < 0:
		return t.say("until %s", w.Until)
	case w.DaysLeft == 0:
		return t.say("until %s, its last day", w.Until)
	case w.DaysLeft == 1:
		return t.say("until %s, 1 day left", w.Until)
	}
	return t.say("until %s, %d days left", w.Until, w.DaysLeft)
}
