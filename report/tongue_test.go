package report_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
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

// Every text that people read is in every language, in the one file where a translator looks for it; none is left over,
// and a translation has the verbs and the placeholders of its English text.
func TestTextsAreTranslated(t *testing.T) {
	texts := textsOfProgram(t)
	for _, lang := range report.Languages()[1:] {
		entries := map[string]map[string]string{} // by file
		for _, file := range cataloguesOf(t, lang) {
			entries[file] = entriesOf(t, lang, file)
		}
		for _, english := range slices.Sorted(maps.Keys(texts.needed)) {
			if home := texts.home(english); entries[home][english] == "" {
				t.Errorf("lang/%s/%s lacks %q", lang, home, english)
			}
		}
		for file := range entries {
			for english, said := range entries[file] {
				if home := texts.home(english); !texts.needed[english] && texts.said.texts[english] == nil {
					t.Errorf("lang/%s/%s: nothing says %q any more", lang, file, english)
				} else if home != file {
					t.Errorf("lang/%s/%s: %q belongs in %s", lang, file, english, home)
				}
				fits(t, english, said)
			}
		}
	}
}

// fits holds a translation to the shape of its English text.
func fits(t *testing.T, english, said string) {
	t.Helper()
	if have := verbs(said); !slices.Equal(verbs(english), have) {
		t.Errorf("%q takes %v, its translation %v: %q", english, verbs(english), have, said)
	}
	if have := placeholders(said); !slices.Equal(placeholders(english), have) {
		t.Errorf("%q names %v, its translation %v: %q", english, placeholders(english), have, said)
	}
	if said == "" || strings.ContainsAny(english[:1], " ,:;") && !strings.ContainsAny(said[:1], " ,:;.(") {
		t.Errorf("%q is said after something else, and %q would run into it", english, said)
	}
}

// programTexts are the English texts that people read, and where each is said.
type programTexts struct {
	needed map[string]bool
	labels map[string]bool // of formats
	parts  map[string]bool // names of parts of an org and of permissions
	fixes  map[string]bool
	said   spoken
	checks map[string]string // IDs, by source file
}

func textsOfProgram(t *testing.T) programTexts {
	t.Helper()
	texts := programTexts{
		needed: map[string]bool{}, labels: labelsOfFormats(t), parts: textsOfParts(), fixes: textsOfFixes(),
		said: sourceTexts(t), checks: map[string]string{},
	}
	for _, c := range checks.All() {
		texts.checks["checks/"+strings.ReplaceAll(c.ID, "-", "_")+".go"] = c.ID
		for _, text := range []string{c.Holds, c.Fails, c.Topic, c.Why} {
			texts.needed[text] = true
		}
	}
	for _, all := range []map[string]bool{texts.labels, texts.parts, texts.fixes} {
		maps.Copy(texts.needed, all)
	}
	for _, all := range []map[string]token.Position{texts.said.phrases, texts.said.fixed} {
		for text := range all {
			texts.needed[text] = texts.needed[text] || hasWords(text)
		}
	}
	maps.DeleteFunc(texts.needed, func(text string, needed bool) bool { return text == "" || !needed })
	return texts
}

// home is the file in which a text is translated: what one check alone says is in that check's own.
func (p programTexts) home(text string) string {
	switch files := slices.Collect(maps.Keys(p.said.texts[text])); {
	case p.labels[text]:
		return "labels.json"
	case p.parts[text]:
		return "parts.json"
	case len(files) == 1 && p.checks[files[0]] != "":
		return "checks/" + p.checks[files[0]] + ".json"
	case p.fixes[text]:
		return "fixes.json"
	}
	return "messages.json"
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

func textsOfParts() map[string]bool {
	out := map[string]bool{}
	for _, p := range audit.Parts() {
		out[p.Title()], out[p.ByHand()], out[p.NeededFor().Label] = true, true, true
	}
	for _, p := range slices.Concat(audit.AuditPermissions(), audit.SignInPermissions()) {
		out[p.Label] = true
	}
	return out
}

func textsOfFixes() map[string]bool {
	out := map[string]bool{}
	for _, f := range checks.Fixes() {
		for _, text := range append([]string{f.Title, f.Risk, f.Effort, f.Effect}, f.Steps...) {
			out[text] = true
		}
	}
	return out
}

func placeholders(template string) []string {
	out := regexp.MustCompile(`{\w+}`).FindAllString(template, -1)
	slices.Sort(out)
	return slices.Compact(out)
}

// cataloguesOf lists the files of a language, by their paths in its folder.
func cataloguesOf(t *testing.T, lang string) []string {
	t.Helper()
	var out []string
	folder := os.DirFS(filepath.Join("lang", lang))
	err := fs.WalkDir(folder, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, name)
		}
		return err
	})
	if err != nil || len(out) == 0 {
		t.Fatal(lang, out, err)
	}
	return out
}

func entriesOf(t *testing.T, lang, file string) map[string]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("lang", lang, file))
	if err != nil {
		t.Fatal(err)
	}
	entries := map[string]string{}
	if err := json.Unmarshal(data, &entries); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return entries
}

// A catalogue is flat and in the order of its keys, so that two translators don't move each other's lines.
func TestCataloguesAreSorted(t *testing.T) {
	key := regexp.MustCompile(`(?m)^  ("(?:[^"\\]|\\.)*"): "`)
	for _, lang := range report.Languages()[1:] {
		for _, file := range cataloguesOf(t, lang) {
			data, err := os.ReadFile(filepath.Join("lang", lang, file))
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
			if len(keys) != len(entriesOf(t, lang, file)) {
				t.Errorf("%s: one key stands twice, or is not on a line of its own", file)
			}
			if !slices.IsSorted(keys) {
				t.Errorf("%s: the keys are not sorted", file)
			}
		}
	}
}
