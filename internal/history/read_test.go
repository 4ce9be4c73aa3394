package history_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"orgaudit/audit"
	"orgaudit/internal/history"
)

// Nothing saved is an answer, not an error.
func TestEmpty(t *testing.T) {
	both(t, func(t *testing.T, open func(history.Options) *history.Store) {
		s := open(history.Options{})
		if fleet, err := s.Fleet(t.Context()); err != nil || len(fleet) > 0 {
			t.Errorf("fleet %v, %v", fleet, err)
		}
		if list := runs(t, s, history.RunFilter{Org: "prod"}); len(list) > 0 {
			t.Errorf("runs %v", list)
		}
		if f := findings(t, s); len(f) > 0 {
			t.Errorf("findings %v", f)
		}
		if trend, err := s.Trend(t.Context(), "prod", time.Time{}); err != nil || len(trend) > 0 {
			t.Errorf("trend %v, %v", trend, err)
		}
		if _, err := s.Run(t.Context(), 7); !errors.Is(err, history.ErrNotFound) {
			t.Errorf("run: %v", err)
		}
		if _, err := s.Report(t.Context(), 7); !errors.Is(err, history.ErrNotFound) {
			t.Errorf("report: %v", err)
		}
		if _, err := s.Changes(t.Context(), 7); !errors.Is(err, history.ErrNotFound) {
			t.Errorf("changes: %v", err)
		}
		if pruned, err := s.Prune(t.Context(), history.Retention{KeepLast: 1}); err != nil || pruned.Runs > 0 {
			t.Errorf("pruned %v, %v", pruned, err)
		}
		if saved := save(t, s, 0, reading(0)); !saved.Changes.Empty() {
			t.Errorf("a report without findings changed %+v", saved.Changes)
		}
	})
}

// Runs come page by page, the newest first, each once.
func TestRunsByPage(t *testing.T) {
	both(t, func(t *testing.T, open func(history.Options) *history.Store) {
		s := open(history.Options{})
		var want []int64
		for i := range 7 {
			work := run(i)
			if i%2 == 1 {
				work.Org = "other"
			}
			saved, err := s.Save(t.Context(), work, reading(i))
			if err != nil {
				t.Fatal(err)
			}
			if work.Org == "prod" {
				want = append([]int64{saved.ID}, want...)
			}
		}
		var got []int64
		for before := int64(0); ; {
			page := runs(t, s, history.RunFilter{Org: "prod", Before: before, Limit: 3})
			if len(page) == 0 {
				break
			}
			for _, r := range page {
				got = append(got, r.ID)
			}
			before = page[len(page)-1].ID
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
		trend, err := s.Trend(t.Context(), "prod", day(2))
		if err != nil || len(trend) != 3 || !trend[0].At.Equal(day(2)) {
			t.Errorf("trend %+v, %v", trend, err)
		}
	})
}

// The worst org stands first; each has its trend and what it used of its requests.
func TestFleet(t *testing.T) {
	both(t, func(t *testing.T, open func(history.Options) *history.Store) {
		s := open(history.Options{Now: func() time.Time { return day(40) }})
		high, critical := on("Sales", audit.Fail), on("Sales", audit.Fail)
		critical.Severity = audit.Critical
		for alias, r := range map[string]*audit.Report{
			"fine":     reading(40),
			"high":     reading(40, high),
			"critical": reading(40, critical),
			"untold":   reading(40, on("Sales", audit.Unknown)),
			"dead":     nil,
		} {
			work := run(40)
			work.Org = alias
			if _, err := s.Save(t.Context(), work, r); err != nil {
				t.Fatal(err)
			}
		}
		for i := range history.TrendLength + 10 {
			work := run(i)
			work.Org = "critical long"
			var r *audit.Report
			if i == 0 {
				r = reading(i, critical, on("Guest", audit.Fail))
			}
			if _, err := s.Save(t.Context(), work, r); err != nil {
				t.Fatal(err)
			}
		}
		fleet, err := s.Fleet(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, o := range fleet {
			got = append(got, fmt.Sprintf("%s %d", o.Alias, o.Last.ExitCode))
			switch o.Alias {
			case "critical long":
				if len(o.Trend) != history.TrendLength ||
					!o.Trend[history.TrendLength-1].At.Equal(day(history.TrendLength+9)) {
					t.Errorf("trend of %d", len(o.Trend))
				}
				if o.Report == nil || !o.Report.TakenAt.Equal(day(0)) || !o.LastSuccess.Equal(run(0).Finished) ||
					o.Last.Reported {
					t.Errorf("its report: %+v, last success %s", o.Report, o.LastSuccess)
				}
			case "dead":
				if o.Report != nil || !o.LastSuccess.IsZero() || o.CallsLastDay != 0 {
					t.Errorf("%+v", o)
				}
			case "fine":
				if o.CallsLastDay != 5 || len(o.Trend) != 1 {
					t.Errorf("%+v", o)
				}
			}
		}
		if diff := cmp.Diff([]string{"critical 1", "high 1", "critical long 4", "dead 4", "untold 3", "fine 0"},
			got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
}

// What is old goes, apart from the newest of each org; what is known of findings stays.
func TestPrune(t *testing.T) {
	both(t, func(t *testing.T, open func(history.Options) *history.Store) {
		s := open(history.Options{Now: func() time.Time { return day(100) }})
		for i := range 10 {
			save(t, s, i, connect(reading(i, on("Sales", audit.Fail)), "jane@acme.example", audit.NotReady))
		}
		bad := run(10)
		bad.Error = "no answer"
		if _, err := s.Save(t.Context(), bad, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Prune(t.Context(), history.Retention{}); err == nil {
			t.Error("a retention that keeps nothing was taken")
		}
		dates := func() (out []int) {
			for _, r := range runs(t, s, history.RunFilter{}) {
				out = append(out, int(r.Started.Sub(morning)/(24*time.Hour)))
			}
			return out
		}
		for _, c := range []struct {
			keep history.Retention
			runs int
			left []int
		}{
			{history.Retention{KeepFor: 95 * 24 * time.Hour, DryRun: true}, 5, []int{10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0}},
			{history.Retention{KeepFor: 95 * 24 * time.Hour}, 5, []int{10, 9, 8, 7, 6, 5}},
			{history.Retention{KeepFor: 24 * time.Hour, KeepLast: 4}, 2, []int{10, 9, 8, 7}},
			{history.Retention{KeepLast: 3}, 1, []int{10, 9, 8}},
			{history.Retention{KeepFor: time.Hour}, 1, []int{10, 9}}, // the newest run, and the newest report
		} {
			pruned, err := s.Prune(t.Context(), c.keep)
			if err != nil || pruned.Runs != c.runs || pruned.Bytes == 0 {
				t.Errorf("%+v: %+v, %v", c.keep, pruned, err)
			}
			if diff := cmp.Diff(c.left, dates()); diff != "" {
				t.Errorf("%+v: -want +got:\n%s", c.keep, diff)
			}
		}
		if f := findings(t, s)["Sales"]; !f.FirstSeen.Equal(day(0)) {
			t.Errorf("first seen %s", f.FirstSeen)
		}
		saved := save(t, s, 11, connect(reading(11, on("Sales", audit.Pass)), "jane@acme.example", audit.Ready))
		if got := said(saved.Changes); got != "-Sales, jane@acme.example: fail→pass, org settled" {
			t.Errorf("changes %q", got)
		}
	})
}

// What a retention deletes makes the file smaller.
func TestPruneFreesSpace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "orgaudit.db")
	s := open(t, path, history.Options{Now: func() time.Time { return day(100) }})
	size := func() int64 {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	for i := range 30 {
		f := on("Sales", audit.Fail)
		for range 1000 { // what gzip can't pack
			f.Evidence = append(f.Evidence, audit.Evidence{Value: rand.Text()})
		}
		save(t, s, i, reading(i, f))
	}
	// all of the log is in the file then
	if _, err := s.Prune(t.Context(), history.Retention{KeepLast: 29}); err != nil {
		t.Fatal(err)
	}
	before := size()
	if _, err := s.Prune(t.Context(), history.Retention{KeepLast: 3}); err != nil {
		t.Fatal(err)
	}
	if after := size(); after > before/4 {
		t.Errorf("%d bytes, %d before", after, before)
	}
}
