package fleet_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"orgaudit/audit"
	"orgaudit/internal/fleet"
	"orgaudit/internal/history"
	"orgaudit/internal/testtool"
)

// TestMain is also the processes that TestProcesses starts.
func TestMain(m *testing.M) {
	if os.Getenv(workerVariable) != "" {
		os.Exit(workerProcess())
	}
	goleak.VerifyTestMain(m)
}

// both runs a test on each kind of database, an empty one each.
func both(t *testing.T, test func(*testing.T, *history.Store)) {
	t.Run("sqlite", func(t *testing.T) { test(t, open(t, filepath.Join(t.TempDir(), "orgaudit.db"))) })
	t.Run("postgres", func(t *testing.T) { test(t, open(t, testtool.Postgres(t))) })
}

func open(t testing.TB, address string) *history.Store {
	t.Helper()
	s, err := history.Open(context.Background(), address, history.Options{})
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

// start opens a fleet and lets it work until the test ends.
func start(t testing.TB, s *history.Store, o fleet.Options) *fleet.Fleet {
	t.Helper()
	f := look(t, s, o)
	if err := f.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return f
}

// look opens a fleet that doesn't work.
func look(t testing.TB, s *history.Store, o fleet.Options) *fleet.Fleet {
	t.Helper()
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))
	}
	f, err := fleet.Open(t.Context(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func enqueue(t testing.TB, f *fleet.Fleet, alias string) (int64, bool) {
	t.Helper()
	job, already, err := f.Enqueue(t.Context(), alias, fleet.ByHand)
	if err != nil {
		t.Fatal(err)
	}
	return job, already
}

func status(t testing.TB, f *fleet.Fleet) *fleet.Status {
	t.Helper()
	s, err := f.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// until waits for what other goroutines and processes do.
func until(t testing.TB, what string, is func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	late := time.After(50 * time.Second)
	for !is() {
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("it never came: %s", what)
		}
	}
}

func orgs(aliases ...string) []fleet.Org {
	out := []fleet.Org{}
	for _, a := range aliases {
		out = append(out, fleet.Org{Alias: a})
	}
	return out
}

func report(alias string) *audit.Report {
	return &audit.Report{
		Schema:      audit.ReportSchema,
		Tool:        "test",
		TakenAt:     time.Now().UTC(),
		FailOn:      audit.Low,
		Org:         audit.Org{ID: "00D" + alias, Name: alias},
		Connections: []audit.Connection{},
		Findings:    []audit.Finding{},
		Checks:      map[string]audit.CheckText{},
		Steps:       []audit.Step{},
		Calls:       audit.Calls{REST: 3, SOAP: 2},
	}
}

func unread(alias string, f audit.ReportFailure) *audit.Report {
	r := report(alias)
	r.Org.ID, r.Failure = "", &f
	return r
}

func runs(t testing.TB, s *history.Store, alias string) []history.Record {
	t.Helper()
	list, err := s.Runs(t.Context(), history.RunFilter{Org: alias, Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// A job that is enqueued is run once, and its report is stored with what was told of it.
func TestAudit(t *testing.T) {
	both(t, func(t *testing.T, s *history.Store) {
		told := make(chan fleet.Delivery, 10)
		f := start(t, s, fleet.Options{
			Orgs: orgs("prod"),
			Run:  func(_ context.Context, alias string) (*audit.Report, error) { return report(alias), nil },
			Changed: func(_ context.Context, e fleet.Event) ([]fleet.Delivery, error) {
				return []fleet.Delivery{{Receiver: "ops", Payload: []byte(e.Org + " changed")}}, nil
			},
			Deliver: func(_ context.Context, d fleet.Delivery) error { told <- d; return nil },
		})
		enqueue(t, f, "prod")
		d := <-told
		if d.Org != "prod" || d.Receiver != "ops" || string(d.Payload) != "prod changed" ||
			d.Attempt != 1 || d.ID == 0 {
			t.Errorf("told %+v", d)
		}
		list := runs(t, s, "prod")
		if len(list) != 1 || !list[0].Complete || list[0].Trigger != fleet.ByHand || list[0].Error != "" {
			t.Errorf("runs %+v", list)
		}
		until(t, "both jobs end", func() bool {
			st := status(t, f)
			return st.Audits["completed"] == 1 && st.Deliveries["completed"] == 1
		})
		if _, _, err := f.Enqueue(t.Context(), "elsewhere", fleet.ByHand); !errors.Is(err, fleet.ErrUnknownOrg) {
			t.Errorf("an org that is not in the list: %v", err)
		}
	})
}
