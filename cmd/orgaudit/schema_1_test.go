package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"orgaudit/audit"
)

// A report of schema 1 gives the answer that the same scenario gives now, and compares with it without a change.
func TestSchema1(t *testing.T) {
	files, err := filepath.Glob("testdata/schema-1/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no reports of schema 1: %v", err)
	}
	read := func(file string) *audit.Report {
		r := &audit.Report{}
		text, err := os.ReadFile(file)
		if err == nil {
			err = json.Unmarshal(text, r)
		}
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		return r
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		old, now := read(file), read(filepath.Join("testdata/formats", name+".json"))
		a, b := old.Answer(), now.Answer()
		if a.Headline != b.Headline || a.ExitCode != b.ExitCode || a.Counts != b.Counts {
			t.Errorf("%s: the answer was %+v, and is %+v", name, a, b)
		}
		if old.Schema != audit.ReportSchema || len(old.Connections[0].Steps) != len(now.Connections[0].Steps) {
			t.Errorf("%s: schema %d, steps %q", name, old.Schema, old.Connections[0].Steps)
		}
		d := audit.Compare(old, now)
		if d.Worse || len(d.Connections) != 0 {
			t.Errorf("%s: %+v", name, d.Connections)
		}
		for _, f := range d.Findings { // what was found may be worded otherwise since
			if f.Before == nil || f.After == nil || f.Before.Verdict != f.After.Verdict {
				t.Errorf("%s: %s %+v", name, f.Change, f)
			}
		}
		held, err := now.Against(old, true)
		if err != nil || held.ExitCode() == 1 {
			t.Errorf("%s: as a baseline: %v", name, err)
		}
	}
}
