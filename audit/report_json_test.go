package audit_test

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"orgaudit/audit"
)

const (
	written1 = "../cmd/orgaudit/testdata/schema-1/several-causes.json"
	written2 = "../cmd/orgaudit/testdata/formats/several-causes.json"
)

// object is a JSON report that a test may change.
type object = map[string]any

func writtenReport(t testing.TB, file string) object {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	out := object{}
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// first is the first object of a list of a report.
func first(o object, list string) object { return o[list].([]any)[0].(object) }

// A report from anybody is held to the words that there are, and a connection to its findings.
func TestReadRefuses(t *testing.T) {
	tests := []struct {
		name   string
		change func(object)
		want   string
	}{
		{"a verdict", func(o object) { first(o, "findings")["verdict"] = "passed" },
			`findings[0].verdict is "passed": it must be pass, fail, unknown, waived or moot`},
		{"no verdict", func(o object) { delete(first(o, "findings"), "verdict") }, "findings[0].verdict is missing"},
		{"a severity", func(o object) { first(o, "findings")["severity"] = "harmless" },
			`findings[0].severity is "harmless": it must be critical, high, medium, low or info`},
		{"a connection's verdict", func(o object) { first(o, "connections")["verdict"] = "fine" },
			`connections[0].verdict is "fine": it must be ready, not_ready or unknown`},
		{"a threshold", func(o object) { o["fail_on"] = "never" }, `fail_on is "never": it must be critical`},
		{"no threshold", func(o object) { delete(o, "fail_on") }, "fail_on is missing"},
		{"ready against its findings", func(o object) { first(o, "connections")["verdict"] = "ready" },
			`connections[0].verdict is "ready", and by its findings it must be "not_ready"`},
		{"ready for no reason", func(o object) {
			first(o, "connections")["verdict"], first(o, "connections")["findings"] = "ready", []any{}
		}, `connections[0].verdict is "ready", and by its findings it must be "unknown"`},
		{"a finding that isn't there", func(o object) { first(o, "connections")["findings"] = []any{"0000"} },
			`connections[0].findings[0] is "0000", and there is no such finding`},
		{"two of one fingerprint", func(o object) {
			o["findings"] = append(o["findings"].([]any), first(o, "findings"))
		}, ".fingerprint is that of findings[0] too"},
		{"a diagnosis", func(o object) { o["diagnosis"] = object{"verdict": "maybe"} },
			`diagnosis.verdict is "maybe": it must be explained, org_clean or unknown`},
		{"a waiver", func(o object) { o["waivers"] = []any{object{"status": "fine"}} }, `waivers[0].status is "fine"`},
	}
	for _, file := range []string{written1, written2} {
		for _, tt := range tests {
			o := writtenReport(t, file)
			tt.change(o)
			text, err := json.Marshal(o)
			if err != nil {
				t.Fatal(err)
			}
			err = json.Unmarshal(text, &audit.Report{})
			if _, ok := errors.AsType[*audit.ReportError](err); !ok || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%s: %s: got %v, want %q", file, tt.name, err, tt.want)
			}
		}
	}
}

// Of a key that is there twice another reader may take the other one.
func TestReadRefusesKeysThatAreThereTwice(t *testing.T) {
	for _, file := range []string{written1, written2} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, again := range []string{`"verdict": "pass", "verdict"`, `"Verdict": "pass", "verdict"`} {
			at := strings.LastIndex(string(text), `"verdict"`)
			twice := string(text[:at]) + again + string(text[at+len(`"verdict"`):])
			err = json.Unmarshal([]byte(twice), &audit.Report{})
			if err == nil || !strings.HasSuffix(err.Error(), "].verdict is there twice") {
				t.Errorf("%s: %s: got %v", file, again, err)
			}
		}
	}
}

// The answer in a file is what somebody wrote; what counts is worked out from what was found.
func TestReadTakesNoAnswer(t *testing.T) {
	o := writtenReport(t, written2)
	o["answer"].(object)["headline"], o["answer"].(object)["exit_code"] = "READY: all is well", 0
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	r := &audit.Report{}
	if err := json.Unmarshal(text, r); err != nil {
		t.Fatal(err)
	}
	if a := r.Answer(); a.ExitCode != 1 || strings.Contains(a.Headline, "all is well") {
		t.Errorf("got %d %q", a.ExitCode, a.Headline)
	}
}

// What is read without an error can be written and read again, and says the same.
func FuzzReadReport(f *testing.F) {
	const rest = `,"fail_on":"low","connections":[{"verdict":"not_ready","findings":["a"],"steps":["s"],"sign_in":`
	f.Add([]byte(`{"schema":1` + rest + `"web_server at h"}],"fixes":{"s":{"title":"S","effect":"e"}},"findings":` +
		`[{"fingerprint":"a","verdict":"fail","severity":"low","fix":"s","subject":{"kind":"app","name":"A"}}]}`))
	f.Add([]byte(`{"schema":2` + rest + `{"flow":"web_server"}}],"steps":[{"key":"s"}],"sources":["q"],"findings":` +
		`[{"fingerprint":"a","verdict":"fail","severity":"low","evidence":[{"source":0,"words":[{"text":"%s"}]}]}]}`))
	f.Add([]byte(`{"schema":1,"fail_on":"low","findings":[{}],"connections":[null]}`))
	f.Add([]byte(`{"schema":2,"fail_on":"low","findings":[{"evidence":[{"source":9}]}],"sources":null}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		r := &audit.Report{}
		if json.Unmarshal(text, r) != nil || r.Findings == nil {
			return
		}
		again := &audit.Report{}
		written, err := json.Marshal(r)
		if err == nil {
			err = json.Unmarshal(written, again)
		}
		if err != nil {
			t.Fatalf("what was read can't be read again: %v", err)
		}
		if a, b := r.Answer(), again.Answer(); a.Headline != b.Headline || a.ExitCode != b.ExitCode {
			t.Errorf("%+v, and again %+v", a, b)
		}
	})
}
