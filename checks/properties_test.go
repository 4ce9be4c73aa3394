package checks_test

import (
	"encoding/json"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/config"
)

// property is what has to hold of Evaluate whatever it is asked.
type property func(t *testing.T, s *audit.Snapshot, p *audit.Policy, q *audit.Question)

// TestProperties holds Evaluate to its properties in every case of testdata.
func TestProperties(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, section := range archive.Files {
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar")+"/"+section.Name, func(t *testing.T) {
				var c checkCase
				if err := config.Decode(file, section.Data, &c); err != nil {
					t.Fatal(err)
				}
				policy := c.policy(t)
				for _, holds := range []property{
					theOrderOfRowsDecidesNothing, theSameArgumentsGiveTheSameReport, noArgumentChanges,
					fingerprintsDontReadTheWords, theReportHoldsItsFixes, connectionsSayWhatTheirFindingsSay,
					failuresAreAboutWhatTheCheckSays,
				} {
					holds(t, c.snapshot(t), policy, c.question(t))
				}
			})
		}
	}
}

// shuffle puts the rows of a snapshot into another order. Sources and scope are ordered by meaning and stay.
func shuffle(t *testing.T, s *audit.Snapshot, seed uint64) *audit.Snapshot {
	t.Helper()
	out := clone(t, s)
	random := rand.New(rand.NewPCG(seed, 0))
	mix(random, out.Profiles)
	mix(random, out.PermissionSets)
	mix(random, out.Groups)
	mix(random, out.Users)
	mix(random, out.ConnectedApps)
	mix(random, out.ExternalClientApps)
	mix(random, out.AppAccess)
	mix(random, out.BlockedApps)
	mix(random, out.Approvals)
	for i := range out.Users {
		mix(random, out.Users[i].Assignments)
	}
	for i := range out.Groups {
		mix(random, out.Groups[i].PermissionSetIDs)
	}
	return out
}

func mix[T any](random *rand.Rand, list []T) {
	random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}

func clone[T any](t *testing.T, from *T) *T {
	t.Helper()
	text, err := json.Marshal(from)
	if err != nil {
		t.Fatal(err)
	}
	var out T
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return &out
}

// judgement is what a report says apart from its words and their order.
func judgement(r *audit.Report) any {
	type finding struct {
		Fingerprint, Check, Subject string
		Verdict                     audit.Verdict
		Severity                    audit.Severity
		Fixes                       []string
	}
	var findings []finding
	for _, f := range r.Findings {
		findings = append(findings, finding{
			f.Fingerprint, f.Check, f.Subject.Kind + ":" + f.Subject.Name, f.Verdict, f.Severity,
			slices.Sorted(slices.Values(append([]string{f.Fix}, f.OtherFixes...))),
		})
	}
	slices.SortFunc(findings, func(a, b finding) int { return strings.Compare(a.Fingerprint, b.Fingerprint) })
	connections := slices.Clone(r.Connections)
	for i := range connections {
		connections[i].Findings = slices.Sorted(slices.Values(connections[i].Findings))
	}
	return []any{findings, connections, r.Diagnosis, r.Refused, r.Waivers, r.ExitCode()}
}

func theOrderOfRowsDecidesNothing(t *testing.T, s *audit.Snapshot, p *audit.Policy, q *audit.Question) {
	t.Helper()
	want := judgement(audit.Evaluate(s, p, q, checks.All()))
	for seed := range uint64(4) {
		got := judgement(audit.Evaluate(shuffle(t, s, seed), p, q, checks.All()))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
}

func theSameArgumentsGiveTheSameReport(t *testing.T, s *audit.Snapshot, p *audit.Policy, q *audit.Question) {
	t.Helper()
	first, err := json.Marshal(audit.Evaluate(s, p, q, checks.All()))
	if err != nil {
		t.Fatal(err)
	}
	second, err := json.Marshal(audit.Evaluate(s, p, q, checks.All()))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(first), string(second)); diff != "" {
		t.Error(diff)
	}
}

func noArgumentChanges(t *testing.T, s *audit.Snapshot, p *audit.Policy, q *audit.Question) {
	t.Helper()
	// Clones through JSON lose what JSON can't say (an empty list): compare clones with clones.
	snapshot, policy, question := clone(t, s), cloneOf(t, p), clone(t, q)
	audit.Evaluate(s, p, q, checks.All())
	if diff := cmp.Diff(snapshot, clone(t, s)); diff != "" {
		t.Errorf("the snapshot changed: %s", diff)
	}
	if !reflect.DeepEqual(policy, cloneOf(t, p)) {
		t.Error("the policy changed")
	}
	if diff := cmp.Diff(question, clone(t, q)); diff != "" {
		t.Errorf("the question changed: %s", diff)
	}
}

func cloneOf(t *testing.T, p *audit.Policy) *audit.Policy {
	if p == nil {
		return nil
	}
	return clone(t, p)
}

// fingerprintsDontReadTheWords judges with checks that say the same in other words.
func fingerprintsDontReadTheWords(t *testing.T, s *audit.Snapshot, p *audit.Policy, q *audit.Question) {
	t.Helper()
	var want []string
	for _, f := range audit.Evaluate(s, p, q, checks.All()).Findings {
		want = append(want, f.Fingerprint)
	}
	var got []string
	for _, f := range audit.Evaluate(s, p, q, inOtherWords(checks.All())).Findings {
		got = append(got, f.Fingerprint)
	}
	if !slices.Equal(want, got) {
		t.Errorf("fingerprints %q became %q", want, got)
	}
}

// inOtherWords copies checks and lets each speak differently.
func inOtherWords(all []*audit.Check) []*audit.Check {
	copies := map[*audit.Check]*audit.Check{}
	out := make([]*audit.Check, len(all))
	for i, check := range all {
		c := *check
		c.Holds, c.Fails, c.Topic = "In other words", "In other words", "In other words"
		reword := func(f *audit.Finding) {
			f.Message, f.Want, f.Got, f.Severity = "other words", "this", "that", audit.Low
		}
		if c.Gate != nil {
			c.Gate = func(k *audit.Case) (audit.Finding, bool) {
				f, ok := check.Gate(k)
				reword(&f)
				return f, ok
			}
		} else {
			c.Standing = func(v *audit.View, p *audit.Policy) []audit.Finding {
				findings := check.Standing(v, p)
				for i := range findings {
					reword(&findings[i])
				}
				return findings
			}
		}
		c.After = slices.Clone(check.After)
		for j, before := range c.After {
			c.After[j] = copies[before]
		}
		copies[check], out[i] = &c, &c
	}
	return out
}

// theReportHoldsItsFixes: a report stands alone.
func theReportHoldsItsFixes(t *testing.T, s *audit.Snapshot, p *audit.Policy, q *audit.Question) {
	t.Helper()
	r := audit.Evaluate(s, p, q, checks.All())
	for _, f := range r.Findings {
		if f.Verdict == audit.Fail && f.Fix == "" {
			t.Errorf("%s of %s fails and names no fix", f.Check, f.Subject.Name)
		}
		if f.Verdict != audit.Fail {
			continue
		}
		for n, id := range append([]string{f.Fix}, f.OtherFixes...) {
			if !slices.ContainsFunc(f.Steps, func(key string) bool {
				return r.Step(key) != nil && r.Step(key).Fix == id
			}) {
				t.Errorf("%s names the fix %s, and no step of it", f.Check, id)
			}
			if n == 0 && (r.Step(f.Step()) == nil || r.Step(f.Step()).Fix != id) {
				t.Errorf("%s names the fix %s, and first the step %s", f.Check, id, f.Step())
			}
		}
	}
	for _, fix := range r.Steps {
		id := fix.Key
		if len(fix.Steps) == 0 || !strings.HasPrefix(fix.Source.URL, "https://") {
			t.Errorf("%s lacks steps or a source: %+v", id, fix)
		}
		for _, text := range append([]string{fix.Title, fix.Risk, fix.SetupURL}, fix.Steps...) {
			if strings.Contains(text, "{") {
				t.Errorf("%s is not filled in: %q", id, text)
			}
		}
	}
}

// connectionsSayWhatTheirFindingsSay holds verdict, causes and findings of a connection to each other.
func connectionsSayWhatTheirFindingsSay(t *testing.T, s *audit.Snapshot, p *audit.Policy, q *audit.Question) {
	t.Helper()
	consistent(t, audit.Evaluate(s, p, q, checks.All()))
}

func consistent(t *testing.T, r *audit.Report) {
	t.Helper()
	findings := r.ByFingerprint()
	for _, c := range r.Connections {
		want, causes := audit.Ready, []string{}
		for _, id := range c.Findings {
			switch f := findings[id]; f.Verdict {
			case audit.Fail:
				want, causes = audit.NotReady, append(causes, f.Check)
			case audit.Waived:
				want = audit.NotReady
			case audit.Unknown:
				if want == audit.Ready {
					want = audit.CannotTell
				}
			}
		}
		if c.Verdict != want || !slices.Equal(c.Causes, causes) {
			t.Errorf("%s with %s (%s) is %s by %q, its findings say %s by %q",
				c.User, c.App.Name, c.SignIn, c.Verdict, c.Causes, want, causes)
		}
		if step := r.Step(c.Step()); c.Fix != "" && (step == nil || step.Fix != c.Fix) {
			t.Errorf("%s with %s names the fix %s, and first the step %q", c.User, c.App.Name, c.Fix, c.Step())
		}
	}
}

// failuresAreAboutWhatTheCheckSays: a waiver names the subject of a failure by a kind that the check declares.
func failuresAreAboutWhatTheCheckSays(t *testing.T, s *audit.Snapshot, p *audit.Policy, q *audit.Question) {
	t.Helper()
	for _, f := range audit.Evaluate(s, p, q, checks.All()).Findings {
		at := slices.IndexFunc(checks.All(), func(c *audit.Check) bool { return c.ID == f.Check })
		check := checks.All()[at]
		byGate := check.Gate != nil && f.Subject.Kind == audit.SubjectConnection
		if f.Verdict == audit.Fail && len(check.Subjects) > 0 && !byGate &&
			!slices.Contains(check.Subjects, f.Subject.Kind) {
			t.Errorf("%s fails about %s %s, and declares %q", f.Check, f.Subject.Kind, f.Subject.Name, check.Subjects)
		}
	}
}
