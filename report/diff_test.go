package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"orgaudit/audit"
	"orgaudit/report"
)

func saidDiff(t *testing.T, format string, d *audit.Diff, o report.Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.WriteDiff(&b, format, d, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// moved is a diff with everything that a diff can hold.
func moved() *audit.Diff {
	before, after := fixture(), fixture()
	after.TakenAt = taken.AddDate(0, 0, 7)
	before.Policy = &audit.ReportPolicy{File: "orgaudit.yaml", SHA256: "aa"}
	after.Policy = &audit.ReportPolicy{File: "orgaudit.yaml", SHA256: "bb"}
	connection(before, "jane@acme.example", sia)
	gate(before, audit.Finding{Check: "app-blocked", Subject: app(sia), Verdict: audit.Pass, Want: "not blocked",
		Got: "not blocked", Message: "no admin has blocked " + sia})
	gate(before, audit.Finding{Check: "login-hours", Subject: user("jane@acme.example"), Verdict: audit.Pass,
		Got: "none", Message: "there are no login hours"})
	connection(before, "lena@acme.example", sia)
	gate(before, audit.Finding{Check: "user-state", Subject: user("lena@acme.example"), Verdict: audit.Fail,
		Severity: audit.Critical, Got: "frozen", Message: "lena@acme.example is frozen"})
	gate(before, audit.Finding{Check: "api-access",
		Subject: audit.Subject{Kind: audit.SubjectConnection,
			Name: "lena > " + sia},
		Verdict: audit.Moot,
		Got:     "not judged",
		Message: "not judged: \"User state\" comes first"})

	connection(after, "jane@acme.example", sia)
	gate(after, blockedBy("Acme"))
	gate(after, audit.Finding{Check: "login-hours", Subject: user("jane@acme.example"), Verdict: audit.Pass,
		Got: "the whole week", Message: "they leave out nothing"})
	connection(after, "lena@acme.example", sia)
	gate(after, audit.Finding{Check: "user-state", Subject: user("lena@acme.example"), Verdict: audit.Pass,
		Severity: audit.Critical, Got: "active", Message: "lena@acme.example is active"})
	gate(after, audit.Finding{Check: "api-access", Subject: user("lena@acme.example"), Verdict: audit.Fail,
		Got: "off", Message: "API Enabled is off for lena@acme.example"})
	named(after, fixUnblock, unblock())

	standing := func(r *audit.Report, f audit.Finding) {
		f.Fingerprint, f.Rule = f.Check+"/"+f.Subject.Name, &audit.Rule{File: "orgaudit.yaml", Line: 7}
		r.Findings = append(r.Findings, f)
	}
	known := audit.Finding{Check: "unknown-app", Subject: app("Clay"), Verdict: audit.Fail, Severity: audit.Medium,
		Got: "2 approvals", Message: "Clay is in use"}
	standing(before, known)
	known.Got = "3 approvals"
	standing(after, known)
	before.Refused = []audit.RefusedPart{{Part: audit.PartLimits, Reason: "no"}}
	after.Refused = []audit.RefusedPart{{Part: audit.PartApprovals, Reason: "no",
		NeedsPermission: "Customize Application"}}
	after.Diagnosis = &audit.Diagnosis{Symptom: "OAUTH_APP_BLOCKED", Causes: []string{"app-blocked"},
		Verdict: audit.Explained}
	after.Failure = &audit.ReportFailure{Code: "REQUEST_LIMIT_EXCEEDED"}
	return audit.Compare(before, after)
}

func TestDiffGolden(t *testing.T) {
	for format, extension := range map[string]string{"text": "txt", "markdown": "md", "json": "json", "html": "html"} {
		golden(t, "diff."+extension, unframed(saidDiff(t, format, moved(), report.Options{})))
	}
	golden(t, "diff.ko.txt", saidDiff(t, "text", moved(), report.Options{Lang: "ko"}))
}

func TestDiffSaysWhatItCompares(t *testing.T) {
	d := audit.Compare(fixture(), fixture())
	for _, f := range report.DiffFormats() {
		if said := saidDiff(t, f.Name, d, report.Options{}); f.Name != "json" && !strings.Contains(said, "NO CHANGE") {
			t.Errorf("%s: %s", f.Name, said)
		}
	}
	if err := report.WriteDiff(io.Discard, "sarif", d, report.Options{}); err == nil ||
		!strings.Contains(err.Error(), "text or html or markdown or json") {
		t.Errorf("error %v", err)
	}
	for _, f := range report.DiffFormats() {
		if err := report.WriteDiff(broken{}, f.Name, d, report.Options{}); err == nil {
			t.Errorf("%s: a failed write is no error", f.Name)
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// A name of an org forges no line, no markup and no command.
func TestDiffHostile(t *testing.T) {
	const hostile = "<script>alert(1)</script>\n::error::x\x1b[31m\u202e`|[x](javascript:y)&"
	before, after := fixture(), fixture()
	connection(before, hostile, hostile)
	gate(before, audit.Finding{Check: "app-blocked", Subject: app(hostile), Verdict: audit.Pass, Got: "ok",
		Message: hostile})
	connection(after, hostile, hostile)
	gate(after, audit.Finding{Check: "app-blocked", Subject: app(hostile), Verdict: audit.Fail, Got: hostile,
		Message: hostile, Rule: &audit.Rule{File: "orgaudit.yaml", Line: 1}})
	after.Org.Name = hostile
	after.Diagnosis = &audit.Diagnosis{Symptom: hostile, Verdict: audit.Undecided}
	after.Failure = &audit.ReportFailure{Code: hostile}
	after.Refused = []audit.RefusedPart{{Part: audit.Part(hostile), NeedsPermission: hostile}}
	d := audit.Compare(before, after)
	for _, f := range report.DiffFormats() {
		said := saidDiff(t, f.Name, d, report.Options{Color: false})
		if strings.ContainsAny(said, "\x1b\u202e") || strings.Contains(said, "\n::error") {
			t.Errorf("%s steers a terminal or a build server:\n%s", f.Name, said)
		}
		switch f.Name {
		case "html":
			if strings.Contains(said, "<script") {
				t.Errorf("html: markup of a name:\n%s", said)
			}
			decoder := xml.NewDecoder(strings.NewReader(strings.NewReplacer("<!doctype html>", "",
				`<meta charset="utf-8">`, "").Replace(said)))
			decoder.Strict, decoder.AutoClose, decoder.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
			for {
				if _, err := decoder.Token(); err == io.EOF {
					break
				} else if err != nil {
					t.Fatalf("html: %v", err)
				}
			}
		case "markdown":
			if strings.Contains(said, "<script") || strings.Contains(said, "[x](") {
				t.Errorf("markdown: markup of a name:\n%s", said)
			}
		case "json":
			var back audit.Diff
			if err := json.Unmarshal([]byte(said), &back); err != nil || back.Connections[0].After.User != hostile {
				t.Errorf("json: %v, %+v", err, back.Connections)
			}
		}
	}
}
