package history_test

import (
	"encoding/json"
	"os"
	"testing"

	"orgaudit/audit"
	"orgaudit/internal/history"
)

// A run of schema 1 is followed by one of this schema: what was known by its old fingerprint is not told as new.
func TestSchema1Run(t *testing.T) {
	read := func(file string, n int) *audit.Report {
		text, err := os.ReadFile("../../cmd/orgaudit/testdata/" + file)
		if err != nil {
			t.Fatal(err)
		}
		r := &audit.Report{}
		if err := json.Unmarshal(text, r); err != nil {
			t.Fatal(err)
		}
		r.TakenAt = day(n)
		return r
	}
	both(t, func(t *testing.T, open func(history.Options) *history.Store) {
		s := open(history.Options{})
		first := save(t, s, 0, read("schema-1/several-causes.json", 0))
		if said(first.Changes) == "" {
			t.Fatal("the first run tells nothing")
		}
		if got := said(save(t, s, 1, read("formats/several-causes.json", 1)).Changes); got != "" {
			t.Errorf("changes %q", got)
		}
	})
}
