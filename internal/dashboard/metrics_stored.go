package dashboard

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"sync"
	"time"

	prometheus "github.com/VictoriaMetrics/metrics"

	"orgaudit/audit"
	"orgaudit/internal/history"
)

// mostLabelled is how many orgs have series of their own; the worst ones have them.
const mostLabelled = 2000

// stored says what the store and the queue know.
type stored struct {
	d       *Dashboard
	set     *prometheus.Set // runs of all workers since this process was first asked, by how they ended
	lasting *prometheus.PrometheusHistogram

	mu   sync.Mutex
	seen int64 // the last run that was counted; -1 = none yet
}

func newStored(d *Dashboard) *stored {
	set := prometheus.NewSet()
	return &stored{
		d:    d,
		seen: -1,
		set:  set,
		lasting: set.NewPrometheusHistogramExt(series("run_duration_seconds"),
			[]float64{1, 2, 5, 10, 30, 60, 120, 300, 600, 1800}),
	}
}

// family is the lines of one name.
type family struct {
	name, help string
	lines      []string
}

func (f *family) add(value float64, labels ...string) {
	f.lines = append(f.lines, series(f.name, labels...)+" "+strconv.FormatFloat(value, 'f', -1, 64))
}

// write says the runs, the orgs and the queue. What could not be read is left out, and logged: no number stands for it.
func (s *stored) write(ctx context.Context, w io.Writer) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := s.follow(ctx); err != nil {
		s.d.o.Log.Error("the runs could not be counted", "error", err)
	}
	s.set.WritePrometheus(w)
	families, err := s.orgs(ctx)
	if err != nil {
		s.d.o.Log.Error("the orgs could not be counted", "error", err)
	}
	if s.d.o.Queue != nil {
		q, err := s.d.o.Queue(ctx)
		if err != nil {
			s.d.o.Log.Error("the jobs could not be counted", "error", err)
		} else {
			families = append(families, jobs(q)...)
		}
	}
	for _, f := range families {
		if len(f.lines) == 0 {
			continue
		}
		fmt.Fprintf(w, "# HELP orgaudit_%s %s\n# TYPE orgaudit_%s gauge\n", f.name, f.help, f.name)
		for _, line := range f.lines {
			fmt.Fprintln(w, line)
		}
	}
}

// orgs says how each org stands.
func (s *stored) orgs(ctx context.Context) ([]*family, error) {
	fleet, err := s.d.o.Store.Fleet(ctx)
	if err != nil {
		return nil, err
	}
	findings := &family{name: "org_failed_findings", help: "Failed findings of the last run."}
	connections := &family{name: "org_connections", help: "Connections of the last run."}
	success := &family{name: "org_last_success_timestamp_seconds", help: "When the org was last read to its end."}
	last := &family{name: "org_last_run_timestamp_seconds", help: "When the last run of the org started."}
	exit := &family{name: "org_exit_code",
		help: "Exit code of the last run: 0 passed, 1 failed, 3 can't tell, 4 not entered."}
	calls := &family{name: "org_api_calls_last_24h", help: "Requests to Salesforce of the last 24 hours."}
	for _, org := range fleet[:min(mostLabelled, len(fleet))] {
		exit.add(float64(org.Last.ExitCode), "org", org.Alias)
		last.add(float64(org.Last.Started.Unix()), "org", org.Alias)
		calls.add(float64(org.CallsLastDay), "org", org.Alias)
		if !org.LastSuccess.IsZero() {
			success.add(float64(org.LastSuccess.Unix()), "org", org.Alias)
		}
		if !org.Last.Reported {
			continue // nothing is known of the findings: no number stands for that
		}
		t := org.Last.Tally
		for _, severity := range audit.Severities() {
			findings.add(float64(t.Count(severity)), "org", org.Alias, "severity", string(severity))
		}
		connections.add(float64(t.Ready), "org", org.Alias, "verdict", string(audit.Ready))
		connections.add(float64(t.NotReady), "org", org.Alias, "verdict", string(audit.NotReady))
		connections.add(float64(t.CannotTell), "org", org.Alias, "verdict", string(audit.CannotTell))
	}
	return []*family{findings, connections, success, last, exit, calls}, nil
}

// jobs says how the queue stands.
func jobs(q Queue) []*family {
	counts := &family{name: "queue_jobs", help: "Jobs of the queue."}
	for _, state := range jobStates() {
		counts.add(float64(q.Counts[state]), "state", string(state))
	}
	paused := &family{name: "queue_paused", help: "1 while the queue is paused."}
	value := 0.
	if q.Paused {
		value = 1
	}
	paused.add(value)
	return []*family{counts, paused}
}

// follow counts the runs that were stored since it was asked last. The first time it only notes where they begin.
func (s *stored) follow(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	limit := 200
	if s.seen < 0 {
		limit = 1
	}
	newest, before := s.seen, int64(0)
	var fresh []history.Record
	for {
		runs, err := s.d.o.Store.Runs(ctx, history.RunFilter{Before: before, Limit: limit})
		if err != nil {
			return err
		}
		for _, run := range runs {
			newest = max(newest, run.ID)
			if s.seen >= 0 && run.ID > s.seen {
				fresh = append(fresh, run)
			}
		}
		if s.seen < 0 || len(runs) < limit || runs[len(runs)-1].ID <= s.seen {
			for _, run := range fresh { // all or, after an error, none: they are counted once
				s.count(run)
			}
			s.seen = max(newest, 0)
			return nil
		}
		before = runs[len(runs)-1].ID
	}
}

func (s *stored) count(run history.Record) {
	s.set.GetOrCreateCounter(series("runs_total", "outcome", string(run.Outcome))).Inc()
	s.lasting.Update(run.Finished.Sub(run.Started).Seconds())
}
