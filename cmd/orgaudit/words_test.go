package main

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"orgaudit/audit"
	"orgaudit/internal/app"
	"orgaudit/internal/simorg"
)

// The saved report of every scenario says by its words what it says in English.
func TestScenariosSayTheirMessages(t *testing.T) {
	for _, name := range simorg.Names() {
		var out bytes.Buffer
		p := &app.Program{
			Stdin: strings.NewReader(""), Stdout: &out, Stderr: io.Discard,
			Getenv: func(string) string { return "" }, Now: time.Now,
		}
		if code := run(t.Context(), p, []string{"demo", name, "--format", "json"}); code > 3 || out.Len() == 0 {
			t.Fatalf("%s: exit code %d", name, code)
		}
		var r audit.Report
		if err := json.Unmarshal(out.Bytes(), &r); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, f := range r.Findings {
			if f.Words == nil || f.Words.String() != f.Message {
				t.Errorf("%s: %s: the words say %q, the message %q", name, f.Check, f.Words, f.Message)
			}
			for _, e := range f.Evidence {
				if e.Past() && e.Source != audit.SourceAuditTrail && e.Words.String() != e.Value {
					t.Errorf("%s: %s: the words of the evidence say %q, its value %q", name, f.Check, e.Words, e.Value)
				}
			}
		}
		for _, fix := range r.Steps {
			id := fix.Key
			if diff := cmp.Diff(fix, fix.In(nil)); diff != "" || fix.Words.Title == "" {
				t.Errorf("%s: the words of %s say something else:\n%s", name, id, diff)
			}
		}
	}
}
