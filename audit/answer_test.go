package audit_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"orgaudit/audit"
)

// answered is a report with connections, points of a policy, and as much of the org read as is asked for.
func answered(connections []audit.ConnectionVerdict, policy *[]audit.Finding, read string) *audit.Report {
	r := &audit.Report{FailOn: audit.Low}
	r.Org = audit.Org{ID: "00D000000000001AAA", Name: "Acme", URL: "https://acme.my.salesforce.com"}
	for _, v := range connections {
		loader := audit.ReportApp{Name: "Loader"}
		r.Connections = append(r.Connections, audit.Connection{User: "jane", App: loader, Verdict: v})
	}
	if policy != nil {
		r.Policy = &audit.ReportPolicy{File: "orgaudit.yaml"}
		r.PolicyChecks, r.Findings = []string{"a"}, slices.Clone(*policy)
	}
	switch read {
	case "in part":
		r.Refused = []audit.RefusedPart{{Part: audit.PartApprovals, Reason: "INSUFFICIENT_ACCESS"}}
	case "not entered":
		r.Org = audit.Org{URL: "https://acme.my.salesforce.com"}
		r.Failure = &audit.ReportFailure{Code: "invalid_grant", Host: "acme.my.salesforce.com", SignIn: true}
		for _, p := range audit.Parts() {
			r.Refused = append(r.Refused, audit.RefusedPart{Part: p, Reason: "not signed in"})
		}
	}
	return r
}

// The whole table of what a run may find: {connections} × {policy} × {how much was read}.
func TestAnswer(t *testing.T) {
	point := func(v audit.Verdict, s audit.Severity) audit.Finding {
		rule := &audit.Rule{File: "orgaudit.yaml", Line: 3}
		return audit.Finding{Fingerprint: string(v), Check: "a", Verdict: v, Severity: s, Rule: rule}
	}
	connections := []struct {
		name     string
		verdicts []audit.ConnectionVerdict
		line     string
		code     int
	}{
		{"ready", []audit.ConnectionVerdict{audit.Ready}, "READY: jane can connect Loader", 0},
		{"not ready", []audit.ConnectionVerdict{audit.NotReady}, "NOT READY: jane cannot connect Loader", 1},
		{"unknown", []audit.ConnectionVerdict{audit.CannotTell}, "CANNOT TELL: whether jane can connect Loader", 3},
		{"none", nil, "", 0},
	}
	policies := []struct {
		name   string
		points *[]audit.Finding
		line   string
		code   int
	}{
		{"as asked", &[]audit.Finding{point(audit.Pass, audit.High)}, "POLICY FOLLOWED: Acme follows the policy", 0},
		{
			"departs", &[]audit.Finding{point(audit.Fail, audit.High)},
			"POLICY NOT FOLLOWED: Acme departs from the policy in 1 point", 1,
		},
		{
			"information only", &[]audit.Finding{point(audit.Fail, audit.Info)},
			"POLICY FOLLOWED: Acme follows the policy", 0,
		},
		{
			"nothing matched", &[]audit.Finding{point(audit.Moot, audit.Info)},
			"NOTHING MATCHED: nothing in Acme matches the policy, so that it was not judged", 3,
		},
		{"none", nil, "", 0},
	}
	for _, c := range connections {
		for _, p := range policies {
			for _, read := range []string{"in full", "in part", "not entered"} {
				r := answered(c.verdicts, p.points, read)
				want, code := joined(c.line, p.line), audit.WorseExit(c.code, p.code)
				if want == "" {
					want = "NOTHING ASKED: nothing was asked about Acme"
				}
				if read == "not entered" && code != 1 {
					want, code = "NOT ENTERED: the audit could not sign in at acme.my.salesforce.com", 4
				}
				if read == "not entered" {
					want = strings.ReplaceAll(want, "Acme", "https://acme.my.salesforce.com")
				}
				got := r.Answer()
				if got.Headline != want || got.ExitCode != code || r.ExitCode() != code {
					t.Errorf("%s, %s, %s: exit code %d, %q, want %d, %q", c.name, p.name, read, got.ExitCode,
						got.Headline, code, want)
				}
				if got.Entered != (read != "not entered") {
					t.Errorf("%s, %s, %s: entered %t", c.name, p.name, read, got.Entered)
				}
				words := map[int][]audit.Outcome{
					0: {audit.OutcomePassed}, 1: {audit.OutcomeFailed}, 3: {audit.OutcomeUntold},
					4: {audit.OutcomeRefused, audit.OutcomeLimited, audit.OutcomeNotReached},
				}[code]
				if o := audit.OutcomeOf(r); !slices.Contains(words, o) {
					t.Errorf("%s, %s, %s: the outcome is %s with exit code %d", c.name, p.name, read, o, code)
				}
			}
		}
	}
}

func joined(lines ...string) string {
	return strings.Join(slices.DeleteFunc(lines, func(l string) bool { return l == "" }), "; ")
}

// A certain failure outranks an org that could not be asked, and that outranks what could not be told.
func TestWorseExit(t *testing.T) {
	order := []int{1, 4, 3, 0}
	for i, a := range order {
		for j, b := range order {
			if got := audit.WorseExit(a, b); got != order[min(i, j)] {
				t.Errorf("of %d and %d: %d", a, b, got)
			}
		}
	}
}

// Every place that names the cause of a connection takes the same finding: the first failure, else the first that is
// waived, else the first that could not be told.
func TestRoot(t *testing.T) {
	all := map[string]*audit.Finding{}
	for i, v := range []audit.Verdict{audit.Pass, audit.Unknown, audit.Waived, audit.Fail, audit.Fail} {
		id := fmt.Sprint(i)
		all[id] = &audit.Finding{Fingerprint: id, Verdict: v}
	}
	for _, c := range []struct{ findings, want string }{
		{"0 1 2 3 4", "3"}, {"4 3", "4"}, {"0 1 2", "2"}, {"1 0", "1"}, {"0", ""}, {"", ""}, {"gone 1", "1"},
	} {
		got := (&audit.Connection{Findings: strings.Fields(c.findings)}).Root(all)
		switch {
		case got == nil && c.want != "", got != nil && got.Fingerprint != c.want:
			t.Errorf("of %q: %+v, want %q", c.findings, got, c.want)
		}
	}
}

// What stands first in the way: a gate that failed, then the worst departure, whichever comes first in the report, then
// what could not be told.
func TestCauseOfAnswer(t *testing.T) {
	point := func(check string, v audit.Verdict, s audit.Severity) audit.Finding {
		return audit.Finding{Fingerprint: check, Check: check, Verdict: v, Severity: s, Message: check + "!",
			Fix: "fix", Steps: []string{"fix/" + check}}
	}
	low, critical := point("low", audit.Fail, audit.Low), point("critical", audit.Fail, audit.Critical)
	untold, passed := point("untold", audit.Unknown, audit.High), point("passed", audit.Pass, audit.High)
	for _, c := range []struct {
		points     []audit.Finding
		gate       audit.Verdict
		want, step string
	}{
		{[]audit.Finding{passed, low, critical}, "", "critical", "fix/critical"},
		{[]audit.Finding{critical, low}, "", "critical", "fix/critical"},
		{[]audit.Finding{untold, low}, "", "low", "fix/low"},
		{[]audit.Finding{passed, untold}, "", "untold", ""},
		{[]audit.Finding{passed}, "", "", ""},
		{[]audit.Finding{critical}, audit.Fail, "gate", "fix/gate"},
		{[]audit.Finding{critical}, audit.Unknown, "critical", "fix/critical"},
		{[]audit.Finding{untold}, audit.Unknown, "gate", ""},
	} {
		r := answered(nil, &c.points, "in full")
		if c.gate != "" {
			verdict := map[audit.Verdict]audit.ConnectionVerdict{
				audit.Fail: audit.NotReady, audit.Unknown: audit.CannotTell,
			}[c.gate]
			gate := point("gate", c.gate, audit.High)
			r.Findings = append(r.Findings, gate)
			r.Connections = []audit.Connection{{Verdict: verdict, Findings: []string{"gate"}}}
			if c.gate == audit.Fail {
				r.Connections[0].Steps = gate.Steps
			}
		}
		got := r.Answer()
		switch {
		case got.Cause == nil && c.want != "", got.Cause != nil && got.Cause.Check != c.want, got.Step != c.step:
			t.Errorf("%+v, gate %q: %+v, step %q, want %s, %q", c.points, c.gate, got.Cause, got.Step, c.want, c.step)
		}
	}
}

// An org that could not be asked at all is no gap in one that was: 4, also without an answer of Salesforce and without
// a report.
func TestNotEntered(t *testing.T) {
	timeUp := &audit.Report{Refused: []audit.RefusedPart{{Part: audit.PartUsers, Reason: audit.ReasonTimeUp}}}
	timeUp.Org.URL = "https://acme.my.salesforce.com"
	for name, r := range map[string]*audit.Report{
		"refused": answered([]audit.ConnectionVerdict{audit.CannotTell}, nil, "not entered"),
		"time up": timeUp, "no report": nil,
	} {
		if got := r.ExitCode(); got != 4 {
			t.Errorf("%s: exit code %d", name, got)
		}
	}
}
