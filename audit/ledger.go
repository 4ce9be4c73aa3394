package audit

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Ledger is what was last judged of everything that the reports of one org spoke of. A report that could not judge a
// thing leaves it as it was, however often that happens: only what is judged otherwise than it was last judged is a
// transition. Whoever is to be told of each change once keeps a ledger of what was told. It goes through JSON.
type Ledger struct {
	Org    string           `json:"org,omitempty"`
	Read   time.Time        `json:"read,omitzero"`    // when the org was last read to its end
	Policy string           `json:"policy,omitempty"` // SHA-256 of the policy that judged last
	Blind  []string         `json:"blind,omitempty"`  // what the last complete reading could not see: see blindness
	Things map[string]Entry `json:"things,omitempty"` // by fingerprint or key of a connection
	// Checks are standing checks by ID. What they don't find is not there, as far as they could tell.
	Checks map[string]sighting `json:"checks,omitempty"`
}

// Entry is what was last judged of one thing.
type Entry struct {
	Alias   string  `json:"alias,omitempty"`   // another key of it
	Verdict Verdict `json:"verdict,omitempty"` // last judged: pass, fail or waived; "" = never
	// Open is unknown or moot where the last report that spoke of it could not
	// judge it, NotAsked where the last one did not ask.
	Open    Verdict  `json:"open,omitempty"`
	Check   string   `json:"check,omitempty"`
	Through []string `json:"through,omitempty"` // keys of the connections that rest on a gate
	Cause   string   `json:"cause,omitempty"`   // of a connection that is not ready
	Mended  bool     `json:"mended,omitempty"`  // it failed once and was mended
	// What a failure was, for the report that has it no more.
	Severity Severity `json:"severity,omitempty"`
	Subject  Subject  `json:"subject,omitzero"`
	App      string   `json:"app,omitempty"`
	User     string   `json:"user,omitempty"`
	Message  string   `json:"message,omitempty"`
	Blind    []string `json:"blind,omitempty"`
}

// sighting is how well a standing check could see when it was last judged.
type sighting struct {
	Unread bool     `json:"unread,omitempty"` // it could not tell of something
	Blind  []string `json:"blind,omitempty"`
}

// NotAsked is what an entry is open by when the last report did not ask about the thing.
const NotAsked Verdict = "not_asked"

// Reckoning is what taking a report in came to.
type Reckoning struct {
	// as it is then
	Ledger Ledger
	// what is judged otherwise than it was last judged, the worst first
	Transitions []Transition
	// keys that things have now, by those that they had; only of those that changed theirs
	Moved map[string]string
}

// Next takes a report in, nil for a run that gave none. A ledger of another org starts anew.
func (l Ledger) Next(r *Report) Reckoning {
	a := l.advance(r, naming{})
	moved := map[string]string{}
	for old, now := range a.renamed {
		if old != now {
			moved[old] = now
		}
	}
	return Reckoning{a.now, a.out, moved}
}

func (l Ledger) advance(r *Report, name naming) *advance {
	entered := r != nil && r.Entered()
	if entered && !name.byName && l.Org != r.Org.ID && !SameID(l.Org, r.Org.ID) {
		l = Ledger{Org: r.Org.ID, Things: map[string]Entry{keyOfOrg: l.Things[keyOfOrg]}}
	}
	n := l
	n.Things, n.Checks = map[string]Entry{}, map[string]sighting{}
	maps.Copy(n.Things, l.Things)
	maps.Copy(n.Checks, l.Checks)
	a := &advance{was: l, now: n, report: r, name: name, same: map[string]string{}, renamed: map[string]string{}}
	a.org()
	if r != nil {
		a.things = name.things(r)
		a.match()
	}
	if entered { // else nobody looked
		a.blind = blindness(r)
		if r.Policy != nil {
			a.policy = r.Policy.SHA256
		}
		for i := range a.things {
			a.take(&a.things[i])
		}
		a.leftOver()
		a.checks()
	}
	slices.SortFunc(a.out, compareTransitions)
	return a
}

// blindness lists what a reading could not see: parts that were refused, wholly or in part, and permissions that the
// audit user lacks, without which Salesforce leaves rows out and doesn't say so.
func blindness(r *Report) []string {
	var out []string
	for _, p := range r.Refused {
		out = append(out, string(p.Part))
	}
	out = append(out, r.Auditor.MissingPermissions...)
	slices.Sort(out)
	return slices.Compact(out)
}

// advance moves a ledger on by one report.
type advance struct {
	was, now Ledger
	report   *Report
	name     naming
	things   []thing
	policy   string
	blind    []string
	same     map[string]string // key in the ledger by key in the report
	renamed  map[string]string // the reverse
	out      []Transition
}

// org takes in whether the org could be read to its end.
func (a *advance) org() {
	was, is := a.was.Things[keyOfOrg], Entry{Verdict: Pass}
	t := Transition{Key: keyOfOrg, Subject: Subject{Kind: SubjectOrg}}
	if a.report != nil {
		t.Subject.Name, t.Subject.ID = a.report.Org.Name, a.report.Org.ID
	}
	if a.report == nil || !a.report.Complete() {
		is = Entry{Verdict: was.Verdict, Open: Unknown}
		if a.report != nil && a.report.Failure != nil {
			t.Message = a.report.Failure.Code
		}
	}
	a.tell(was, is, t)
	a.now.Things[keyOfOrg] = is
}

// tell adds the transition of a thing, where there is one.
func (a *advance) tell(was, is Entry, t Transition) {
	if t.Kind == "" {
		t.Kind = kindOf(was, is)
	}
	if t.Kind == "" {
		return
	}
	t.Was, t.Is = cmp.Or(was.Verdict, was.Open), cmp.Or(is.Open, is.Verdict)
	a.out = append(a.out, t)
}

// take takes in what the report says of one thing.
func (a *advance) take(t *thing) {
	was, matched := a.entryOf(t)
	is := t.Entry
	told := t.transition()
	told.Again = was.Mended && is.Verdict == Fail
	kind := kindOf(was, is)
	if kind == Uncovered && !a.stopped(was) {
		told.Kind = CameToLight // what hid it could not be told either, so that nothing was fixed
	}
	if matched || kind.Turn() != TurnBetter && kind != Settled {
		a.tell(was, is, told) // what passes for one connection of several isn't mended by that: the connection tells it
	}
	is.Mended = was.Mended || is.Verdict == Pass && (was.Verdict == Fail || was.Verdict == Waived)
	if is.Open != "" {
		is = was.opened(is.Open)
		is.Alias, is.Check, is.Through = t.Alias, t.Check, t.Through
	}
	if old, ok := a.same[t.key]; ok && old != t.key {
		delete(a.now.Things, old)
	}
	a.now.Things[t.key] = is
}

// stopped reports whether a connection that rests on a gate was not ready when it was last judged.
func (a *advance) stopped(gate Entry) bool {
	return slices.ContainsFunc(gate.Through, func(key string) bool { return a.was.Things[key].Verdict == Fail })
}

// entryOf gives what was last judged of a thing of the report. matched is false where the ledger has no entry of it,
// and what is known follows from other things.
func (a *advance) entryOf(t *thing) (was Entry, matched bool) {
	if key, ok := a.same[t.key]; ok {
		return a.was.Things[key], true
	}
	switch {
	case t.connection != nil:
		return Entry{}, false
	case len(t.Through) > 0:
		return a.through(t.Through, func(connection string) (Entry, bool) {
			key, ok := a.same[connection]
			if !ok {
				return Entry{}, false
			}
			for _, other := range slices.Sorted(maps.Keys(a.was.Things)) {
				if e := a.was.Things[other]; e.Check == t.Check && slices.Contains(e.Through, key) {
					return e, true
				}
			}
			return Entry{}, false
		}), false
	}
	// A standing check finds what is there: what it didn't find, though it
	// could see all that is seen now, was not there.
	sight, judged := a.was.Checks[t.Check]
	if !judged && a.policy == a.was.Policy && a.was.Things[keyOfOrg].Verdict == Pass {
		sight, judged = sighting{Blind: a.was.Blind}, true
	}
	if judged && !sight.Unread && subset(sight.Blind, a.blind) {
		return Entry{Verdict: Pass}, false
	}
	return Entry{}, false
}

// through puts together what is known of a check for some connections: the worst of it.
func (a *advance) through(connections []string, of func(connection string) (Entry, bool)) Entry {
	var worst Entry
	for i, c := range connections {
		e, ok := of(c)
		if !ok {
			e = Entry{}
		}
		if i == 0 || weight(e) < weight(worst) {
			worst = e
		}
	}
	return worst
}

// weight orders what is known of a check for a connection: a failure first, and a pass last.
func weight(e Entry) int {
	if e.Verdict != "" {
		return map[Verdict]int{Fail: 0, Waived: 1, Pass: 5}[e.Verdict]
	}
	return map[Verdict]int{"": 2, Unknown: 3, Moot: 4}[e.Open]
}

// leftOver takes in that the report lacks what the ledger has.
func (a *advance) leftOver() {
	for _, key := range slices.Sorted(maps.Keys(a.was.Things)) {
		was := a.was.Things[key]
		if _, ok := a.renamed[key]; ok || key == keyOfOrg {
			continue
		}
		is := a.absent(was)
		if is.Verdict == "" && is.Open == "" {
			if was.Verdict == "" && a.report.Complete() {
				delete(a.now.Things, key) // it never was judged, and nobody speaks of it
			} else {
				a.now.Things[key] = a.unasked(was)
			}
			continue
		}
		switch failed := was.Verdict == Fail || was.Verdict == Waived; {
		case is.Verdict == Fail || is.Verdict == Waived:
			delete(a.now.Things, key) // it stands under another key
		case is.Open != "":
			a.tell(was, is, was.transition(key))
			a.now.Things[key] = was.moved(a.renamed).opened(is.Open)
		default:
			t := was.transition(key)
			if len(was.Through) > 0 {
				a.tell(was, is, t)
			} else if failed {
				t.Kind = Vanished
				a.tell(was, is, t)
			}
			is.Alias, is.Check, is.Through, is.Mended = was.Alias, was.Check, was.moved(a.renamed).Through,
				was.Mended || failed
			a.now.Things[key] = is
		}
	}
}

// unasked notes of a thing that the report is silent about whether the same was asked.
func (a *advance) unasked(e Entry) Entry {
	asked := !a.report.Complete()
	switch {
	case len(e.Through) > 0:
		for _, c := range e.Through {
			i := slices.IndexFunc(a.things, func(t thing) bool { return t.connection != nil && t.key == a.renamed[c] })
			asked = asked || i >= 0 && slices.Contains(a.things[i].connection.Checked, e.Check)
		}
	case e.Check != "":
		_, judged := a.report.Checks[e.Check]
		asked = asked || judged || a.policy == a.was.Policy
	}
	e = e.moved(a.renamed)
	if !asked {
		e.Open = NotAsked
	}
	return e
}

// opened gives the entry after a report that could not judge the thing: what was last judged stays.
func (e Entry) opened(v Verdict) Entry {
	if e.Open != Unknown || v == Unknown { // hidden or not, it still can't be told
		e.Open = v
	}
	return e
}

// moved gives the entry with the keys that its connections have now.
func (e Entry) moved(renamed map[string]string) Entry {
	through := make([]string, 0, len(e.Through))
	for _, key := range e.Through {
		through = append(through, cmp.Or(renamed[key], key))
	}
	e.Through = through
	return e
}

// absent says what the report's silence about a thing means: nothing, unless it judged the same otherwise.
func (a *advance) absent(was Entry) Entry {
	if !a.report.Complete() {
		return Entry{} // a reading that broke off leaves things out
	}
	switch {
	case was.Check == "":
		return Entry{} // a connection that nobody asked about
	case len(was.Through) > 0:
		return a.through(was.Through, func(connection string) (Entry, bool) {
			key, ok := a.renamed[connection]
			if !ok {
				return Entry{}, false
			}
			for i := range a.things {
				if t := &a.things[i]; t.Check == was.Check && t.finding != nil && slices.Contains(t.Through, key) {
					return t.Entry, true
				}
			}
			return Entry{}, false
		})
	}
	_, judged := a.report.Checks[was.Check]
	unread := slices.ContainsFunc(a.report.Findings, func(f Finding) bool {
		return f.Check == was.Check && f.Verdict == Unknown
	})
	if (judged || a.policy == a.was.Policy) && !unread && subset(a.blind, was.Blind) {
		return Entry{Verdict: Pass}
	}
	return Entry{}
}

// checks notes how well each standing check could see, and by which policy it judged.
func (a *advance) checks() {
	if !a.report.Complete() {
		return
	}
	a.now.Read, a.now.Policy, a.now.Blind = a.report.TakenAt, a.policy, a.blind
	judged := map[string]sighting{}
	for i := range a.things {
		if t := &a.things[i]; t.finding != nil && len(t.Through) == 0 {
			sight := judged[t.Check]
			judged[t.Check] = sighting{Unread: sight.Unread || t.Open == Unknown, Blind: a.blind}
		}
	}
	if a.policy == a.was.Policy { // a check without findings was asked as it was before
		for id := range a.now.Checks {
			if _, ok := judged[id]; !ok {
				judged[id] = sighting{Blind: a.blind}
			}
		}
	}
	maps.Copy(a.now.Checks, judged)
}
