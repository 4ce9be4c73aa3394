package report_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/report"
)

// Every text that people read is in every catalogue, none is left over, and a translation has the verbs and the
// placeholders of its English text.
func TestLabelsAreTranslated(t *testing.T) { translated(t, "labels.json", labelsOfFormats(t)) }
func TestChecksAreTranslated(t *testing.T) { translated(t, "checks.json", textsOfChecks()) }
func TestFixesAreTranslated(t *testing.T)  { translated(t, "fixes.json", textsOfFixes()) }

func translated(t *testing.T, name string, want map[string]bool) {
	t.Helper()
	files, err := filepath.Glob("lang/*/" + name)
	if err != nil || len(files) != len(report.Languages())-1 {
		t.Fatalf("%v for the languages %v: %v", files, report.Languages(), err)
	}
	for _, file := range files {
		entries := entriesOf(t, file)
		for _, english := range slices.Sorted(maps.Keys(want)) {
			if entries[english] == "" {
				t.Errorf("%s lacks %q", file, english)
			}
		}
		for english, said := range entries {
			if !want[english] {
				t.Errorf("%s: nothing says %q any more", file, english)
			}
			if have := printfVerbs(said); !slices.Equal(printfVerbs(english), have) {
				t.Errorf("%s: %q takes %v, its translation %v", file, english, printfVerbs(english), have)
			}
			if have := placeholders(said); !slices.Equal(placeholders(english), have) {
				t.Errorf("%s: %q names %v, its translation %v", file, english, placeholders(english), have)
			}
		}
	}
}

// labelsOfFormats collects the literals that documents and formats give to tongue.say and tongue.composed.
func labelsOfFormats(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{"the org": true} // the name of an org that has none
	for _, s := range audit.Severities() {
		out[string(s)] = true
	}
	for _, kind := range []string{
		audit.SubjectOrg, audit.SubjectApp, audit.SubjectUser, audit.SubjectConnection, audit.SubjectProfile,
		audit.SubjectPermissionSet,
		"permission set", "permission set group",
	} {
		out[kind] = true
	}
	sources, err := filepath.Glob("*.go")
	if err != nil || len(sources) == 0 {
		t.Fatal(sources, err)
	}
	for _, source := range sources {
		if strings.HasSuffix(source, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), source, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || called(call) != "say" && called(call) != "composed" || len(call.Args) == 0 {
				return true
			}
			text, ok := literal(call.Args[0])
			if !ok && source != "tongue.go" {
				t.Errorf("%s: say is given a text that is no literal: take translate", source)
			}
			if ok {
				out[text] = true
			}
			return true
		})
	}
	return out
}

func textsOfChecks() map[string]bool {
	out := map[string]bool{}
	for _, c := range checks.All() {
		out[c.Holds], out[c.Fails], out[c.Topic], out[c.Why] = true, true, true, true
	}
	for _, p := range audit.Parts() {
		out[p.Title()], out[p.ByHand()], out[p.NeededFor().Label] = true, true, true
	}
	for _, p := range slices.Concat(audit.AuditPermissions(), audit.SignInPermissions()) {
		out[p.Label] = true
	}
	delete(out, "")
	return out
}

func textsOfFixes() map[string]bool {
	out := map[string]bool{}
	for _, f := range checks.Fixes() {
		for _, text := range append([]string{f.Title, f.Risk, f.Effort, f.Effect}, f.Steps...) {
			out[text] = true
		}
	}
	delete(out, "")
	return out
}

// printfVerbs lists the verbs of a template by the number of their argument.
func printfVerbs(template string) []string {
	out, next := []string{}, 1
	for _, found := range regexp.MustCompile(`%(?:\[(\d+)\])?((?:\.\d)?[a-z%])`).FindAllStringSubmatch(template, -1) {
		if found[2] == "%" {
			continue
		}
		if found[1] != "" {
			next, _ = strconv.Atoi(found[1])
		}
		out = append(out, strconv.Itoa(next)+found[2])
		next++
	}
	slices.Sort(out)
	return out
}

func placeholders(template string) []string {
	out := regexp.MustCompile(`{\w+}`).FindAllString(template, -1)
	slices.Sort(out)
	return slices.Compact(out)
}

// A catalogue is flat and in the order of its keys, so that two translators don't move each other's lines.
func TestCataloguesAreSorted(t *testing.T) {
	files, err := filepath.Glob("lang/*/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	key := regexp.MustCompile(`(?m)^  ("(?:[^"\\]|\\.)*"): "`)
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var keys []string
		for _, found := range key.FindAllSubmatch(data, -1) {
			text, err := strconv.Unquote(string(found[1]))
			if err != nil {
				t.Fatalf("%s: %s: %v", file, found[1], err)
			}
			keys = append(keys, text)
		}
		if len(keys) != len(entriesOf(t, file)) {
			t.Errorf("%s: one key stands twice, or is not on a line of its own", file)
		}
		if !slices.IsSorted(keys) {
			t.Errorf("%s: the keys are not sorted", file)
		}
	}
}
