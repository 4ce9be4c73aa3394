package checks_test

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/config"
)

// TestCompareLaws holds the comparison of reports to its laws, between the reports of neighbouring cases: a report and
// itself differ in nothing, the order of rows decides nothing, and what appears in one direction goes in the other.
func TestCompareLaws(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	var last *audit.Report
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, section := range archive.Files {
			var c checkCase
			if err := config.Decode(file, section.Data, &c); err != nil {
				t.Fatal(err)
			}
			s, policy, question := c.snapshot(t), c.policy(t), c.question(t)
			now := audit.Evaluate(s, policy, question, checks.All())
			mixed := audit.Evaluate(shuffle(t, s, 7), policy, question, checks.All())
			name := filepath.Base(file) + "/" + section.Name
			if d := audit.Compare(now, mixed); !d.Empty() || d.Worse {
				t.Errorf("%s: a report differs from itself: %+v %+v", name, d.Connections, d.Findings)
			}
			if last != nil {
				opposite(t, name, audit.Compare(last, now), audit.Compare(now, last))
				if diff := cmp.Diff(changes(audit.Compare(last, now)),
					changes(audit.Compare(last, mixed))); diff != "" {
					t.Errorf("%s: the order of rows matters: %s", name, diff)
				}
			}
			last = now
		}
	}
}

// change is a change apart from its words.
type change struct {
	Kind          audit.Change
	About         string
	Before, After string
}

func changes(d *audit.Diff) []change {
	var out []change
	for _, f := range d.Findings {
		c := change{Kind: f.Change}
		if f.Before != nil {
			c.About, c.Before = f.Before.Fingerprint, string(f.Before.Verdict)
		}
		if f.After != nil {
			c.About, c.After = max(c.About, f.After.Fingerprint), string(f.After.Verdict)
		}
		out = append(out, c)
	}
	for _, f := range d.Connections {
		c := change{Kind: f.Change}
		if f.Before != nil {
			c.About, c.Before = f.Before.User+f.Before.App.Name, string(f.Before.Verdict)
		}
		if f.After != nil {
			c.About, c.After = f.After.User+f.After.App.Name, string(f.After.Verdict)
		}
		out = append(out, c)
	}
	for _, r := range d.Refused {
		out = append(out, change{Kind: r.Change, About: string(r.Part)})
	}
	return out
}

// opposite holds one direction of a comparison against the other.
func opposite(t *testing.T, name string, there, back *audit.Diff) {
	t.Helper()
	turned := slices.Clone(changes(back))
	for i, c := range turned {
		turned[i].Kind = map[audit.Change]audit.Change{
			audit.Appeared: audit.Gone, audit.Gone: audit.Appeared, audit.Changed: audit.Changed,
		}[c.Kind]
		turned[i].Before, turned[i].After = c.After, c.Before
	}
	if diff := cmp.Diff(changes(there), turned); diff != "" {
		t.Errorf("%s: the two directions disagree: %s", name, diff)
	}
	if there.Unchanged != back.Unchanged {
		t.Errorf("%s: unchanged %+v and %+v", name, there.Unchanged, back.Unchanged)
	}
}
