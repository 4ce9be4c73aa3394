package checks_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"orgaudit/audit"
	"orgaudit/checks"
)

// askingMoreChangesNoOther asks for one more app, user or way of signing in, before and after what is asked. Every
// connection stays as it was, with the same findings, and every finding keeps its fingerprint, its verdict, its
// severity and its message; of the org as a whole the policy finds nothing else. Steps gather the users who need them
// and findings what a waiver covers, so that these may grow.
func askingMoreChangesNoOther(t *testing.T, s *audit.Snapshot, p *audit.Policy, q *audit.Question) {
	t.Helper()
	one := audit.Evaluate(s, p, q, checks.All())
	asks := oneMore(q)
	for what, other := range asks {
		unchanged(t, what, one, s, p, q, append([]audit.Ask{other}, q.Connections...))
	}
	behind := slices.Clone(q.Connections)
	for _, what := range slices.Sorted(maps.Keys(asks)) {
		behind = append(behind, asks[what])
	}
	unchanged(t, "everything behind", one, s, p, q, behind)
}

func unchanged(
	t *testing.T, what string, one *audit.Report, s *audit.Snapshot, p *audit.Policy, q *audit.Question,
	asks []audit.Ask,
) {
	t.Helper()
	more := *q
	more.Connections = asks
	r := audit.Evaluate(s, p, &more, checks.All())
	nothingElse(t, what, one, r)
	for i, w := range one.Waivers {
		if r.Waivers[i].Status != w.Status && w.Status != audit.WaiverUnused {
			t.Errorf("asking for %s changes the waiver %s %s from %s to %s",
				what, w.Check, w.Subject, w.Status, r.Waivers[i].Status)
		}
	}
}

// oneMore lists what may be asked besides: apps that have nothing to do with the first one, and the same one in every
// other way.
func oneMore(q *audit.Question) map[string]audit.Ask {
	first := q.Connections[0]
	ask := func(change func(ask *audit.Ask)) audit.Ask {
		other := first
		other.Usernames = slices.Clone(first.Usernames)
		change(&other)
		return other
	}
	password := audit.SignIn{Flow: audit.FlowPassword, LoginHost: "test.salesforce.com"}
	by := func(ways ...audit.SignIn) audit.Ask { return ask(func(a *audit.Ask) { a.App.SignIns = ways }) }
	out := map[string]audit.Ask{
		"another app": ask(func(a *audit.Ask) {
			a.App = audit.App{Ask: "Dataloader Partner", Name: "Dataloader Partner", SignIns: []audit.SignIn{
				password, {Flow: audit.FlowJWT},
			}}
		}),
		"another user": ask(func(a *audit.Ask) { a.Usernames = []string{"nobody@acme.example"} }),
		"the user spelt otherwise": ask(func(a *audit.Ask) {
			for i, name := range a.Usernames {
				a.Usernames[i] = strings.ToUpper(name)
			}
			a.App.Name, a.App.Ask, a.App.Connector = "Dataloader", "Dataloader", ""
		}),
		"the app by its name": ask(func(a *audit.Ask) {
			a.App = audit.App{Ask: first.App.Title(), Name: first.App.Title()}
			a.App.SignIns = []audit.SignIn{password}
		}),
		"the app by a key": ask(func(a *audit.Ask) {
			a.App.Ask, a.App.Name, a.App.Connector, a.App.Aliases = "key:3MVG9other", "", "", nil
			a.App.ConsumerKeys = []string{"3MVG9otherotherother"}
		}),
		"the app as another needs it": ask(func(a *audit.Ask) {
			a.App.Connector, a.App.Ask, a.App.Kind = "another", "connector:another", audit.KindExternalClientApp
			a.App.Needs.Editions = []string{"Galactic Edition"}
		}),
	}
	for _, flow := range audit.Flows() {
		out["the app by "+flow] = by(audit.SignIn{Flow: flow, LoginHost: "acme-other.my.salesforce.com"})
	}
	return out
}

// nothingElse holds a report to the one of those who asked for less.
func nothingElse(t *testing.T, what string, one, more *audit.Report) {
	t.Helper()
	for _, c := range one.Connections {
		if !slices.ContainsFunc(more.Connections, func(other audit.Connection) bool { return cmp.Equal(c, other) }) {
			t.Errorf("asking for %s changes %s with %s, which was %+v: now %+v",
				what, c.User, c.App.Name, c, more.Connections)
		}
	}
	ofOrg := func(r *audit.Report) int {
		n := 0
		for _, f := range r.Findings {
			if checkNamed(f.Check).Standing != nil {
				n++
			}
		}
		return n
	}
	if ofOrg(one) != ofOrg(more) {
		t.Errorf("asking for %s makes %d findings of the policy %d", what, ofOrg(one), ofOrg(more))
	}
	of := more.ByFingerprint()
	for _, f := range one.Findings {
		same := of[f.Fingerprint]
		if same == nil {
			t.Errorf("asking for %s takes away %s of %s", what, f.Check, f.Subject.Name)
			continue
		}
		// A finding lists the steps and the dated facts of all that it stands in the way of.
		if diff := cmp.Diff(f, *same, cmpopts.IgnoreFields(audit.Finding{}, "Names", "Steps", "Evidence")); diff != "" {
			t.Errorf("asking for %s changes %s of %s: %s", what, f.Check, f.Subject.Name, diff)
		}
	}
	for _, f := range more.Findings {
		if strings.Contains(f.Subject.Key, "#") {
			t.Errorf("asking for %s: %s says two things of %s", what, f.Check, f.Subject.Name)
		}
	}
}

func checkNamed(id string) *audit.Check {
	all := checks.All()
	return all[slices.IndexFunc(all, func(c *audit.Check) bool { return c.ID == id })]
}

// Seen: of two connections that disagree on a user, the first one asked had its finding filed under the user and the
// second one under the connection; and a connection that the policy and the flags ask for was reported twice.
func TestTheOrderOfAskingFilesNothingElsewhere(t *testing.T) {
	c := checkCase{Jane: map[string]any{"is_locked": true}}
	s, q := c.snapshot(t), c.question(t)
	jwt := q.Connections[0]
	jwt.App.SignIns = []audit.SignIn{{Flow: audit.FlowJWT, LoginHost: "login.salesforce.com"}}
	again := q.Connections[0]
	again.App.Ask, again.Usernames = "connector:marketo-sales-insight-actions", []string{"JANE@acme.example"}
	ask := func(asks ...audit.Ask) *audit.Report {
		return audit.Evaluate(s, nil, &audit.Question{Connections: asks}, checks.All())
	}
	alone, one := ask(q.Connections[0]), ask(jwt)
	first, last, twice := ask(q.Connections[0], jwt), ask(jwt, q.Connections[0]), ask(q.Connections[0], jwt, again)
	for name, got := range map[string][]string{
		"asked first": first.Connections[0].Findings, "asked last": last.Connections[1].Findings,
	} {
		if !slices.Equal(got, alone.Connections[0].Findings) {
			t.Errorf("%s, the findings are %q, and alone %q", name, got, alone.Connections[0].Findings)
		}
	}
	if got := last.Connections[0].Findings; !slices.Equal(got, one.Connections[0].Findings) {
		t.Errorf("by JWT the findings are %q, and alone %q", got, one.Connections[0].Findings)
	}
	if len(twice.Connections) != 2 || len(twice.Findings) != len(first.Findings) {
		t.Errorf("a connection that is asked twice makes %d connections", len(twice.Connections))
	}
}
