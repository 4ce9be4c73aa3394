package app

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"orgaudit/audit"
	"orgaudit/internal/dashboard"
	"orgaudit/internal/history"
	"orgaudit/internal/notify"
	"orgaudit/report"
)

// ending is a report of the table of what a run may find.
type ending struct {
	name, alias string
	report      *audit.Report
	record      history.Record
}

// endings are all of {connections} × {policy} × {how much was read}, as audit's own test of Answer has them.
func endings() []ending {
	connections := []struct {
		name     string
		verdicts []audit.ConnectionVerdict
	}{
		{"ready", []audit.ConnectionVerdict{audit.Ready}}, {"not ready", []audit.ConnectionVerdict{audit.NotReady}},
		{"unknown", []audit.ConnectionVerdict{audit.CannotTell}}, {"none", nil},
		{"some of several", []audit.ConnectionVerdict{audit.Ready, audit.CannotTell, audit.NotReady}},
	}
	policies := []struct {
		name     string
		verdict  audit.Verdict // of the policy's only point; "" for no policy
		severity audit.Severity
	}{
		{"as asked", audit.Pass, audit.High}, {"departs", audit.Fail, audit.High},
		{"information only", audit.Fail, audit.Info}, {"nothing matched", audit.Moot, audit.Info}, {"none", "", ""},
	}
	var out []ending
	for _, c := range connections {
		for _, p := range policies {
			for _, read := range []string{"in full", "in part", "not entered"} {
				r := &audit.Report{
					Schema: audit.ReportSchema, FailOn: audit.Low,
					TakenAt: time.Date(2026, 11, 24, 6, 0, 0, 0, time.UTC),
					Org:     audit.Org{ID: "00D000000000001AAA", Name: "Acme", URL: "https://acme.my.salesforce.com"},
				}
				for i, v := range c.verdicts {
					gate := audit.Finding{
						Fingerprint: fmt.Sprint("gate", i), Check: "api-access", Severity: audit.High,
						Message: "the gate",
						Verdict: map[audit.ConnectionVerdict]audit.Verdict{
							audit.Ready: audit.Pass, audit.NotReady: audit.Fail, audit.CannotTell: audit.Unknown,
						}[v],
					}
					r.Findings = append(r.Findings, gate)
					r.Connections = append(r.Connections, audit.Connection{
						User: fmt.Sprintf("user%d@acme.example", i), App: audit.ReportApp{Name: "Loader"}, Verdict: v,
						Checked: []string{gate.Check}, Findings: []string{gate.Fingerprint},
					})
				}
				if p.verdict != "" {
					r.Policy, r.PolicyChecks = &audit.ReportPolicy{File: "orgaudit.yaml"}, []string{"app-policy"}
					r.Findings = append(r.Findings, audit.Finding{
						Fingerprint: "a", Check: "app-policy", Verdict: p.verdict, Severity: p.severity,
						Message: "what was found", Rule: &audit.Rule{File: "orgaudit.yaml", Line: 3},
					})
				}
				switch read {
				case "in part":
					r.Refused = []audit.RefusedPart{{Part: audit.PartApprovals, Reason: "INSUFFICIENT_ACCESS"}}
				case "not entered":
					r.Org = audit.Org{URL: "https://acme.my.salesforce.com"}
					r.Failure = &audit.ReportFailure{
						Code: "invalid_grant", Host: "acme.my.salesforce.com", SignIn: true,
					}
				}
				out = append(out, ending{
					name: c.name + ", " + p.name + ", " + read, alias: fmt.Sprintf("org-%d-end", len(out)), report: r,
				})
			}
		}
	}
	return out
}

var (
	tags   = regexp.MustCompile(`<[/a-z][^>:]*>`)
	titles = regexp.MustCompile(`(?s)<title>(.*?)</title>`)
)

// plain is a text as its reader sees it: without tags, escapes and line ends.
func plain(text string) string {
	text = html.UnescapeString(tags.ReplaceAllString(text, " "))
	return strings.Join(strings.Fields(strings.NewReplacer(`\`, "", "`", "").Replace(text)), " ")
}

// says reports whether a text has each line of an answer, label and text, in one of the ways in which formats part
// them.
func says(text string, a audit.Answer) bool {
	text = plain(text)
	for _, l := range a.Lines {
		if !strings.Contains(text, l.Label+": "+l.Text) && !strings.Contains(text, l.Label+" "+l.Text) {
			return false
		}
	}
	return true
}

// A report says one thing, whatever says it: each format, each page, each list and each number.
func TestAnswerIsTheSameEverywhere(t *testing.T) {
	p, out, _ := inProcess(t, nil)
	p.Now = func() time.Time { return time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC) }
	db := &Database{Address: filepath.Join(t.TempDir(), "history.db")}
	store, err := db.open(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	all := endings()
	for i, e := range all {
		saved, err := store.Save(t.Context(), history.Run{Org: e.alias, Trigger: "test", Started: p.Now()}, e.report)
		if err == nil {
			all[i].record, err = store.Run(t.Context(), saved.ID)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	shown, err := dashboard.New(dashboard.Options{Store: store, Now: p.Now})
	if err != nil {
		t.Fatal(err)
	}
	page := pagesOf(t, shown)
	fleet, metrics := page("/"), page("/metrics")
	for _, e := range all {
		t.Run(e.name, func(t *testing.T) {
			want := e.report.Answer()
			formatsSay(t, e.report, want)
			if e.record.Headline != want.Headline || e.record.ExitCode != want.ExitCode {
				t.Errorf("the history keeps %q, exit code %d", e.record.Headline, e.record.ExitCode)
			}
			_, row, _ := strings.Cut(fleet, `<a href="/orgs/`+e.alias+`">`)
			row, _, _ = strings.Cut(row, "</tr>")
			if !says(row, want) {
				t.Errorf("the row of the fleet: %s", plain(row))
			}
			if org := page("/orgs/" + e.alias); !says(org, want) {
				t.Errorf("the page of the org: %s", plain(org))
			}
			code := fmt.Sprintf("orgaudit_org_exit_code{org=%q} %d\n", e.alias, want.ExitCode)
			if !strings.Contains(metrics, code) {
				t.Errorf("the metrics lack %s", code)
			}
			table(t, e.record, want)
			messageCounts(t, e.report, want.Counts)
			out.Reset()
			if err := p.ListHistory(t.Context(), db, history.RunFilter{Org: e.alias}, true); err != nil ||
				!strings.Contains(out.String(), strconv.Quote(want.Headline)) {
				t.Errorf("the list of runs: %v %s", err, out)
			}
		})
	}
}

// pagesOf asks a dashboard for pages, from the machine that it runs on.
func pagesOf(t *testing.T, shown http.Handler) func(path string) string {
	return func(path string) string {
		answer, asked := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "http://127.0.0.1"+path, nil)
		asked.RemoteAddr = "127.0.0.1:4000"
		shown.ServeHTTP(answer, asked)
		if answer.Code != http.StatusOK {
			t.Fatalf("%s: %d", path, answer.Code)
		}
		return answer.Body.String()
	}
}

// messageCounts wants a message to count what the answer counts.
func messageCounts(t *testing.T, r *audit.Report, n audit.AnswerCounts) {
	t.Helper()
	told := notify.Collect(notify.Source{Report: r}).Run
	if failed := n.Departures + n.Advice + n.NotReady; told.NotReady != n.NotReady || told.CannotTell != n.CannotTell ||
		told.Failed != failed {
		t.Errorf("a message counts %+v, the answer %+v", told, n)
	}
}

// table wants a headline in the row that a run over many orgs gives.
func table(t *testing.T, r history.Record, want audit.Answer) {
	t.Helper()
	var text bytes.Buffer
	if err := (fleetSum{Orgs: []history.Record{r}}).write(&text, "text", report.Options{Width: 400}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text.String(), r.Outcome.Mark()+" "+want.Headline) {
		t.Errorf("the table of the fleet: %s", &text)
	}
}

// formatsSay wants the answer of a report in all formats.
func formatsSay(t *testing.T, r *audit.Report, want audit.Answer) {
	t.Helper()
	said := func(format string, o report.Options) string {
		var b bytes.Buffer
		if err := report.Write(&b, format, r, o); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	for _, format := range []string{"text", "markdown", "html"} {
		for _, o := range []report.Options{{}, {Quiet: true}, {Verbose: true}} {
			if text := said(format, o); !says(text, want) {
				t.Errorf("%s, %+v: %s", format, o, text)
			}
		}
	}
	if title := titles.FindStringSubmatch(said("html", report.Options{})); title == nil ||
		!strings.HasPrefix(plain(title[1]), want.Headline) {
		t.Errorf("html: the title is %q", title)
	}
	numbers := func(format string, pieces ...string) {
		for _, piece := range pieces {
			if text := said(format, report.Options{}); !strings.Contains(text, piece) {
				t.Errorf("%s lacks %s: %s", format, piece, text)
			}
		}
	}
	quoted, err := json.Marshal(want.Headline)
	if err != nil {
		t.Fatal(err)
	}
	code := strconv.Itoa(want.ExitCode)
	numbers("json", `"headline": `+string(quoted), `"exit_code": `+code)
	numbers("sarif", `"exitCodeDescription": `+string(quoted), `"exitCode": `+code)
	if len(r.Findings)+len(r.Connections) > 0 || r.Failure != nil { // else there is no test that could have it
		numbers("junit", `name="answer" value="`+html.EscapeString(want.Headline)+`"`,
			`name="exit_code" value="`+code+`"`)
	}
	rows, err := csv.NewReader(strings.NewReader(said("csv", report.Options{}))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		answer, exit := slices.Index(rows[0], "answer"), slices.Index(rows[0], "exit_code")
		if row[answer] != want.Headline || row[exit] != code {
			t.Errorf("csv: %q, exit code %s", row[answer], row[exit])
		}
	}
}
