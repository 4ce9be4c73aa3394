package report_test

import (
	"encoding/csv"
	"strconv"
	"strings"
	"testing"

	"orgaudit/report"
)

func itoa(n int) string { return strconv.Itoa(n) }

// A row for each finding, in columns that never change their names.
func TestCSV(t *testing.T) {
	got := written(t, "csv", policyOnly(), report.Options{})
	golden(t, "policy-only.csv", got)
	text, marked := strings.CutPrefix(got, "\ufeff")
	if !marked {
		t.Error("Excel would spoil names beyond ASCII")
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) != 1+len(policyOnly().Findings) {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	at := map[string]string{}
	for i, name := range rows[0] {
		at[name] = rows[2][i]
	}
	for name, want := range map[string]string{
		"verdict": "fail", "severity": "high", "check": "profile-api-policy", "kind": "policy",
		"subject_kind": "profile", "subject": "Read Only",
		"policy_file": "orgaudit.yaml", "policy_line": "9", "fix": "disable-api-profile", "connections": "0",
		"taken_at": "2026-11-20T09:00:00Z", "org": "Acme",
	} {
		if at[name] != want {
			t.Errorf("%s is %q, want %q", name, at[name], want)
		}
	}
}

// A gate that many connections rest on is one row that counts them.
func TestCSVCountsConnections(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(written(t, "csv", many(), report.Options{}),
		"\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if row[2] == "app-blocked" && row[6] == sia && (row[4] != "gate" || row[18] != "19") {
			t.Errorf("got %q", row)
		}
	}
}

// Excel refuses what a cell can't hold.
func TestCSVCellsFit(t *testing.T) {
	r := policyOnly()
	r.Findings[0].Message = strings.Repeat("한", 50_000)
	for _, cell := range strings.Split(written(t, "csv", r, report.Options{}), ",") {
		if n := len([]rune(cell)); n > 32_767 {
			t.Errorf("a cell of %d characters", n)
		}
	}
}
