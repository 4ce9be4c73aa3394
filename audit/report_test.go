package audit_test

import (
	"testing"

	"orgaudit/audit"
)

func TestExitCode(t *testing.T) {
	connection := func(v audit.ConnectionVerdict, findings ...string) audit.Connection {
		return audit.Connection{Verdict: v, Findings: findings}
	}
	finding := func(id string, v audit.Verdict, s audit.Severity) audit.Finding {
		return audit.Finding{Fingerprint: id, Verdict: v, Severity: s}
	}
	tests := []struct {
		name   string
		report audit.Report
		want   int
	}{
		{"nothing asked", audit.Report{}, 0},
		{"ready", audit.Report{Connections: []audit.Connection{connection(audit.Ready)}}, 0},
		{"not ready", audit.Report{Connections: []audit.Connection{connection(audit.NotReady)}}, 1},
		{"unknown", audit.Report{Connections: []audit.Connection{connection(audit.CannotTell)}}, 3},
		{
			"unknown, then not ready",
			audit.Report{Connections: []audit.Connection{connection(audit.CannotTell), connection(audit.NotReady)}}, 1,
		},
		{"not ready by a finding below fail-on", audit.Report{
			FailOn: audit.Critical, Connections: []audit.Connection{connection(audit.NotReady, "a")},
			Findings: []audit.Finding{finding("a", audit.Fail, audit.Low)},
		}, 1},
		{
			"standing failure at fail-on",
			audit.Report{FailOn: audit.Medium, Findings: []audit.Finding{finding("a", audit.Fail, audit.Medium)}}, 1,
		},
		{
			"standing failure above fail-on",
			audit.Report{FailOn: audit.Medium, Findings: []audit.Finding{finding("a", audit.Fail, audit.Critical)}}, 1,
		},
		{
			"standing failure below fail-on",
			audit.Report{FailOn: audit.Medium, Findings: []audit.Finding{finding("a", audit.Fail, audit.Low)}}, 0,
		},
		{
			"standing unknown",
			audit.Report{FailOn: audit.Low, Findings: []audit.Finding{finding("a", audit.Unknown, audit.Medium)}}, 3,
		},
		{
			"failure and unknown",
			audit.Report{
				FailOn: audit.Low,
				Findings: []audit.Finding{
					finding("a", audit.Unknown, audit.Medium), finding("b", audit.Fail, audit.Medium),
				},
			}, 1,
		},
		{
			"failure below fail-on and unknown",
			audit.Report{
				FailOn: audit.High,
				Findings: []audit.Finding{
					finding("a", audit.Unknown, audit.Medium), finding("b", audit.Fail, audit.Medium),
				},
			}, 3,
		},
		{
			"waived", audit.Report{
				FailOn:   audit.Low,
				Findings: []audit.Finding{finding("a", audit.Waived, audit.High)},
			}, 0,
		},
		{"moot", audit.Report{FailOn: audit.Low, Findings: []audit.Finding{finding("a", audit.Moot, audit.High)}}, 0},
		{
			"refused and not needed",
			audit.Report{FailOn: audit.Low, Refused: []audit.RefusedPart{{Part: audit.PartApprovals}}}, 0,
		},
		{"the symptom is not decided", audit.Report{Diagnosis: &audit.Diagnosis{Verdict: audit.Undecided}}, 3},
		{"the org is clean", audit.Report{Diagnosis: &audit.Diagnosis{Verdict: audit.OrgClean}}, 0},
		{"the audit's own sign-in failed", audit.Report{Failure: &audit.ReportFailure{Code: "invalid_grant"}}, 3},
		{"the audit's own sign-in failed, and a gate says why", audit.Report{
			Failure:     &audit.ReportFailure{Code: "API_DISABLED_FOR_ORG"},
			Connections: []audit.Connection{connection(audit.NotReady)},
		}, 1},
	}
	for _, test := range tests {
		test.report.Org.ID = "00D000000000001AAA"
		if got := test.report.ExitCode(); got != test.want {
			t.Errorf("%s: exit code %d, want %d", test.name, got, test.want)
		}
	}
}
