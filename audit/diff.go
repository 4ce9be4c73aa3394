package audit

import (
	"cmp"
	"slices"
	"time"
)

// diffSchema is the version of the JSON form of a Diff.
const diffSchema = 2

// Change says what became of a thing between two reports.
type Change string

// Changes.
const (
	Appeared Change = "appeared" // only the later report speaks of it
	Gone     Change = "gone"     // only the earlier report speaks of it
	Changed  Change = "changed"
)

// Diff is what changed between two reports. It stands alone like a report, and its JSON names are stable.
type Diff struct {
	Schema int    `json:"schema"`
	Tool   string `json:"tool"`
	// Answer is the headline, and the only one.
	Answer DiffAnswer `json:"answer"`
	// Worse is true when something is judged worse than before, CameToLight when something fails that nobody could tell
	// or asked before, and Unread when something can't be told that could.
	Worse       bool `json:"worse"`
	CameToLight bool `json:"came_to_light"`
	Unread      bool `json:"unread"`
	// SameOrg is false for a comparison of two orgs: findings are then matched by the names of what they are about.
	SameOrg bool     `json:"same_org"`
	Before  DiffSide `json:"before"`
	After   DiffSide `json:"after"`
	// Transitions are what is judged otherwise than before, the worst first.
	// The lists below hold every other difference too.
	Transitions []Transition       `json:"transitions"`
	Connections []ConnectionChange `json:"connections"`
	Findings    []FindingChange    `json:"findings"`
	Diagnosis   *DiagnosisChange   `json:"diagnosis"` // null where both say the same
	Failure     *FailureChange     `json:"failure"`   // null where the audit's own calls went the same way
	Refused     []RefusedChange    `json:"refused"`
	Unchanged   DiffCount          `json:"unchanged"`
	// Checks are the words of those that the changes name, and Steps what is to be done about what fails now.
	Checks map[string]CheckText `json:"checks"`
	Steps  []Step               `json:"steps"`
}

// DiffSide identifies one of the two reports.
type DiffSide struct {
	Org     Org           `json:"org"`
	TakenAt time.Time     `json:"taken_at"`
	Tool    string        `json:"tool"`
	Policy  *ReportPolicy `json:"policy"`
}

// DiffCount counts what is the same in both reports.
type DiffCount struct {
	Connections int `json:"connections"`
	Findings    int `json:"findings"`
}

// ConnectionChange is an answer that came, went, or has another verdict, other causes or another fix.
type ConnectionChange struct {
	Change Change `json:"change"`
	// Kind says what became of the answer; "" where it is neither judged better
	// nor worse, as one that nobody asked for again.
	Kind TransitionKind `json:"kind,omitempty"`
	Turn Turn           `json:"turn"`
	// Cause is the root cause of the later answer where that is not ready: the ID of a check.
	Cause  string      `json:"cause,omitempty"`
	Before *Connection `json:"before"` // null when it appeared
	After  *Connection `json:"after"`  // null when it is gone
}

// FindingChange is a finding that came, went, or has another verdict or severity or found another value.
type FindingChange struct {
	Change Change `json:"change"`
	// Kind says what became of the finding; "" where it is judged as before, or could not be.
	Kind   TransitionKind `json:"kind,omitempty"`
	Turn   Turn           `json:"turn"`
	Before *Finding       `json:"before"` // null when it appeared
	After  *Finding       `json:"after"`  // null when it is gone
}

// DiagnosisChange is another diagnosis of the symptom, or one of another symptom.
type DiagnosisChange struct {
	Worse  bool       `json:"worse"`
	Before *Diagnosis `json:"before"`
	After  *Diagnosis `json:"after"`
}

// FailureChange is another answer of Salesforce to the audit's own sign-in or calls.
type FailureChange struct {
	Before *ReportFailure `json:"before"`
	After  *ReportFailure `json:"after"`
}

// RefusedChange is a part of the org that could be read in one of the reports only. By itself it is nothing worse: what
// could not be told without it is a finding.
type RefusedChange struct {
	Change Change `json:"change"` // "appeared" or "gone"
	RefusedPart
}

// Compare says what changed from one report to a later one. It is pure, and gives the same for
// the same reports whatever the order of their rows. Reports of two orgs are compared by the
// names of profiles, users and apps: see SameOrg.
func Compare(before, after *Report) *Diff {
	a := between(before, after)
	d := &Diff{
		Schema: diffSchema, Tool: after.Tool, SameOrg: SameOrg(before, after), Before: side(before), After: side(after),
		Transitions: append([]Transition{}, a.out...), Connections: []ConnectionChange{}, Findings: []FindingChange{},
		Refused: []RefusedChange{}, Checks: map[string]CheckText{}, Steps: []Step{},
	}
	c := &comparison{Diff: d, before: before, after: after, of: map[string]Transition{}}
	for _, t := range a.out {
		c.of[t.Key] = t
		turn := t.Turn()
		d.Worse, d.CameToLight = d.Worse || turn == TurnWorse, d.CameToLight || turn == TurnToLight
		d.Unread = d.Unread || turn == TurnUnread
	}
	for _, p := range a.pairs(before) {
		if p.connection() {
			c.addConnection(p)
		} else {
			c.addFinding(p)
		}
	}
	c.sort()
	c.diagnoses()
	c.failures()
	c.refused()
	c.words()
	d.Answer = d.answer()
	return d
}

// Empty reports whether nothing changed.
func (d *Diff) Empty() bool {
	return len(d.Transitions)+len(d.Connections)+len(d.Findings)+len(d.Refused) == 0 && d.Diagnosis == nil &&
		d.Failure == nil
}

func side(r *Report) DiffSide {
	return DiffSide{Org: r.Org, TakenAt: r.TakenAt, Tool: r.Tool, Policy: r.Policy}
}

type comparison struct {
	*Diff
	before, after *Report
	of            map[string]Transition // by the key of its thing
}

// changeOf says what became of a pair. ok is false where both sides say the same.
func changeOf[T any](before, after *T, same func(before, after *T) bool) (change Change, ok bool) {
	switch {
	case before == nil:
		return Appeared, true
	case after == nil:
		return Gone, true
	}
	return Changed, !same(before, after)
}

func (c *comparison) addConnection(p pair) {
	before, after := p.before.connectionOf(), p.after.connectionOf()
	change, ok := changeOf(before, after, func(a, b *Connection) bool {
		return a.Verdict == b.Verdict && slices.Equal(a.Causes, b.Causes) && a.Fix == b.Fix
	})
	if !ok {
		c.Unchanged.Connections++
		return
	}
	t := c.of[p.key()]
	said := ConnectionChange{Change: change, Kind: t.Kind, Turn: t.Turn(), Before: before, After: after}
	if p.after != nil {
		said.Cause = p.after.Cause
	}
	c.Connections = append(c.Connections, said)
}

func (c *comparison) addFinding(p pair) {
	before, after := p.before.findingOf(), p.after.findingOf()
	change, ok := changeOf(before, after, func(a, b *Finding) bool {
		return a.Verdict == b.Verdict && a.Severity == b.Severity && a.Got == b.Got
	})
	if !ok {
		c.Unchanged.Findings++
		return
	}
	t := c.of[p.key()]
	c.Findings = append(c.Findings, FindingChange{change, t.Kind, t.Turn(), before, after})
}

// sort orders the changes so that both directions of a comparison list the same things in the same order.
func (c *comparison) sort() {
	slices.SortStableFunc(c.Connections, func(a, b ConnectionChange) int {
		x, y := cmp.Or(a.After, a.Before), cmp.Or(b.After, b.Before)
		return cmp.Or(
			cmp.Compare(fold(x.User), fold(y.User)), cmp.Compare(fold(x.App.Name), fold(y.App.Name)),
			cmp.Compare(x.App.Connector, y.App.Connector), cmp.Compare(x.SignIn.String(), y.SignIn.String()),
		)
	})
	slices.SortStableFunc(c.Findings, func(a, b FindingChange) int {
		x, y := a.either(), b.either()
		return cmp.Or(cmp.Compare(x.Check, y.Check), cmp.Compare(x.Subject.Kind, y.Subject.Kind),
			cmp.Compare(a.name(), b.name()), cmp.Compare(a.fingerprint(), b.fingerprint()))
	})
}

func (f FindingChange) either() *Finding { return cmp.Or(f.After, f.Before) }

// name is the same in both directions of a comparison, also where a subject was renamed.
func (f FindingChange) name() string {
	if f.Before == nil || f.After == nil {
		return f.either().Subject.Name
	}
	return min(f.Before.Subject.Name, f.After.Subject.Name)
}

// fingerprint likewise, where something stands under another subject than before.
func (f FindingChange) fingerprint() string {
	if f.Before == nil || f.After == nil {
		return f.either().Fingerprint
	}
	return min(f.Before.Fingerprint, f.After.Fingerprint)
}

func (c *comparison) diagnoses() {
	before, after := c.before.Diagnosis, c.after.Diagnosis
	if before == nil && after == nil ||
		before != nil && after != nil && before.Symptom == after.Symptom && before.Code == after.Code &&
			before.Verdict == after.Verdict && slices.Equal(before.Causes, after.Causes) {
		return
	}
	// Whether the org explains an error can be held against each other for one symptom only.
	cleared := before != nil && after != nil && before.Symptom == after.Symptom && before.Verdict == OrgClean
	worse := cleared && after.Verdict == Explained
	c.Worse = c.Worse || worse
	c.Unread = c.Unread || cleared && !worse
	c.Diagnosis = &DiagnosisChange{worse, before, after}
}

func (c *comparison) failures() {
	before, after := c.before.Failure, c.after.Failure
	if before == nil && after == nil ||
		before != nil && after != nil && before.Code == after.Code && before.SignIn == after.SignIn {
		return
	}
	c.Failure = &FailureChange{before, after}
}

func (c *comparison) refused() {
	lacks := func(list []RefusedPart, part Part) bool {
		return !slices.ContainsFunc(list, func(r RefusedPart) bool { return r.Part == part })
	}
	for _, r := range c.before.Refused {
		if lacks(c.after.Refused, r.Part) {
			c.Refused = append(c.Refused, RefusedChange{Gone, r})
		}
	}
	for _, r := range c.after.Refused {
		if lacks(c.before.Refused, r.Part) {
			c.Refused = append(c.Refused, RefusedChange{Appeared, r})
		}
	}
	order := Parts()
	slices.SortStableFunc(c.Refused, func(a, b RefusedChange) int {
		return slices.Index(order, a.Part) - slices.Index(order, b.Part)
	})
}

// words takes over what the changes name. Steps are those of what fails now.
func (c *comparison) words() {
	for _, change := range c.Findings {
		for _, r := range []*Report{c.before, c.after} {
			if text, ok := r.Checks[change.either().Check]; ok {
				c.Checks[change.either().Check] = text
			}
		}
		if change.After != nil {
			c.take(change.After.Steps)
		}
	}
	for _, change := range c.Connections {
		if change.After != nil {
			c.take(change.After.Steps)
		}
	}
}

// take takes the first of some steps.
func (c *comparison) take(keys []string) {
	if len(keys) == 0 || slices.ContainsFunc(c.Steps, func(s Step) bool { return s.Key == keys[0] }) {
		return
	}
	if step := c.after.Step(keys[0]); step != nil {
		c.Steps = append(c.Steps, *step)
	}
}
