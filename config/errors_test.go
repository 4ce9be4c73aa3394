package config

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"orgaudit/checks"
	"orgaudit/connectors"
)

var update = flag.Bool("update", false, "write what the tests see into testdata")

// knownChecks are those that the tests' files may name.
func knownChecks() []string {
	var ids []string
	for _, check := range checks.All() {
		ids = append(ids, check.ID)
	}
	return ids
}

func builtin(t testing.TB) *Catalogue {
	t.Helper()
	c, err := Connectors(connectors.Files, knownChecks())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Every archive in testdata/errors holds cases: NAME.yaml is read as FORMAT.yaml, where the archive is called
// FORMAT.txtar, and NAME.txt is the exact error that comes of it, empty for none.
func TestErrors(t *testing.T) {
	catalogue := builtin(t)
	readers := map[string]func(file string, data []byte) error{
		"policy": func(file string, data []byte) error {
			r := &policyReader{connectors: catalogue, checks: knownChecks(), open: BuiltinPolicy}
			_, err := r.read(file, data)
			return err
		},
		"connector": func(file string, data []byte) error {
			r := &connectorReader{checks: knownChecks()}
			r.read(file, data)
			return r.errors.err()
		},
		"orgs": func(file string, data []byte) error {
			_, err := parseOrgs(file, data)
			return err
		},
	}
	for format, read := range readers {
		archive := filepath.Join("testdata", "errors", format+".txtar")
		cases, err := txtar.ParseFile(archive)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{}
		for _, f := range cases.Files {
			want[f.Name] = string(f.Data)
		}
		out := &txtar.Archive{Comment: cases.Comment}
		for _, f := range cases.Files {
			name, ok := strings.CutSuffix(f.Name, ".yaml")
			if !ok {
				continue
			}
			got := ""
			if err := read(format+".yaml", f.Data); err != nil {
				got = err.Error() + "\n"
			}
			out.Files = append(out.Files, f, txtar.File{Name: name + ".txt", Data: []byte(got)})
			t.Run(format+"/"+name, func(t *testing.T) {
				if diff := cmp.Diff(want[name+".txt"], got); diff != "" && !*update {
					t.Errorf("-want +got:\n%s", diff)
				}
			})
		}
		if *update {
			if err := os.WriteFile(archive, txtar.Format(out), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}
