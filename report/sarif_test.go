package report_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"orgaudit/audit"
	"orgaudit/internal/testtool"
	"orgaudit/report"
)

// sarifLog is what the tests look at in a SARIF file.
type sarifLog struct {
	whole any
	Runs  []struct {
		Tool struct {
			Driver struct {
				Version string
				Rules   []struct {
					ID, HelpURI string
					Help        struct{ Text, Markdown string }
					Default     struct{ Level string } `json:"defaultConfiguration"`
					Properties  struct {
						Tags     []string
						Severity string `json:"security-severity"`
					}
				}
			}
		}
		Invocations []struct {
			Successful    bool                                      `json:"executionSuccessful"`
			Notifications []struct{ Message struct{ Text string } } `json:"toolExecutionNotifications"`
		}
		Automation struct{ ID string } `json:"automationDetails"`
		Results    []sarifResult
	}
}

type sarifResult struct {
	RuleID, Kind, Level string
	RuleIndex           int
	Message             struct{ Text string }
	Locations           []struct {
		Physical struct {
			Artifact struct{ URI string } `json:"artifactLocation"`
			Region   struct{ StartLine int }
		} `json:"physicalLocation"`
		Logical []struct{ Name, Kind string } `json:"logicalLocations"`
	}
	Fingerprints map[string]string `json:"partialFingerprints"`
	Suppressions []struct{ Kind, Justification string }
}

func (r sarifResult) place() string {
	at := r.Locations[0]
	said := fmt.Sprintf("%s:%d", at.Physical.Artifact.URI, at.Physical.Region.StartLine)
	for _, l := range at.Logical {
		said += " " + l.Kind + " " + l.Name
	}
	return said
}

func decoded(t *testing.T, text string) sarifLog {
	t.Helper()
	var log sarifLog
	if err := json.Unmarshal([]byte(text), &log); err != nil {
		t.Fatalf("%v in %.300s", err, text)
	}
	whole, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	log.whole = whole
	return log
}

var compiledSARIF = sync.OnceValues(func() (*jsonschema.Schema, error) {
	return jsonschema.NewCompiler().Compile(filepath.Join("testdata", "sarif-2.1.0.schema.json"))
})

func sarifSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	schema, err := compiledSARIF()
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func TestSARIFSchema(t *testing.T) {
	for name, r := range fixtures() {
		if err := sarifSchema(t).Validate(decoded(t, written(t, "sarif", r, report.Options{})).whole); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	broken := decoded(t, strings.Replace(written(t, "sarif", blocked(), report.Options{}), `"kind": "fail"`,
		`"kind": "bad"`, 1))
	if sarifSchema(t).Validate(broken.whole) == nil {
		t.Error("the schema takes anything")
	}
}

// Results say what, how bad, where and for whom.
func TestSARIFResults(t *testing.T) {
	r := policyOnly()
	r.Findings = append(r.Findings, audit.Finding{
		Fingerprint: "f", Check: "bypass-holders", Subject: user("jane@acme.example"), Verdict: audit.Unknown,
		Severity: audit.Medium, Message: "could not be read",
	})
	got := map[string]sarifResult{}
	log := decoded(t, written(t, "sarif", r, report.Options{}))
	for _, result := range log.Runs[0].Results {
		got[result.RuleID+" "+result.Locations[0].Logical[0].Name] = result
		if id := log.Runs[0].Tool.Driver.Rules[result.RuleIndex].ID; id != result.RuleID {
			t.Errorf("the rule of %s is %s", result.RuleID, id)
		}
		if result.Fingerprints["primaryLocationLineHash"] == "" || result.Fingerprints["orgaudit/v1"] == "" {
			t.Errorf("%s has the fingerprints %v", result.RuleID, result.Fingerprints)
		}
	}
	for name, want := range map[string]string{
		"profile-api-policy Read Only": "fail error orgaudit.yaml:9 profile Read Only",
		"profile-api-policy Contract Temp": "fail error orgaudit.yaml:1 profile Contract Temp external migration, " +
			"ticket 4711",
		"unknown-app Mystery Mailer":       "fail note orgaudit.yaml:14 app Mystery Mailer",
		"bypass-holders jane@acme.example": "open none orgaudit.yaml:1 user jane@acme.example",
	} {
		result := got[name]
		if result.Locations == nil {
			t.Errorf("no result %s", name)
			continue
		}
		said := result.Kind + " " + result.Level + " " + result.place()
		for _, s := range result.Suppressions {
			said += " " + s.Kind + " " + s.Justification
		}
		if said != want {
			t.Errorf("%s: got %q, want %q", name, said, want)
		}
	}
	if len(got) != 4 {
		t.Errorf("%d results: a pass is none", len(got))
	}
}

// Without a policy a failed gate stands at its connector.
func TestSARIFPlaces(t *testing.T) {
	r := blocked()
	place := func() string { return decoded(t, written(t, "sarif", r, report.Options{})).Runs[0].Results[0].place() }
	if got := place(); got != "orgaudit.yaml:1 app "+sia {
		t.Errorf("without a connector: %s", got)
	}
	r.Connections[0].App.Connector = "marketo sync"
	r.Findings[1].Subject = audit.Subject{Kind: audit.SubjectConnection, Name: "jane@acme.example > " + sia}
	if got := place(); got != "connectors/marketo%20sync.yaml:1 user jane@acme.example app "+sia {
		t.Errorf("with a connector: %s", got)
	}
	for file, want := range map[string]string{
		"policies/orgaudit.yaml": "policies/orgaudit.yaml", "./orgaudit.yaml": "orgaudit.yaml",
		`policies\a b.yaml`:        "policies/a%20b.yaml",
		"/home/jane/orgaudit.yaml": "orgaudit.yaml", "../elsewhere/p.yaml": "p.yaml", `C:\jane\p.yaml`: "p.yaml",
		"javascript:x": "javascript%3Ax",
	} {
		r.Findings[1].Rule = &audit.Rule{File: file, Line: 7}
		if got := place(); !strings.HasPrefix(got, want+":7 ") {
			t.Errorf("%s is at %s, want %s", file, got, want)
		}
	}
}

// What a rule says stays within what GitHub shows, and leads to the page that documents the fix.
func TestSARIFRules(t *testing.T) {
	log := decoded(t, written(t, "sarif", everything(), report.Options{}))
	for _, rule := range log.Runs[0].Tool.Driver.Rules {
		if rule.Help.Text == "" || rule.Help.Markdown == "" || len(rule.Properties.Tags) > 10 ||
			!slices.Contains(rule.Properties.Tags, "security") {
			t.Errorf("%+v", rule)
		}
		if rule.ID == "app-blocked" &&
			(rule.HelpURI != unblock().Source.URL || rule.Default.Level != "error" ||
				rule.Properties.Severity != "9.5" || !strings.Contains(rule.Help.Markdown, "3. Press Unblock.")) {
			t.Errorf("%+v", rule)
		}
	}
	if v := log.Runs[0].Tool.Driver.Version; !regexp.MustCompile(`^\d`).MatchString(v) {
		t.Errorf("version %q", v)
	}
	if id := log.Runs[0].Automation.ID; id != "orgaudit/00D000000000001AAA/" {
		t.Errorf("category %q", id)
	}
	reasons := map[string]bool{} // parts that share one are said together
	for _, part := range everything().Refused {
		reasons[part.Reason] = true
	}
	if i := log.Runs[0].Invocations[0]; i.Successful || len(i.Notifications) != 1+len(reasons) {
		t.Errorf("%+v", i)
	}
}

// GitHub refuses a run of more than 25,000 results: the least are left out, and the log says so.
func TestSARIFLimits(t *testing.T) {
	r := fixture()
	for i := range 25_010 {
		severity := audit.Low
		if i >= 25_000 {
			severity = audit.Critical
		}
		r.Findings = append(r.Findings, audit.Finding{
			Fingerprint: fmt.Sprint(i), Check: "unknown-app", Subject: app(fmt.Sprint("App ", i)),
			Verdict: audit.Fail, Severity: severity, Message: strings.Repeat("long ", 1000),
		})
	}
	run := decoded(t, written(t, "sarif", r, report.Options{})).Runs[0]
	if len(run.Results) != 25_000 || run.Results[0].Level != "error" || run.Results[10].Level != "note" {
		t.Errorf("%d results, the first %s", len(run.Results), run.Results[0].Level)
	}
	if n := run.Invocations[0].Notifications; len(n) != 1 ||
		!strings.Contains(n[0].Message.Text, "10 results are left out") {
		t.Errorf("%+v", n)
	}
	if n := len([]rune(run.Results[0].Message.Text)); n > 1000 {
		t.Errorf("a message of %d characters", n)
	}
}

// The validator of those who made the format finds nothing, by its own rules and by those of GitHub's code scanning. It
// asks for the address of a page about the program, of which there is none.
func TestSARIFMultitool(t *testing.T) {
	tool := filepath.Join(testtool.NPM(t), "@microsoft", "sarif-multitool-linux", "Sarif.Multitool")
	if _, err := os.Stat(tool); err != nil {
		t.Skip("the validator runs on Linux only")
	}
	dir := t.TempDir()
	args := []string{"validate"}
	all := fixtures()
	all["everything"] = everything()
	for name, r := range all {
		file := filepath.Join(dir, name+".sarif")
		if err := os.WriteFile(file, []byte(written(t, "sarif", r, report.Options{})), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	cmd := exec.CommandContext(t.Context(), tool, append(args, "--rule-kind", "Sarif;Ghas")...)
	cmd.Env = append(os.Environ(), "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1")
	said, err := cmd.CombinedOutput()
	if err != nil || !bytes.Contains(said, []byte("Analysis completed successfully")) {
		t.Fatalf("%v\n%s", err, said)
	}
	for line := range strings.Lines(string(said)) {
		if regexp.MustCompile(`: (error|warning) `).MatchString(line) && !strings.Contains(line, "SARIF2005") {
			t.Error(line)
		}
	}
}
