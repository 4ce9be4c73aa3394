package report_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"orgaudit/audit"
	"orgaudit/report"
)

// What the program explains says all that is declared, fits the page, and shows placeholders as such.
func TestExplain(t *testing.T) {
	pkce := true
	first := &audit.Check{ID: "user-state", Topic: "User state"}
	fix := &audit.Fix{
		ID: "unblock-app", Title: "Unblock {app}",
		Steps:     []string{"Open Setup.", "Press Unblock in the row of \"{app}\"."},
		SetupPath: "/lightning/setup/ConnectedAppsUsage/home",
		Source:    audit.Page{Title: "Manage", URL: "https://help.salesforce.com/x", Date: "2026-10"},
		Risk:      "org-wide", Effort: "minutes", Connectors: []string{"mine"},
	}
	check := &audit.Check{
		ID: "app-blocked", Holds: "No admin has blocked the app", Fails: "An admin has blocked the app",
		Topic: "Block of the app",
		Why:   "A block ends all sessions.", Severity: audit.High,
		Reads: []audit.Part{audit.PartBlockedApps}, After: []*audit.Check{first},
		Explains: audit.Errors{Usually: []string{"OAUTH_APP_BLOCKED", "app_blocked"}}, Fixes: []*audit.Fix{fix},
	}
	app := audit.App{
		Name: "My App", Connector: "mine", Aliases: []string{"Other"}, ConsumerKeys: []string{"3MVG9x"},
		Kind: audit.KindConnectedApp,
		SignIns: []audit.SignIn{{Flow: audit.FlowWebServer, LoginHost: "login.salesforce.com", PKCE: &pkce,
			Scopes: []string{"api"}}},
		FromIPs: []string{"192.0.2.0/24"},
		Needs:   audit.Needs{UserPermissions: []string{"EditTask"}, Licenses: []string{"Salesforce"}},
		Symptoms: []audit.VendorSymptom{{Match: "it failed", Codes: []string{"OAUTH_APP_BLOCKED"},
			Checks: []string{"app-blocked"}}},
		Sources: []audit.Page{{Title: "Connect", URL: "https://example.com/connect"}},
	}
	who := audit.Auditor{Permissions: map[string]bool{audit.ViewSetup.Name: true, audit.ModifyMetadata.Name: false}}
	all := []struct {
		name  string
		write func(io.Writer, report.Options) error
	}{
		{"check", func(w io.Writer, o report.Options) error { return report.WriteCheck(w, check, o) }},
		{"fix", func(w io.Writer, o report.Options) error { return report.WriteFix(w, fix, o) }},
		{"app", func(w io.Writer, o report.Options) error { return report.WriteApp(w, app, o) }},
		{"rights", func(w io.Writer, o report.Options) error {
			return report.WriteRights(w, who, []*audit.Check{check}, o)
		}},
		{"table", func(w io.Writer, o report.Options) error {
			return report.WriteTable(w, []string{"Name", "What"},
				[][]string{{"a-name-that-is-copied", strings.Repeat("words ", 30)}, {"b", forged}}, o)
		}},
	}
	for _, c := range all {
		var b bytes.Buffer
		if err := c.write(&b, report.Options{}); err != nil {
			t.Fatal(err)
		}
		golden(t, "explain-"+c.name+".txt", b.String())
		b.Reset()
		if err := c.write(&b, report.Options{Lang: "ko"}); err != nil {
			t.Fatal(err)
		}
		golden(t, "explain-"+c.name+".ko.txt", b.String())
		if err := c.write(full{}, report.Options{}); err == nil {
			t.Errorf("%s: a failed write is no error", c.name)
		}
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"plain":      "plain",
		"a\nb\tc\r":  "a b c ",
		"\x1b[31m":   `\x1b[31m`,
		"\u202eabc":  `\u202eabc`,
		"\u009bx":    `\x9bx`,
		"\U000e0041": `\U000e0041`,
		"\xff":       "\ufffd",
		"日本 한국 é":    "日本 한국 é",
	} {
		if got := report.Clean(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
