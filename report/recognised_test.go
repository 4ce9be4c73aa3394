package report_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"orgaudit/audit"
	"orgaudit/report"
)

func recognised() *report.Recognised {
	fix := &audit.Fix{ID: "unblock-app", Title: "Unblock {app}",
		Source: audit.Page{Title: "Sessions", URL: "https://help.example/sessions"}}
	other := &audit.Fix{ID: "ask-somebody", Title: "Ask",
		Source: audit.Page{Title: "Asking", URL: "https://help.example/asking"}}
	return &report.Recognised{
		Symptom: "OAUTH_APP_BLOCKED", Code: "OAUTH_APP_BLOCKED", Means: "Salesforce refuses the app.", Decidable: true,
		Candidates: []report.Candidate{
			{Check: "app-blocked", Title: "An admin has blocked the app", Fix: "unblock-app",
				Why: "It fails for all.", Remedies: []*audit.Fix{fix, other}},
			{Check: "login-ip", Why: "An address lies outside."},
		},
		Apart: "Look at the address.", Outside: "A wrong password.",
		Sources: []audit.Page{{Title: "Errors", URL: "https://help.example/errors"}},
	}
}

func TestWriteRecognised(t *testing.T) {
	var b bytes.Buffer
	if err := report.WriteRecognised(&b, "text", recognised(), report.Options{Width: 80}); err != nil {
		t.Fatal(err)
	}
	const want = `OAUTH_APP_BLOCKED
  Means    Salesforce refuses the app.

It comes from one of these, likeliest first
  1. app-blocked  An admin has blocked the app
     Look   It fails for all.
     Fix    Unblock <app> (unblock-app)
            Sessions, https://help.example/sessions
     or     Ask (ask-somebody)
  2. login-ip  (this version does not judge it: look by hand)
     Look   An address lies outside.

How to tell
  Look at the address.

What no org can show
  A wrong password.

Sources
  Errors, https://help.example/errors
`
	if got := b.String(); got != want {
		t.Errorf("got\n%s", got)
	}
	undecidable := recognised()
	undecidable.Decidable = false
	b.Reset()
	if err := report.WriteRecognised(&b, "text", undecidable, report.Options{Verbose: true}); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); strings.Index(got, "What no org can show") > strings.Index(got, "likeliest first") ||
		!strings.Contains(got, "Asking, https://help.example/asking") {
		t.Errorf("got\n%s", got)
	}
}

func TestWriteRecognisedJSON(t *testing.T) {
	var b bytes.Buffer
	if err := report.WriteRecognised(&b, "json", recognised(), report.Options{}); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"symptom", "code", "means", "candidates", "decidable", "sources"} {
		if _, ok := got[name]; !ok {
			t.Errorf("%s is missing", name)
		}
	}
	first := got["candidates"].([]any)[0].(map[string]any)
	if first["check"] != "app-blocked" || first["fix"] != "unblock-app" || first["title"] == "" ||
		first["why"] == "" || len(first) != 4 {
		t.Errorf("got %v", first)
	}
	if err := report.WriteRecognised(&b, "sarif", recognised(), report.Options{}); err == nil {
		t.Error("a format for reports was taken")
	}
}
