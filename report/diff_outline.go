package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"orgaudit/audit"
)

// diffOutline is what the formats for people say of a diff, in their order.
type diffOutline struct {
	*audit.Diff
	*tongue
}

// diffSection is findings under one heading.
type diffSection struct {
	Title string
	Lines []diffLine
}

// diffLine is one change as people read it.
type diffLine struct {
	Mark     string // "✗" worse, "✓" better, "·" neither
	Check    string
	Severity string
	States   string // "pass → fail"
	Message  string
	Found    string // another value of the same verdict; "" where the verdict says it
	Rule     string // file:line
	Fix      string
}

// verdictLine says in capitals what came of the comparison, and in a few words what that means.
func (d *diffOutline) verdictLine() (mark, label, said string) {
	switch {
	case d.Worse:
		return "✗", d.say("WORSE"), d.say("something fails that was not known to fail")
	case d.Unread:
		return "?", d.say("CANNOT TELL"), d.say("nothing new fails, but something can't be told that could be told before")
	case d.Empty():
		return "✓", d.say("NO CHANGE"), d.say("both reports say the same")
	}
	return "✓", d.say("NOT WORSE"), d.say("nothing fails that was not known to fail")
}

// sides says what is compared: the earlier report, then the later one.
func (d *diffOutline) sides() [2]string {
	told := func(s audit.DiffSide) string {
		out := moment(s.TakenAt)
		if s.Policy != nil {
			out += ", " + d.say("policy %s", s.Policy.File)
		}
		name := cmp.Or(s.Org.Name, s.Org.MyDomain, s.Org.URL)
		if name != "" {
			out = name + ", " + out
		}
		return out
	}
	return [2]string{told(d.Before), told(d.After)}
}

// asides says what has to be known of the comparison as a whole, a sentence each.
func (d *diffOutline) asides() []string {
	var out []string
	if !d.SameOrg {
		out = append(out, d.say("These are two orgs: what they have is compared by name."))
	}
	if a, b := d.Before.Policy, d.After.Policy; (a == nil) != (b == nil) || a != nil && a.SHA256 != b.SHA256 {
		out = append(out, d.say("The policies differ: a change may come from the policy and not from the org."))
	}
	return out
}

// answersOf says each connection that changed.
func (d *diffOutline) answersOf() []diffLine {
	var out []diffLine
	state := func(c *audit.Connection) string {
		if c == nil {
			return d.say("not asked")
		}
		said := d.verdict(c.Verdict)
		if len(c.Causes) > 0 {
			said += " (" + strings.Join(c.Causes, ", ") + ")"
		}
		return said
	}
	for _, c := range d.Connections {
		is := cmp.Or(c.After, c.Before)
		line := diffLine{Mark: mark(c.Worse, c.Kind.Better()), States: state(c.Before) + " → " + state(c.After)}
		line.Message = d.say("%s with %s", is.User, is.App.Name)
		if c.After != nil && c.After.Verdict == audit.NotReady {
			line.Fix = d.fixTitle(c.After.Fix)
		}
		out = append(out, line)
	}
	slices.SortStableFunc(out, func(a, b diffLine) int { return cmp.Compare(rank(a.Mark), rank(b.Mark)) })
	return out
}

func mark(worse, better bool) string {
	switch {
	case worse:
		return "✗"
	case better:
		return "✓"
	}
	return "·"
}

func rank(mark string) int { return slices.Index([]string{"✗", "·", "✓"}, mark) }

// sections puts the changed findings under what became of them, the worst first. minor counts those that are as good as
// before: what passes and was found with another value, or is no longer asked.
func (d *diffOutline) sections() (out []diffSection, minor int) {
	changes := map[audit.TransitionKind][]audit.FindingChange{}
	var unread, others []audit.FindingChange
	for _, c := range d.Findings {
		switch {
		case c.Kind != "":
			changes[c.Kind] = append(changes[c.Kind], c)
		case unjudged(c):
			unread = append(unread, c)
		case bad(c.Before) || bad(c.After):
			others = append(others, c)
		default:
			minor++
		}
	}
	add := func(title string, list []audit.FindingChange) {
		if len(list) == 0 {
			return
		}
		slices.SortStableFunc(list, func(a, b audit.FindingChange) int {
			x, y := cmp.Or(a.After, a.Before), cmp.Or(b.After, b.Before)
			return audit.WorstFirst(x.Severity, y.Severity)
		})
		section := diffSection{Title: title}
		for _, c := range list {
			section.Lines = append(section.Lines, d.line(c))
		}
		out = append(out, section)
	}
	for _, kind := range audit.TransitionKinds() {
		add(d.words(kind.Words(), kind.Words().String()), changes[kind])
	}
	add(d.say("Could not be judged"), unread)
	add(d.say("Changed otherwise"), others)
	return out, minor
}

// unjudged reports whether a finding was bad, and is hidden or not spoken of now.
func unjudged(c audit.FindingChange) bool {
	return bad(c.Before) && (c.After == nil || c.After.Verdict == audit.Moot)
}

// bad reports whether a finding is worth a reader's time: it fails, accepted or not, or can't be told.
func bad(f *audit.Finding) bool {
	return f != nil && (f.Verdict == audit.Fail || f.Verdict == audit.Unknown || f.Verdict == audit.Waived)
}

func (d *diffOutline) line(c audit.FindingChange) diffLine {
	is := cmp.Or(c.After, c.Before)
	line := diffLine{
		Mark: mark(c.Worse, c.Kind.Better()), Check: is.Check, Severity: d.severity(is.Severity), Message: d.message(is),
		States: d.state(c.Before) + " → " + d.state(c.After),
	}
	if c.Kind == audit.Uncovered {
		line.States = d.say("hidden") + " → " + d.state(c.After)
	}
	if c.Before != nil && c.After != nil && c.Before.Verdict == c.After.Verdict {
		line.States = d.state(c.After)
		if c.Before.Severity != c.After.Severity {
			line.States += ", " + d.severity(c.Before.Severity) + " → " + d.severity(c.After.Severity)
		}
		if c.Before.Got != c.After.Got {
			line.Found = d.translate(c.Before.Got) + " → " + d.translate(c.After.Got)
		}
	}
	if c.After != nil && c.After.Verdict == audit.Fail {
		line.Fix = d.fixTitle(c.After.Fix)
	}
	if is.Rule != nil && is.Rule.Line > 0 {
		line.Rule = fmt.Sprintf("%s:%d", is.Rule.File, is.Rule.Line)
	}
	return line
}

func (d *diffOutline) state(f *audit.Finding) string {
	if f == nil {
		return d.say("absent")
	}
	return d.translate(string(f.Verdict))
}

func (d *diffOutline) fixTitle(id string) string {
	if f, ok := d.Fixes[id]; ok {
		return d.fix(id, f).Title
	}
	return ""
}

// others says what changed besides connections and findings, a sentence each.
func (d *diffOutline) others() []string {
	var out []string
	if c := d.Diff.Diagnosis; c != nil {
		state := func(g *audit.Diagnosis) string {
			if g == nil {
				return d.say("none was given")
			}
			said := "“" + g.Symptom + "”: " + d.diagnosed(g.Verdict)
			if len(g.Causes) > 0 {
				said += " (" + strings.Join(g.Causes, ", ") + ")"
			}
			return said
		}
		out = append(out, d.say("Symptom: %s → %s", state(c.Before), state(c.After)))
	}
	if c := d.Diff.Failure; c != nil {
		state := func(f *audit.ReportFailure) string {
			if f == nil {
				return d.say("answered")
			}
			return d.say("refused (%s)", f.Code)
		}
		out = append(out, d.say("The audit's own calls: %s → %s", state(c.Before), state(c.After)))
	}
	for _, r := range d.Refused {
		if r.Change == audit.Gone {
			out = append(out, d.say("Could be read again: %s", d.part(r.Part)))
			continue
		}
		said := d.say("Could no longer be read: %s", d.part(r.Part))
		if r.NeedsPermission != "" {
			said += d.say(" (needs %s)", r.NeedsPermission)
		}
		out = append(out, said)
	}
	return out
}

func (d *diffOutline) diagnosed(verdict string) string {
	switch verdict {
	case audit.Explained:
		return d.say("explained")
	case audit.OrgClean:
		return d.say("not the org")
	}
	return d.say("cannot tell")
}

// rest counts what is not listed.
func (d *diffOutline) rest(minor int) string {
	said := d.say("Unchanged: connections %d, findings %d.", d.Unchanged.Connections, d.Unchanged.Findings)
	if minor > 0 {
		said += " " + d.say("Findings that pass as before, with other values or no longer asked: %d.", minor)
	}
	return said
}
