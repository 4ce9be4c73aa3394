package checks_test

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/config"
)

// TestReads holds what each check says that it looks into to what it does in all cases together.
func TestReads(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	looked := map[string][]audit.Part{}
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
			for id, parts := range audit.LookedInto(c.snapshot(t), c.policy(t), c.question(t), checks.All()) {
				looked[id] = append(looked[id], parts...)
			}
		}
	}
	for _, check := range checks.All() {
		var want []audit.Part
		for _, part := range audit.Parts() {
			if slices.Contains(looked[check.ID], part) {
				want = append(want, part)
			}
		}
		if !slices.Equal(check.Reads, want) {
			t.Errorf("%s looks into %q, and says %q", check.ID, want, check.Reads)
		}
	}
}
