package checks_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/fixes"
)

var (
	kebab       = regexp.MustCompile(`^[a-z]+(-[a-z]+)+$`)
	placeholder = regexp.MustCompile(`\{[^{}]*\}`)
	isoDate     = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
)

// texts are all parts of a fix in which a placeholder is filled.
func texts(f *audit.Fix) []string {
	return append([]string{f.Title, f.Risk, f.Effect, f.SetupPath}, f.Steps...)
}

func TestEveryFixIsComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range checks.Fixes() {
		t.Run(f.ID, func(t *testing.T) {
			if !kebab.MatchString(f.ID) {
				t.Errorf("ID %q is not kebab-case words", f.ID)
			}
			if seen[f.ID] {
				t.Errorf("ID %q is given twice", f.ID)
			}
			seen[f.ID] = true
			if len(f.Steps) < 2 {
				t.Errorf("%d steps, want at least 2", len(f.Steps))
			}
			if f.Title == "" || f.Effort == "" || f.Source.Title == "" {
				t.Errorf("title %q, effort %q and source %q must all be given", f.Title, f.Effort, f.Source.Title)
			}
			if u, err := url.Parse(f.Source.URL); err != nil || u.Scheme != "https" || u.Host == "" {
				t.Errorf("source %q is not an https page", f.Source.URL)
			}
			if f.Source.Date != "" && !isoDate.MatchString(f.Source.Date) {
				t.Errorf("source date %q is not YYYY-MM-DD", f.Source.Date)
			}
			if f.SetupPath != "" &&
				(!strings.HasPrefix(f.SetupPath, "/lightning/setup/") || !strings.HasSuffix(f.SetupPath, "/home")) {
				t.Errorf("setup path %q is not a list page of Setup", f.SetupPath)
			}
		})
	}
}

func TestStepsReadWell(t *testing.T) {
	for _, f := range checks.Fixes() {
		for i, step := range f.Steps {
			if n := utf8.RuneCountInString(step); n > 165 {
				t.Errorf("%s, step %d: %d characters, too long to follow: %s", f.ID, i+1, n, step)
			}
			if !strings.HasSuffix(step, ".") || strings.TrimSpace(step) != step {
				t.Errorf("%s, step %d is not a sentence: %q", f.ID, i+1, step)
			}
			// The button says what a click does, not how things are: a step that names one explains it nearby.
			if strings.Contains(step, "Unblock") &&
				!strings.Contains(strings.Join(f.Steps, " "), "Block shown = allowed") {
				t.Errorf("%s names the button Unblock without saying what it means", f.ID)
			}
		}
		last := f.Steps[len(f.Steps)-1]
		if !strings.Contains(strings.ToLower(last), "connect") && !strings.Contains(last, "orgaudit again") {
			t.Errorf("%s: the last step doesn't say how to verify: %s", f.ID, last)
		}
	}
}

func TestMarketoFixesAreForItsConnectorsOnly(t *testing.T) {
	for _, f := range checks.Fixes() {
		about := strings.Contains(strings.Join(f.Steps, " "), "Marketo")
		if about != (len(f.Connectors) > 0) {
			t.Errorf("%s: steps speak of Marketo: %t, connectors: %q", f.ID, about, f.Connectors)
		}
		for _, id := range f.Connectors {
			if !strings.HasPrefix(id, "marketo-") {
				t.Errorf("%s: connector %q is not Marketo's", f.ID, id)
			}
		}
	}
}

// rendered gives a fix as a report shows it to a failed finding with these names.
func rendered(t *testing.T, f *audit.Fix, org audit.Org, names map[string]string) audit.Step {
	t.Helper()
	check := &audit.Check{
		ID: "some-check", Holds: "some check", Severity: audit.High, Fixes: []*audit.Fix{f},
		Asked: func(*audit.Policy) bool { return true },
		Standing: func(v *audit.View, _ *audit.Policy) []audit.Finding {
			return []audit.Finding{{Subject: v.OrgSubject(), Verdict: audit.Fail, Fix: f.ID, Names: names}}
		},
	}
	active := 214
	profiles := []audit.Profile{{ID: "00e5g000000Marketi", Name: "Marketing User", ActiveUsers: &active}}
	r := audit.Evaluate(&audit.Snapshot{Org: org, Profiles: profiles}, nil, &audit.Question{}, []*audit.Check{check})
	if len(r.Steps) != 1 || r.Steps[0].Fix != f.ID {
		t.Fatalf("the report doesn't hold a step of fix %s", f.ID)
	}
	return r.Steps[0]
}

func TestNoPlaceholderIsLeft(t *testing.T) {
	named := map[string]string{
		"app":            "Sales Insight Actions",
		"user":           "jane@acme.example",
		"profile":        "Marketing User",
		"profile_id":     "00e5g000000Marketi",
		"permission_set": "MSI Users",
		"host":           "login.salesforce.com",
	}
	org := audit.Org{Name: "Acme", MyDomain: "acme.my.salesforce.com", URL: "https://acme.my.salesforce.com"}
	for name, names := range map[string]map[string]string{"with names": named, "without names": nil} {
		for _, f := range checks.Fixes() {
			out := rendered(t, f, org, names)
			for _, text := range append([]string{out.Title, out.Risk, out.Reach, out.SetupURL}, out.Steps...) {
				if left := placeholder.FindString(text); left != "" {
					t.Errorf("%s %s: %s is left in %q", f.ID, name, left, text)
				}
			}
			if want := f.Effect != "" && names != nil; (out.Reach != "") != want {
				t.Errorf("%s %s: effect %q of %q", f.ID, name, out.Reach, f.Effect)
			}
			if want := f.SetupPath != ""; (out.SetupURL == org.URL+f.SetupPath) != want {
				t.Errorf("%s %s: setup URL %q for path %q", f.ID, name, out.SetupURL, f.SetupPath)
			}
		}
	}
}

// TestNamesOfTheOrgAreSaid guards that a step names what the admin has to touch.
func TestNamesOfTheOrgAreSaid(t *testing.T) {
	org := audit.Org{Name: "Acme", MyDomain: "acme.my.salesforce.com", URL: "https://acme.my.salesforce.com"}
	for _, c := range []struct {
		fix   *audit.Fix
		names map[string]string
		want  []string
	}{
		{fixes.UnblockApp, map[string]string{"app": "ToutApp"}, []string{`Find "ToutApp"`, `Connect "ToutApp" again`}},
		{
			fixes.EnableAPI, map[string]string{"profile": "Marketing User"},
			[]string{`open "Marketing User"`, "API Enabled"},
		},
		{
			fixes.GrantAPIPermissionSet, map[string]string{"user": "jane@acme.example"},
			[]string{`assign the set to "jane@acme.example"`},
		},
		{
			fixes.UnfreezeUser, map[string]string{"user": "jane@acme.example"},
			[]string{`click the name of "jane@acme.example"`},
		},
		{fixes.SignInFirst, nil, []string{"open acme.my.salesforce.com"}},
		{
			fixes.UseMyDomainURL, map[string]string{"host": "login.salesforce.com"},
			[]string{"enter acme.my.salesforce.com instead of login.salesforce.com"},
		},
		{
			fixes.PreauthorizeUsers, map[string]string{"app": "Clay", "profile": "Sales"},
			[]string{`click "Clay"`, `add "Sales"`},
		},
	} {
		steps := strings.Join(rendered(t, c.fix, org, c.names).Steps, "\n")
		for _, want := range c.want {
			if !strings.Contains(steps, want) {
				t.Errorf("%s doesn't say %s:\n%s", c.fix.ID, want, steps)
			}
		}
	}
}

// TestEveryFixIsNamedByACheck reads the source: a fix that is declared and that no check names reaches nobody.
func TestEveryFixIsNamedByACheck(t *testing.T) {
	var named []string
	for _, f := range checks.Fixes() {
		named = append(named, f.ID)
	}
	declared := declaredFixes(t)
	slices.Sort(named)
	slices.Sort(declared)
	if !slices.Equal(declared, named) {
		t.Errorf("declared       %q\nnamed by checks %q", declared, named)
	}
}

// declaredFixes are the IDs of the fixes that the sources of fixes and checks declare.
func declaredFixes(t *testing.T) []string {
	t.Helper()
	var ids []string
	for _, folder := range []string{".", "../fixes"} {
		names, err := filepath.Glob(folder + "/*.go")
		if err != nil || len(names) == 0 {
			t.Fatal(folder, names, err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if declared, ok := n.(*ast.CompositeLit); ok {
					ids = append(ids, fixID(declared)...)
				}
				return true
			})
		}
	}
	return ids
}

// fixID gives the ID of a literal of audit.Fix, and nothing for other literals.
func fixID(declared *ast.CompositeLit) []string {
	kind, ok := declared.Type.(*ast.SelectorExpr)
	if !ok || kind.Sel.Name != "Fix" {
		return nil
	}
	for _, element := range declared.Elts {
		field, ok := element.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		key, _ := field.Key.(*ast.Ident)
		value, _ := field.Value.(*ast.BasicLit)
		if key != nil && value != nil && key.Name == "ID" {
			return []string{strings.Trim(value.Value, `"`)}
		}
	}
	return nil
}

func TestOnlyKnownPlaceholders(t *testing.T) {
	known := []string{"{app}", "{user}", "{profile}", "{permission_set}", "{host}", "{my_domain}", "{org}"}
	for _, f := range checks.Fixes() {
		for _, text := range texts(f) {
			for _, p := range placeholder.FindAllString(text, -1) {
				if number := p == "{users}" || p == "{profile_users}"; !slices.Contains(known, p) &&
					!(number && text == f.Effect) {
					t.Errorf("%s uses %s, which no report fills", f.ID, p)
				}
			}
		}
	}
}
