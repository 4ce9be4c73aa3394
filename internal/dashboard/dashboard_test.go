package dashboard_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"orgaudit/audit"
	"orgaudit/internal/dashboard"
	"orgaudit/internal/history"
)

var today = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

const hostile = "<script>alert(1)</script>\u202e"

func store(t testing.TB) *history.Store {
	t.Helper()
	s, err := history.Open(t.Context(), filepath.Join(t.TempDir(), "a.db"),
		history.Options{Now: func() time.Time { return today }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// reading is a report of an org with some failures and a connection.
func reading(at time.Time, org string, failed int) *audit.Report {
	r := &audit.Report{
		Schema:  audit.ReportSchema,
		Tool:    "test",
		TakenAt: at,
		FailOn:  audit.Low,
		Org:     audit.Org{ID: "00D000000000001AAA", Name: org + " " + hostile},
		Checks: map[string]audit.CheckText{
			"profile-api-policy": {Fails: "A profile's API Enabled departs from the policy"},
		},
		Steps: []audit.Step{},
		Calls: audit.Calls{REST: 12, SOAP: 4, Bytes: 52_000},
		Waivers: []audit.ReportWaiver{{
			Check:   "app-policy",
			Subject: "app:Old",
			Reason:  "moves in May",
			Owner:   "lena",
			Until:   "2026-11-20",
			Status:  "expired",
		},
			{
				Check:    "app-policy",
				Subject:  "app:New",
				Reason:   "until the pilot ends",
				Until:    "2026-12-01",
				Status:   "used",
				Findings: []string{"x"},
			}},
	}
	for i := range failed {
		r.Findings = append(r.Findings, audit.Finding{
			Fingerprint: fmt.Sprint("fp", i),
			Check:       "profile-api-policy",
			Subject:     audit.Subject{Kind: audit.SubjectProfile, Name: fmt.Sprint("Sales ", i)},
			Verdict:     audit.Fail,
			Severity:    audit.Severities()[i%4],
			Message:     fmt.Sprintf("API Enabled is on for Sales %d %s", i, hostile),
			Evidence:    []audit.Evidence{},
		})
	}
	c := audit.Connection{
		App:     audit.ReportApp{Name: "Data Loader"},
		User:    "lena@acme.example",
		Verdict: audit.Ready,
		Causes:  []string{},
	}
	if failed > 0 {
		c.Verdict, c.Causes, c.Findings = audit.NotReady, []string{"profile-api-policy"}, []string{"fp0"}
	} else {
		r.Findings = append(r.Findings, audit.Finding{
			Fingerprint: "open", Check: "api-access", Verdict: audit.Pass, Severity: audit.High,
		})
		c.Findings = []string{"open"}
	}
	r.Connections = []audit.Connection{c}
	return r
}

func fill(t testing.TB, s *history.Store) {
	t.Helper()
	save := func(org string, daysAgo int, r *audit.Report, why string) {
		at := today.AddDate(0, 0, -daysAgo)
		if _, err := s.Save(t.Context(),
			history.Run{Org: org, Trigger: "schedule", Started: at, Finished: at.Add(9 * time.Second), Error: why},
			r); err != nil {
			t.Fatal(err)
		}
	}
	for d := 20; d >= 0; d-- {
		at := today.AddDate(0, 0, -d)
		save("prod", d, reading(at, "Acme", 3+d%4), "")
		save("clean", d, reading(at, "Clean", 0), "")
	}
	save("broken", 1, nil, "the login host does not answer")
}

type setup struct {
	dashboard.Options
	asked []string
}

func options(s *history.Store) *setup {
	o := &setup{}
	o.Options = dashboard.Options{
		Store: s, Version: "1.2.3", Now: func() time.Time { return today },
		Orgs: func() []dashboard.Org {
			return []dashboard.Org{
				{Alias: "prod", Policy: "prod.yaml", Tags: []string{"emea"}, Schedule: "0 6 * * * Europe/Berlin"},
				{Alias: "clean"},
				{Alias: "broken"},
				{Alias: "new"},
			}
		},
		RunNow: func(_ context.Context, alias string) error { o.asked = append(o.asked, alias); return nil },
		Queue: func(context.Context) (dashboard.Queue, error) {
			return dashboard.Queue{
				Counts: map[dashboard.JobState]int{dashboard.JobRunning: 1, dashboard.JobFailed: 1},
				Jobs: []dashboard.Job{
					{
						ID:      7,
						Alias:   "clean",
						Kind:    "audit",
						State:   dashboard.JobRunning,
						Attempt: 1,
						Of:      4,
						At:      today,
						Worker:  "host-1",
					},
					{
						ID:      6,
						Alias:   "broken",
						Kind:    "audit",
						State:   dashboard.JobFailed,
						Attempt: 4,
						Of:      4,
						At:      today,
						Reason:  "no answer",
					},
				},
				Workers: []dashboard.Worker{{Name: "host-1", Seen: today, Runs: 1, Most: 4}},
				Next:    map[string]time.Time{"prod": today.Add(3 * time.Hour)},
			}, nil
		},
	}
	return o
}

func serve(t testing.TB, o dashboard.Options) *httptest.Server {
	t.Helper()
	d, err := dashboard.New(o)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(d)
	t.Cleanup(s.Close)
	return s
}

func do(
	t testing.TB, c *http.Client, method, address string, form url.Values, header ...string,
) (int, string, http.Header) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
		if header[i] == "Host" {
			req.Host = header[i+1]
		}
	}
	res, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body), res.Header
}

// still is a client that follows no redirect.
func still() *http.Client {
	jar, _ := cookiejar.New(nil)
	return &http.Client{
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func TestPages(t *testing.T) {
	s := store(t)
	fill(t, s)
	at := serve(t, options(s).Options)
	for path, wants := range map[string][]string{
		"/": {
			"prod", "Failed", "NOT READY: lena@acme.example cannot connect Data Loader", "Not run yet",
			"the login host does not answer", "emea", "Run now",
			"class=\"spark\"", "running", "in 3 hours",
		},
		"/?verdict=passed": {"1 org of 4 orgs"},
		"/?tag=emea":       {"1 org of 4 orgs"},
		"/?q=CLEAN":        {"1 org of 4 orgs"},
		"/orgs/prod": {
			"Not ready", "lena@acme.example", "Since last week", "first seen", "Over time", "<desc",
			"Europe/Berlin", "Compare",
		},
		"/orgs/new":              {"There was no run yet", "Run now"},
		"/orgs/prod?state=fixed": {"Findings"},
		"/runs/1":                {"Run 1 of prod", "sarif", "first report of this org"},
		"/runs/5":                {"What changed"},
		"/compare?a=1&b=3":       {"Earlier", "What changed"},
		"/waivers":               {"ended 4 days ago", "7 days left", "moves in May"},
		"/queue":                 {"no answer", "host-1", "1 of 4 jobs", "in 3 hours"},
		"/healthz":               {"ok"},
		"/readyz":                {"ready"},
		"/metrics": {
			`orgaudit_org_failed_findings{org="prod",severity="critical"}`, `orgaudit_queue_jobs{state="failed"} 1`,
			"orgaudit_org_last_success_timestamp_seconds", `orgaudit_build_info{version="1.2.3"} 1`,
		},
	} {
		code, body, header := do(t, at.Client(), "GET", at.URL+path, nil)
		if code != 200 {
			t.Errorf("%s: %d\n%s", path, code, body)
		}
		for _, want := range wants {
			if !strings.Contains(body, want) {
				t.Errorf("%s lacks %q", path, want)
			}
		}
		if strings.Contains(body, "<script>alert") || strings.Contains(body, "\u202e") {
			t.Errorf("%s: a name of an org is not inert", path)
		}
		if !strings.HasPrefix(header.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s has no policy", path)
		}
	}
	for _, path := range []string{
		"/orgs/nobody", "/runs/0", "/runs/999", "/runs/x", "/nothing", "/runs/1/report?format=no",
		"/compare/no?a=1&b=2", "/assets/no",
	} {
		if code, _, _ := do(t, at.Client(), "GET", at.URL+path, nil); code != 404 {
			t.Errorf("%s: %d", path, code)
		}
	}
}

// How a run ended is one word on every page, and in the metrics.
func TestOneWordForARun(t *testing.T) {
	s := store(t)
	began := time.Now()
	work := history.Run{Org: "dead", Trigger: "test", Started: began, Finished: began, Error: "the token is not set"}
	saved, err := s.Save(t.Context(), work, nil)
	if err != nil {
		t.Fatal(err)
	}
	at := serve(t, options(s).Options)
	for _, path := range []string{"/", "/?verdict=no_report", "/orgs/dead", fmt.Sprintf("/runs/%d", saved.ID)} {
		_, body, _ := do(t, at.Client(), "GET", at.URL+path, nil)
		if !strings.Contains(body, "No report") {
			t.Errorf("%s doesn't say how the run ended:\n%s", path, body)
		}
	}
}

func TestReports(t *testing.T) {
	s := store(t)
	fill(t, s)
	at := serve(t, options(s).Options)
	_, body, header := do(t, at.Client(), "GET", at.URL+"/runs/1/report", nil)
	if policy := header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "sandbox ") ||
		strings.Contains(policy, "allow-same-origin") {
		t.Errorf("the report is not apart: %s", policy)
	}
	if !strings.Contains(body, "<!doctype html>") {
		t.Error("no page")
	}
	for _, format := range []string{"json", "csv", "sarif", "junit", "markdown", "text"} {
		code, _, header := do(t, at.Client(), "GET", at.URL+"/runs/1/report?format="+format, nil)
		if code != 200 ||
			!strings.HasPrefix(header.Get("Content-Disposition"), `attachment; filename="orgaudit-prod-1.`) {
			t.Errorf("%s: %d %s", format, code, header.Get("Content-Disposition"))
		}
	}
	if code, _, _ := do(t, at.Client(), "GET", at.URL+"/compare/json?a=1&b=3", nil); code != 200 {
		t.Error("no comparison")
	}
}

func TestEmptySaysHowToBegin(t *testing.T) {
	at := serve(t, dashboard.Options{Store: store(t)})
	for _, path := range []string{"/", "/healthz", "/readyz", "/metrics", "/waivers", "/queue"} {
		if code, body, _ := do(t, at.Client(), "GET", at.URL+path, nil); code != 200 ||
			path == "/" && !strings.Contains(body, "orgaudit login") {
			t.Errorf("%s: %d %s", path, code, body)
		}
	}
}

func TestReadiness(t *testing.T) {
	s := options(store(t))
	s.Queue = func(context.Context) (dashboard.Queue, error) { return dashboard.Queue{}, errors.New("secret detail") }
	at := serve(t, s.Options)
	if code, body, _ := do(t, still(), "GET", at.URL+"/readyz", nil); code != 503 || strings.Contains(body, "secret") {
		t.Errorf("%d %s", code, body)
	}
	if code, body, _ := do(t, still(), "GET", at.URL+"/", nil); code != 200 ||
		!strings.Contains(body, "queue doesn&#39;t answer") && !strings.Contains(body, "queue doesn't answer") {
		t.Errorf("the fleet page is gone with the queue: %d", code)
	}
}
