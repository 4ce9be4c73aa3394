package dashboard

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	prometheus "github.com/VictoriaMetrics/metrics"
)

// metrics are what a monitoring system is told. What is about runs and orgs comes from the store when it is asked for,
// so that it holds for the runs of every worker; labels are aliases and words of this program, never names of an org.
type metrics struct {
	set    *prometheus.Set
	stored *stored
}

func newMetrics(d *Dashboard) *metrics {
	m := &metrics{set: prometheus.NewSet(), stored: newStored(d)}
	m.set.NewGauge(series("build_info", "version", d.o.Version), func() float64 { return 1 })
	return m
}

// series is the name of one line of the metrics with its labels, given as names and values in turn.
func series(name string, labels ...string) string {
	var b strings.Builder
	b.WriteString("orgaudit_" + name)
	for i := 0; i+1 < len(labels); i += 2 {
		open := ","
		if i == 0 {
			open = "{"
		}
		b.WriteString(open + labels[i] + `="` + inLabel.Replace(strings.ToValidUTF8(labels[i+1], "\uFFFD")) + `"`)
	}
	if len(labels) > 0 {
		b.WriteByte('}')
	}
	return b.String()
}

// inLabel escapes the value of a label (Prometheus, "Text-based format").
var inLabel = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

// write says all that is known, in Prometheus' text format.
func (m *metrics) write(ctx context.Context, w io.Writer) {
	m.set.WritePrometheus(w)
	m.stored.write(ctx, w)
	prometheus.WriteProcessMetrics(w)
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
		m.set.GetOrCreateCounter(series("http_requests_total", "route", route, "code", strconv.Itoa(seen.code))).Inc()
		m.set.GetOrCreatePrometheusHistogramExt(series("http_request_duration_seconds", "route", route),
			[]float64{.01, .05, .1, .25, .5, 1, 5}).UpdateDuration(begun)
	})
}

// metricsPage answers this machine where nobody has to sign in, and else who shows the token or is signed in.
func (d *Dashboard) metricsPage(w http.ResponseWriter, r *http.Request) error {
	if visiting(r).role < viewer && !d.byToken(r) {
		w.Header().Set("WWW-Authenticate", `Bearer realm="orgaudit metrics"`)
		return plain(w, http.StatusUnauthorized, "metrics need the token of the configuration, or a sign-in\n")
	}
	var text bytes.Buffer
	d.metrics.write(r.Context(), &text)
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_, err := w.Write(text.Bytes())
	return err
}

func (d *Dashboard) byToken(r *http.Request) bool {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || d.o.MetricsToken == "" {
		return false
	}
	got, want := sha256.Sum256([]byte(token)), sha256.Sum256([]byte(d.o.MetricsToken))
	return subtle.ConstantTimeCompare(got[:], want[:]) == 1
}
