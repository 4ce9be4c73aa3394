package audit

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// thing is a finding or a connection of a report, with its key and what the report says of it. An entry that is neither
// judged nor open can't come from a report.
type thing struct {
	Entry
	key        string
	minor      bool
	finding    *Finding
	connection *Connection
}

// naming makes keys. Within one org a finding is known by its
// fingerprint, between two by the names of what it is about.
type naming struct{ byName bool }

func (n naming) finding(f *Finding) string {
	if !n.byName {
		return f.Fingerprint
	}
	name := fold(f.Subject.Name)
	if f.Subject.Kind == SubjectOrg {
		name = ""
	}
	return strings.Join([]string{f.Check, f.Subject.Kind, name}, "\x00")
}

// connection gives the key of a user with an app by one way, and one without the way: an app that has several is judged
// by the best of them, which may be another one tomorrow.
func (naming) connection(c *Connection) (key, alias string) {
	asked := strings.Join([]string{fold(c.User), c.App.Connector, fold(c.App.Name)}, "\x00")
	return digest(asked + "\x00" + c.SignIn.String()), digest(asked)
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// things lists what a report judges, by key. Things of one key are told apart by their number.
func (n naming) things(r *Report) []thing {
	blind := blindness(r)
	index := r.ByFingerprint()
	connections := make([]thing, 0, len(r.Connections))
	for i := range r.Connections {
		connections = append(connections, n.ofConnection(&r.Connections[i], index))
	}
	number(connections)
	through := map[string][]string{}
	for i := range connections {
		for _, id := range connections[i].connection.Findings {
			through[id] = append(through[id], connections[i].key)
		}
	}
	findings := make([]thing, 0, len(r.Findings))
	for i := range r.Findings {
		f := &r.Findings[i]
		t := thing{key: n.finding(f), finding: f, Entry: Entry{Check: f.Check, Through: through[f.Fingerprint]}}
		if !n.byName {
			t.Alias = f.Alias
		}
		t.judge(f.Verdict)
		if f.Verdict == Fail || f.Verdict == Waived {
			t.Severity, t.Subject, t.Message, t.Blind = f.Severity, f.Subject, f.Message, blind
			t.minor = len(t.Through) == 0 && !f.Severity.AtLeast(cmp.Or(r.FailOn, defaultFail))
		}
		findings = append(findings, t)
	}
	number(findings)
	return append(connections, findings...)
}

func (n naming) ofConnection(c *Connection, index map[string]*Finding) thing {
	t := thing{connection: c}
	t.key, t.Alias = n.connection(c)
	t.judge(map[ConnectionVerdict]Verdict{Ready: Pass, NotReady: Fail, CannotTell: Unknown}[c.Verdict])
	if c.Verdict != NotReady {
		return t
	}
	t.App, t.User = c.App.Name, c.User
	if root := c.Root(index); root != nil {
		t.Cause, t.Severity, t.Message = root.Check, root.Severity, root.Message
	}
	return t
}

func (t *thing) judge(v Verdict) {
	if v == Unknown || v == Moot {
		t.Open = v
		return
	}
	t.Verdict = v
}

// number sorts things by key, and makes the keys of those that have the same one differ.
func number(list []thing) {
	slices.SortStableFunc(list, func(a, b thing) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.within(), b.within()))
	})
	seen := map[string]int{}
	for i := range list {
		key := list[i].key
		if seen[key]++; seen[key] > 1 {
			list[i].key = key + "#" + strconv.Itoa(seen[key])
		}
	}
}

// within orders things of one key by what they are, never by their verdicts: by these, two that change places would be
// taken for each other.
func (t *thing) within() string {
	if t.finding != nil {
		return t.finding.Fingerprint
	}
	c := t.connection
	return strings.Join(append([]string{c.App.ConsumerKey}, c.Findings...), " ")
}

// transition says what a thing of a report is, without what became of it.
func (t *thing) transition() Transition {
	out := Transition{Key: t.key, Check: t.Check, Severity: t.Severity, Message: t.Message, Minor: t.minor}
	if c := t.connection; c != nil {
		out.Subject = Subject{Kind: SubjectConnection, Name: c.User + " > " + c.App.Name}
		out.App, out.User, out.Check = c.App.Name, c.User, t.Cause
		return out
	}
	out.Subject, out.Severity, out.Message = t.finding.Subject, t.finding.Severity, t.finding.Message
	return out
}

// transition says what an entry was, for a report that has it no more.
func (e Entry) transition(key string) Transition {
	return Transition{
		Key:      key,
		Check:    cmp.Or(e.Check, e.Cause),
		Subject:  e.Subject,
		App:      e.App,
		User:     e.User,
		Severity: e.Severity,
		Message:  e.Message,
	}
}

// match finds out which things of the report the ledger knows: by key,
// else by another key, else by what they stand for.
func (a *advance) match() {
	pair := func(t *thing, key string) {
		a.same[t.key] = key
		if _, taken := a.renamed[key]; !taken {
			a.renamed[key] = t.key
		}
	}
	a.matchFindings(pair)
	a.matchConnections(pair)
	a.matchRefiled(pair)
}

// matchFindings matches by the identity of findings.
func (a *advance) matchFindings(pair func(*thing, string)) {
	var before, now []identity
	var things []*thing
	for _, key := range slices.Sorted(maps.Keys(a.was.Things)) {
		if e := a.was.Things[key]; e.Check != "" {
			before = append(before, identity{key, e.Alias})
		}
	}
	for i := range a.things {
		if t := &a.things[i]; t.finding != nil {
			now, things = append(now, identity{t.key, t.Alias}), append(things, t)
		}
	}
	for i, at := range again(before, now) {
		if at >= 0 {
			pair(things[i], before[at].Fingerprint)
		}
	}
}

// matchConnections matches by key, and else by what was asked where one connection is left on each side.
func (a *advance) matchConnections(pair func(*thing, string)) {
	known, asked := map[string][]string{}, map[string][]*thing{}
	for i := range a.things {
		t := &a.things[i]
		if t.connection == nil {
			continue
		}
		if _, ok := a.was.Things[t.key]; ok {
			pair(t, t.key)
		} else {
			asked[t.Alias] = append(asked[t.Alias], t)
		}
	}
	for key, e := range a.was.Things {
		if _, ok := a.renamed[key]; !ok && e.Check == "" && key != keyOfOrg {
			known[e.Alias] = append(known[e.Alias], key)
		}
	}
	for alias, list := range asked {
		if len(list) == 1 && len(known[alias]) == 1 {
			pair(list[0], known[alias][0])
		}
	}
}

// matchRefiled takes a gate that stands under another subject than before: one failure may stand under the user, or,
// where it differs between connections, under one of them.
func (a *advance) matchRefiled(pair func(*thing, string)) {
	free := map[string][]string{} // of the ledger, by check
	for key, e := range a.was.Things {
		if _, ok := a.renamed[key]; !ok && len(e.Through) > 0 {
			free[e.Check] = append(free[e.Check], key)
		}
	}
	for _, list := range free {
		slices.Sort(list)
	}
	for i := range a.things {
		t := &a.things[i]
		if _, ok := a.same[t.key]; ok || len(t.Through) == 0 {
			continue
		}
		at := slices.IndexFunc(free[t.Check], func(key string) bool {
			return slices.ContainsFunc(a.was.Things[key].Through, func(c string) bool {
				return slices.Contains(t.Through, a.renamed[c])
			})
		})
		if at >= 0 {
			pair(t, free[t.Check][at])
			free[t.Check] = slices.Delete(free[t.Check], at, at+1)
		}
	}
}

// pair is what two reports say of one thing; one side is nil where only the other report speaks of it.
type pair struct{ before, after *thing }

func (p pair) connection() bool { return cmp.Or(p.after, p.before).connection != nil }
func (p pair) key() string      { return cmp.Or(p.after, p.before).key }

func (t *thing) connectionOf() *Connection {
	if t == nil {
		return nil
	}
	return t.connection
}

func (t *thing) findingOf() *Finding {
	if t == nil {
		return nil
	}
	return t.finding
}

// pairs brings together what the report says with what the one that the ledger was made from says.
func (a *advance) pairs(before *Report) []pair {
	list := a.name.things(before)
	known := make(map[string]*thing, len(list))
	for i := range list {
		known[list[i].key] = &list[i]
	}
	var out []pair
	for i := range a.things {
		t := &a.things[i]
		out = append(out, pair{known[a.same[t.key]], t})
	}
	for i := range list {
		if _, ok := a.renamed[list[i].key]; !ok {
			out = append(out, pair{before: &list[i]})
		}
	}
	return out
}
