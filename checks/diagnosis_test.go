package checks_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/config"
	"orgaudit/connectors"
	"orgaudit/internal/diagnose"
)

// testdata/diagnosis/*.txtar hold documented failures: what somebody saw, the org in which it was seen, and the cause
// that the documents give. rows.yaml beside them lists the rows of the documents, and docs/coverage.md is made of both.
type diagnosisCase struct {
	Row       string         `json:"row"`
	Symptom   string         `json:"symptom"`    // as a user sees it; "" where the row is no error
	SymptomAt *time.Time     `json:"symptom_at"` // as --symptom-at gives it
	Connector string         `json:"connector"`  // a built-in one; else the app of the checks' cases
	Snapshot  map[string]any `json:"snapshot"`   // this and the following as in a checkCase
	Jane      map[string]any `json:"jane"`
	Profile   map[string]any `json:"profile"`
	Refused   []audit.Part   `json:"refused"`
	App       map[string]any `json:"app"`
	Host      string         `json:"login_host"`
	FromIPs   []string       `json:"from_ips"`
	Policy    string         `json:"policy"`
	// Unrecognised says that no error is documented: the text is not one that is known.
	Unrecognised bool `json:"unrecognised"`
	// Decidable is false where no data of an org can show the documented cause, and Why says so.
	Decidable *bool         `json:"decidable"`
	Why       string        `json:"why"`
	Want      diagnosisWant `json:"want"`
	// Fixed is the org once the cause is mended, where that is not just the org of the checks' cases. The symptom is
	// then the app's own, unless Verdict says otherwise.
	Fixed *diagnosisFixed `json:"fixed"`
	// Differs is what this version says instead, and why. The case fails as soon as that changes.
	Differs *diagnosisDiffers `json:"differs"`
}

type diagnosisWant struct {
	Verdict  string   `json:"verdict"`
	Causes   []string `json:"causes"`
	Fix      string   `json:"fix"`      // of the first cause
	Standing string   `json:"standing"` // a standing check that fails, where the row is no error
}

type diagnosisFixed struct {
	Snapshot  map[string]any `json:"snapshot"`
	Jane      map[string]any `json:"jane"`
	Profile   map[string]any `json:"profile"`
	App       map[string]any `json:"app"`
	Host      string         `json:"login_host"`
	SymptomAt *time.Time     `json:"symptom_at"`
	Verdict   string         `json:"verdict"`
}

type diagnosisDiffers struct {
	Verdict string `json:"verdict"`
	Why     string `json:"why"`
}

const diagnosisFolder = "testdata/diagnosis"

type namedCase struct {
	name string
	diagnosisCase
}

func diagnosisCases(t *testing.T) []namedCase {
	t.Helper()
	files, err := filepath.Glob(diagnosisFolder + "/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in %s: %v", diagnosisFolder, err)
	}
	var out []namedCase
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, section := range archive.Files {
			c := namedCase{name: strings.TrimSuffix(filepath.Base(file), ".txtar") + "/" + section.Name}
			if err := config.Decode(c.name, section.Data, &c.diagnosisCase); err != nil {
				t.Fatal(err)
			}
			out = append(out, c)
		}
	}
	return out
}

func TestDocumentedFailures(t *testing.T) {
	catalogue, err := config.Connectors(connectors.Files, ids())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range diagnosisCases(t) {
		t.Run(c.name, func(t *testing.T) {
			c.consistent(t)
			report := c.report(t, catalogue)
			if c.Want.Standing != "" {
				c.standing(t, report)
				return
			}
			if c.Differs != nil {
				if got := report.Diagnosis.Verdict; got != c.Differs.Verdict {
					t.Errorf("verdict %s, and the case says that this version answers %s", got, c.Differs.Verdict)
				}
				return
			}
			c.compare(t, report)
			if c.Want.Verdict == audit.Explained {
				c.mended(t, catalogue)
			}
		})
	}
}

// consistent holds a case to its own words.
func (c *diagnosisCase) consistent(t *testing.T) {
	t.Helper()
	if outside := c.Decidable != nil && !*c.Decidable; outside != (c.Why != "") || outside && len(c.Want.Causes) > 0 {
		t.Error("a case that no org can decide says why, and has no causes; others don't")
	}
	if d := c.Differs; d != nil && (d.Why == "" || d.Verdict == c.Want.Verdict) {
		t.Error("a case that differs says why, and differs")
	}
}

func (c *diagnosisCase) compare(t *testing.T, report *audit.Report) {
	t.Helper()
	got := report.Diagnosis
	if got.Verdict != c.Want.Verdict || !slices.Equal(got.Causes, c.Want.Causes) {
		t.Errorf("%s, causes %v; want %s, %v (recognised as %q, which may be %v)",
			got.Verdict, got.Causes, c.Want.Verdict, c.Want.Causes, got.Symptom, got.Candidates)
		for _, f := range report.Findings {
			if f.Verdict != audit.Pass {
				t.Logf("%s: %s: %s", f.Check, f.Verdict, f.Message)
			}
		}
	}
	if unrecognised := got.Symptom == diagnose.Unrecognised; unrecognised != c.Unrecognised {
		t.Errorf("recognised as %q", got.Symptom)
	}
	if c.Want.Fix == "" || len(got.Causes) == 0 {
		return
	}
	root := slices.IndexFunc(report.Findings, func(f audit.Finding) bool { return f.Check == got.Causes[0] })
	if fix := report.Findings[root].Fix; fix != c.Want.Fix {
		t.Errorf("fix %s, want %s", fix, c.Want.Fix)
	}
}

// mended holds that the symptom of an org that was mended is no longer the org's.
func (c *diagnosisCase) mended(t *testing.T, catalogue *config.Catalogue) {
	t.Helper()
	m := *c
	m.Snapshot, m.Jane, m.Profile = nil, nil, nil
	want := audit.OrgClean
	if f := c.Fixed; f != nil {
		m.Snapshot, m.Jane, m.Profile, m.Host, m.SymptomAt = f.Snapshot, f.Jane, f.Profile, f.Host, f.SymptomAt
		if f.App != nil {
			m.App = f.App
		}
		if f.Verdict != "" {
			want = f.Verdict
		}
	}
	if len(m.Refused) > 0 {
		t.Error("an org that could not be read explains nothing for certain")
	}
	if got := m.report(t, catalogue).Diagnosis; got.Verdict != want {
		t.Errorf("the mended org: %s, causes %v; want %s", got.Verdict, got.Causes, want)
	}
}

func (c *diagnosisCase) standing(t *testing.T, report *audit.Report) {
	t.Helper()
	i := slices.IndexFunc(report.Findings, func(f audit.Finding) bool {
		return f.Check == c.Want.Standing && f.Verdict == audit.Fail
	})
	if i < 0 || report.Findings[i].Fix != c.Want.Fix {
		t.Errorf("%s doesn't fail with the fix %s: %+v", c.Want.Standing, c.Want.Fix, report.Findings)
	}
}

// report judges the case as the program does: the symptom is recognised, then the org decides.
func (c *diagnosisCase) report(t *testing.T, catalogue *config.Catalogue) *audit.Report {
	t.Helper()
	org := checkCase{
		Snapshot: c.Snapshot,
		Jane:     c.Jane,
		Profile:  c.Profile,
		Refused:  c.Refused,
		App:      c.App,
		Host:     c.Host,
		FromIPs:  c.FromIPs,
		Policy:   c.Policy,
	}
	question := org.question(t)
	if c.Connector != "" {
		question.Connections[0].App = c.builtin(t, catalogue)
	}
	if c.Symptom != "" {
		question.Symptom = diagnose.Recognise(c.Symptom, checks.All(), []audit.App{question.Connections[0].App})
		question.Symptom.At = c.SymptomAt
	}
	return audit.Evaluate(org.snapshot(t), org.policy(t), question, checks.All())
}

// builtin is the app of a built-in connector, with the case's patch.
func (c *diagnosisCase) builtin(t *testing.T, catalogue *config.Catalogue) audit.App {
	t.Helper()
	connector, ok := catalogue.Get(c.Connector)
	if !ok {
		t.Fatalf("there is no connector %s", c.Connector)
	}
	var plain map[string]any
	var app audit.App
	decode(t, connector.App, &plain)
	decode(t, merge(plain, c.App), &app)
	return app
}

// documentedRows is rows.yaml: the rows of the documents, in their order.
type documentedRows struct {
	Sections []struct {
		Title string `json:"title"`
		Rows  []struct {
			ID        string `json:"id"`
			Sees      string `json:"sees"`      // what is seen, where the ID doesn't say it
			Ambiguous bool   `json:"ambiguous"` // one symptom with several causes
		} `json:"rows"`
	} `json:"sections"`
}

func rowsOfDocuments(t *testing.T) documentedRows {
	t.Helper()
	file := diagnosisFolder + "/rows.yaml"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out documentedRows
	if err := config.Decode(file, data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEveryDocumentedRowHasACase(t *testing.T) {
	cases, said, listed := map[string]int{}, map[string]bool{}, 0
	for _, c := range diagnosisCases(t) {
		cases[c.Row]++
		said[c.Row] = said[c.Row] || len(c.Want.Causes) > 0 || c.Want.Standing != "" || c.Why != ""
	}
	for _, section := range rowsOfDocuments(t).Sections {
		for _, row := range section.Rows {
			listed++
			if cases[row.ID] == 0 {
				t.Errorf("%s has no case", row.ID)
			}
			if !said[row.ID] {
				t.Errorf("%s has no cause, and no case says why no org can show one", row.ID)
			}
			delete(cases, row.ID)
		}
	}
	for id := range cases {
		t.Errorf("%s has cases and is not in rows.yaml", id)
	}
	if listed < 142 {
		t.Errorf("only %d rows are listed", listed)
	}
}

// One symptom with different orgs has different causes, and none in an org that is clean.
func TestTheOrgDecides(t *testing.T) {
	ambiguous, seen := 0, map[string]map[string]bool{}
	for _, c := range diagnosisCases(t) {
		if c.Differs != nil {
			continue
		}
		key := c.Row + "\n" + c.Symptom
		if seen[key] == nil {
			seen[key] = map[string]bool{}
		}
		seen[key][c.Want.Verdict+" "+strings.Join(c.Want.Causes, " ")] = true
	}
	for _, section := range rowsOfDocuments(t).Sections {
		for _, row := range section.Rows {
			if !row.Ambiguous {
				continue
			}
			ambiguous++
			decided := false
			for key, outcomes := range seen {
				decided = decided ||
					strings.HasPrefix(key, row.ID+"\n") && outcomes[audit.OrgClean+" "] && len(outcomes) >= 3
			}
			if !decided {
				t.Errorf("%s: no symptom has two causes and a clean org", row.ID)
			}
		}
	}
	if ambiguous < 6 {
		t.Errorf("only %d rows are ambiguous", ambiguous)
	}
}
