package diagnose_test

import (
	"slices"
	"strings"
	"testing"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/internal/diagnose"
)

func TestRowsSayEverything(t *testing.T) {
	codes := map[string]string{}
	for _, row := range diagnose.Table() {
		name := strings.Join(slices.Concat(row.Codes, row.With, row.Texts, row.Statuses), ", ")
		if row.Seen == "" || !strings.HasSuffix(row.Means, ".") || len(row.Sources) == 0 {
			t.Errorf("%s: where it is seen, what it means or its source is missing", name)
		}
		if len(row.Codes)+len(row.Texts)+len(row.Statuses) == 0 {
			t.Errorf("%s: nothing tells it from other errors", name)
		}
		if !row.Decidable() && row.Outside == "" {
			t.Errorf("%s: it has no checks and doesn't say why", name)
		}
		for _, page := range row.Sources {
			if !strings.HasPrefix(page.URL, "https://") || page.Title == "" {
				t.Errorf("%s: source %+v", name, page)
			}
		}
		for _, code := range row.Codes {
			if other, ok := codes[strings.ToLower(code)]; ok {
				t.Errorf("%s is in two rows: %s and %s", code, other, name)
			}
			codes[strings.ToLower(code)] = name
		}
		for i, id := range row.Checks {
			if diagnose.Clue(id) == "" {
				t.Errorf("%s: no clue tells %s from other causes", name, id)
			}
			if slices.Contains(row.Checks[:i], id) {
				t.Errorf("%s names %s twice", name, id)
			}
		}
		// Every spelling leads back to its row.
		for _, s := range slices.Concat(row.Codes, row.Texts, row.Statuses) {
			got := diagnose.Propose(s, nil)
			if !slices.ContainsFunc(got.Rows, func(r diagnose.Row) bool { return r.Means == row.Means }) {
				t.Errorf("%s is taken for %q", s, got.Text)
			}
		}
	}
}

// The checks' own lists serve the audit's own failed calls; this table is the whole. They must not tell two stories.
func TestChecksAgree(t *testing.T) {
	for _, c := range checks.All() {
		for _, e := range c.Explains {
			if got := diagnose.Propose(e, nil); !slices.Contains(got.Checks, c.ID) {
				t.Errorf("check %s explains %q, and the table gives %v: add the check to the row, or the row to the table", c.ID, e, got.Checks)
			}
		}
	}
}

// Every gate is a cause of some error, and what the table names is a gate.
func TestGates(t *testing.T) {
	named := map[string]bool{}
	for _, row := range diagnose.Table() {
		for _, id := range row.Checks {
			named[id] = true
		}
	}
	for _, c := range checks.All() {
		if c.Gate != nil && !named[c.ID] {
			t.Errorf("no error points to the gate %s", c.ID)
		}
		if c.Gate == nil && named[c.ID] {
			t.Errorf("%s is no gate: no connection fails by it", c.ID)
		}
	}
}

// What lies outside of an org is told from what an org can show.
func TestDecidable(t *testing.T) {
	for seen, want := range map[string]bool{
		"OAUTH_APP_BLOCKED": true, "Restricted IP": true, "invalid_scope": true, "LOGIN_ERROR_USER_FROZEN": true,
		"access_denied": false, "redirect_uri_mismatch": false, "slow_down": false, "server_error": false, "LOGIN_ERROR_EXPORT_RESTRICTED": false,
	} {
		for _, row := range diagnose.Propose(seen, nil).Rows {
			if row.Decidable() != want {
				t.Errorf("%s: decidable %t", seen, !want)
			}
		}
	}
}

// A symptom names only checks that there are; the order is the table's, not that of the checks.
func TestRecognise(t *testing.T) {
	few := []*audit.Check{{ID: "api-access"}, {ID: "app-blocked"}}
	got := diagnose.Recognise("OAUTH_APP_BLOCKED", few, nil)
	if got.Text != "OAUTH_APP_BLOCKED" || got.Code != "OAUTH_APP_BLOCKED" || !slices.Equal(got.Checks, []string{"app-blocked", "api-access"}) {
		t.Errorf("got %+v", got)
	}
	if got := diagnose.Recognise("good morning", few, nil); got.Text != diagnose.Unrecognised || got.Checks == nil || len(got.Checks) != 0 {
		t.Errorf("got %+v", got)
	}
	if got := diagnose.Recognise("access_denied", few, nil); got.Text != "access_denied" || len(got.Checks) != 0 {
		t.Errorf("got %+v", got)
	}
}

func TestVendorPages(t *testing.T) {
	got := diagnose.Propose("We were unable to authenticate your request", vendor())
	if len(got.Rows) != 1 || got.Rows[0].Seen != "page of Sales Insight Actions" || got.Rows[0].Sources[0].URL != "https://vendor.example/unblock" {
		t.Errorf("got %+v", got.Rows)
	}
	twins := append(vendor(), vendor()...)
	twins[1].Name = "Sales Connect"
	if got := diagnose.Propose("Sorry: we were unable to authenticate your request.", twins); len(got.Rows) != 2 {
		t.Errorf("twins: got %+v", got.Rows)
	}
	byCode := []audit.App{{Name: "Other", Symptoms: []audit.VendorSymptom{{Match: "the vault did not open", Codes: []string{"inactive_user"}}}}}
	got = diagnose.Propose("Oh no, the vault did not open!", byCode)
	if got.Code != "inactive_user" || !slices.Equal(got.Checks, []string{"user-state"}) {
		t.Errorf("got code %q, checks %v", got.Code, got.Checks)
	}
}
