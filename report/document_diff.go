package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"orgaudit/audit"
)

// diffTeller makes the document of a diff.
type diffTeller struct {
	*audit.Diff
	*tongue
}

// documentOfDiff tells what changed between two reports: first whether anything got worse.
func documentOfDiff(diff *audit.Diff, o Options) *document {
	d := &diffTeller{diff, newTongue(o.Lang)}
	v := verdict{id: "headline", look: lookOfDiff(d.Answer.State), label: d.translate(d.Answer.Label),
		said: d.words(d.Answer.Words, d.Answer.Text)}
	v.details = details{d.side(d.say("Before"), d.Before), d.side(d.say("After"), d.After)}
	out := &document{title: v.label + ": " + v.said, blocks: []block{v}}
	if !d.SameOrg {
		out.blocks = append(out.blocks,
			note{look: lookUnknown, line: lineOf(d.say("These are two orgs: what they have is compared by name."))})
	}
	if a, b := d.Before.Policy, d.After.Policy; (a == nil) != (b == nil) || a != nil && a.SHA256 != b.SHA256 {
		said := d.say("The policies differ: a change may come from the policy and not from the org.")
		out.blocks = append(out.blocks, note{look: lookUnknown, line: lineOf(said)})
	}
	add := func(id, title string, of depth, list []item) {
		if len(list) > 0 {
			out.blocks = append(out.blocks,
				section{id: id, title: title, depth: of, blocks: []block{items{items: list}}})
		}
	}
	add("connections", d.say("Connections"), always, d.connections())
	fine := d.findings(add)
	add("besides", d.say("Besides"), inText, d.others())
	out.blocks = append(out.blocks, note{look: lookMoot, line: lineOf(d.rest(fine)), depth: inText})
	return out
}

func lookOfDiff(state audit.DiffState) look {
	switch state {
	case audit.DiffWorse, audit.DiffCameToLight:
		return lookFail
	case audit.DiffUnread:
		return lookUnknown
	}
	return lookPass
}

// side says one of the two reports.
func (d *diffTeller) side(label string, s audit.DiffSide) detail {
	policy := ""
	if s.Policy != nil {
		policy = d.say("policy %s", s.Policy.File)
	}
	told := present(cmp.Or(s.Org.Name, s.Org.MyDomain, s.Org.URL), moment(s.TakenAt), policy)
	return detail{label: label, values: []line{lineOf(strings.Join(told, ", "))}}
}

// connections says each connection that changed, the worst first.
func (d *diffTeller) connections() []item {
	var out []item
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
	changes := slices.Clone(d.Connections)
	slices.SortStableFunc(changes,
		func(a, b audit.ConnectionChange) int { return audit.WorstFirst(a.Kind, b.Kind) })
	for _, c := range changes {
		is := cmp.Or(c.After, c.Before)
		i := item{look: lookOfTurn(c.Turn), line: line{
			{text: d.say("%s with %s", is.User, is.App.Name), face: strong},
			{text: ": " + state(c.Before) + " → " + state(c.After)},
		}}
		if c.After != nil && c.After.Verdict == audit.NotReady {
			i.details = d.fixDetail(c.After.Step())
		}
		out = append(out, i)
	}
	return out
}

func lookOfTurn(turn audit.Turn) look {
	switch turn {
	case audit.TurnWorse, audit.TurnToLight:
		return lookFail
	case audit.TurnUnread:
		return lookUnknown
	case audit.TurnBetter:
		return lookPass
	}
	return lookMoot
}

// findings puts the changed findings under what became of them, the worst first. It gives those that are not worth a
// line of their own: what passes, or was not judged.
func (d *diffTeller) findings(add func(id, title string, of depth, list []item)) (fine []audit.FindingChange) {
	changes := map[audit.TransitionKind][]audit.FindingChange{}
	var unjudged, others []audit.FindingChange
	for _, c := range d.Findings {
		switch {
		case c.Kind != "":
			changes[c.Kind] = append(changes[c.Kind], c)
		case bad(c.Before) && (c.After == nil || c.After.Verdict == audit.Moot):
			unjudged = append(unjudged, c)
		case bad(c.Before) || bad(c.After):
			others = append(others, c)
		default:
			fine = append(fine, c)
		}
	}
	put := func(id, title string, list []audit.FindingChange) {
		slices.SortStableFunc(list, func(a, b audit.FindingChange) int {
			x, y := cmp.Or(a.After, a.Before), cmp.Or(b.After, b.Before)
			return audit.WorstFirst(x.Severity, y.Severity)
		})
		var said []item
		for _, c := range list {
			said = append(said, d.finding(c))
		}
		add(id, title, inText, said)
	}
	for _, kind := range audit.TransitionKinds() {
		put(strings.ReplaceAll(string(kind), "_", "-"), d.words(kind.Words(), kind.Words().String()), changes[kind])
	}
	put("not-judged", d.say("Could not be judged"), unjudged)
	put("otherwise", d.say("Changed otherwise"), others)
	return fine
}

// bad reports whether a finding is worth a reader's time: it fails, accepted or not, or can't be told.
func bad(f *audit.Finding) bool {
	return f != nil && (f.Verdict == audit.Fail || f.Verdict == audit.Unknown || f.Verdict == audit.Waived)
}

func (d *diffTeller) finding(c audit.FindingChange) item {
	is := cmp.Or(c.After, c.Before)
	states, values := d.state(c.Before)+" → "+d.state(c.After), ""
	if c.Kind == audit.Uncovered {
		states = d.say("hidden") + " → " + d.state(c.After)
	}
	if c.Before != nil && c.After != nil && c.Before.Verdict == c.After.Verdict {
		states = d.state(c.After)
		if c.Before.Severity != c.After.Severity {
			states += ", " + d.severity(c.Before.Severity) + " → " + d.severity(c.After.Severity)
		}
		if c.Before.Got != c.After.Got {
			values = d.translate(c.Before.Got) + " → " + d.translate(c.After.Got)
		}
	}
	i := item{look: lookOfTurn(c.Turn), line: line{
		{text: is.Check, face: coded}, {text: " " + states + " ("}, {text: d.severity(is.Severity), face: quiet},
		{text: ")"},
	}}
	i.details = sentence(d.message(is))
	if values != "" {
		i.details = append(i.details, detail{label: d.say("Found"), values: []line{lineOf(values)}})
	}
	if is.Rule != nil && is.Rule.Line > 0 {
		rule := line{{text: fmt.Sprintf("%s:%d", is.Rule.File, is.Rule.Line), face: coded}}
		i.details = append(i.details, detail{label: d.say("Rule"), values: []line{rule}})
	}
	if c.After != nil && c.After.Verdict == audit.Fail {
		i.details = append(i.details, d.fixDetail(c.After.Step())...)
	}
	return i
}

func (d *diffTeller) state(f *audit.Finding) string {
	if f == nil {
		return d.say("absent")
	}
	if f.Verdict == audit.Moot {
		return d.say("not judged")
	}
	return d.translate(string(f.Verdict))
}

func (d *diffTeller) fixDetail(key string) details {
	for _, s := range d.Steps {
		if s.Key == key {
			return details{{label: d.say("Fix"), values: []line{lineOf(d.fix(s).Title)}}}
		}
	}
	return nil
}

// others says what changed besides connections and findings, a sentence each.
func (d *diffTeller) others() []item {
	var out []item
	add := func(said string) { out = append(out, item{line: lineOf(said)}) }
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
		add(d.say("Symptom: %s → %s", state(c.Before), state(c.After)))
	}
	if c := d.Diff.Failure; c != nil {
		state := func(f *audit.ReportFailure) string {
			if f == nil {
				return d.say("answered")
			}
			return d.say("refused (%s)", f.Code)
		}
		add(d.say("The audit's own calls: %s → %s", state(c.Before), state(c.After)))
	}
	for _, r := range d.Refused {
		switch {
		case r.Change == audit.Gone:
			add(d.say("Could be read again: %s", d.part(r.Part)))
		case r.NeedsPermission != "":
			add(d.say("Could no longer be read: %s (needs %s)", d.part(r.Part), d.translate(r.NeedsPermission)))
		default:
			add(d.say("Could no longer be read: %s", d.part(r.Part)))
		}
	}
	return out
}

func (d *diffTeller) diagnosed(verdict string) string {
	switch verdict {
	case audit.Explained:
		return d.say("explained")
	case audit.OrgClean:
		return d.say("not the org")
	}
	return d.say("cannot tell")
}

// rest counts what is not listed: what is the same in both reports, and what no longer passes or passes anew.
func (d *diffTeller) rest(fine []audit.FindingChange) string {
	said := d.say("Unchanged: connections %d, findings %d.", d.Unchanged.Connections, d.Unchanged.Findings)
	var hidden, judged, dropped, fresh, otherwise int
	for _, c := range fine {
		switch {
		case c.After == nil:
			dropped++
		case c.Before == nil:
			fresh++
		case c.After.Verdict == audit.Moot:
			hidden++
		case c.Before.Verdict == audit.Moot:
			judged++
		default:
			otherwise++
		}
	}
	for _, part := range []struct {
		n    int
		said string
	}{
		{hidden, d.say("Passed, and not judged now: %d.", hidden)},
		{judged, d.say("Not judged before, and pass now: %d.", judged)},
		{otherwise, d.say("Pass with another value: %d.", otherwise)},
		{dropped, d.say("No longer asked: %d.", dropped)},
		{fresh, d.say("Asked anew: %d.", fresh)},
	} {
		if part.n > 0 {
			said += " " + part.said
		}
	}
	return said
}
