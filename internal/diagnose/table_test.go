package diagnose_test

import (
	"os"
	"path/filepath"
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
		// Every spelling leads back to its row.
		for _, s := range row.Spellings() {
			got := diagnose.Propose(s, nil)
			if !slices.ContainsFunc(got.Rows, func(r diagnose.Row) bool { return r.Means == row.Means }) {
				t.Errorf("%s is taken for %q", s, got.Text)
			}
		}
	}
}

// A check says what it can be behind, once and whole: the codes and statuses of a row of the table, and its texts where
// they make a code of many errors this one. The engine meets errors by these.
func TestChecksDeclareWholeErrors(t *testing.T) {
	rows := diagnose.Table()
	for _, c := range checks.All() {
		var known []string
		for _, row := range rows {
			if slices.Contains(row.Checks, c.ID) {
				known = append(known, declarable(row)...)
			}
		}
		declared := c.Explains.All()
		for _, spelling := range declared {
			if !slices.Contains(known, spelling) {
				t.Errorf("%s can be behind %q, which no row has as a code, a status or a telling text", c.ID, spelling)
			}
		}
		for _, spelling := range known {
			if !slices.Contains(declared, spelling) {
				t.Errorf("%s declares a part of an error: add %q", c.ID, spelling)
			}
		}
		if len(declared) != len(known) {
			t.Errorf("%s declares an error twice: %q", c.ID, declared)
		}
	}
}

// declarable are the spellings of a row that a check behind it declares.
func declarable(r diagnose.Row) []string {
	if len(r.With) > 0 || len(r.Codes)+len(r.Statuses) == 0 {
		return r.Spellings()
	}
	return slices.Concat(r.Codes, r.Statuses)
}

// A spelling is one error's: it leads to one row, and so to the checks of one.
func TestSpellingsAreUnique(t *testing.T) {
	seen := map[string]string{}
	for _, row := range diagnose.Table() {
		for _, spelling := range row.Spellings() {
			key := strings.ToLower(spelling)
			if other, taken := seen[key]; taken && other != row.Means {
				t.Errorf("%q is in two rows", spelling)
			}
			seen[key] = row.Means
		}
	}
}

// Every gate is a cause of some error and says how it shows; a standing check fails no connection.
func TestGates(t *testing.T) {
	for _, c := range checks.All() {
		reached := slices.ContainsFunc(diagnose.Table(), func(r diagnose.Row) bool {
			return slices.Contains(r.Checks, c.ID)
		})
		switch {
		case c.Gate != nil && (!reached || c.Explains.Clue == ""):
			t.Errorf("no error leads to the gate %s, or no clue tells it from other causes", c.ID)
		case c.Gate == nil && reached:
			t.Errorf("%s is a standing check: no connection fails by it", c.ID)
		}
	}
}

// The table says what belongs to an error; which checks can be behind it, only they say.
func TestTableNamesNoCheck(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range checks.All() {
			if strings.Contains(string(text), `"`+c.ID+`"`) {
				t.Errorf("%s writes the check %s", file, c.ID)
			}
		}
	}
}

// What lies outside of an org is told from what an org can show.
func TestDecidable(t *testing.T) {
	for seen, want := range map[string]bool{
		"OAUTH_APP_BLOCKED": true, "Restricted IP": true, "invalid_scope": true, "LOGIN_ERROR_USER_FROZEN": true,
		"access_denied": false, "redirect_uri_mismatch": false, "slow_down": false, "server_error": false,
		"LOGIN_ERROR_EXPORT_RESTRICTED": false,
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
	if got.Text != "OAUTH_APP_BLOCKED" || got.Code != "OAUTH_APP_BLOCKED" ||
		!slices.Equal(got.Checks, []string{"app-blocked", "api-access"}) {
		t.Errorf("got %+v", got)
	}
	got = diagnose.Recognise("good morning", few, nil)
	if got.Text != diagnose.Unrecognised || got.Checks == nil || len(got.Checks) != 0 {
		t.Errorf("got %+v", got)
	}
	if got := diagnose.Recognise("access_denied", few, nil); got.Text != "access_denied" || len(got.Checks) != 0 {
		t.Errorf("got %+v", got)
	}
}

func TestVendorPages(t *testing.T) {
	got := diagnose.Propose("We were unable to authenticate your request", vendor())
	if len(got.Rows) != 1 || got.Rows[0].Seen != "page of Sales Insight Actions" ||
		got.Rows[0].Sources[0].URL != "https://vendor.example/unblock" {
		t.Errorf("got %+v", got.Rows)
	}
	twins := append(vendor(), vendor()...)
	twins[1].Name = "Sales Connect"
	if got := diagnose.Propose("Sorry: we were unable to authenticate your request.", twins); len(got.Rows) != 2 {
		t.Errorf("twins: got %+v", got.Rows)
	}
	byCode := []audit.App{{
		Name:     "Other",
		Symptoms: []audit.VendorSymptom{{Match: "the vault did not open", Codes: []string{"inactive_user"}}},
	}}
	got = diagnose.Propose("Oh no, the vault did not open!", byCode)
	if got.Code != "inactive_user" || !slices.Equal(got.Checks, []string{"user-state"}) {
		t.Errorf("got code %q, checks %v", got.Code, got.Checks)
	}
}
