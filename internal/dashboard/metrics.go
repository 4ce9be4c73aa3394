package dashboard

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"orgaudit/audit"
	"orgaudit/internal/history"
)

// mostLabelled is how many orgs have series of their own; the worst ones have them.
const mostLabelled = 2000

// metrics are what a monitoring system is told. What is about runs and orgs comes from the store when it is asked for, so
// that it holds for the runs of every worker; labels are aliases and words of this program, never names of an org.
type metrics struct {
	registry *prometheus.Registry
	page     http.Handler
	requests *prometheus.CounterVec
	lasting  *prometheus.HistogramVec
}

func newMetrics(d *Dashboard) *metrics {
	m := &metrics{registry: prometheus.NewRegistry()}
	m.requests = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "orgaudit_http_requests_total", Help: "Requests to the dashboard."}, []string{"route", "code"})
	m.lasting = prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "orgaudit_http_request_duration_seconds", Help: "Time that the dashboard took to answer.", Buckets: []float64{.01, .05, .1, .25, .5, 1, 5}}, []string{"route"})
	build := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "orgaudit_build_info", Help: "1, with the version."}, []string{"version"})
	build.WithLabelValues(d.o.Version).Set(1)
	m.registry.MustRegister(m.requests, m.lasting, build, newStored(d), collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.page = promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError, MaxRequestsInFlight: 2})
	return m
}

// status remembers what a handler answered.
type status struct {
	http.ResponseWriter
	code int
}

func (s *status) WriteHeader(code int) {
	if s.code == 0 {
		s.code = code
	}
	s.ResponseWriter.WriteHeader(code)
}

func (s *status) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// count counts what goes through one route. Addresses themselves are no labels: there is no end to them.
func (m *metrics) count(route string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun, seen := time.Now(), &status{ResponseWriter: w}
		next.ServeHTTP(seen, r)
		if seen.code == 0 {
			seen.code = http.StatusOK
		}
		m.requests.WithLabelValues(route, strconv.Itoa(seen.code)).Inc()
		m.lasting.WithLabelValues(route).Observe(time.Since(begun).Seconds())
	})
}

// metricsPage answers this machine where nobody has to sign in, and else who shows the token or is signed in.
func (d *Dashboard) metricsPage(w http.ResponseWriter, r *http.Request) error {
	if visiting(r).role < viewer && !d.byToken(r) {
		w.Header().Set("WWW-Authenticate", `Bearer realm="orgaudit metrics"`)
		return plain(w, http.StatusUnauthorized, "metrics need the token of the configuration, or a sign-in\n")
	}
	d.metrics.page.ServeHTTP(w, r)
	return nil
}

func (d *Dashboard) byToken(r *http.Request) bool {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || d.o.MetricsToken == "" {
		return false
	}
	got, want := sha256.Sum256([]byte(token)), sha256.Sum256([]byte(d.o.MetricsToken))
	return subtle.ConstantTimeCompare(got[:], want[:]) == 1
}

// stored collects what the store and the queue know.
type stored struct {
	d *Dashboard

	runs                                             *prometheus.CounterVec
	lasting                                          prometheus.Histogram
	findings, connections, success, last, exit, call *prometheus.Desc
	jobs, paused                                     *prometheus.Desc

	mu   sync.Mutex
	seen int64 // the last run that was counted; -1 = none yet
}

func newStored(d *Dashboard) *stored {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("orgaudit_"+name, help, labels, nil)
	}
	return &stored{
		d: d, seen: -1,
		runs:        prometheus.NewCounterVec(prometheus.CounterOpts{Name: "orgaudit_runs_total", Help: "Runs of all workers since this process was first asked, by how they ended."}, []string{"outcome"}),
		lasting:     prometheus.NewHistogram(prometheus.HistogramOpts{Name: "orgaudit_run_duration_seconds", Help: "Time that those runs took.", Buckets: []float64{1, 2, 5, 10, 30, 60, 120, 300, 600, 1800}}),
		findings:    desc("org_failed_findings", "Failed findings of the last run.", "org", "severity"),
		connections: desc("org_connections", "Connections of the last run.", "org", "verdict"),
		success:     desc("org_last_success_timestamp_seconds", "When the org was last read to its end.", "org"),
		last:        desc("org_last_run_timestamp_seconds", "When the last run of the org started.", "org"),
		exit:        desc("org_exit_code", "Exit code of the last run: 0 passed, 1 failed, 3 can't tell.", "org"),
		call:        desc("org_api_calls_last_24h", "Requests to Salesforce of the last 24 hours.", "org"),
		jobs:        desc("queue_jobs", "Jobs of the queue.", "state"),
		paused:      desc("queue_paused", "1 while the queue is paused."),
	}
}

func (s *stored) Describe(to chan<- *prometheus.Desc) {
	s.runs.Describe(to)
	s.lasting.Describe(to)
	for _, desc := range []*prometheus.Desc{s.findings, s.connections, s.success, s.last, s.exit, s.call, s.jobs, s.paused} {
		to <- desc
	}
}

func (s *stored) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := s.follow(ctx); err != nil {
		to <- prometheus.NewInvalidMetric(s.last, err)
		s.d.o.Log.Error("the runs could not be counted", "error", err)
	}
	s.runs.Collect(to)
	s.lasting.Collect(to)
	gauge := func(desc *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, value, labels...)
	}
	fleet, err := s.d.o.Store.Fleet(ctx)
	if err != nil {
		to <- prometheus.NewInvalidMetric(s.exit, err)
		s.d.o.Log.Error("the orgs could not be counted", "error", err)
	}
	for _, org := range fleet[:min(mostLabelled, len(fleet))] {
		s.org(gauge, org)
	}
	if s.d.o.Queue == nil {
		return
	}
	q, err := s.d.o.Queue(ctx)
	if err != nil {
		to <- prometheus.NewInvalidMetric(s.jobs, err)
		return
	}
	for _, state := range JobStates() {
		gauge(s.jobs, float64(q.Counts[state]), string(state))
	}
	paused := 0.
	if q.Paused {
		paused = 1
	}
	gauge(s.paused, paused)
}

func (s *stored) org(gauge func(*prometheus.Desc, float64, ...string), org history.OrgSummary) {
	alias, t := strings.ToValidUTF8(org.Alias, "\uFFFD"), org.Last.Tally
	gauge(s.exit, float64(org.Last.ExitCode), alias)
	gauge(s.last, float64(org.Last.Started.Unix()), alias)
	gauge(s.call, float64(org.CallsLastDay), alias)
	if !org.LastSuccess.IsZero() {
		gauge(s.success, float64(org.LastSuccess.Unix()), alias)
	}
	if !org.Last.Reported {
		return // nothing is known of the findings: no number stands for that
	}
	for _, severity := range audit.Severities() {
		gauge(s.findings, float64(t.Count(severity)), alias, string(severity))
	}
	for verdict, n := range map[audit.ConnectionVerdict]int{audit.Ready: t.Ready, audit.NotReady: t.NotReady, audit.CannotTell: t.CannotTell} {
		gauge(s.connections, float64(n), alias, string(verdict))
	}
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
	outcome := map[string]string{kindPass: "passed", kindFail: "failed", kindUnknown: "unknown"}[kindOf(run.ExitCode)]
	if !run.Reported {
		outcome = "error"
	}
	s.runs.WithLabelValues(outcome).Inc()
	s.lasting.Observe(run.Finished.Sub(run.Started).Seconds())
}
