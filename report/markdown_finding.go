package report

import (
	"fmt"
	"strings"

	"orgaudit/audit"
)

// causes says every failed gate, the root of all first.
func (m *markdown) causes() {
	groups := m.failedGates()
	title := m.say("Cause")
	if len(groups) > 1 {
		title = m.say("Causes, root first")
	}
	m.section(title, groups)
	if len(groups) > 0 {
		m.moot()
	}
}

// moot says which gates could not be judged behind those that failed or could not be told.
func (m *markdown) moot() {
	var ids []string
	for _, g := range m.grouped(func(f *audit.Finding) bool { return f.Verdict == audit.Moot }) {
		ids = append(ids, g.check)
	}
	if len(ids) > 0 {
		m.paragraph(m.say("Not judged behind these:"), " ", codes(ids))
	}
}

// standing says where the org departs from the policy, the worst first.
func (m *markdown) standing() { m.section(m.say("Against the policy"), m.departures()) }

// section writes groups of findings under a heading, nothing where there are none.
func (m *markdown) section(title string, groups []group) {
	if len(groups) == 0 {
		return
	}
	m.heading(2, title)
	for i, g := range groups {
		check := m.check(g.check, m.Checks[g.check])
		title := check.Said(g.findings[0].Verdict)
		named := md(title) + " (" + code(g.check) + ", " + m.severity(g.findings[0].Severity) + ")"
		if title == "" {
			named = code(g.check) + " (" + m.severity(g.findings[0].Severity) + ")"
		}
		m.heading(3, fmt.Sprintf("%d. ", i+1), named)
		if len(g.findings) == 1 {
			m.finding(g.findings[0])
			continue
		}
		m.findings(g.findings)
	}
}

// finding says one finding: what was found, where it was seen, what asks for it and what to do.
func (m *markdown) finding(f *audit.Finding) {
	m.paragraph(md(m.message(f)))
	m.fact(m.say("Wanted"), md(m.translate(f.Want)))
	m.fact(m.say("Found"), md(m.translate(f.Got)))
	for _, e := range f.Evidence {
		if !e.Past() {
			m.fact(m.say("Seen"), m.seen(e))
		}
	}
	for _, e := range f.Evidence {
		if e.Past() {
			m.fact(m.say("When"), m.event(e))
		}
	}
	m.fact(m.say("Ways"), m.ways(f))
	m.fact(m.say("Rule"), rule(f))
	if fix, ok := m.remedy(f.Fix); ok {
		m.fact(m.say("Fix"), md(fix.Title)+" ("+code(f.Fix)+")")
	}
}

// findings says several findings of one check, in a table where there is more to say than their messages.
func (m *markdown) findings(list []*audit.Finding) {
	few := list
	if !m.verbose {
		few = list[:min(len(list), fewFindings)]
	}
	ruled, proved := false, false
	for _, f := range few {
		ruled, proved = ruled || rule(f) != "", proved || len(f.Evidence) > 0
	}
	if !ruled && !proved {
		for _, f := range few {
			m.item("-", md(m.message(f)))
		}
	} else {
		m.matrix(few, ruled, proved)
	}
	if more := len(list) - len(few); more > 0 {
		m.paragraph(m.say("%d more of these: --verbose says each", more))
	}
	if fix, ok := m.remedy(list[0].Fix); ok {
		m.paragraph("**", m.say("Fix"), ":** ", md(fix.Title), " (", code(list[0].Fix), ")")
	}
}

// matrix says findings in a table: what was found, where it was seen, and what asks for it.
func (m *markdown) matrix(list []*audit.Finding, ruled, proved bool) {
	head := []string{m.say("Found")}
	if proved {
		head = append(head, m.say("Seen"))
	}
	if ruled {
		head = append(head, m.say("Rule"))
	}
	rows := make([][]string, len(list))
	for i, f := range list {
		rows[i] = []string{md(m.message(f))}
		if proved && len(f.Evidence) > 0 {
			rows[i] = append(rows[i], m.seen(f.Evidence[0]))
		} else if proved {
			rows[i] = append(rows[i], "-")
		}
		if ruled {
			rows[i] = append(rows[i], rule(f))
		}
	}
	m.table(head, rows)
}

// seen says one fact: what, where and when. A query or metadata type is code.
func (m *markdown) seen(e audit.Evidence) string {
	place := code(e.Source)
	if e.Past() {
		place = md(m.evidence(e).Source)
	}
	out := md(m.evidence(e).Value)
	switch {
	case out == "":
		out = place
	case place != "":
		out = m.say("%s, in %s", out, place)
	}
	if !e.At.IsZero() {
		out += ", " + moment(e.At)
	}
	return out
}

// event says what happened: when, what, and in which record it stands.
func (m *markdown) event(e audit.Evidence) string {
	e = m.evidence(e)
	return moment(e.At) + ", " + md(e.Value) + " (" + md(e.Source) + ")"
}

// ways says how API Enabled could reach the user, where there is more than the profile, which the message names.
func (m *markdown) ways(f *audit.Finding) string {
	if f.Check != audit.GateOfGrants {
		return ""
	}
	var said []string
	for _, g := range m.grantsOf(f) {
		said = append(said, md(m.translate(g.Via))+" "+md(g.Name)+": "+md(m.words(g.Words, g.Stopped)))
	}
	if len(said) < 2 {
		return ""
	}
	return strings.Join(said, "; ")
}

func rule(f *audit.Finding) string {
	if f.Rule == nil || f.Rule.Line <= 0 {
		return ""
	}
	return code(fmt.Sprintf("%s:%d", f.Rule.File, f.Rule.Line))
}

// accepted says what failed and is waived.
func (m *markdown) accepted() {
	m.list(m.say("Accepted by a waiver"), m.grouped(func(f *audit.Finding) bool { return f.Verdict == audit.Waived }), func(f *audit.Finding) string {
		return md(m.message(f)) + ". " + m.say("Reason") + ": " + md(f.Waiver)
	})
}

// advice says what is no failure and still worth knowing: a pass of severity info.
func (m *markdown) advice() {
	m.list(m.say("Worth knowing"), m.grouped(func(f *audit.Finding) bool { return f.Verdict == audit.Pass && f.Severity == audit.Info }), func(f *audit.Finding) string {
		return md(m.message(f))
	})
}

// passed lists what is as it should be.
func (m *markdown) passed() {
	m.list(m.say("As it should be"), m.grouped(func(f *audit.Finding) bool { return f.Verdict == audit.Pass && f.Severity != audit.Info }), func(f *audit.Finding) string {
		if f.Message == "" {
			return md(f.Subject.Kind + " " + f.Subject.Name + ": " + f.Got)
		}
		return md(m.message(f))
	})
}

// list writes a line for each finding of some groups.
func (m *markdown) list(title string, groups []group, said func(*audit.Finding) string) {
	if len(groups) == 0 {
		return
	}
	m.heading(2, title)
	for _, g := range groups {
		for n, f := range g.findings {
			if n == fewFindings && !m.verbose {
				m.item("-", code(g.check)+": "+m.say("%d more of these: --verbose says each", len(g.findings)-n))
				break
			}
			m.item("-", code(g.check)+": "+said(f))
		}
	}
}
