package report

import "fmt"

// waivers says what became of each waiver of the policy.
func (m *markdown) waivers() {
	if len(m.Waivers) == 0 {
		return
	}
	m.heading(2, m.say("Waivers of the policy"))
	for i, w := range m.Waivers {
		if i == fewFindings && !m.verbose {
			m.item("-", m.say("%d more of these: --verbose says each", len(m.Waivers)-i))
			return
		}
		said := fmt.Sprintf("**%s** %s, %s, %s", m.waiverStatus(w.Status), code(w.Check), md(w.Subject), m.waiverEnd(w))
		if w.Note != "" {
			said += ": " + md(m.words(w.Words, w.Note))
		}
		for _, fact := range [][2]string{{m.say("Reason"), w.Reason}, {m.say("Owner"), w.Owner}, {m.say("Ticket"), w.Ticket}} {
			if fact[1] != "" {
				said += "; " + fact[0] + ": " + md(fact[1])
			}
		}
		m.item("-", said)
	}
}
