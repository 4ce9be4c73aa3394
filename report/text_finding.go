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
	groups := t.failedGates()
	title := t.say("Cause")
	if len(groups) > 1 {
		title = t.say("Causes, root first")
	}
	t.section(title, groups)
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
		severity := g.findings[0].Severity
		t.flow(2, 5, shown(number), apart(1), styled(bold, g.check), apart(2), styled(shade(severity), t.severity(severity)), t.times(g))
		for n, f := range g.findings {
			if n == fewFindings && !t.verbose {
				t.flow(5, 5, styled(dim, t.say("%d more of these: --verbose says each", len(g.findings)-n)))
				break
			}
			t.finding(5, f, n == 0 || f.Fix != g.findings[n-1].Fix)
		}
	}
}

func (t *text) times(g group) span {
	if len(g.findings) == 1 {
		return shown("")
	}
	return span{style: dim, text: t.say("%d times", len(g.findings)), apart: 2}
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
	t.flow(indent, indent, shown(t.message(f)))
	t.known(indent, f.Known)
	if t.verbose {
		t.fact(indent, labels, t.say("About"), shown(t.translate(f.Subject.Kind), " ", f.Subject.Name, " ", f.Subject.ID))
		t.fact(indent, labels, t.say("Wanted"), shown(t.translate(f.Want)))
		t.fact(indent, labels, t.say("Found"), shown(t.translate(f.Got)))
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
		t.fact(indent, labels, t.say("Seen"), shown(t.seen(e)))
	}
	t.ways(indent, f)
	t.events(indent, f.Evidence)
	if f.Rule != nil && f.Rule.Line > 0 {
		t.fact(indent, labels, t.say("Rule"), shown(fmt.Sprintf("%s:%d", f.Rule.File, f.Rule.Line)))
	}
	if fix, ok := t.remedy(f.Step()); ok && withFix {
		t.fact(indent, labels, t.say("Fix"), shown(f.Fix, ": ", fix.Title))
	}
}

// seen says one fact: what, where and when.
func (t *text) seen(e audit.Evidence) string {
	e = t.evidence(e)
	out := e.Value
	switch {
	case out == "":
		out = e.Source
	case e.Source != "":
		out = t.say("%s, in %s", out, e.Source)
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
			e = t.evidence(e)
			t.fact(indent, labels, t.say("When"), shown(moment(e.At), ", ", e.Value, " (", e.Source, ")"))
		}
	}
}

func moment(at time.Time) string { return at.UTC().Format("2006-01-02 15:04 UTC") }

// ways says how API Enabled could reach the user of a failed check about it, where there is more than the profile, which
// the message names.
func (t *text) ways(indent int, f *audit.Finding) {
	if f.Check != audit.GateOfGrants {
		return
	}
	for _, c := range t.Connections {
		if !slices.Contains(c.Findings, f.Fingerprint) {
			continue
		}
		if len(c.Grants) > 1 {
			for i, g := range c.Grants {
				label := ""
				if i == 0 {
					label = t.say("Ways")
				}
				t.fact(indent, labels, label, shown(t.translate(g.Via), " ", g.Name, ": ", t.words(g.Words, g.Stopped)))
			}
		}
		return
	}
}

// failedGate reports whether a gate of a connection failed.
func (t *text) failedGate() bool {
	return slices.ContainsFunc(t.Findings, func(f audit.Finding) bool { return t.gates[f.Fingerprint] && f.Verdict == audit.Fail })
}

// moot says which gates could not be judged behind the ones that failed or could not be told, and of several connections for whom.
func (t *text) moot() {
	var whose []string
	hidden := map[string][]string{} // checks by those whom they are about
	for _, g := range t.grouped(func(f *audit.Finding) bool { return f.Verdict == audit.Moot }) {
		who := t.some(t.usersOf(g), fewNames)
		if hidden[who] == nil {
			whose = append(whose, who)
		}
		hidden[who] = append(hidden[who], g.check)
	}
	for i, who := range whose {
		if i == 0 {
			t.gap()
		}
		label := t.say("Not judged behind these:")
		if len(t.Connections) > 1 && who != "" {
			label = t.say("Not judged behind these for %s:", who)
		}
		t.flow(2, 4, styled(dim, label), apart(1), shown(strings.Join(hidden[who], ", ")))
	}
}

// usersOf lists the users of the connections that some findings belong to, each once.
func (t *text) usersOf(g group) []string {
	var users []string
	of := map[string]bool{}
	for _, f := range g.findings {
		of[f.Fingerprint] = true
	}
	for _, c := range t.Connections {
		if slices.ContainsFunc(c.Findings, func(id string) bool { return of[id] }) && !slices.Contains(users, c.User) {
			users = append(users, c.User)
		}
	}
	return users
}

// standing says where the org departs from the policy, the worst first.
func (t *text) standing() {
	t.section(t.say("Against the policy"), t.departures())
}

// accepted says what failed and is waived.
func (t *text) accepted() {
	groups := t.grouped(func(f *audit.Finding) bool { return f.Verdict == audit.Waived })
	if len(groups) == 0 {
		return
	}
	t.heading(t.say("Accepted by a waiver"))
	for _, g := range groups {
		for _, f := range g.findings {
			t.flow(2, 4, styled(bold, g.check), apart(2), shown(t.message(f)))
			t.field(4, t.say("Reason"), shown(f.Waiver))
		}
	}
}

// advice says what is no failure and still worth knowing: a pass of severity info.
func (t *text) advice() {
	groups := t.grouped(func(f *audit.Finding) bool { return f.Verdict == audit.Pass && f.Severity == audit.Info })
	if len(groups) == 0 {
		return
	}
	t.heading(t.say("Worth knowing"))
	for _, g := range groups {
		for _, f := range g.findings {
			t.flow(2, 4, styled(bold, g.check), apart(2), shown(t.message(f)))
		}
	}
}

// passed lists what is as it should be.
func (t *text) passed() {
	groups := t.grouped(func(f *audit.Finding) bool { return f.Verdict == audit.Pass && f.Severity != audit.Info })
	if len(groups) == 0 {
		return
	}
	t.heading(t.say("As it should be"))
	for _, g := range groups {
		for _, f := range g.findings {
			said := t.message(f)
			if said == "" {
				said = t.translate(f.Subject.Kind) + " " + f.Subject.Name + ": " + t.translate(f.Got)
			}
			t.flow(2, 4, styled(green, "✓"), apart(1), styled(bold, g.check), apart(2), shown(said))
		}
	}
}
