package history_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"orgaudit/audit"
	"orgaudit/internal/history"
	"orgaudit/internal/testtool"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// both runs a test on each kind of database, an empty one each.
func both(t *testing.T, test func(*testing.T, func(history.Options) *history.Store)) {
	for name, address := range map[string]func(*testing.T) string{
		"sqlite":   func(t *testing.T) string { return filepath.Join(t.TempDir(), "state", "orgaudit.db") },
		"postgres": func(t *testing.T) string { return testtool.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			at := address(t)
			test(t, func(o history.Options) *history.Store { return open(t, at, o) })
		})
	}
}

func open(t testing.TB, address string, o history.Options) *history.Store {
	t.Helper()
	s, err := history.Open(context.Background(), address, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// morning is when the org of the tests was read for the first time; day gives a later reading.
var morning = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

func day(n int) time.Time { return morning.AddDate(0, 0, n) }

const acme = "00D000000000001AAA"

// reading makes a report of one day with some findings.
func reading(n int, findings ...audit.Finding) *audit.Report {
	r := &audit.Report{
		Schema: audit.ReportSchema, Tool: "test", TakenAt: day(n), FailOn: audit.Low,
		Org:         audit.Org{ID: acme, Name: "Acme"},
		Connections: []audit.Connection{}, Findings: findings, Checks: map[string]audit.CheckText{},
		Steps: []audit.Step{}, Calls: audit.Calls{REST: 3, SOAP: 2, Bytes: 1000},
	}
	for _, f := range findings {
		r.Checks[f.Check] = audit.CheckText{Fails: f.Check}
	}
	return r
}

// on makes a finding of a profile.
func on(profile string, v audit.Verdict) audit.Finding {
	return audit.Finding{
		Fingerprint: fmt.Sprintf("%x", profile),
		Check:       "profile-api-policy",
		Subject:     audit.Subject{Kind: audit.SubjectProfile, Name: profile},
		Verdict:     v,
		Severity:    audit.High,
		Message:     profile + " " + string(v),
		Evidence:    []audit.Evidence{},
		Fix:         "enable-api",
	}
}

// gate makes a finding of a connection's gate.
func gate(check, fingerprint string, v audit.Verdict) audit.Finding {
	return audit.Finding{
		Fingerprint: fingerprint,
		Check:       check,
		Subject:     audit.Subject{Kind: audit.SubjectOrg, Name: "Acme"},
		Verdict:     v,
		Severity:    audit.Critical,
		Message:     check,
	}
}

// connect adds a connection with all findings of a report to it.
func connect(r *audit.Report, user string, v audit.ConnectionVerdict) *audit.Report {
	c := audit.Connection{App: audit.ReportApp{Name: "Data Loader"}, User: user, Verdict: v, Causes: []string{}}
	for _, f := range r.Findings {
		c.Checked, c.Findings = append(c.Checked, f.Check), append(c.Findings, f.Fingerprint)
		if f.Verdict == audit.Fail {
			c.Causes = append(c.Causes, f.Check)
		}
	}
	r.Connections = append(r.Connections, c)
	return r
}

func run(n int) history.Run {
	return history.Run{Org: "prod", Trigger: "test", Started: day(n), Finished: day(n).Add(time.Minute)}
}

func save(t testing.TB, s *history.Store, n int, r *audit.Report) history.Saved {
	t.Helper()
	saved, err := s.Save(t.Context(), run(n), r)
	if err != nil {
		t.Fatal(err)
	}
	return saved
}
