package audit

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
)

// Evaluate judges a snapshot: every connection that is asked by every gate, and the org by the policy's standing
// checks. It is pure: the same arguments give the same report, and nothing of them is changed.
func Evaluate(s *Snapshot, p *Policy, q *Question, checks []*Check) *Report {
	return evaluate(s, p, q, checks).report
}

// LookedInto gives, by check, the parts that an evaluation looks into: a test holds Check.Reads to it.
func LookedInto(s *Snapshot, p *Policy, q *Question, checks []*Check) map[string][]Part {
	out := map[string][]Part{}
	for id, set := range evaluate(s, p, q, checks).touched {
		out[id] = set.list()
	}
	return out
}

func evaluate(s *Snapshot, p *Policy, q *Question, checks []*Check) *evaluation {
	if p == nil {
		p = &Policy{}
	}
	e := &evaluation{
		index: NewIndex(s), policy: p, question: q, checks: checks, seen: map[string]int{},
		filed:   map[about]int{},
		changes: understoodChanges(s.SetupChanges, checks),
		covered: make([][]string, len(p.Waivers)), touched: map[string]parts{},
	}
	r := &Report{
		Schema: ReportSchema, Tool: q.Tool, Org: s.Org, TakenAt: s.TakenAt, FailOn: cmp.Or(q.FailOn, defaultFail),
		Auditor:     ReportAuditor{UserID: s.Auditor.UserID, MissingPermissions: missingPermissions(s.Auditor)},
		Connections: []Connection{}, Connectors: []ReportConnector{}, Findings: []Finding{},
		Steps: []Step{}, Checks: map[string]CheckText{}, Refused: []RefusedPart{}, Calls: s.Calls,
	}
	if p.File != "" {
		r.Policy = &ReportPolicy{File: p.File, SHA256: p.SHA256}
	}
	e.view, e.report = newView(e.index), r
	e.connections()
	e.standing()
	e.waivers()
	e.facts()
	e.diagnose()
	e.steps()
	e.checkTexts()
	r.Refused = append(r.Refused, refusedParts(s)...)
	r.Failure = e.failure()
	return e
}

type evaluation struct {
	index    *Index
	view     *View
	policy   *Policy
	question *Question
	checks   []*Check
	report   *Report
	seen     map[string]int // index in report.Findings by fingerprint
	filed    map[about]int  // the same by what they are about
	said     []said         // by the same index
	// passedOver is what the gates said of ways of signing in that a connection has besides the one it is
	// judged by: the symptom may have been seen there.
	passedOver []judged
	asked      []asked          // the connections, as the report lists them
	changes    []change         // the Setup Audit Trail, taken apart
	touched    map[string]parts // by check
	covered    [][]string       // by waiver of the policy: fingerprints of the failures that it is about
}

// standing runs the checks of the policy. What a check says of the org as a whole rests on all that it looked into
// apart from single subjects; where that was not read and the check has nothing to say, the engine says so.
func (e *evaluation) standing() {
	for _, check := range e.checks {
		if check.Standing == nil || !check.Asked(e.policy) {
			continue
		}
		e.report.PolicyChecks = append(e.report.PolicyChecks, check.ID)
		e.view.found = nil
		var whole []Finding
		n := e.view.within(func() { whole = check.Standing(e.view, e.policy) })
		e.touched[check.ID] |= n.touched
		if len(whole) == 0 && e.view.doubts(n) {
			whole = []Finding{{Subject: e.index.orgSubject(), Verdict: Pass, Want: check.Holds}}
		}
		for _, f := range e.view.found {
			e.add(check, f)
		}
		for _, f := range whole {
			e.add(check, e.view.settle(f, n))
		}
	}
}

// checkTexts puts the words of every check that was judged into the report, which is to stand alone.
func (e *evaluation) checkTexts() {
	for _, f := range e.report.Findings {
		if _, ok := e.report.Checks[f.Check]; !ok {
			check := e.check(f.Check)
			e.report.Checks[f.Check] = CheckText{
				Holds: check.Holds, Fails: check.Fails, Topic: check.Topic, Why: check.Why, Gate: check.Gate != nil,
			}
		}
	}
}

// about is what a finding is known by while an org is judged, before that is hashed.
type about struct{ check, kind, key string }

// said is what a check said before the policy changed its verdict or severity.
type said struct {
	verdict Verdict
	message string
}

// add completes a finding and puts it into the report once; it gives the finding as it stands there. What a check says
// otherwise of a subject of one key is a finding all the same: nothing is lost where the rows of an org don't tell two
// things apart.
func (e *evaluation) add(check *Check, f Finding) *Finding {
	f.Check = check.ID
	says, key := said{f.Verdict, f.Message}, f.Subject.Key
	what := about{check.ID, f.Subject.Kind, key}
	for n := 2; ; n++ {
		i, filed := e.filed[what]
		if !filed {
			break
		}
		if e.said[i] == says {
			return &e.report.Findings[i]
		}
		what.key = key + "#" + strconv.Itoa(n)
	}
	f.Subject.Key = what.key
	e.filed[what], e.said = len(e.said), append(e.said, says)
	id := identityOf(e.index.Org.ID, check.ID, f.Subject)
	f.Fingerprint, f.Alias = id.Fingerprint, id.Alias
	if f.Hint != nil {
		f.Tell(f.Words.And(f.Hint))
	}
	f.Severity = cmp.Or(f.Severity, check.Severity)
	if over, ok := e.policy.Severity[check.ID]; ok && f.Verdict != Pass {
		f.Severity = over
	}
	e.waive(&f)
	if f.Evidence == nil {
		f.Evidence = []Evidence{}
	}
	if f.Verdict == Pass || f.Verdict == Moot {
		f.Fix, f.OtherFixes = "", nil
	}
	e.seen[f.Fingerprint] = len(e.report.Findings)
	e.report.Findings = append(e.report.Findings, f)
	return &e.report.Findings[len(e.report.Findings)-1]
}

// diagnose decides which of the symptom's possible causes holds. The org is clean only if every gate of every
// connection was judged: one that is unknown, hidden behind another, or not known to this program leaves it undecided.
// A waived failure explains a symptom like any other: Salesforce doesn't read waivers.
func (e *evaluation) diagnose() {
	symptom := e.question.Symptom
	if symptom == nil {
		return
	}
	d := &Diagnosis{
		Symptom:    symptom.Text,
		Code:       symptom.Code,
		Candidates: symptom.Checks,
		Causes:     []string{},
		Verdict:    OrgClean,
	}
	if len(e.report.Connections) == 0 || len(symptom.Checks) == 0 && !symptom.Outside ||
		slices.ContainsFunc(symptom.Checks, e.notAGate) {
		d.Verdict = Undecided
	}
	for _, c := range e.report.Connections {
		for _, id := range c.Findings {
			f := e.finding(id)
			switch f.Verdict {
			case Unknown, Moot:
				d.Verdict = Undecided
			case Fail, Waived:
				if slices.Contains(symptom.Checks, f.Check) && !slices.Contains(d.Causes, f.Check) {
					d.Causes = append(d.Causes, f.Check)
				}
			}
		}
	}
	for _, other := range e.passedOver {
		if len(d.Causes) > 0 || !slices.Contains(symptom.Checks, other.check.ID) {
			continue
		}
		switch other.finding.Verdict {
		case Fail:
			d.Causes = append(d.Causes, other.check.ID)
		case Unknown, Moot:
			d.Verdict = Undecided
		}
	}
	if len(d.Causes) > 0 {
		d.Verdict = Explained
	}
	d.Words = e.note(d)
	d.Note = d.Words.String()
	e.report.Diagnosis = d
}

func (e *evaluation) notAGate(id string) bool {
	return !slices.ContainsFunc(e.checks, func(check *Check) bool { return check.ID == id && check.Gate != nil })
}

// failure explains the audit's own failed sign-in or call by the checks that name its code.
func (e *evaluation) failure() *ReportFailure {
	own := e.index.Failure
	if own == nil {
		return nil
	}
	out := &ReportFailure{
		Code:    own.Code,
		Message: own.Message,
		Host:    own.Host,
		SignIn:  own.SignIn,
		MayMean: []MayMean{},
	}
	if own.SignIn || own.Code == "INVALID_SESSION_ID" {
		return out // a matter of the audit's own credential: nothing of the org is to be changed
	}
	for _, check := range Explaining(e.checks, own.Code, own.Message) {
		out.MayMean = append(out.MayMean, MayMean{Check: check.ID, Fails: check.Fails})
	}
	return out
}

func missingPermissions(a Auditor) []string {
	missing := []string{}
	for _, p := range AuditPermissions() {
		if held, known := a.Has(p); known && !held {
			missing = append(missing, p.Label)
		}
	}
	return missing
}

func refusedParts(s *Snapshot) []RefusedPart {
	var out []RefusedPart
	order := Parts()
	keys := slices.SortedFunc(maps.Keys(s.Refused), func(a, b Part) int {
		return cmp.Or(slices.Index(order, a)-slices.Index(order, b), cmp.Compare(a, b))
	})
	for _, part := range keys {
		refusal := s.Refused[part]
		out = append(out, RefusedPart{
			Part:            part,
			Reason:          refusal.Reason,
			Words:           refusal.words(),
			NeedsPermission: refusal.NeedsPermission,
			Partial:         refusal.Partial,
		})
	}
	return out
}
