package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"orgaudit/audit"
)

// labels is the width of the labels of a finding and of a fix.
const labels = 6

// fewFindings is how many findings of one check are said before the rest is counted.
const fewFindings = 10

// causes says every failed gate, the root of all first.
func (t *text) causes() {
	order := t.gateOrder()
	groups := t.grouped(func(f *audit.Finding) bool { return t.gates[f.Fingerprint] && f.Verdict == audit.Fail })
	slices.SortStableFunc(groups, func(a, b group) int { return slices.Index(order, a.check) - slices.Index(order, b.check) })
	title := "Cause"
	if len(groups) > 1 {
		title = "Causes, root first"
	}
	t.section(title, groups)
	t.moot()
}

// gateOrder is the order in which the gates were judged, merged from all connections: not every gate applies to each.
func (t *text) gateOrder() []string {
	var order []string
	for _, c := range t.Connections {
		at := 0
		for _, id := range c.Checked {
			if i := slices.Index(order, id); i >= 0 {
				at = i + 1
				continue
			}
			order = slices.Insert(order, at, id)
			at++
		}
	}
	return order
}

// group is the findings of one check.
type group struct {
	check    string
	findings []*audit.Finding
}

// grouped picks findings and groups them by check, in the order of the report.
func (t *text) grouped(pick func(*audit.Finding) bool) []group {
	var groups []group
	at := map[string]int{}
	for i := range t.Findings {
		f := &t.Findings[i]
		if !pick(f) {
			continue
		}
		n, ok := at[f.Check]
		if !ok {
			n = len(groups)
			at[f.Check] = n
			groups = append(groups, group{check: f.Check})
		}
		groups[n].findings = append(groups[n].findings, f)
	}
	return groups
}

// section writes groups of findings under a heading, nothing where there are none.
func (t *text) section(title string, groups []group) {
	if len(groups) == 0 {
		return
	}
	t.heading(title)
	for i, g := range groups {
		if i > 0 {
			t.gap()
		}
		number := fmt.Sprintf("%d.", i+1)
		t.flow(2, 5, say(number), apart(1), styled(bold, g.check), apart(2), styled(shade(g.findings[0].Severity), string(g.findings[0].Severity)), t.times(g))
		for n, f := range g.findings {
			if n == fewFindings && !t.verbose {
				t.flow(5, 5, styled(dim, fmt.Sprintf("%d more of these: --verbose says each", len(g.findings)-n)))
				break
			}
			t.finding(5, f, n == 0 || f.Fix != g.findings[n-1].Fix)
		}
	}
}

func (t *text) times(g group) span {
	if len(g.findings) == 1 {
		return say("")
	}
	return span{style: dim, text: fmt.Sprintf("%d times", len(g.findings)), apart: 2}
}

func shade(s audit.Severity) style {
	if s.AtLeast(audit.High) {
		return red
	}
	if s.AtLeast(audit.Medium) {
		return yellow
	}
	return dim
}

// finding says one finding: what was found, where it was seen, what asks for it and what to do.
func (t *text) finding(indent int, f *audit.Finding, withFix bool) {
	t.flow(indent, indent, say(f.Message))
	if t.verbose {
		t.fact(indent, labels, "About", say(f.Subject.Kind, " ", f.Subject.Name, " ", f.Subject.ID))
		t.fact(indent, labels, "Wanted", say(f.Want))
		t.fact(indent, labels, "Found", say(f.Got))
	}
	first := true
	for _, e := range f.Evidence {
		if e.Past() {
			continue
		}
		if !first && !t.verbose {
			continue
		}
		first = false
		if !t.verbose {
			e.Source = snipWords(Clean(e.Source), t.width-indent-labels) // a query may be many lines long
		}
		t.fact(indent, labels, "Seen", say(seen(e)))
	}
	t.events(indent, f.Evidence)
	if f.Rule != nil && f.Rule.Line > 0 {
		t.fact(indent, labels, "Rule", say(fmt.Sprintf("%s:%d", f.Rule.File, f.Rule.Line)))
	}
	if fix, ok := t.Fixes[f.Fix]; ok && withFix {
		t.fact(indent, labels, "Fix", say(f.Fix, ": ", fix.Title))
	}
}

// seen says one fact: what, where and when.
func seen(e audit.Evidence) string {
	out := e.Value
	if e.Source != "" {
		out = strings.TrimPrefix(out+", in ", ", in ") + e.Source
	}
	if !e.At.IsZero() {
		out += ", " + moment(e.At)
	}
	return out
}

// events says what happened, among some evidence: when, what, and in which record it stands.
func (t *text) events(indent int, list []audit.Evidence) {
	for _, e := range list {
		if e.Past() {
			t.fact(indent, labels, "When", say(moment(e.At), ", ", e.Value, " (", e.Source, ")"))
		}
	}
}

func moment(at time.Time) string { return at.UTC().Format("2006-01-02 15:04 UTC") }

// moot says which gates could not be judged behind the ones that failed.
func (t *text) moot() {
	var ids []string
	for _, g := range t.grouped(func(f *audit.Finding) bool { return f.Verdict == audit.Moot }) {
		ids = append(ids, g.check)
	}
	if len(ids) > 0 {
		t.gap()
		t.field(2, "Not judged behind these:", say(strings.Join(ids, ", ")))
	}
}

// standing says where the org departs from the policy, the worst first.
func (t *text) standing() {
	groups := t.grouped(func(f *audit.Finding) bool { return !t.gates[f.Fingerprint] && f.Verdict == audit.Fail })
	rank := audit.Severities()
	slices.SortStableFunc(groups, func(a, b group) int {
		return slices.Index(rank, a.findings[0].Severity) - slices.Index(rank, b.findings[0].Severity)
	})
	t.section("Against the policy", groups)
}

// accepted says what failed and is waived.
func (t *text) accepted() {
	groups := t.grouped(func(f *audit.Finding) bool { return f.Verdict == audit.Waived })
	if len(groups) == 0 {
		return
	}
	t.heading("Accepted by a waiver")
	for _, g := range groups {
		for _, f := range g.findings {
			t.flow(2, 4, styled(bold, g.check), apart(2), say(f.Message))
			t.field(4, "Reason", say(f.Waiver))
		}
	}
}

// advice says what is no failure and still worth knowing: a pass of severity info.
func (t *text) advice() {
	groups := t.grouped(func(f *audit.Finding) bool { return f.Verdict == audit.Pass && f.Severity == audit.Info })
	if len(groups) == 0 {
		return
	}
	t.heading("Worth knowing")
	for _, g := range groups {
		for _, f := range g.findings {
			t.flow(2, 4, styled(bold, g.check), apart(2), say(f.Message))
		}
	}
}

// passed lists what is as it should be.
func (t *text) passed() {
	groups := t.grouped(func(f *audit.Finding) bool { return f.Verdict == audit.Pass && f.Severity != audit.Info })
	if len(groups) == 0 {
		return
	}
	t.heading("As it should be")
	for _, g := range groups {
		for _, f := range g.findings {
			said := f.Message
			if said == "" {
				said = f.Subject.Kind + " " + f.Subject.Name + ": " + f.Got
			}
			t.flow(2, 4, styled(green, "✓"), apart(1), styled(bold, g.check), apart(2), say(said))
		}
	}
}
