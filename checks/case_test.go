package checks_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/config"
	"orgaudit/connectors"
)

// Each check has testdata/<check ID>.txtar: cases in YAML, the file name of a section is what the case shows. A case
// changes the clean org of testdata/base.yaml by a JSON merge patch (null removes, lists replace) and says what the
// check answers about it.
type checkCase struct {
	Snapshot map[string]any `json:"snapshot"` // merge patch
	Jane     map[string]any `json:"jane"`     // merge patch of the one user of the base
	Profile  map[string]any `json:"profile"`  // merge patch of her profile, Marketing User
	Group    map[string]any `json:"group"`    // merge patch of the permission set group Sales Group
	Refused  []audit.Part   `json:"refused"`  // parts that could not be read
	App      map[string]any `json:"app"`      // merge patch of the app that is asked about
	User     string         `json:"user"`     // default jane@acme.example
	Host     string         `json:"login_host"`
	FromIPs  []string       `json:"from_ips"` // as --from-ip gives them
	Symptom  *audit.Symptom `json:"symptom"`
	Policy   string         `json:"policy"` // a policy file
	// Want is the verdict of the check: pass, fail, unknown, moot, or "n/a" where it doesn't apply.
	Want    string `json:"want"`
	Subject string `json:"subject"` // kind:name, where several findings of the check come
	Fix     string `json:"fix"`
	// OtherFixes are all further fixes, where given; [] for none.
	OtherFixes []string `json:"other_fixes"`
	Severity   string   `json:"severity"`
	Says       string   `json:"says"`  // part of the message
	Lacks      string   `json:"lacks"` // no part of the message
	// Connection and Causes check the connection as a whole, where given.
	Connection audit.ConnectionVerdict `json:"connection"`
	Causes     []string                `json:"causes"`
	// Waivers are what became of each waiver of the policy: its status, and behind a colon part of its note.
	Waivers []string `json:"waivers"`
}

func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		id := strings.TrimSuffix(filepath.Base(file), ".txtar")
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, section := range archive.Files {
			t.Run(id+"/"+section.Name, func(t *testing.T) {
				var c checkCase
				if err := config.Decode(file, section.Data, &c); err != nil {
					t.Fatal(err)
				}
				c.run(t, id)
			})
		}
	}
}

func (c *checkCase) run(t *testing.T, id string) {
	report := audit.Evaluate(c.snapshot(t), c.policy(t), c.question(t), checks.All())
	var got []audit.Finding
	for _, f := range report.Findings {
		if f.Check == id && (c.Subject == "" || f.Subject.Kind+":"+f.Subject.Name == c.Subject) {
			got = append(got, f)
		}
	}
	if c.Want == "n/a" {
		if len(got) != 0 {
			t.Fatalf("the check doesn't apply, but said %s: %s", got[0].Verdict, got[0].Message)
		}
	} else {
		if len(got) != 1 {
			t.Fatalf("%d findings of %s, want one (give a subject where there are several): %+v", len(got), id, got)
		}
		c.compare(t, got[0])
	}
	c.compareWaivers(t, report)
	if c.Connection != "" && report.Connections[0].Verdict != c.Connection {
		t.Errorf("connection is %s, want %s; causes %v",
			report.Connections[0].Verdict, c.Connection, report.Connections[0].Causes)
	}
	if c.Causes != nil && !slices.Equal(report.Connections[0].Causes, c.Causes) {
		t.Errorf("causes %v, want %v", report.Connections[0].Causes, c.Causes)
	}
}

func (c *checkCase) compare(t *testing.T, f audit.Finding) {
	t.Helper()
	if string(f.Verdict) != c.Want {
		t.Errorf("verdict %s, want %s: %s", f.Verdict, c.Want, f.Message)
	}
	if c.Fix != "" && f.Fix != c.Fix {
		t.Errorf("fix %q, want %q", f.Fix, c.Fix)
	}
	if c.OtherFixes != nil && !slices.Equal(f.OtherFixes, c.OtherFixes) {
		t.Errorf("other fixes %q, want %q", f.OtherFixes, c.OtherFixes)
	}
	if c.Severity != "" && string(f.Severity) != c.Severity {
		t.Errorf("severity %s, want %s", f.Severity, c.Severity)
	}
	if !strings.Contains(f.Message, c.Says) {
		t.Errorf("message %q lacks %q", f.Message, c.Says)
	}
	if c.Lacks != "" && strings.Contains(f.Message, c.Lacks) {
		t.Errorf("message %q says %q", f.Message, c.Lacks)
	}
	if f.Message == "" || f.Want == "" || f.Got == "" {
		t.Errorf("a finding says nothing: %+v", f)
	}
}

func (c *checkCase) compareWaivers(t *testing.T, r *audit.Report) {
	t.Helper()
	if c.Waivers == nil {
		return
	}
	if len(r.Waivers) != len(c.Waivers) {
		t.Fatalf("%d waivers, want %d", len(r.Waivers), len(c.Waivers))
	}
	for i, want := range c.Waivers {
		status, note, _ := strings.Cut(want, ": ")
		if w := r.Waivers[i]; w.Status != status || !strings.Contains(w.Note, note) {
			t.Errorf("waiver %d is %s (%s), want %s", i+1, w.Status, w.Note, want)
		}
	}
}

func (c *checkCase) snapshot(t *testing.T) *audit.Snapshot {
	t.Helper()
	data, err := os.ReadFile("testdata/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var base map[string]any
	if err := config.Decode("base.yaml", data, &base); err != nil {
		t.Fatal(err)
	}
	patched := merge(base, c.Snapshot)
	patchFirst(patched, "users", c.Jane)
	patchFirst(patched, "profiles", c.Profile)
	patchFirst(patched, "permission_set_groups", c.Group)
	var s audit.Snapshot
	decode(t, patched, &s)
	for _, part := range c.Refused {
		if s.Refused == nil {
			s.Refused = map[audit.Part]audit.Refusal{}
		}
		s.Refused[part] = audit.Refusal{Reason: "refused in this case", NeedsPermission: part.NeededFor().Label}
	}
	return &s
}

func (c *checkCase) policy(t *testing.T) *audit.Policy {
	t.Helper()
	if c.Policy == "" {
		return nil
	}
	file := filepath.Join(t.TempDir(), "orgaudit.yaml")
	if err := os.WriteFile(file, []byte(c.Policy), 0o600); err != nil {
		t.Fatal(err)
	}
	catalogue, err := config.Connectors(connectors.Files, ids())
	if err != nil {
		t.Fatal(err)
	}
	p, err := config.LoadPolicy(file, catalogue, ids())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func ids() []string {
	var out []string
	for _, check := range checks.All() {
		out = append(out, check.ID)
	}
	return out
}

func (c *checkCase) question(t *testing.T) *audit.Question {
	t.Helper()
	var app audit.App
	decode(t, merge(map[string]any{
		"ask": "Sales Insight Actions", "name": "Sales Insight Actions", "connector": "marketo-sales-insight-actions",
		"aliases":  []any{"Sales Connect", "ToutApp"},
		"sign_ins": []any{map[string]any{"flow": audit.FlowWebServer, "login_host": "login.salesforce.com"}},
	}, c.App), &app)
	user := c.User
	if user == "" {
		user = "jane@acme.example"
	}
	return &audit.Question{
		Connections: []audit.Ask{{App: app, Usernames: []string{user}}},
		LoginHost:   c.Host,
		FromIPs:     c.FromIPs,
		Symptom:     c.Symptom,
		Tool:        "orgaudit test",
	}
}

// patchFirst merges a patch over the first row of a list of the snapshot.
func patchFirst(snapshot map[string]any, list string, patch map[string]any) {
	if patch == nil {
		return
	}
	rows := slices.Clone(snapshot[list].([]any))
	rows[0] = merge(rows[0], patch)
	snapshot[list] = rows
}

// decode reads plain data into the words of package audit; a key that they don't have fails the test.
func decode(t *testing.T, from, into any) {
	t.Helper()
	text, err := json.Marshal(from)
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		t.Fatal(err)
	}
}

// merge applies an RFC 7396 merge patch.
func merge(base any, patch map[string]any) map[string]any {
	out := map[string]any{}
	if m, ok := base.(map[string]any); ok {
		for k, v := range m {
			out[k] = v
		}
	}
	for k, v := range patch {
		switch v := v.(type) {
		case nil:
			delete(out, k)
		case map[string]any:
			out[k] = merge(out[k], v)
		default:
			out[k] = v
		}
	}
	return out
}

// TestEveryCheckHasCases holds each check to a case of every verdict that it can give.
func TestEveryCheckHasCases(t *testing.T) {
	for _, check := range checks.All() {
		archive, err := txtar.ParseFile("testdata/" + check.ID + ".txtar")
		if err != nil {
			t.Errorf("%s has no cases: %v", check.ID, err)
			continue
		}
		have := map[string]bool{}
		for _, section := range archive.Files {
			var c checkCase
			if err := config.Decode(check.ID, section.Data, &c); err == nil {
				have[c.Want] = true
			}
		}
		for _, want := range []string{"pass", "fail", "unknown"} {
			if want == "pass" && (check == checks.UnknownApp || check == checks.PolicyDriftNames) {
				want = "n/a" // these speak only of what is wrong
			}
			if want == "unknown" && check.PolicyOnly {
				want = "pass" // nothing is read that could be refused
			}
			if !have[want] {
				t.Errorf("%s has no case %q", check.ID, want)
			}
		}
	}
}

// TestBaseIsReady keeps the base of all cases clean: a case then shows what its patch does.
func TestBaseIsReady(t *testing.T) {
	c := checkCase{}
	report := audit.Evaluate(c.snapshot(t), nil, c.question(t), checks.All())
	if report.Connections[0].Verdict != audit.Ready || report.ExitCode() != 0 {
		t.Fatalf("verdict %s, causes %v", report.Connections[0].Verdict, report.Connections[0].Causes)
	}
	for _, f := range report.Findings {
		if f.Verdict != audit.Pass {
			t.Errorf("%s: %s: %s", f.Check, f.Verdict, f.Message)
		}
	}
	if !report.TakenAt.Equal(time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)) {
		t.Errorf("taken at %s", report.TakenAt)
	}
}
