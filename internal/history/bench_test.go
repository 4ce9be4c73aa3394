package history_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"orgaudit/audit"
	"orgaudit/internal/history"
	"orgaudit/internal/testtool"
)

// realistic is a report of an org with a policy over 40 profiles and 5 connections: some fail, most pass.
func realistic(n int) *audit.Report {
	r := reading(n)
	for i := range 40 {
		v := audit.Pass
		if i%10 == n%10 {
			v = audit.Fail
		}
		f := on(fmt.Sprintf("Profile %d", i), v)
		f.Want, f.Got = "API Enabled is off", "API Enabled is on"
		f.Evidence = []audit.Evidence{{
			Source: "SELECT Id, Name, PermissionsApiEnabled FROM Profile",
			Value:  "PermissionsApiEnabled = true",
			At:     r.TakenAt,
		}}
		r.Findings = append(r.Findings, f)
	}
	for i := range 5 {
		c := audit.Connection{
			App:     audit.ReportApp{Name: "Data Loader"},
			User:    fmt.Sprintf("user%d@acme.example", i),
			Verdict: audit.NotReady,
		}
		for k := range 20 {
			f := gate(fmt.Sprintf("gate-%d", k), fmt.Sprintf("%d-%d", i, k), audit.Pass)
			if k == 7 {
				f.Verdict = audit.Fail
				c.Causes = append(c.Causes, f.Check)
			}
			r.Findings = append(r.Findings, f)
			c.Checked, c.Findings = append(c.Checked, f.Check), append(c.Findings, f.Fingerprint)
		}
		r.Connections = append(r.Connections, c)
	}
	for _, f := range r.Findings {
		r.Checks[f.Check] = audit.CheckText{
			Fails: f.Check, Why: "It says why this matters, in a sentence or two.", Gate: true,
		}
	}
	return r
}

func benchBoth(b *testing.B, bench func(*testing.B, *history.Store)) {
	now := func() time.Time { return day(50) }
	b.Run("sqlite", func(b *testing.B) {
		bench(b, open(b, filepath.Join(b.TempDir(), "orgaudit.db"), history.Options{Now: now}))
	})
	b.Run("postgres", func(b *testing.B) { bench(b, open(b, testtool.Postgres(b), history.Options{Now: now})) })
}

// BenchmarkSave stores a report of an org that was audited before.
func BenchmarkSave(b *testing.B) {
	benchBoth(b, func(b *testing.B, s *history.Store) {
		reports := []*audit.Report{realistic(0), realistic(1)}
		n := 0
		for b.Loop() {
			reports[n%2].TakenAt = day(n)
			save(b, s, n, reports[n%2])
			n++
		}
	})
}

// BenchmarkFleet reads the fleet page's data when 200 orgs have 10,000 reports together.
func BenchmarkFleet(b *testing.B) {
	benchBoth(b, func(b *testing.B, s *history.Store) {
		const orgs, each = 200, 50
		for n := range each {
			r := realistic(n)
			for i := range orgs {
				work := run(n)
				work.Org = fmt.Sprintf("org-%03d", i)
				if _, err := s.Save(b.Context(), work, r); err != nil {
					b.Fatal(err)
				}
			}
		}
		query := "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
		if s.Dialect() == history.Postgres {
			query = "SELECT pg_database_size(current_database())"
		}
		var size int64
		if err := s.DB().QueryRowContext(b.Context(), query).Scan(&size); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if fleet, err := s.Fleet(b.Context()); err != nil || len(fleet) != orgs {
				b.Fatalf("%d orgs, %v", len(fleet), err)
			}
		}
		b.ReportMetric(float64(size), "database-bytes")
		b.ReportMetric(float64(size)/(orgs*each), "bytes/report")
	})
}
