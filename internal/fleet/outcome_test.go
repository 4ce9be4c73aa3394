package fleet_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"orgaudit/audit"
	"orgaudit/internal/fleet"
	"orgaudit/internal/history"
)

// What an attempt came to decides whether there is another, and what is stored and told.
func TestOutcomes(t *testing.T) {
	limit := audit.ReportFailure{Code: "REQUEST_LIMIT_EXCEEDED", Message: "TotalRequests Limit exceeded."}
	grant := audit.ReportFailure{Code: "invalid_grant", Message: "user hasn't approved this consumer", SignIn: true}
	cases := map[string]struct {
		run      func(attempt int) (*audit.Report, error)
		state    string // of the job at its end
		attempts int
		runs     int
		says     string        // in the run's error, the failures and the note
		outcome  audit.Outcome // of the run
	}{
		"answered": {
			run:      func(int) (*audit.Report, error) { return report("answered"), nil },
			state:    "completed",
			attempts: 1,
			runs:     1,
		},
		"no-api": {run: func(int) (*audit.Report, error) {
			return unread("no-api", audit.ReportFailure{Code: "API_DISABLED_FOR_ORG"}), nil
		}, state: "completed", attempts: 1, runs: 1},
		"limit": {
			run:      func(int) (*audit.Report, error) { return unread("limit", limit), nil },
			state:    "scheduled",
			attempts: 1,
			says:     "TotalRequests",
		},
		"credentials": {
			run:      func(int) (*audit.Report, error) { return unread("credentials", grant), nil },
			state:    "cancelled",
			attempts: 1,
			runs:     1,
			says:     "could not sign in: invalid_grant",
			outcome:  audit.OutcomeRefused,
		},
		"session": {run: func(int) (*audit.Report, error) {
			return unread("session", audit.ReportFailure{Code: "INVALID_SESSION_ID"}), nil
		}, state: "cancelled", attempts: 1, runs: 1, says: "INVALID_SESSION_ID", outcome: audit.OutcomeRefused},
		"network": {run: func(attempt int) (*audit.Report, error) {
			if attempt < 3 {
				return unread("network", audit.ReportFailure{Message: "connection refused", SignIn: true}), nil
			}
			return report("network"), nil
		}, state: "completed", attempts: 3, runs: 1},
		"away": {run: func(int) (*audit.Report, error) {
			r := report("away")
			r.Org = audit.Org{}
			for _, part := range audit.Parts() {
				r.Refused = append(r.Refused, audit.RefusedPart{Part: part, Reason: "no answer from 127.0.0.1"})
			}
			return r, nil
		}, state: "cancelled", attempts: fleet.AuditAttempts, runs: 1, says: "no answer from 127.0.0.1"},
		"broken-error": {
			run:      func(int) (*audit.Report, error) { return nil, errors.New("503 from the proxy") },
			state:    "cancelled",
			attempts: fleet.AuditAttempts,
			runs:     1,
			says:     "503 from the proxy",
		},
		"final": {
			run:      func(int) (*audit.Report, error) { return nil, fleet.Final(errors.New("the policy is broken")) },
			state:    "cancelled",
			attempts: 1,
			runs:     1,
			says:     "the policy is broken",
		},
		"panic": {
			run:      func(int) (*audit.Report, error) { panic("index out of range") },
			state:    "cancelled",
			attempts: 1,
			runs:     1,
			says:     "mistake in orgaudit: index out of range",
		},
		"nothing": {
			run:      func(int) (*audit.Report, error) { return nil, nil },
			state:    "cancelled",
			attempts: 1,
			runs:     1,
			says:     "no report",
		},
	}
	both(t, func(t *testing.T, s *history.Store) {
		var mu sync.Mutex
		attempts := map[string]int{}
		var aliases []string
		want := map[string]int{}
		for name, c := range cases {
			aliases = append(aliases, name)
			want[c.state]++
		}
		f := start(t, s, fleet.Options{
			Orgs: orgs(aliases...), Retry: time.Millisecond, Workers: 3, Log: quiet(),
			Run: func(_ context.Context, alias string) (*audit.Report, error) {
				mu.Lock()
				attempts[alias]++
				n := attempts[alias]
				mu.Unlock()
				return cases[alias].run(n)
			},
			Changed: func(context.Context, fleet.Event) ([]fleet.Delivery, error) {
				return nil, errors.New("can't be told")
			},
		})
		for _, a := range aliases {
			enqueue(t, f, a)
		}
		var st *fleet.Status
		until(t, "all jobs end", func() bool {
			st = status(t, f)
			n := 0
			for state, jobs := range st.Audits {
				if state == "completed" || state == "cancelled" || state == "discarded" || state == "scheduled" {
					n += jobs
				}
			}
			return n == len(cases)
		})
		for state, n := range want {
			if st.Audits[state] != n {
				t.Errorf("%s: %d, want %d of %v", state, st.Audits[state], n, st.Audits)
			}
		}
		for name, c := range cases {
			list := runs(t, s, name)
			if attempts[name] != c.attempts || len(list) != c.runs {
				t.Errorf("%s: %d attempts, want %d; %d runs, want %d",
					name, attempts[name], c.attempts, len(list), c.runs)
			}
			if c.outcome != "" && len(list) == 1 && list[0].Outcome != c.outcome {
				t.Errorf("%s: %s, want %s", name, list[0].Outcome, c.outcome)
			}
			if len(list) == 1 && !list[0].Reported && !strings.Contains(list[0].Error, c.says) {
				t.Errorf("%s: %q does not say %q", name, list[0].Error, c.says)
			}
			for _, o := range st.Orgs {
				if o.Alias == name && (!strings.Contains(o.Note, c.says) || (c.says == "") != (o.Note == "")) {
					t.Errorf("%s: the note is %q, and should say %q", name, o.Note, c.says)
				}
			}
		}
		for _, fail := range st.Failures {
			if c := cases[fail.Org]; !fail.GaveUp || !strings.Contains(fail.Reason, c.says) ||
				strings.Contains(fail.Reason, "JobCancel") {
				t.Errorf("failure %+v", fail)
			}
		}
		if len(st.Failures) != want["cancelled"] {
			t.Errorf("failures %+v", st.Failures)
		}
		// Somebody who doesn't want to wait for the next hour.
		if _, already := enqueue(t, f, "limit"); !already {
			t.Error("the audit that waits was asked for twice")
		}
		until(t, "it is tried again", func() bool { mu.Lock(); defer mu.Unlock(); return attempts["limit"] == 2 })
	})
}

// A delivery is tried again, and given up with its reason.
func TestDeliveries(t *testing.T) {
	both(t, func(t *testing.T, s *history.Store) {
		var tries atomic.Int64
		f := start(t, s, fleet.Options{
			Retry: time.Millisecond,
			Log:   quiet(),
			Run:   func(context.Context, string) (*audit.Report, error) { return nil, nil },
			Deliver: func(_ context.Context, d fleet.Delivery) error {
				switch {
				case d.Receiver == "gone":
					return fleet.Final(errors.New("410 Gone"))
				case d.Receiver == "broken":
					panic("nil map")
				case tries.Add(1) < 3:
					return errors.New("502 Bad Gateway")
				}
				return nil
			},
		})
		if err := f.Tell(t.Context(), fleet.Delivery{Org: "prod", Receiver: "late"},
			fleet.Delivery{Org: "prod", Receiver: "gone"},
			fleet.Delivery{Org: "prod", Receiver: "broken"}); err != nil {
			t.Fatal(err)
		}
		var st *fleet.Status
		until(t, "all are told or given up", func() bool {
			st = status(t, f)
			return st.Deliveries["completed"] == 1 && st.Deliveries["cancelled"] == 2
		})
		if tries.Load() != 3 || len(st.Undelivered) != 2 {
			t.Errorf("%d tries, %+v", tries.Load(), st.Undelivered)
		}
		for _, u := range st.Undelivered {
			if want := map[string]string{
				"gone": "410 Gone", "broken": "nil map",
			}[u.Receiver]; !strings.Contains(u.Reason, want) || u.Org != "prod" || u.At.IsZero() {
				t.Errorf("%+v", u)
			}
		}
	})
}

// An org whose audit ends the process each time is given up, and that is in the history.
func TestDeadlyAudit(t *testing.T) {
	both(t, func(t *testing.T, s *history.Store) {
		o := fleet.Options{Orgs: orgs("deadly", "unlucky"),
			Beat: 10 * time.Millisecond,
			Log:  quiet(),
			Run: func(_ context.Context, alias string) (*audit.Report, error) {
				return report(alias), nil
			}}
		f := look(t, s, o)
		worker := "'{gone}'"
		if s.Dialect() == history.SQLite {
			worker = `jsonb('["gone"]')`
		}
		for alias, attempt := range map[string]int{"deadly": fleet.AuditAttempts, "unlucky": 1} {
			job, _ := enqueue(t, f, alias)
			if _, err := s.DB().ExecContext(t.Context(),
				"UPDATE river_job SET state = 'running', attempt = $1, attempted_at = scheduled_at, attempted_by = "+
					worker+" WHERE id = $2", attempt, job); err != nil {
				t.Fatal(err)
			}
		}
		start(t, s, o)
		var st *fleet.Status
		until(t, "both jobs end", func() bool {
			st = status(t, f)
			return st.Audits["discarded"] == 1 && st.Audits["completed"] == 1
		})
		if list := runs(t, s, "deadly"); len(list) != 1 || !strings.Contains(list[0].Error, "ended in the middle") {
			t.Errorf("runs of the deadly one %+v", list)
		}
		if list := runs(t, s, "unlucky"); len(list) != 1 || !list[0].Complete {
			t.Errorf("runs of the unlucky one %+v", list)
		}
		if len(st.Failures) != 1 || !strings.Contains(st.Failures[0].Reason, "gone") {
			t.Errorf("failures %+v", st.Failures)
		}
	})
}
