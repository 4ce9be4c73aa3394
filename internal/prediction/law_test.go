package prediction_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/internal/diagnose"
	"orgaudit/internal/simorg"
	"orgaudit/org"
)

// draws is how many orgs a run of the tests draws. The seeds are those from 0 on.
const draws = 2_000

func TestAuditsPredictWhatSalesforceAnswers(t *testing.T) {
	seeds := uint64(draws)
	if testing.Short() {
		seeds /= 10
	}
	const shares = 4
	seen := make([]tally, shares)
	t.Run("draws", func(t *testing.T) {
		for share := range uint64(shares) {
			t.Run(fmt.Sprint(share), func(t *testing.T) {
				t.Parallel()
				seen[share] = tally{}
				for seed := share; seed < seeds; seed += shares {
					l := law{checks: checks.All(), seen: seen[share]}
					if broken := l.broken(drawn(seed)); broken != "" {
						t.Fatalf("seed %d: %s", seed, l.smallest(drawn(seed)))
					}
				}
			})
		}
	})
	if t.Failed() || testing.Short() { // a tenth of the draws needn't have everything
		return
	}
	all := tally{}
	for _, s := range seen {
		for what, n := range s {
			all[what] += n
		}
	}
	all.wantsEverything(t)
}

func FuzzPrediction(f *testing.F) {
	for seed := range uint64(8) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		l := law{checks: checks.All(), seen: tally{}}
		if broken := l.broken(drawn(seed)); broken != "" {
			t.Fatalf("seed %d: %s", seed, l.smallest(drawn(seed)))
		}
	})
}

// law is what holds for every draw.
type law struct {
	checks []*audit.Check
	seen   tally
}

// broken says how the law is broken for a draw, "" where it holds. What is said of a user with many troubles has to
// hold for each of them alone as well: the endpoint shows only the first.
func (l law) broken(d draw) string {
	d = l.judged(d)
	complaint, causes := l.brokenAlone(d)
	if complaint != "" || len(causes) < 2 {
		return complaint
	}
	for _, only := range causes {
		alone := d
		for _, other := range causes {
			if other != only {
				alone = mend(alone, other)
			}
		}
		if complaint, _ := l.brokenAlone(alone); complaint != "" {
			return complaint + "\nwith the other causes mended:\n" + alone.String()
		}
	}
	return ""
}

func (l law) brokenAlone(d draw) (complaint string, causes []string) {
	clock := now
	key, certificate := pair()
	server, err := simorg.New(d.scenario(certificate), simorg.WithClock(func() time.Time { return clock }))
	if err != nil {
		return err.Error(), nil
	}
	snapshot := read(server, d.question())
	refusals := vendor{draw: d, server: server, key: key}.tries(&clock)
	report := audit.Evaluate(snapshot, nil, d.question(), l.checks)
	l.seen.note(d, report, refusals)
	o := outcome{draw: d, law: l, report: report, refusals: refusals, snapshot: snapshot}
	if broken := o.broken(); broken != "" {
		return broken + "\n" + o.String(), nil
	}
	return "", report.Connections[0].Causes
}

// read audits the org with every permission.
func read(server *simorg.Server, q *audit.Question) *audit.Snapshot {
	ctx := context.Background()
	ask := q.Connections[0]
	scope := audit.Scope{Usernames: ask.Usernames, Apps: []audit.App{ask.App}}
	options := org.Options{
		HTTP: server.Transport(), Now: func() time.Time { return now }, Actions: audit.SetupActions(checks.All()),
	}
	client, err := org.Open(ctx, org.AccessToken{InstanceURL: server.URL(), Token: org.Secret(server.Token())}, options)
	if err != nil {
		return org.Unread(err, server.URL(), scope, now)
	}
	defer client.Close()
	return client.Snapshot(ctx, scope)
}

// outcome is what both sides say of a draw.
type outcome struct {
	draw
	law      law
	report   *audit.Report
	refusals []*refused
	snapshot *audit.Snapshot
}

func (o outcome) broken() string {
	c := o.report.Connections[0]
	if o.report.Failure != nil {
		// Salesforce refused the audit as well: what could not be read can't be judged, and never makes anybody ready.
		if c.Verdict == audit.Ready || len(o.refusals) == 0 {
			return "Salesforce refused the audit's own calls, and not the app's"
		}
		return ""
	}
	for _, f := range o.report.Findings {
		if f.Verdict == audit.Unknown && !o.undecidable(f.Check) {
			return fmt.Sprintf("%s is unknown for no reason that the design gives: %s", f.Check, f.Message)
		}
	}
	if o.runsAsAnother() {
		return ""
	}
	switch {
	case c.Verdict == audit.Ready && len(o.refusals) > 0:
		return "ready, and Salesforce refuses"
	case c.Verdict == audit.NotReady && len(o.refusals) == 0 && !o.costsAnother():
		return "not ready, and Salesforce lets the app in"
	}
	return o.explained()
}

// explained holds the errors against what they are documented to mean: each has one of the causes, and one has the root
// cause. Where the audit can't tell, what it can't tell has the cause.
func (o outcome) explained() string {
	c := o.report.Connections[0]
	var open []string // what the audit can't tell
	for _, f := range o.report.Findings {
		if f.Verdict == audit.Unknown || f.Verdict == audit.Moot {
			open = append(open, f.Check)
		}
	}
	if o.unidentified() && slices.Contains(open, "app-not-installed") {
		return ""
	}
	blamed := slices.Concat(c.Causes, open)
	root := len(c.Causes) == 0 || len(o.refusals) == 0
	for _, r := range o.refusals {
		means := o.law.means(r)
		if len(means) == 0 && o.Host == "another org" {
			return "" // the page of another org's host speaks of no cause
		}
		common := slices.DeleteFunc(slices.Clone(means), func(id string) bool { return !slices.Contains(blamed, id) })
		if len(common) == 0 && !o.speaksOfNobody(r) {
			return fmt.Sprintf("the error means %v, and the audit blames %v", means, blamed)
		}
		early := func(id string) bool { return beforeTheUser(id) || slices.Contains(open, id) }
		root = root || slices.Contains(means, c.Causes[0]) || slices.ContainsFunc(common, early) ||
			o.afterSignIn(c.Causes[0]) || o.speaksOfNobody(r)
	}
	if !root {
		return fmt.Sprintf("no error means %s, which the audit calls the root", c.Causes[0])
	}
	return o.diagnosed(open)
}

// diagnosed gives the first error to the audit as the symptom: it is explained by what keeps the app out.
func (o outcome) diagnosed(open []string) string {
	if len(o.refusals) == 0 || o.Host == "another org" || o.speaksOfNobody(o.refusals[0]) {
		return ""
	}
	q := o.question()
	q.Symptom = diagnose.Recognise(o.refusals[0].seen, o.law.checks, nil)
	report := audit.Evaluate(o.snapshot, nil, q, o.law.checks)
	switch {
	case report.Diagnosis.Verdict == audit.OrgClean:
		return fmt.Sprintf("the error (%s) is said to be on the app's side", q.Symptom.Text)
	case o.report.Connections[0].Verdict == audit.NotReady && report.Diagnosis.Verdict != audit.Explained &&
		!slices.ContainsFunc(open, o.law.meant(o.refusals[0])):
		return fmt.Sprintf("the error (%s: %v) isn't explained by %v",
			q.Symptom.Text, q.Symptom.Checks, report.Connections[0].Causes)
	case report.Connections[0].Verdict == audit.Ready:
		return "with its error as the symptom the app is ready"
	}
	return ""
}

// meant tells whether an error is documented to stand for a check.
func (l law) meant(r *refused) func(check string) bool {
	means := l.means(r)
	return func(check string) bool { return slices.Contains(means, check) }
}

// means are the checks that an error is documented to stand for.
func (l law) means(r *refused) []string {
	p := diagnose.Propose(r.seen, nil)
	means := p.Checks
	for _, row := range p.Rows {
		for _, code := range slices.Concat(row.Codes, row.Texts) {
			if !strings.Contains(strings.ToLower(r.seen), strings.ToLower(code)) {
				continue
			}
			for _, check := range audit.Explaining(l.checks, code, code) {
				means = append(means, check.ID)
			}
		}
	}
	return means
}
