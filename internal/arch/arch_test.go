// Package arch holds the rules of who may import whom, as a test.
package arch

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "orgaudit/"

// rules say for each folder which packages of this module it may import, and why no others. A folder that isn't listed
// fails the test, and so does a row without a folder.
var rules = []struct {
	folder string
	may    []string // folders of this module; "*" for all
	why    string
}{
	{"audit", nil, "the words and Evaluate are pure: everything else speaks them"},
	{"fixes", []string{"audit"}, "a catalogue of values"},
	{"checks", []string{"audit", "fixes"}, "a check sees a snapshot and a policy, never a client, a file or a format"},
	{"connectors", nil, "embedded data; config decodes it"},
	{"config", []string{"audit"}, "what the owner wrote knows nothing of how an org is read"},
	{"org", []string{"audit"}, "reading an org never sees a policy"},
	{"report", []string{"audit"}, "a format says what the report holds and decides nothing"},
	{
		"internal/simorg", []string{"audit"},
		"the simulated org is built from Salesforce's documentation, never from our own client",
	},
	{"internal/prediction", []string{"*"}, "a law that holds the simulated endpoints against the judgement, in tests"},
	{"internal/diagnose", []string{"audit", "checks"}, "it proposes the checks that declare that they can be behind an error; the org decides"},
	{"internal/sfdx", []string{"audit", "fixes"}, "it writes what a report's fixes name, and never sees an org"},
	{"internal/randomorg", []string{"audit"}, "it makes snapshots by chance for the tests of who reads and who judges"},
	{"internal/testtool", nil, "it serves the tests of every package, and knows none"},
	{"internal/redact", []string{"audit"}, "it puts pseudonyms for what a snapshot, a policy or a report names"},
	{"internal/bundle", []string{"audit", "report", "internal/redact"}, "it packs what others read and judged"},
	{"internal/starter", []string{"audit"}, "it writes a policy from a snapshot"},
	{"internal/history", []string{"audit"}, "it keeps reports and decides nothing; the only owner of database drivers"},
	{
		"internal/fleet", []string{"audit", "internal/history"},
		"it runs what cmd hands it as a function, and never sees an org",
	},
	{
		"internal/dashboard", []string{"audit", "internal/history", "report"},
		"it shows what is stored; runs come to it as functions",
	},
	{
		"internal/notify", []string{"audit", "report"},
		"it says a change to a receiver, and knows neither queue nor store",
	},
	{"internal/arch", nil, "it reads source files only"},
	{"internal/gendocs", []string{"*"}, "it documents everything"},
	{"deploy/container/healthcheck", nil, "it asks the server from outside, as an engine would"},
	{"deploy/lint", nil, "it lints the recipes, as a module of its own"},
	{"internal/app", []string{"*"}, "it carries out what commands, server and fleet ask: the only one that knows all the others"},
	{"cmd/orgaudit", []string{"*"}, "flags and wiring"},
}

// owners says which folders may import a third party: one owner each, so that it can be replaced in one place.
var owners = map[string][]string{
	"github.com/simpleforce/simpleforce": {"org"},
	"golang.org/x/oauth2":                {"org"},
	"gopkg.in/yaml.v3":                   {"config"},
	"github.com/spf13/cobra":             {"cmd/orgaudit", "internal/gendocs"},
	"github.com/spf13/pflag":             {"cmd/orgaudit"},
	"github.com/alecthomas/participle":   {"internal/simorg"},
	"github.com/zalando/go-keyring":      {"org"},
	"github.com/invopop/jsonschema":      {"internal/gendocs"},
	"modernc.org/sqlite":                 {"internal/history"},
	"github.com/jackc/pgx/v5":            {"internal/history"},
	"github.com/pressly/goose/v3":        {"internal/history"},
	"github.com/riverqueue/river":        {"internal/fleet"},
	"github.com/VictoriaMetrics/metrics": {"internal/dashboard"},
	"github.com/wneessen/go-mail":        {"internal/notify"},
}

// impure are packages of the standard library that would let the world into audit.
var impure = []string{
	"net", "net/http", "os", "os/exec", "log", "log/slog", "database/sql", "io/ioutil", "math/rand",
	"math/rand/v2", "syscall",
}

type file struct {
	folder  string
	name    string
	imports []string
	text    string
}

func TestImports(t *testing.T) {
	files := sources(t)
	for _, f := range files {
		i := slices.IndexFunc(rules, func(r struct {
			folder string
			may    []string
			why    string
		}) bool {
			return r.folder == f.folder
		})
		if i < 0 {
			t.Errorf("%s: no rule says what the folder %s may import; add a row with its reason", f.name, f.folder)
			continue
		}
		for _, imported := range f.imports {
			if ours, ok := strings.CutPrefix(imported, module); ok {
				if ours != f.folder && !slices.Contains(rules[i].may, "*") && !slices.Contains(rules[i].may, ours) {
					t.Errorf("%s imports %s: %s", f.name, ours, rules[i].why)
				}
				continue
			}
			for party, folders := range owners {
				if (imported == party || strings.HasPrefix(imported, party+"/")) &&
					!slices.Contains(folders, f.folder) {
					t.Errorf("%s imports %s, which belongs to %v", f.name, imported, folders)
				}
			}
		}
	}
	for _, r := range rules {
		if !slices.ContainsFunc(files, func(f file) bool { return f.folder == r.folder }) &&
			r.folder != "internal/arch" {
			t.Errorf("the rule for %s has no folder", r.folder)
		}
	}
	for party := range owners {
		if !slices.ContainsFunc(files, func(f file) bool {
			return slices.ContainsFunc(f.imports, func(i string) bool {
				return i == party || strings.HasPrefix(i, party+"/")
			})
		}) {
			t.Errorf("nobody imports %s: take the row out", party)
		}
	}
}

func TestAuditIsPure(t *testing.T) {
	for _, f := range sources(t) {
		if f.folder != "audit" {
			continue
		}
		for _, imported := range f.imports {
			if slices.Contains(impure, imported) || strings.Contains(strings.Split(imported, "/")[0], ".") {
				t.Errorf("%s imports %s: audit is the standard library without the world", f.name, imported)
			}
		}
		if strings.Contains(f.text, "time.Now(") {
			t.Errorf("%s asks the clock: the snapshot says when it was taken", f.name)
		}
	}
}

// TestEveryPackageIsDocumented wants exactly one package comment in each folder.
func TestEveryPackageIsDocumented(t *testing.T) {
	docs := map[string]int{}
	for _, f := range sources(t) {
		docs[f.folder] += 0
		parsed, err := parser.ParseFile(token.NewFileSet(), f.name, f.text,
			parser.ParseComments|parser.PackageClauseOnly)
		if err != nil {
			t.Fatal(err)
		}
		if parsed.Doc != nil {
			docs[f.folder]++
		}
	}
	for folder, n := range docs {
		if n != 1 {
			t.Errorf("%s has %d package comments, not one", folder, n)
		}
	}
}

// sources reads every Go file of the module that is not a test.
func sources(t *testing.T) []file {
	t.Helper()
	root := filepath.Join("..", "..")
	var out []file
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() &&
			(d.Name() == "testdata" || d.Name() == "dist" || strings.HasPrefix(d.Name(), ".") && name != root) {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), name, data, parser.ImportsOnly)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		f := file{folder: path.Dir(filepath.ToSlash(relative)), name: filepath.ToSlash(relative), text: string(data)}
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			f.imports = append(f.imports, imported)
		}
		out = append(out, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
