package checks_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/config"
	"orgaudit/connectors"
)

// Over all cases: what a report says in English is what its words say, and a saved report says the same in another
// language as one that was never saved.
func TestWordsSayTheMessages(t *testing.T) {
	korean, missing := catalogue(t), map[string]string{}
	for name, report := range caseReports(t) {
		data, err := json.Marshal(report)
		if err != nil {
			t.Fatal(err)
		}
		var saved audit.Report
		if err := json.Unmarshal(data, &saved); err != nil {
			t.Fatal(err)
		}
		for i, f := range report.Findings {
			if f.Message != "" && f.Words == nil || f.Words.String() != f.Message {
				t.Errorf("%s: %s: the words say %q, the message %q", name, f.Check, f.Words, f.Message)
			}
			if diff := cmp.Diff(f.Words, saved.Findings[i].Words); diff != "" {
				t.Errorf("%s: %s: saved and read again:\n%s", name, f.Check, diff)
			}
			for _, e := range f.Evidence {
				if e.Words != nil && e.Words.String() != e.Value {
					t.Errorf("%s: %s: the words of the evidence say %q, its value %q", name, f.Check, e.Words, e.Value)
				}
			}
		}
		for _, c := range report.Connections {
			for _, g := range c.Grants {
				if g.Words.String() != g.Stopped {
					t.Errorf("%s: %s %s: the words say %q, not %q", name, g.Via, g.Name, g.Words, g.Stopped)
				}
			}
		}
		if d := report.Diagnosis; d != nil && d.Words.String() != d.Note {
			t.Errorf("%s: the words of the note say %q, not %q", name, d.Words, d.Note)
		}
		for _, r := range report.Refused {
			if r.Words.String() != r.Reason {
				t.Errorf("%s: the words of %s say %q, not %q", name, r.Part, r.Words, r.Reason)
			}
		}
		for _, w := range report.Waivers {
			if w.Words.String() != w.Note {
				t.Errorf("%s: the words of the waiver's note say %q, not %q", name, w.Words, w.Note)
			}
		}
		for _, fix := range report.Steps {
			id := fix.Key
			if diff := cmp.Diff(fix, fix.In(nil)); diff != "" {
				t.Errorf("%s: the words of %s say something else:\n%s", name, id, diff)
			}
			templates := strings.Join(append(fix.Words.Steps, fix.Words.Title, fix.Words.Risk, fix.Words.Reach), " ")
			for _, place := range places.FindAllStringSubmatch(templates, -1) {
				if _, ok := fix.Words.Names[place[1]]; !ok {
					t.Errorf("%s: %s has no name for %s", name, id, place[0])
				}
			}
		}
		eachPhrase(report, func(text string) {
			// by Salesforce
			given := slices.ContainsFunc(report.Refused, func(r audit.RefusedPart) bool { return r.Reason == text })
			if _, ok := korean[text]; !ok && !given &&
				strings.ContainsFunc(strings.NewReplacer("%s", "", "%d", "", "%q", "").Replace(text),
					unicode.IsLetter) {
				missing[text] = name
			}
		})
	}
	for text, name := range missing {
		t.Errorf("report/lang/ko has no %q, which is said in %s", text, name)
	}
}

var places = regexp.MustCompile(`{(\w+)}`)

// eachPhrase visits the templates that a report was said with.
func eachPhrase(r *audit.Report, visit func(text string)) {
	var walk func(words audit.Words)
	walk = func(words audit.Words) {
		for _, p := range words {
			visit(p.Text)
			for _, a := range p.Args {
				walk(a.Words)
			}
		}
	}
	for _, f := range r.Findings {
		walk(f.Words)
		for _, e := range f.Evidence {
			walk(e.Words)
		}
	}
	for _, c := range r.Connections {
		for _, g := range c.Grants {
			walk(g.Words)
		}
	}
	if r.Diagnosis != nil {
		walk(r.Diagnosis.Words)
	}
	for _, w := range r.Waivers {
		walk(w.Words)
	}
	for _, fix := range r.Steps {
		for _, name := range fix.Words.Names {
			walk(name.Words)
		}
	}
}

// catalogue is everything that is said in Korean.
func catalogue(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir("../report/lang/ko", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return json.Unmarshal(data, &all)
	})
	if err != nil || len(all) == 0 {
		t.Fatal(len(all), err)
	}
	return all
}

// caseReports judges every case of testdata, by file and name.
func caseReports(t *testing.T) map[string]*audit.Report {
	t.Helper()
	out := map[string]*audit.Report{}
	catalogue, err := config.Connectors(connectors.Files, ids())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range diagnosisCases(t) {
		out[c.name] = c.report(t, catalogue)
	}
	for _, folder := range []string{"testdata/*.txtar", "testdata/facts/*.txtar"} {
		files, err := filepath.Glob(folder)
		if err != nil || len(files) == 0 {
			t.Fatal(folder, files, err)
		}
		for _, file := range files {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, section := range archive.Files {
				var c factCase // it has the keys of a checkCase too
				if err := config.Decode(file, section.Data, &c); err != nil {
					t.Fatal(err)
				}
				out[file+"/"+section.Name] = audit.Evaluate(c.snapshot(t), c.policy(t), c.question(t), checks.All())
			}
		}
	}
	return out
}
