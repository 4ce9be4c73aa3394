package notify

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"orgaudit/audit"
)

var update = flag.Bool("update", false, "rewrite what the tests compare with")

const evil = "Evil <script>alert(1)</script>\r\nBcc: x@evil.example\n" +
	"*bold* <!channel> [a](https://evil.example) {{DATE(2020-01-01,SHORT)}} \u202egpj"

func now() time.Time { return time.Date(2026, time.November, 24, 6, 0, 0, 0, time.UTC) }

// source is a run in which a bit of everything happened.
func source() Source {
	return Source{
		Alias:  "prod",
		Tags:   []string{"emea"},
		RunID:  12,
		URL:    "https://audit.acme.example/runs/12",
		Tool:   "orgaudit v1.2.3",
		At:     now(),
		Before: now().AddDate(0, 0, -1),
		Report: &audit.Report{
			Org: audit.Org{ID: "00D000000000001", Name: "Acme"},
			Checks: map[string]audit.CheckText{
				"api-access":  {Fails: "The user may not use the API", Gate: true},
				"unknown-app": {Fails: "An app is not known"}, "soap-login": {Topic: "SOAP login", Gate: true},
			},
			Findings: []audit.Finding{
				{
					Check:    "unknown-app",
					Verdict:  audit.Fail,
					Severity: audit.High,
					Subject:  audit.Subject{Kind: "app", Name: evil},
				},
				{
					Check:   "soap-login",
					Verdict: audit.Unknown,
					Subject: audit.Subject{Kind: "connection", Name: "jane@acme.example with Sync"},
				},
			},
			Connections: []audit.Connection{{Verdict: audit.NotReady}, {Verdict: audit.Ready}},
			Waivers: []audit.ReportWaiver{
				{Check: "unknown-app", Subject: "app:Old", Until: "2026-12-08", DaysLeft: 14, Status: audit.WaiverUsed},
				{
					Check:    "unknown-app",
					Subject:  "app:Older",
					Until:    "2026-11-23",
					DaysLeft: -1,
					Status:   audit.WaiverExpired,
				},
				{
					Check:    "unknown-app",
					Subject:  "app:Later",
					Until:    "2027-12-08",
					DaysLeft: 379,
					Status:   audit.WaiverUsed,
				},
				{
					Check:    "unknown-app",
					Subject:  "app:Told",
					Until:    "2026-12-07",
					DaysLeft: 13,
					Status:   audit.WaiverUsed,
				},
			},
		},
		Transitions: []audit.Transition{
			{
				Kind:  audit.NewFailure,
				Key:   "1",
				Check: "api-access",
				App:   "Sales Insight",
				User:  "jane@acme.example",
				Was:   audit.Pass,
				Is:    audit.Fail,
			},
			{
				Kind:     audit.NewFailure,
				Key:      "2",
				Check:    "unknown-app",
				Severity: audit.High,
				Subject:  audit.Subject{Kind: "app", Name: evil},
			},
			{
				Kind:     audit.NewFailure,
				Key:      "3",
				Check:    "unknown-app",
				Severity: audit.High,
				Subject:  audit.Subject{Kind: "app", Name: "Other"},
				Again:    true,
			},
			{
				Kind:     audit.NewFailure,
				Key:      "4",
				Check:    "api-access",
				Severity: audit.Critical,
				Subject:  audit.Subject{Kind: "user", Name: "jane@acme.example"},
			},
			{
				Kind:     audit.CameToLight,
				Key:      "5",
				Check:    "unknown-app",
				Severity: audit.Info,
				Subject:  audit.Subject{Kind: "app", Name: "New"},
				Minor:    true,
			},
			{
				Kind:     audit.Unread,
				Key:      "6",
				Check:    "login-ip",
				Severity: audit.Medium,
				Subject:  audit.Subject{Kind: "user", Name: "joe@acme.example"},
			},
			{
				Kind:     audit.Accepted,
				Key:      "7",
				Check:    "unknown-app",
				Severity: audit.Medium,
				Subject:  audit.Subject{Kind: "app", Name: "Known"},
			},
			{
				Kind:  audit.Mended,
				Key:   "8",
				App:   "Sales Insight",
				User:  "joe@acme.example",
				Check: "api-access",
				Was:   audit.Fail,
				Is:    audit.Pass,
			},
			{
				Kind:     audit.Mended,
				Key:      "9",
				Check:    "app-policy",
				Severity: audit.Low,
				Subject:  audit.Subject{Kind: "app", Name: "Loader"},
			},
		},
		Announced: []Announced{{
			Check: "soap-login",
			On:    time.Date(2026, time.December, 24, 0, 0, 0, 0, time.UTC),
			What:  "SOAP login() ends",
		}},
	}
}

// message is what a receiver that asks for everything is told of it.
func message(t *testing.T) Message {
	t.Helper()
	m := Collect(source())
	m.ID = "d41d8cd9-7"
	out, ok := Filter{IncludeUsers: true}.Pick(m)
	if !ok {
		t.Fatal("nothing is told")
	}
	return out
}

// golden compares with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.ReplaceAll(string(want), "\r\n", "\n"), got); diff != "" {
		t.Errorf("%s: -want +got:\n%s", file, diff)
	}
}

func pretty(t *testing.T, v any) string {
	t.Helper()
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text) + "\n"
}
