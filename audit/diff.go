package audit

import (
	"cmp"
	"slices"
	"time"
)

// DiffSchema is the version of the JSON form of a Diff.
const DiffSchema = 2

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
	// Worse is true when something fails, or can't be told, that did not before.
	Worse bool `json:"worse"`
	// SameOrg is false for a comparison of two orgs: findings are then matched by the names of what they are about.
	SameOrg     bool               `json:"same_org"`
	Before      DiffSide           `json:"before"`
	After       DiffSide           `json:"after"`
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
	Change Change      `json:"change"`
	Worse  bool        `json:"worse"`
	Before *Connection `json:"before"` // null when it appeared
	After  *Connection `json:"after"`  // null when it is gone
}

// FindingChange is a finding that came, went, or has another verdict or severity or found another value.
type FindingChange struct {
	Change Change `json:"change"`
	Worse  bool   `json:"worse"`
	// Uncovered says that the gate could not be judged before, since another one stood before it: it is news, but nothing
	// that got worse.
	Uncovered bool     `json:"uncovered,omitempty"`
	Before    *Finding `json:"before"` // null when it appeared
	After     *Finding `json:"after"`  // null when it is gone
}

// DiagnosisChange is another diagnosis of the symptom, or one of another symptom.
type DiagnosisChange struct {
	Worse  bool       `json:"worse"`
	Before *Diagnosis `json:"before"`
	After  *Diagnosis `json:"after"`
}

// FailureChange is another answer of Salesforce to the audit's own sign-in or calls.
type FailureChange struct {
	Worse  bool           `json:"worse"`
	Before *ReportFailure `json:"before"`
	After  *ReportFailure `json:"after"`
}

// RefusedChange is a part of the org that could be read in one of the reports only. By itself it is nothing worse: what
// could not be told without it is a finding.
type RefusedChange struct {
	Change Change `json:"change"` // "appeared" or "gone"
	RefusedPart
}

// Compare says what changed from one report to a later one. It is pure, and gives the same for the same reports whatever
// the order of their rows. Reports of two orgs are compared by the names of profiles, users and apps: see SameOrg.
func Compare(before, after *Report) *Diff {
	d := &Diff{
		Schema: DiffSchema, Tool: after.Tool, SameOrg: SameOrg(before, after), Before: side(before), After: side(after),
		Connections: []ConnectionChange{}, Findings: []FindingChange{}, Refused: []RefusedChange{},
		Checks: map[string]CheckText{}, Steps: []Step{},
	}
	c := &comparison{d, before, after, map[string][]*Connection{}, map[*Connection]*Connection{}}
	c.connections()
	c.findings()
	c.diagnoses()
	c.failures()
	c.refused()
	c.words()
	return d
}

// Empty reports whether nothing changed.
func (d *Diff) Empty() bool {
	return len(d.Connections)+len(d.Findings)+len(d.Refused) == 0 && d.Diagnosis == nil && d.Failure == nil
}

// ExitCode is the program's exit code for the diff: 1 when something got worse, else 0.
func (d *Diff) ExitCode() int {
	if d.Worse {
		return exitFailed
	}
	return exitOK
}

func side(r *Report) DiffSide {
	return DiffSide{Org: r.Org, TakenAt: r.TakenAt, Tool: r.Tool, Policy: r.Policy}
}

type comparison struct {
	*Diff
	before, after *Report
	through       map[string][]*Connection    // of the later report, by fingerprint of a finding that they rest on
	was           map[*Connection]*Connection // the same connection in the earlier report; nil where it appeared
}

// changeOf says what became of a pair. ok is false where both sides say the same.
func changeOf[T any](p paired[T], same func(before, after *T) bool) (Change, bool) {
	switch {
	case p.before == nil:
		return Appeared, true
	case p.after == nil:
		return Gone, true
	}
	return Changed, !same(p.before, p.after)
}

// connections compares the answers. A connection that nobody asked about before counts as if it had been ready.
func (c *comparison) connections() {
	badness := func(at *Connection) int {
		if at == nil {
			return 0
		}
		return map[ConnectionVerdict]int{CannotTell: 1, NotReady: 2}[at.Verdict]
	}
	for _, p := range pairConnections(c.before, c.after) {
		if p.after != nil {
			c.was[p.after] = p.before
			for _, id := range p.after.Findings {
				c.through[id] = append(c.through[id], p.after)
			}
		}
		change, ok := changeOf(p, func(a, b *Connection) bool {
			return a.Verdict == b.Verdict && slices.Equal(a.Causes, b.Causes) && a.Fix == b.Fix
		})
		if !ok {
			c.Unchanged.Connections++
			continue
		}
		worse := p.after != nil && badness(p.after) > badness(p.before)
		c.Worse = c.Worse || worse
		c.Connections = append(c.Connections, ConnectionChange{change, worse, p.before, p.after})
	}
}

// findings compares what the checks found. One that only the later report has counts as if it had passed before.
func (c *comparison) findings() {
	for _, p := range pairFindings(c.before, c.after) {
		change, ok := changeOf(p, func(a, b *Finding) bool {
			return a.Verdict == b.Verdict && a.Severity == b.Severity && a.Got == b.Got
		})
		if !ok {
			c.Unchanged.Findings++
			continue
		}
		out := FindingChange{Change: change, Before: p.before, After: p.after}
		if p.after != nil && c.worse(p.before, p.after) {
			out.Uncovered = c.uncovered(p.after)
			out.Worse = !out.Uncovered
		}
		c.Worse = c.Worse || out.Worse
		c.Findings = append(c.Findings, out)
	}
	slices.SortStableFunc(c.Findings, func(a, b FindingChange) int {
		x, y := a.either(), b.either()
		return cmp.Or(cmp.Compare(x.Check, y.Check), cmp.Compare(x.Subject.Kind, y.Subject.Kind), cmp.Compare(a.name(), b.name()))
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

// worse reports whether a finding fails or can't be told, and did not before, or fails with a higher severity.
func (c *comparison) worse(before, after *Finding) bool {
	was, is := c.badness(before), c.badness(after)
	if was == is && is == 2 {
		return after.Severity.rank() < before.Severity.rank()
	}
	return is > was
}

// badness ranks a finding: 2 fails, 1 can't be told, 0 for all else. A failure that the later report is not asked to fail
// on counts for nothing, unless it is a gate of a connection.
func (c *comparison) badness(f *Finding) int {
	switch {
	case f == nil:
		return 0
	case f.Verdict == Unknown:
		return 1
	case f.Verdict == Fail && (c.through[f.Fingerprint] != nil || f.Severity.AtLeast(cmp.Or(c.after.FailOn, defaultFail))):
		return 2
	}
	return 0
}

// uncovered reports whether a gate was hidden behind another one in every connection that it is now judged for.
func (c *comparison) uncovered(f *Finding) bool {
	connections := c.through[f.Fingerprint]
	for _, now := range connections {
		was := c.was[now]
		if was == nil || !slices.ContainsFunc(was.Findings, func(id string) bool {
			before := c.before.Finding(id)
			return before != nil && before.Check == f.Check && before.Verdict == Moot
		}) {
			return false
		}
	}
	return len(connections) > 0
}

func (c *comparison) diagnoses() {
	before, after := c.before.Diagnosis, c.after.Diagnosis
	if before == nil && after == nil || before != nil && after != nil && before.Symptom == after.Symptom && before.Code == after.Code &&
		before.Verdict == after.Verdict && slices.Equal(before.Causes, after.Causes) {
		return
	}
	// Whether the org explains an error can be held against each other for one symptom only.
	worse := before != nil && after != nil && before.Symptom == after.Symptom && before.Verdict == OrgClean && after.Verdict != OrgClean
	c.Worse = c.Worse || worse
	c.Diagnosis = &DiagnosisChange{worse, before, after}
}

func (c *comparison) failures() {
	before, after := c.before.Failure, c.after.Failure
	if before == nil && after == nil || before != nil && after != nil && before.Code == after.Code && before.SignIn == after.SignIn {
		return
	}
	worse := before == nil
	c.Worse = c.Worse || worse
	c.Failure = &FailureChange{worse, before, after}
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
	slices.SortStableFunc(c.Refused, func(a, b RefusedChange) int { return slices.Index(order, a.Part) - slices.Index(order, b.Part) })
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
