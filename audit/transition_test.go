package audit_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"orgaudit/audit"
)

// told writes transitions down, each as its kind and what it is of.
func told(list []audit.Transition) string {
	var words []string
	for _, t := range list {
		of := t.Check + " " + t.Subject.Name
		switch {
		case t.OfOrg():
			of = "org"
		case t.OfConnection():
			of = t.User
		}
		words = append(words, string(t.Kind)+" "+strings.TrimSpace(of))
	}
	return strings.Join(words, ", ")
}

// policied is a report whose standing checks judged, whether or not they found something.
func policied(list ...audit.Finding) *audit.Report {
	r := diffed("", nil, list...)
	r.Policy, r.Checks = &audit.ReportPolicy{File: "orgaudit.yaml", SHA256: "aa"}, map[string]audit.CheckText{}
	for _, f := range list {
		r.Checks[f.Check] = audit.CheckText{}
	}
	return r
}

// Two connections of one user and name that change places are two transitions, in whatever order they were asked.
func TestConnectionsOfOneNameAreNotTakenForEachOther(t *testing.T) {
	report := func(first, second audit.ConnectionVerdict) *audit.Report {
		r := diffed(first, nil)
		r.Connections = append(r.Connections, diffed(second, nil).Connections...)
		r.Connections[0].App.ConsumerKey, r.Connections[1].App.ConsumerKey = "3MVG9aaaaa…", "3MVG9bbbbb…"
		return r
	}
	before, after := report(audit.Ready, audit.NotReady), report(audit.NotReady, audit.Ready)
	for range 2 {
		got := told(audit.Transitions(before, after))
		if got != "new_failure jane@acme.example, fixed jane@acme.example" {
			t.Errorf("got %q", got)
		}
		slices.Reverse(after.Connections)
	}
}

// What is judged otherwise is a transition, and what is not judged is
// none: an audit user who lost rights mends nothing.
func TestTransitions(t *testing.T) {
	at := func(v audit.Verdict) audit.Finding { return found("a", v, audit.High) }
	other := found("b", audit.Pass, audit.Low)
	blind := func(r *audit.Report) *audit.Report {
		r.Refused = []audit.RefusedPart{{Part: audit.PartProfiles, Reason: "INSUFFICIENT_ACCESS"}}
		return r
	}
	lacking := func(r *audit.Report) *audit.Report {
		r.Auditor.MissingPermissions = []string{"View Setup and Configuration"}
		return r
	}
	timedOut := func(r *audit.Report) *audit.Report {
		r.Refused = []audit.RefusedPart{{Part: audit.PartLoginHistory, Reason: audit.ReasonTimeUp}}
		return r
	}
	renewed := func(r *audit.Report) *audit.Report { r.Policy.SHA256 = "bb"; return r }
	for _, c := range []struct {
		name          string
		before, after *audit.Report
		want          string
	}{
		{"pass, then fail", policied(at(audit.Pass)), policied(at(audit.Fail)), "new_failure a a"},
		{"fail, then pass", policied(at(audit.Fail)), policied(at(audit.Pass)), "fixed a a"},
		{"fail, then unknown", policied(at(audit.Fail)), policied(at(audit.Unknown)), "unread a a"},
		{"fail, then moot", policied(at(audit.Fail)), policied(at(audit.Moot)), ""},
		{"unknown, then fail", policied(at(audit.Unknown)), policied(at(audit.Fail)), "came_to_light a a"},
		{"moot, then fail", policied(at(audit.Moot)), policied(at(audit.Fail)), "came_to_light a a"},
		{"unknown, then pass", policied(at(audit.Unknown)), policied(at(audit.Pass)), "settled a a"},
		{"unknown, then absent", policied(at(audit.Unknown), other), policied(other), ""},
		{"absent, then unknown", policied(other), policied(at(audit.Unknown), other), "unread a a"},
		{"fail, then waived", policied(at(audit.Fail)), policied(at(audit.Waived)), "accepted a a"},
		{"waived, then fail", policied(at(audit.Waived)), policied(at(audit.Fail)), "waiver_over a a"},
		{"waived, then pass", policied(at(audit.Waived)), policied(at(audit.Pass)), "fixed a a"},
		{"graver", policied(found("a", audit.Fail, audit.Low)), policied(at(audit.Fail)), "worsened a a"},
		{"less grave", policied(at(audit.Fail)), policied(found("a", audit.Fail, audit.Low)), "eased a a"},

		{"what fails is not found any more", policied(at(audit.Fail), other), policied(other), "no_longer_found a a"},
		{"something new is found", policied(other), policied(at(audit.Fail), other), "new_failure a a"},
		{"not found, and a part was refused", policied(at(audit.Fail), other), blind(policied(other)), ""},
		{"found once the part is read", blind(policied(other)), policied(at(audit.Fail), other), "came_to_light a a"},
		{
			"refused before as well", blind(policied(at(audit.Fail), other)), blind(policied(other)),
			"no_longer_found a a",
		},
		{
			"not found, and the audit user lost a permission", policied(at(audit.Fail), other),
			lacking(policied(other)), "",
		},
		{"not found, and the time was up", policied(at(audit.Fail), other), timedOut(policied(other)), "unread org"},
		{"not found, and another policy asks", policied(at(audit.Fail), other), renewed(policied(other)), ""},
		{
			"found by a policy that asks more", policied(other), renewed(policied(at(audit.Fail), other)),
			"came_to_light a a",
		},

		{"ready, then not", diffed(audit.Ready, gates(at(audit.Pass))), diffed(audit.NotReady, gates(at(audit.Fail))),
			"new_failure jane@acme.example, new_failure a a"},
		{"not asked, then not ready", diffed("", nil), diffed(audit.NotReady, gates(at(audit.Fail))),
			"came_to_light jane@acme.example, came_to_light a a"},
		{"not ready, then not asked", diffed(audit.NotReady, gates(at(audit.Fail))), diffed("", nil), ""},
		{"not ready by another gate", diffed(audit.NotReady, gates(at(audit.Fail))),
			diffed(audit.NotReady, gates(at(audit.Pass), found("b", audit.Fail, audit.Low))),
			"came_to_light b b, other_cause jane@acme.example, fixed a a"},
	} {
		if got := told(audit.Transitions(c.before, c.after)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if got := audit.Transitions(c.before, c.before); len(got) > 0 {
			t.Errorf("%s: of a report against itself: %q", c.name, told(got))
		}
	}
}

// The sequences of runs that were told wrongly, as far as what is judged
// decides them: each run gives what is new in it.
func TestSequences(t *testing.T) {
	ready := func() *audit.Report { return diffed(audit.Ready, gates(found("app-blocked", audit.Pass, audit.High))) }
	blocked := func() *audit.Report {
		return diffed(audit.NotReady, gates(found("app-blocked", audit.Fail, audit.High)))
	}
	untold := func() *audit.Report {
		return diffed(audit.CannotTell, gates(found("app-blocked", audit.Unknown, audit.High)))
	}
	broken := func(r *audit.Report) *audit.Report {
		r.Failure = &audit.ReportFailure{Code: "INVALID_SESSION_ID"}
		return r
	}
	refused := func(r *audit.Report) *audit.Report {
		r.Refused = []audit.RefusedPart{{Part: audit.PartProfiles, Reason: "INSUFFICIENT_ACCESS"}}
		return r
	}
	locked := &audit.Report{
		Org:     audit.Org{URL: "https://acme.my.salesforce.com"},
		Failure: &audit.ReportFailure{Code: "invalid_grant", SignIn: true},
	}
	hosts := func() *audit.Report { // one app and user, asked by two login hosts, one of which fits
		r := ready()
		other := r.Connections[0]
		r.Connections[0].SignIn = audit.WayIn{Flow: "web-server", Host: "acme.my.salesforce.com"}
		other.SignIn = audit.WayIn{Flow: "web-server", Host: "test.salesforce.com"}
		wrong := found("sandbox-host", audit.Fail, audit.High)
		other.Verdict, other.Causes, other.Findings = audit.NotReady, []string{"sandbox-host"},
			[]string{wrong.Fingerprint}
		r.Connections, r.Findings = append(r.Connections, other), append(r.Findings, wrong)
		return r
	}
	fails := policied(found("a", audit.Fail, audit.High), found("b", audit.Pass, audit.High))
	const new, jane = "new_failure jane@acme.example, new_failure app-blocked app-blocked", "jane@acme.example"
	outage := slices.Repeat([]*audit.Report{locked, nil}, 30)
	for _, c := range []struct {
		name string
		runs []*audit.Report
		want []string // of the runs after the first; "" also for all that are not listed
	}{
		{"1: blocked while the session dies", []*audit.Report{ready(), broken(blocked()), blocked()},
			[]string{"new_failure jane@acme.example, new_failure app-blocked app-blocked, unread org", "settled org"}},
		{"2: two login hosts", []*audit.Report{hosts(), hosts(), hosts()}, nil},
		{"3: blocked by hand, then by schedule", []*audit.Report{ready(), blocked(), blocked()}, []string{new}},
		{"4: not ready, unknown, not ready", []*audit.Report{blocked(), untold(), blocked()},
			[]string{"unread jane@acme.example, unread app-blocked app-blocked", ""}},
		{"4: pass, unknown, fail is worse", []*audit.Report{ready(), untold(), blocked()},
			[]string{"unread jane@acme.example, unread app-blocked app-blocked", new}},
		{"5: an outage", slices.Concat([]*audit.Report{blocked()}, outage, []*audit.Report{blocked()}),
			slices.Concat([]string{"unread org"}, make([]string, len(outage)-1), []string{"settled org"})},
		{"10: rights lost and given back", []*audit.Report{
			fails, refused(policied(found("b", audit.Unknown, audit.High))),
			broken(policied(found("b", audit.Pass, audit.High))), fails,
		}, []string{"unread b b", "unread org, settled b b", "settled org"}},
		{"11: could not be told, then fails", []*audit.Report{untold(), blocked()},
			[]string{"came_to_light " + jane + ", came_to_light app-blocked app-blocked"}},
	} {
		var l audit.Ledger
		for i, r := range c.runs {
			step := l.Next(r)
			data, err := json.Marshal(step.Ledger) // it is kept between the runs
			l = audit.Ledger{}
			if err := errors.Join(err, json.Unmarshal(data, &l)); err != nil {
				t.Fatal(err)
			}
			want := ""
			if i > 0 && i <= len(c.want) {
				want = c.want[i-1]
			}
			if got := told(step.Transitions); i > 0 && got != want {
				t.Errorf("%s: run %d: %q, want %q", c.name, i+1, got, want)
			}
		}
	}
}

// Sequence 3 as a receiver sees it who is told of scheduled runs only: its own ledger has what it was told last.
func TestLedgerOfAReceiver(t *testing.T) {
	ready := diffed(audit.Ready, gates(found("app-blocked", audit.Pass, audit.High)))
	blocked := diffed(audit.NotReady, gates(found("app-blocked", audit.Fail, audit.High)))
	receiver := audit.Ledger{}.Next(ready).Ledger
	step := receiver.Next(blocked)
	if got := told(step.Transitions); !strings.Contains(got, "new_failure jane@acme.example") {
		t.Errorf("told %q", got)
	}
	if got := step.Ledger.Next(blocked).Transitions; len(got) > 0 {
		t.Errorf("told again: %q", told(got))
	}
}

// random is a report of some standing findings and connections, with every verdict and now and then a refused part.
func random(r *rand.Rand) *audit.Report {
	verdicts := []audit.Verdict{audit.Pass, audit.Fail, audit.Unknown, audit.Waived, audit.Moot}
	out := policied()
	out.TakenAt = time.Unix(int64(r.IntN(1e6)), 0)
	for i := range 6 {
		if r.IntN(3) == 0 {
			continue
		}
		f := found(fmt.Sprintf("check-%d", i%3), verdicts[r.IntN(len(verdicts))], audit.Severities()[r.IntN(5)])
		f.Subject.Name = fmt.Sprintf("profile %d", i)
		f.Fingerprint = fmt.Sprintf("finding-%d", i)
		out.Findings, out.Checks[f.Check] = append(out.Findings, f), audit.CheckText{}
	}
	for i := range 3 {
		if r.IntN(4) == 0 {
			continue
		}
		f := found("gate", verdicts[r.IntN(len(verdicts))], audit.High)
		f.Fingerprint = fmt.Sprintf("gate-%d", i)
		c := audit.Connection{
			App:      audit.ReportApp{Name: "Clay"},
			User:     fmt.Sprintf("user %d", i),
			Checked:  []string{"gate"},
			Findings: []string{f.Fingerprint},
		}
		c.Verdict = map[audit.Verdict]audit.ConnectionVerdict{
			audit.Pass: audit.Ready, audit.Fail: audit.NotReady, audit.Waived: audit.NotReady,
		}[f.Verdict]
		if c.Verdict == "" {
			c.Verdict = audit.CannotTell
		}
		out.Findings, out.Connections = append(out.Findings, f), append(out.Connections, c)
	}
	for _, p := range []audit.Part{audit.PartUsers, audit.PartProfiles} {
		if r.IntN(4) == 0 {
			out.Refused = append(out.Refused, audit.RefusedPart{Part: p, Reason: "INSUFFICIENT_ACCESS"})
		}
	}
	return out
}

func mixed(r *rand.Rand, in *audit.Report) *audit.Report {
	out := *in
	out.Findings, out.Connections = slices.Clone(in.Findings), slices.Clone(in.Connections)
	r.Shuffle(len(out.Findings), func(i, j int) { out.Findings[i], out.Findings[j] = out.Findings[j], out.Findings[i] })
	r.Shuffle(len(out.Connections), func(i, j int) {
		out.Connections[i], out.Connections[j] = out.Connections[j], out.Connections[i]
	})
	return &out
}

// What each kind is: which way it goes, whose colour it has, and what a number of it is called.
func TestTransitionKinds(t *testing.T) {
	const want = `new_failure worse fail New failures | 1 new failure | 2 new failures
worsened worse fail More severe than before | 1 more severe | 2 more severe
waiver_over worse fail No longer waived | 1 no longer waived | 2 no longer waived
came_to_light came_to_light fail Came to light | 1 came to light | 2 came to light
uncovered neither fail Seen now that what stood before it is fixed | 1 came to light | 2 came to light
other_cause neither fail Not ready by another cause | 1 not ready by another cause | 2 not ready by another cause
unread unread unknown Can't be told | 1 can't be told | 2 can't be told
accepted neither waived Waived now | 1 waived | 2 waived
no_longer_found neither moot No longer found | 1 no longer found | 2 no longer found
settled neither pass Could not be told, and passes | 1 can be told now | 2 can be told now
eased better pass Less severe than before | 1 less severe | 2 less severe
fixed better pass Fixed | 1 fixed | 2 fixed
`
	got := ""
	for _, k := range audit.TransitionKinds() {
		of := func(n int) string {
			return strings.Join(audit.CountTransitions(map[audit.TransitionKind]int{k: n}), ", ")
		}
		got += fmt.Sprintf("%s %s %s %s | %s | %s\n", k, k.Turn(), k.Shown(), k.Words().String(), of(1), of(2))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	many := map[audit.TransitionKind]int{audit.Mended: 1, audit.Uncovered: 1, audit.CameToLight: 2, audit.NewFailure: 1}
	if got := strings.Join(audit.CountTransitions(many), ", "); got != "1 new failure, 3 came to light, 1 fixed" {
		t.Error(got)
	}
	minor := audit.Transition{Kind: audit.NewFailure, Minor: true}
	if got := minor.Turn(); got != audit.TurnNeither {
		t.Errorf("a failure below what the run fails on goes %s", got)
	}
}

// TestTransitionLaws holds the function to its laws: a report against itself gives nothing, order
// means nothing, what is new one way is fixed or gone the other way, and without a failing
// verdict that turned into a pass nothing is fixed.
func TestTransitionLaws(t *testing.T) {
	back := map[audit.TransitionKind][]audit.TransitionKind{
		audit.NewFailure:  {audit.Mended, audit.Vanished},
		audit.Mended:      {audit.NewFailure, audit.Accepted},
		audit.Vanished:    {audit.NewFailure, audit.Accepted, ""},
		audit.Worsened:    {audit.Eased},
		audit.Eased:       {audit.Worsened},
		audit.WaiverOver:  {audit.Accepted},
		audit.Accepted:    {audit.WaiverOver, audit.Mended, audit.Vanished},
		audit.CameToLight: {audit.Unread, ""},
		audit.Uncovered:   {""},
		audit.Settled:     {audit.Unread},
		audit.OtherCause:  {audit.OtherCause},
		audit.Unread:      {audit.CameToLight, audit.Settled, "", audit.Unread},
	}
	for seed := range uint64(4000) {
		r := rand.New(rand.NewPCG(seed, 1))
		a, b := random(r), random(r)
		there, turned := audit.Transitions(a, b), map[string]audit.TransitionKind{}
		for _, x := range audit.Transitions(b, a) {
			turned[x.Key] = x.Kind
		}
		for _, x := range there {
			if !slices.Contains(back[x.Kind], turned[x.Key]) {
				t.Errorf("seed %d: %s of %s one way, %q the other", seed, x.Kind, x.Key, turned[x.Key])
			}
			if x.Turn() == audit.TurnBetter && x.Is != audit.Pass && x.Is != audit.Fail {
				t.Errorf("seed %d: %s is better by being %s", seed, x.Key, x.Is)
			}
		}
		if got := audit.Transitions(a, mixed(r, a)); len(got) > 0 {
			t.Errorf("seed %d: against itself: %q", seed, told(got))
		}
		if diff := cmp.Diff(there, audit.Transitions(mixed(r, a), mixed(r, b))); diff != "" {
			t.Errorf("seed %d: the order of rows matters: %s", seed, diff)
		}
		unread := mixed(r, b)
		for i := range unread.Findings {
			unread.Findings[i].Verdict = audit.Unknown
		}
		for i := range unread.Connections {
			unread.Connections[i].Verdict = audit.CannotTell
		}
		for _, x := range audit.Transitions(a, unread) {
			if x.Turn() == audit.TurnBetter {
				t.Errorf("seed %d: %s is %s by a report that could judge nothing", seed, x.Key, x.Kind)
			}
		}
		// A gap in which nothing was judged is none.
		gap := audit.Ledger{}.Next(a).Ledger.Next(nil).Ledger.Next(b)
		if diff := cmp.Diff(there,
			slices.DeleteFunc(gap.Transitions, func(x audit.Transition) bool { return x.OfOrg() }),
			cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("seed %d: a run without a report changes what the next one says: %s", seed, diff)
		}
	}
}
