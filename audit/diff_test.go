package audit_test

import (
	"testing"

	"orgaudit/audit"
)

const (
	orgID      = "00D5g000000AcmeEAB"
	otherOrgID = "00D5g000000BetaEAB"
)

// diffed is a report of one org with a connection of these findings, and findings of the org as a whole behind it.
func diffed(verdict audit.ConnectionVerdict, gates []audit.Finding, standing ...audit.Finding) *audit.Report {
	r := &audit.Report{Schema: 1, FailOn: audit.Low, Org: audit.Org{ID: orgID, Name: "Acme"}}
	if verdict != "" {
		c := audit.Connection{App: audit.ReportApp{Name: "Clay"}, User: "jane@acme.example", Verdict: verdict}
		for _, f := range gates {
			c.Findings = append(c.Findings, f.Fingerprint)
			if f.Verdict == audit.Fail {
				c.Causes = append(c.Causes, f.Check)
			}
		}
		r.Connections = []audit.Connection{c}
	}
	r.Findings = append(append([]audit.Finding{}, gates...), standing...)
	return r
}

func found(check string, v audit.Verdict, s audit.Severity) audit.Finding {
	return audit.Finding{
		Fingerprint: check, Check: check, Verdict: v, Severity: s, Got: "as ever", Fix: "fix-" + check,
		Subject: audit.Subject{Kind: audit.SubjectProfile, Name: check},
	}
}

func gates(list ...audit.Finding) []audit.Finding { return list }

func TestWorse(t *testing.T) {
	pass, fail := found("a", audit.Pass, audit.High), found("a", audit.Fail, audit.High)
	unknown, waived, moot := found("a", audit.Unknown, audit.High), found("a", audit.Waived, audit.High),
		found("a", audit.Moot, audit.High)
	gone := found("root", audit.Fail, audit.High)
	for _, c := range []struct {
		name          string
		before, after *audit.Report
		want          int // exit code
	}{
		{"nothing", diffed("", nil), diffed("", nil), 0},
		{"pass, then fail", diffed("", nil, pass), diffed("", nil, fail), 1},
		{"pass, then unknown", diffed("", nil, pass), diffed("", nil, unknown), 3},
		{"unknown, then fail", diffed("", nil, unknown), diffed("", nil, fail), 1},
		{"fail, then unknown", diffed("", nil, fail), diffed("", nil, unknown), 3},
		{"fail, then pass", diffed("", nil, fail), diffed("", nil, pass), 0},
		{"a failure stays", diffed("", nil, fail), diffed("", nil, fail), 0},
		{"a failure appears", diffed("", nil), diffed("", nil, fail), 1},
		{"a pass appears", diffed("", nil), diffed("", nil, pass), 0},
		{"what could not be told appears", diffed("", nil), diffed("", nil, unknown), 3},
		{"a failure is gone", diffed("", nil, fail), diffed("", nil), 0},
		{"a waiver ends", diffed("", nil, waived), diffed("", nil, fail), 1},
		{"a failure is waived", diffed("", nil, fail), diffed("", nil, waived), 0},
		{"a new failure is waived", diffed("", nil, pass), diffed("", nil, waived), 0},
		{"a failure below fail-on", diffed("", nil, pass), diffed("", nil, found("a", audit.Fail, audit.Info)), 0},
		{
			"a failure rises above fail-on", diffed("", nil, found("a", audit.Fail, audit.Info)),
			diffed("", nil, fail), 1,
		},
		{"a failure gets more severe", diffed("", nil, found("a", audit.Fail, audit.Medium)), diffed("", nil, fail), 1},
		{"a failure gets less severe", diffed("", nil, fail), diffed("", nil, found("a", audit.Fail, audit.Medium)), 0},

		{"ready, then not ready", diffed(audit.Ready, gates(pass)), diffed(audit.NotReady, gates(fail)), 1},
		{"ready, then unknown", diffed(audit.Ready, gates(pass)), diffed(audit.CannotTell, gates(unknown)), 3},
		{
			"ready, then not ready by a waived gate", diffed(audit.Ready, gates(pass)),
			diffed(audit.NotReady, gates(waived)), 1,
		},
		{
			"a gate fails below fail-on", diffed(audit.NotReady, gates(gone, pass)),
			diffed(audit.NotReady, gates(gone, found("a", audit.Fail, audit.Info))), 1,
		},
		{"not ready, then ready", diffed(audit.NotReady, gates(fail)), diffed(audit.Ready, gates(pass)), 0},
		{"not ready, then unknown", diffed(audit.NotReady, gates(fail)), diffed(audit.CannotTell, gates(unknown)), 3},
		{"a second cause", diffed(audit.NotReady, gates(gone, pass)), diffed(audit.NotReady, gates(gone, fail)), 1},
		{
			"a cause came to light behind one that was mended", diffed(audit.NotReady, gates(gone, moot)),
			diffed(audit.NotReady, gates(found("root", audit.Pass, audit.High), fail)), 0,
		},
		{
			"a connection is asked for the first time and is not ready", diffed("", nil),
			diffed(audit.NotReady, gates(fail)), 1,
		},
		{"a connection is no longer asked", diffed(audit.NotReady, gates(fail)), diffed("", nil), 0},
	} {
		d := audit.Compare(c.before, c.after)
		if (d.Worse || d.CameToLight) != (c.want == 1) || d.Answer.ExitCode != c.want {
			t.Errorf("%s: worse = %t, exit code %d, want %d: %+v", c.name, d.Worse, d.Answer.ExitCode, c.want,
				d.Transitions)
		}
	}
}

// The headline of a diff: what is judged worse outranks what only came to light, and that what can't be told.
func TestDiffAnswer(t *testing.T) {
	at := func(v audit.Verdict, more ...audit.Finding) *audit.Report {
		return diffed("", nil, append(more, found("a", v, audit.High))...)
	}
	b, c := found("b", audit.Pass, audit.High), found("b", audit.Fail, audit.High)
	unread := found("b", audit.Unknown, audit.High)
	for _, test := range []struct {
		before, after *audit.Report
		want          audit.DiffState
		label         string
		code          int
	}{
		{at(audit.Pass), at(audit.Fail), audit.DiffWorse, "WORSE", 1},
		{at(audit.Unknown), at(audit.Fail), audit.DiffCameToLight, "CAME TO LIGHT", 1},
		{at(audit.Unknown, b), at(audit.Fail, c), audit.DiffWorse, "WORSE", 1},
		{at(audit.Unknown, b), at(audit.Fail, unread), audit.DiffCameToLight, "CAME TO LIGHT", 1},
		{at(audit.Pass), at(audit.Unknown), audit.DiffUnread, "CANNOT TELL", 3},
		{at(audit.Fail), at(audit.Pass), audit.DiffNotWorse, "NOT WORSE", 0},
		{at(audit.Fail), at(audit.Fail), audit.DiffNoChange, "NO CHANGE", 0},
	} {
		d := audit.Compare(test.before, test.after)
		if got := d.Answer; got.State != test.want || got.Label != test.label || got.ExitCode != test.code ||
			got.Text == "" || got.Text != got.Words.String() {
			t.Errorf("%+v, want %s, exit code %d", got, test.label, test.code)
		}
		if d.Worse != (test.want == audit.DiffWorse) || d.Unread && test.code == 0 {
			t.Errorf("%s: worse %t, came to light %t, unread %t", test.label, d.Worse, d.CameToLight, d.Unread)
		}
	}
}

// A connection that changed names its root cause, also where a waiver accepts it.
func TestCauseOfChange(t *testing.T) {
	before := diffed(audit.Ready, gates(found("a", audit.Pass, audit.High), found("b", audit.Pass, audit.High)))
	for _, c := range []struct {
		a, b audit.Verdict
		want string
	}{
		{audit.Fail, audit.Fail, "a"}, {audit.Waived, audit.Fail, "b"}, {audit.Pass, audit.Waived, "b"},
	} {
		after := diffed(audit.NotReady, gates(found("a", c.a, audit.High), found("b", c.b, audit.High)))
		if d := audit.Compare(before, after); len(d.Connections) != 1 || d.Connections[0].Cause != c.want {
			t.Errorf("%s, %s: %+v, want %s", c.a, c.b, d.Connections, c.want)
		}
	}
}

// A hidden gate has another subject than the judged one, so the finding that comes to light is a new one.
func TestUncovered(t *testing.T) {
	hidden := found("a", audit.Moot, audit.High)
	hidden.Fingerprint, hidden.Subject.Kind = "a-hidden", audit.SubjectConnection
	before := diffed(audit.NotReady, gates(found("root", audit.Fail, audit.High), hidden))
	after := diffed(audit.NotReady, gates(found("root", audit.Pass, audit.High), found("a", audit.Fail, audit.High)))
	d := audit.Compare(before, after)
	if d.Worse || d.CameToLight {
		t.Error("a gate that came to light counts as worse")
	}
	for _, f := range d.Findings {
		if f.After != nil && f.After.Verdict == audit.Fail &&
			(f.Kind != audit.Uncovered || f.Turn != audit.TurnNeither) {
			t.Errorf("%+v", f)
		}
	}
	// For a user who passed the gate before it is worse all the same.
	other := after.Connections[0]
	other.User = "lena@acme.example"
	after.Connections = append(after.Connections, other)
	if d := audit.Compare(before, after); d.Answer.ExitCode != 1 {
		t.Error("a gate that fails for somebody new counts as uncovered")
	}
}

// A gate behind one that could not be told comes to light: nothing was fixed, and nobody knew that it fails.
func TestCameToLightBehindUnknown(t *testing.T) {
	before := diffed(audit.CannotTell,
		gates(found("root", audit.Unknown, audit.High), found("a", audit.Moot, audit.High)))
	after := diffed(audit.NotReady, gates(found("root", audit.Pass, audit.High), found("a", audit.Fail, audit.High)))
	d := audit.Compare(before, after)
	if d.Answer.ExitCode != 1 || d.Worse || !d.CameToLight {
		t.Errorf("%+v, worse %t, came to light %t", d.Answer, d.Worse, d.CameToLight)
	}
	for _, x := range d.Transitions {
		if x.Kind == audit.Uncovered {
			t.Errorf("nothing was fixed, and %+v", x)
		}
	}
	if back := audit.Compare(after, before); back.Worse || back.Answer.ExitCode != 3 {
		t.Errorf("the way back: worse %t, %+v", back.Worse, back.Answer)
	}
}

// A diagnosis that can't be told any more is nothing worse.
func TestDiagnosisUntold(t *testing.T) {
	of := func(verdict string) *audit.Report {
		r := diffed(audit.Ready, gates(found("a", audit.Pass, audit.High)))
		r.Diagnosis = &audit.Diagnosis{Symptom: "x", Verdict: verdict}
		return r
	}
	for verdict, want := range map[string]int{audit.Undecided: 3, audit.Explained: 1, audit.OrgClean: 0} {
		d := audit.Compare(of(audit.OrgClean), of(verdict))
		if d.Answer.ExitCode != want || d.Worse != (want == 1) {
			t.Errorf("%s: %+v, worse %t, want %d", verdict, d.Answer, d.Worse, want)
		}
	}
}

func TestWhatChanged(t *testing.T) {
	before := diffed(audit.NotReady, gates(found("a", audit.Fail, audit.High)), found("b", audit.Pass, audit.Low),
		found("c", audit.Pass, audit.Low))
	after := diffed(audit.NotReady, gates(found("a", audit.Fail, audit.High)), found("b", audit.Pass, audit.Low),
		found("c", audit.Pass, audit.Low))
	after.Findings[1].Got = "another value"
	after.Findings[2].Message = "other words are no change"
	before.Refused = []audit.RefusedPart{{Part: audit.PartUsers}, {Part: audit.PartLimits}}
	after.Refused = []audit.RefusedPart{
		{Part: audit.PartLimits, Reason: "another reason"}, {Part: audit.PartBlockedApps},
	}
	before.Diagnosis = &audit.Diagnosis{Symptom: "x", Verdict: audit.OrgClean}
	after.Diagnosis = &audit.Diagnosis{Symptom: "x", Verdict: audit.Undecided}
	after.Failure = &audit.ReportFailure{Code: "invalid_grant"}
	after.Steps = []audit.Step{{Key: "fix-a", Title: "A"}}
	d := audit.Compare(before, after)
	if len(d.Findings) != 1 || d.Findings[0].After.Check != "b" || d.Findings[0].Change != audit.Changed ||
		d.Unchanged.Findings != 2 {
		t.Errorf("findings %+v", d.Findings)
	}
	if len(d.Connections) != 0 || d.Unchanged.Connections != 1 {
		t.Errorf("connections %+v", d.Connections)
	}
	if len(d.Refused) != 2 || d.Refused[0].Part != audit.PartUsers || d.Refused[0].Change != audit.Gone ||
		d.Refused[1].Part != audit.PartBlockedApps || d.Refused[1].Change != audit.Appeared {
		t.Errorf("refused %+v", d.Refused)
	}
	if d.Diagnosis == nil || d.Diagnosis.Worse || d.Failure == nil || d.Worse || !d.Unread {
		t.Errorf("diagnosis %+v, failure %+v", d.Diagnosis, d.Failure)
	}
	if len(d.Steps) > 0 {
		t.Error("the fix of a failure that stays is told again")
	}
	after.Diagnosis.Symptom = "y"
	if d := audit.Compare(before, after); d.Diagnosis == nil || d.Diagnosis.Worse {
		t.Errorf("two symptoms are held against each other: %+v", d.Diagnosis)
	}
}

// Two orgs have no fingerprint in common.
func TestCompareTwoOrgs(t *testing.T) {
	sandbox := diffed(audit.Ready, gates(found("a", audit.Pass, audit.High)))
	production := diffed(audit.NotReady, gates(found("a", audit.Fail, audit.High)))
	production.Org.ID, production.Findings[0].Fingerprint, production.Findings[0].Subject.Name = otherOrgID,
		"other", "A"
	production.Connections[0].Findings = []string{"other"}
	d := audit.Compare(sandbox, production)
	if d.SameOrg || len(d.Findings) != 1 || d.Findings[0].Change != audit.Changed || !d.Worse {
		t.Errorf("%+v", d.Findings)
	}
}

func TestSameOrg(t *testing.T) {
	for _, c := range []struct {
		a, b audit.Org
		want bool
	}{
		{audit.Org{ID: "00D5g000000AcmeEAB"}, audit.Org{ID: "00D5g000000Acme"}, true},
		{audit.Org{ID: orgID, URL: "https://a.example"}, audit.Org{ID: otherOrgID, URL: "https://a.example"}, false},
		{audit.Org{ID: orgID, URL: "https://a.example"}, audit.Org{URL: "https://A.example"}, true},
		{audit.Org{ID: orgID, URL: "https://a.example"}, audit.Org{URL: "https://b.example"}, false},
		{audit.Org{ID: orgID, MyDomain: "a.example"}, audit.Org{MyDomain: "a.example"}, true},
		{audit.Org{}, audit.Org{}, false},
		{audit.Org{Name: "project before"}, audit.Org{Name: "project after"}, true},
		{audit.Org{Name: "project acme"}, audit.Org{Name: "Acme", ID: orgID, URL: "https://a.example"}, false},
	} {
		if got := audit.SameOrg(&audit.Report{Org: c.a}, &audit.Report{Org: c.b}); got != c.want {
			t.Errorf("%+v and %+v: %t", c.a, c.b, got)
		}
	}
}
