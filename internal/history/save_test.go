package history_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"orgaudit/audit"
	"orgaudit/internal/history"
)

// A report comes back as it was, with what is said of its run.
func TestSave(t *testing.T) {
	both(t, func(t *testing.T, open func(history.Options) *history.Store) {
		s := open(history.Options{})
		r := connect(reading(0, on("Sales", audit.Fail), on("Support", audit.Pass), on("Guest", audit.Unknown)),
			"jane@acme.example", audit.NotReady)
		saved := save(t, s, 0, r)
		got, err := s.Report(t.Context(), saved.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(r, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("the report changed: -want +got:\n%s", diff)
		}
		kept, err := s.Run(t.Context(), saved.ID)
		if err != nil {
			t.Fatal(err)
		}
		if kept.Key == "" || kept.Size == 0 {
			t.Errorf("key %q, size %d", kept.Key, kept.Size)
		}
		want := history.Record{
			ID:       saved.ID,
			Run:      run(0),
			Outcome:  audit.OutcomeFailed,
			Headline: "NOT READY: jane@acme.example cannot connect Data Loader",
			Reported: true,
			Complete: true,
			OrgID:    acme,
			OrgName:  "Acme",
			TakenAt:  day(0),
			ExitCode: 1,
			Tally:    audit.Tally{High: 1, Unknown: 1, Passed: 1, NotReady: 1},
			Calls:    audit.Calls{REST: 3, SOAP: 2, Bytes: 1000},
		}
		if diff := cmp.Diff(want, kept, cmpopts.IgnoreFields(history.Record{}, "Run.Key", "Size")); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
}

// A run that failed before it had a report is kept too, and so is one that Salesforce refused.
func TestSaveFailedRun(t *testing.T) {
	both(t, func(t *testing.T, open func(history.Options) *history.Store) {
		s := open(history.Options{})
		save(t, s, 0, reading(0, on("Sales", audit.Fail)))
		bad := run(1)
		bad.Error = "the refresh token was revoked"
		saved, err := s.Save(t.Context(), bad, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := said(saved.Changes); got != "org unread" {
			t.Errorf("changes %q", got)
		}
		if _, err := s.Report(t.Context(), saved.ID); !errors.Is(err, history.ErrNotFound) {
			t.Errorf("its report: %v", err)
		}
		kept, err := s.Run(t.Context(), saved.ID)
		if err != nil || kept.Error != bad.Error || kept.Reported || kept.ExitCode != 4 {
			t.Errorf("%+v, %v", kept, err)
		}
		refused := &audit.Report{Schema: 1, TakenAt: day(2), Failure: &audit.ReportFailure{Code: "INVALID_SESSION_ID"}}
		if got := said(save(t, s, 2, refused).Changes); got != "" {
			t.Errorf("changes %q", got)
		}
		back := save(t, s, 3, reading(3, on("Sales", audit.Fail)))
		if got := said(back.Changes); got != "org settled" {
			t.Errorf("changes %q", got)
		}
	})
}

// A run that is saved again under its key is the first one, with what that changed.
func TestSaveAgain(t *testing.T) {
	both(t, func(t *testing.T, open func(history.Options) *history.Store) {
		s := open(history.Options{})
		again := run(0)
		again.Key = "prod 2026-11-20T09:00Z"
		first, err := s.Save(t.Context(), again, reading(0, on("Sales", audit.Fail)))
		if err != nil {
			t.Fatal(err)
		}
		second, err := s.Save(t.Context(), again, reading(1, on("Sales", audit.Pass)))
		if err != nil {
			t.Fatal(err)
		}
		first.Repeated = true
		if diff := cmp.Diff(first, second); diff != "" {
			t.Errorf("-first +second:\n%s", diff)
		}
		if list := runs(t, s, history.RunFilter{}); len(list) != 1 {
			t.Errorf("%d runs", len(list))
		}
		if f := findings(t, s); f["Sales"].State != history.Failing {
			t.Errorf("finding %+v", f["Sales"])
		}
		again.Org = "other"
		if _, err := s.Save(t.Context(), again, nil); err == nil {
			t.Error("the key of another org's run was taken")
		}
		if fleet, err := s.Fleet(t.Context()); err != nil || len(fleet) != 1 {
			t.Errorf("%d orgs, %v", len(fleet), err)
		}
	})
}

// What the caller undoes was never there.
func TestSaveTxRollback(t *testing.T) {
	both(t, func(t *testing.T, open func(history.Options) *history.Store) {
		s := open(history.Options{})
		save(t, s, 0, reading(0, on("Sales", audit.Fail)))
		tx, err := s.DB().BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.SaveTx(t.Context(), tx, run(1),
			reading(1, on("Sales", audit.Pass), on("Guest", audit.Fail))); err != nil {
			t.Fatal(err)
		}
		if err := tx.Rollback(); err != nil {
			t.Fatal(err)
		}
		if list := runs(t, s, history.RunFilter{}); len(list) != 1 {
			t.Errorf("%d runs", len(list))
		}
		if f := findings(t, s); len(f) != 1 || f["Sales"].State != history.Failing {
			t.Errorf("findings %+v", f)
		}
	})
}

// Eight writers at once: each run is there once, and each org's findings follow its runs in one order.
func TestSaveConcurrently(t *testing.T) {
	both(t, func(t *testing.T, open func(history.Options) *history.Store) {
		const writers, each = 8, 12
		stores := []*history.Store{open(history.Options{}), open(history.Options{})} // as two processes
		var wait sync.WaitGroup
		for w := range writers {
			wait.Go(func() {
				for i := range each {
					work := run(i)
					work.Org = fmt.Sprintf("org %d", i%3)
					work.Key = fmt.Sprintf("%s %d", work.Org, (w/2)*100+i) // each work is done by two writers
					if _, err := stores[w%2].Save(t.Context(), work, reading(i, on("Sales", audit.Fail))); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wait.Wait()
		if list := runs(t, stores[0], history.RunFilter{Limit: 1000}); len(list) != writers/2*each {
			t.Errorf("%d runs, want %d", len(list), writers/2*each)
		}
		fleet, err := stores[1].Fleet(t.Context())
		if err != nil || len(fleet) != 3 {
			t.Fatalf("%d orgs, %v", len(fleet), err)
		}
		for _, o := range fleet {
			known, err := stores[0].Findings(t.Context(), o.Alias, history.FindingFilter{})
			if err != nil || len(known) != 1 || known[0].State != history.Failing {
				t.Errorf("%s: %+v, %v", o.Alias, known, err)
			}
		}
	})
}

// Names from an org are stored whatever they hold, and the report keeps them to the letter.
func TestSaveHostileNames(t *testing.T) {
	both(t, func(t *testing.T, open func(history.Options) *history.Store) {
		s := open(history.Options{})
		name := "a'; DROP TABLE runs; --\x00\n<script>\xff\u202e 한국어 🏢"
		r := connect(reading(0, on(name, audit.Fail)), name, audit.NotReady)
		r.Org.Name = name
		work := run(0)
		work.Org, work.Key, work.Trigger, work.Error = name, name, name, name
		saved, err := s.Save(t.Context(), work, r)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := s.Save(t.Context(), work, r); err != nil || !again.Repeated || again.ID != saved.ID {
			t.Errorf("again: %+v, %v", again, err)
		}
		known, err := s.Findings(t.Context(), name, history.FindingFilter{States: []history.State{history.Failing}})
		if err != nil || len(known) != 1 {
			t.Errorf("findings %+v, %v", known, err)
		}
		list, err := s.Runs(t.Context(), history.RunFilter{Org: name})
		if err != nil || len(list) != 1 {
			t.Errorf("runs %+v, %v", list, err)
		}
		if trend, err := s.Trend(t.Context(), name, time.Time{}); err != nil || len(trend) != 1 {
			t.Errorf("trend %+v, %v", trend, err)
		}
		// The next one is compared with what was stored of this one.
		work.Key, r.TakenAt = "next", day(1)
		next, err := s.Save(t.Context(), work, r)
		if err != nil || next.Changes.Since != saved.ID ||
			!next.Changes.Empty() {
			t.Errorf("next: %+v, %v", next, err)
		}
	})
}

// A report on thousands of users is stored and moved on as a small one is.
func TestSaveHugeReport(t *testing.T) {
	both(t, func(t *testing.T, open func(history.Options) *history.Store) {
		s := open(history.Options{})
		const users = 3000
		huge := func(n int, v audit.Verdict) *audit.Report {
			r, verdict := reading(n), audit.Ready
			if v == audit.Fail {
				verdict = audit.NotReady
			}
			for i := range users {
				user := fmt.Sprintf("user%d@acme.example", i)
				f := gate("api-access", fmt.Sprintf("fp%d", i), v)
				r.Findings = append(r.Findings, f)
				r.Connections = append(r.Connections, audit.Connection{
					App: audit.ReportApp{Name: "Data Loader"}, User: user, Verdict: verdict,
					Causes: []string{f.Check}, Checked: []string{f.Check}, Findings: []string{f.Fingerprint},
				})
			}
			return r
		}
		if saved := save(t, s, 0, huge(0, audit.Fail)); len(saved.Changes.Transitions) != 2*users {
			t.Errorf("%d appeared", len(saved.Changes.Transitions))
		}
		if saved := save(t, s, 1, huge(1, audit.Pass)); len(saved.Changes.Transitions) != 2*users {
			t.Errorf("%d fixed", len(saved.Changes.Transitions))
		}
	})
}

func runs(t *testing.T, s *history.Store, f history.RunFilter) []history.Record {
	t.Helper()
	list, err := s.Runs(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// findings are those of the test org, by the name of their subject.
func findings(t *testing.T, s *history.Store) map[string]history.Finding {
	t.Helper()
	list, err := s.Findings(t.Context(), "prod", history.FindingFilter{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]history.Finding{}
	for _, f := range list {
		out[f.Subject.Name] = f
	}
	return out
}
