package report_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"testing"

	"orgaudit/audit"
	"orgaudit/report"
)

// large is a report of as many findings as the audit of a large org gives: 300 connections, and the rest against the
// policy.
func large(findings int) *audit.Report {
	r := fixture()
	r.Policy = &audit.ReportPolicy{File: "orgaudit.yaml", SHA256: "feedfacefeedfacefeedface"}
	for i := range 300 {
		name := fmt.Sprintf("user%03d@acme.example", i)
		connection(r, name, sia)
		gate(r, blockedBy("Acme"))
		gate(r, audit.Finding{Check: "user-state", Subject: user(name), Verdict: audit.Unknown,
			Missing: []audit.Part{audit.PartUsers}, Message: name + " could not be read"})
	}
	for i := len(r.Findings); i < findings; i++ {
		f := audit.Finding{
			Fingerprint: fmt.Sprintf("%016x", i), Check: "profile-api-policy",
			Subject: audit.Subject{Kind: audit.SubjectProfile, Name: fmt.Sprint("Profile ", i),
				ID: "00e000000000001AAA"},
			Verdict: audit.Fail, Severity: audit.High, Want: "API Enabled off", Got: "API Enabled on",
			Message: fmt.Sprintf("the profile Profile %d has API Enabled and must not", i),
			Evidence: []audit.Evidence{{Source: "SELECT Id, Name, PermissionsApiEnabled FROM Profile",
				Value: "PermissionsApiEnabled = true", At: taken}},
			Rule: &audit.Rule{File: "orgaudit.yaml", Line: 9}, Fix: fixUnblock,
		}
		if i%5 == 0 {
			f.Verdict = audit.Pass
		}
		r.Findings = append(r.Findings, f)
	}
	named(r, fixUnblock, unblock())
	for _, f := range r.Findings {
		r.Checks[f.Check] = audit.CheckText{Fails: "Failure of " + f.Check, Why: "Why it matters"}
	}
	return r
}

func benchmark(b *testing.B, format string) {
	r := large(5000)
	b.ReportAllocs()
	for b.Loop() {
		if err := report.Write(io.Discard, format, r, report.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkJSON(b *testing.B)     { benchmark(b, "json") }
func BenchmarkMarkdown(b *testing.B) { benchmark(b, "markdown") }
func BenchmarkSARIF(b *testing.B)    { benchmark(b, "sarif") }
func BenchmarkJUnit(b *testing.B)    { benchmark(b, "junit") }
func BenchmarkCSV(b *testing.B)      { benchmark(b, "csv") }

// The file is what encoding/json makes of the whole report.
func TestJSONBytes(t *testing.T) {
	all := fixtures()
	all["large"] = large(500)
	delete(all, "hostile") // what could steer a terminal is escaped
	for name, r := range all {
		var want bytes.Buffer
		e := json.NewEncoder(&want)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(r); err != nil {
			t.Fatal(err)
		}
		if got := written(t, "json", r, report.Options{}); got != want.String() {
			t.Errorf("%s: %d bytes, want %d", name, len(got), want.Len())
		}
	}
	r := fixture()
	r.Findings = nil
	if got := written(t, "json", r, report.Options{}); !json.Valid([]byte(got)) {
		t.Errorf("without findings: %s", got)
	}
}

// chunks notes how much was written at once.
type chunks struct{ most int }

func (c *chunks) Write(p []byte) (int, error) {
	c.most = max(c.most, len(p))
	return len(p), nil
}

// Thousands of findings are never one text in memory.
func TestStreams(t *testing.T) {
	r := large(5000)
	for _, format := range []string{"json", "sarif", "csv", "junit", "markdown"} {
		var c chunks
		if err := report.Write(&c, format, r, report.Options{Verbose: true}); err != nil {
			t.Fatal(err)
		}
		if c.most > 200_000 {
			t.Errorf("%s: %d bytes at once", format, c.most)
		}
	}
}
