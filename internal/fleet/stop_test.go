package fleet_test

import (
	"context"
	"io"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"orgaudit/audit"
	"orgaudit/internal/fleet"
	"orgaudit/internal/history"
)

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

// Stop lets what runs end, and what it must break off waits for the next process.
func TestStop(t *testing.T) {
	both(t, func(t *testing.T, s *history.Store) {
		began, end := make(chan string, 2), make(chan struct{})
		o := fleet.Options{
			Orgs: orgs("quick", "stuck"), Grace: 200 * time.Millisecond, Log: quiet(),
			Run: func(ctx context.Context, alias string) (*audit.Report, error) {
				began <- alias
				if alias == "quick" {
					<-end
					return report(alias), nil
				}
				<-ctx.Done()
				return unread(alias, audit.ReportFailure{Message: "interrupted"}), nil
			},
		}
		f := look(t, s, o)
		if err := f.Stop(t.Context()); err != nil {
			t.Errorf("stopped before it was started: %v", err)
		}
		if err := f.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		enqueue(t, f, "quick")
		enqueue(t, f, "stuck")
		<-began
		<-began
		if st := status(t, f); len(st.Running) != 2 || len(st.Workers) != 1 || st.Workers[0].Running != 2 ||
			st.Running[0].Since.IsZero() {
			t.Errorf("status %+v", st)
		}
		stopped := make(chan error, 1)
		go func() { stopped <- f.Stop(context.Background()) }()
		close(end)
		if err := <-stopped; err != nil {
			t.Fatal(err)
		}
		st := status(t, f)
		if st.Audits["completed"] != 1 || st.Audits["available"] != 1 || len(st.Workers) != 0 ||
			st.OldestWaiting.IsZero() {
			t.Errorf("after the stop: %+v", st)
		}
		if len(runs(t, s, "quick")) != 1 || len(runs(t, s, "stuck")) != 0 {
			t.Error("not the runs that ended are stored")
		}
		o.Run = func(_ context.Context, alias string) (*audit.Report, error) { return report(alias), nil }
		start(t, s, o)
		until(t, "it goes on", func() bool { return len(runs(t, s, "stuck")) == 1 })
		if n := len(runs(t, s, "quick")); n != 1 {
			t.Errorf("%d runs of the one that had ended", n)
		}
	})
}

// However often it is asked for and however many work, an org is audited by one at a time.
func TestOneAtATime(t *testing.T) {
	both(t, func(t *testing.T, s *history.Store) {
		var now, most, all atomic.Int64
		o := fleet.Options{Orgs: orgs("prod"),
			Workers: 4,
			Run: func(_ context.Context, alias string) (*audit.Report, error) {
				if n := now.Add(1); n > most.Load() {
					most.Store(n)
				}
				defer now.Add(-1)
				all.Add(1)
				return report(alias), nil
			}}
		first, second := start(t, s, o), start(t, s, o)
		until(t, "ten audits", func() bool {
			enqueue(t, first, "prod")
			enqueue(t, second, "prod")
			return all.Load() >= 10
		})
		if most.Load() != 1 {
			t.Errorf("%d at once", most.Load())
		}
	})
}
