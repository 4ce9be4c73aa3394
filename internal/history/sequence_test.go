package history_test

import (
	"testing"
	"time"

	"orgaudit/audit"
	"orgaudit/internal/history"
)

// A run whose clock was a day ahead holds nothing up: what the next runs find is told.
func TestClockAhead(t *testing.T) {
	both(t, func(t *testing.T, open func(history.Options) *history.Store) {
		now := day(0)
		s := open(history.Options{Now: func() time.Time { return now }})
		for _, step := range []struct {
			now, taken int
			verdict    audit.Verdict
			late       bool
			changes    string
		}{
			{0, 0, audit.Pass, false, ""},
			{2, 2, audit.Pass, false, ""},       // the clock is ahead
			{1, 1, audit.Fail, false, "+Sales"}, // and right again
			{2, 2, audit.Pass, false, "-Sales"}, //
			{3, 1, audit.Fail, true, ""},        // a reading that comes late is one
			{3, 3, audit.Fail, false, "+Sales again"},
		} {
			now = day(step.now)
			saved := save(t, s, step.now, reading(step.taken, on("Sales", step.verdict)))
			if got := said(saved.Changes); got != step.changes || saved.Late != step.late {
				t.Errorf("day %d, read on day %d: %q, late %t", step.now, step.taken, got, saved.Late)
			}
		}
	})
}

// A reading whose time was up is not one to the end: it moves on what it judged, and its silence says nothing.
func TestTimeUp(t *testing.T) {
	both(t, func(t *testing.T, open func(history.Options) *history.Store) {
		s := open(history.Options{})
		save(t, s, 0, reading(0, on("Sales", audit.Fail), on("Support", audit.Pass)))
		short := reading(1, on("Support", audit.Fail))
		short.Refused = []audit.RefusedPart{{Part: audit.PartLoginHistory, Reason: audit.ReasonTimeUp}}
		saved := save(t, s, 1, short)
		if got := said(saved.Changes); got != "+Support, org unread" {
			t.Errorf("changes %q", got)
		}
		fleet, err := s.Fleet(t.Context())
		if err != nil || len(fleet) != 1 || !fleet[0].LastSuccess.Equal(run(0).Finished) || fleet[0].Last.Complete {
			t.Errorf("%+v, %v", fleet, err)
		}
		if f := findings(t, s)["Sales"]; f.State != history.Failing {
			t.Errorf("what was not read is %s", f.State)
		}
	})
}

// The block is told by the first run that judged it, though the session died in it, and an outage changes nothing.
func TestToldOnce(t *testing.T) {
	both(t, func(t *testing.T, open func(history.Options) *history.Store) {
		s := open(history.Options{})
		const jane = "jane@acme.example"
		ready := func(n int) *audit.Report {
			return connect(reading(n, gate("app-blocked", "app", audit.Pass)), jane, audit.Ready)
		}
		blocked := func(n int) *audit.Report {
			return connect(reading(n, gate("app-blocked", "app", audit.Fail)), jane, audit.NotReady)
		}
		died := blocked(1)
		died.Failure = &audit.ReportFailure{Code: "INVALID_SESSION_ID"}
		steps := []struct {
			r       *audit.Report
			changes string
			outcome audit.Outcome
		}{
			{ready(0), "", audit.OutcomePassed},
			{died, "+Acme, " + jane + ": pass→fail, org unread", audit.OutcomeFailed},
			{nil, "", audit.OutcomeNoReport},
			{nil, "", audit.OutcomeNoReport},
			{blocked(4), "org settled", audit.OutcomeFailed},
			{ready(5), "-Acme, " + jane + ": fail→pass", audit.OutcomePassed},
		}
		for i, step := range steps {
			saved, err := s.Save(t.Context(), run(i), step.r)
			if err != nil {
				t.Fatal(err)
			}
			if got := said(saved.Changes); got != step.changes {
				t.Errorf("run %d: %q, want %q", i, got, step.changes)
			}
			if kept, err := s.Run(t.Context(), saved.ID); err != nil || kept.Outcome != step.outcome {
				t.Errorf("run %d: %s, %v", i, kept.Outcome, err)
			}
		}
	})
}
