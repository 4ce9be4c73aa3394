package sfdx_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"orgaudit/audit"
	"orgaudit/internal/sfdx"
)

var readAt = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

// project writes files to a folder; their names may hold spaces.
func project(t testing.TB, files ...txtar.File) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestRead(t *testing.T) {
	archives, err := filepath.Glob("testdata/read/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal(err)
	}
	for _, name := range archives {
		t.Run(filepath.Base(name), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			dir := project(t, archive.Files...)
			s, err := sfdx.Read(dir, readAt)
			if err != nil {
				t.Fatal(err)
			}
			s.Org.Name = strings.ReplaceAll(s.Org.Name, dir, "DIR")
			got, err := json.MarshalIndent(s, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(name, ".txtar") + ".json"
			if *update {
				if err := os.WriteFile(golden, append(got, '\n'), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)+"\n"); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if strings.Contains(string(got), "CANARY") {
				t.Error("a secret was read")
			}
			// No part counts as read as a whole but settings, which an org has once.
			for _, part := range audit.Parts() {
				if _, refused := s.Refused[part]; !refused && len(s.Sources[part]) == 0 {
					t.Errorf("%s was neither read nor refused", part)
				}
			}
		})
	}
}

const plainProject = `{"packageDirectories": [{"path": "force-app"}]}`

func TestBrokenFiles(t *testing.T) {
	profile := func(text string) []txtar.File {
		return []txtar.File{
			{Name: "sfdx-project.json", Data: []byte(plainProject)},
			{Name: "force-app/profiles/P.profile-meta.xml", Data: []byte(text)},
		}
	}
	for name, test := range map[string]struct {
		files []txtar.File
		want  string
	}{
		"no project": {[]txtar.File{{Name: "x.txt"}}, "neither sfdx-project.json nor package.xml"},
		"nothing in it": {
			[]txtar.File{{Name: "sfdx-project.json", Data: []byte(plainProject)}, {Name: "force-app/classes/A.cls"}},
			"nothing to judge",
		},
		"json": {
			[]txtar.File{{Name: "sfdx-project.json", Data: []byte("{\n  \"packageDirectories\": [,]}")}},
			"sfdx-project.json:2:26: ",
		},
		"json kind": {
			[]txtar.File{{Name: "sfdx-project.json", Data: []byte(`{"packageDirectories": 1}`)}},
			"sfdx-project.json:1:",
		},
		"no directory": {[]txtar.File{{Name: "sfdx-project.json", Data: []byte(`{}`)}}, "names no packageDirectories"},
		"outside": {
			[]txtar.File{{Name: "sfdx-project.json", Data: []byte(`{"packageDirectories": [{"path": "../x"}]}`)}},
			`"../x" does not lie in the project`,
		},
		"absolute": {
			[]txtar.File{{Name: "sfdx-project.json", Data: []byte(`{"packageDirectories": [{"path": "/etc"}]}`)}},
			`"/etc" does not lie in the project`,
		},
		"absent": {
			[]txtar.File{{Name: "sfdx-project.json", Data: []byte(plainProject)}},
			`the package directory "force-app": no such file`,
		},
		"manifest": {
			[]txtar.File{{Name: "package.xml", Data: []byte("<Package>")}},
			"package.xml:1:10: the file is not valid XML: unexpected EOF",
		},
		"conflict": {
			profile("<Profile>\n<<<<<<< HEAD\n</Profile>"),
			"force-app/profiles/P.profile-meta.xml:2:2: the file is not valid XML",
		},
		"unclosed": {
			profile("<Profile>\n  <custom>true\n</Profile>"),
			"P.profile-meta.xml:3:11: the file is not valid XML: element <custom> closed by </Profile>",
		},
		"empty": {profile(""), "P.profile-meta.xml:1:1: the file is empty"},
		"other root": {
			profile("<PermissionSet/>"), "the element is PermissionSet, but the file may only hold one Profile",
		},
		"two roots": {profile("<Profile/><Profile/>"), "may only hold one Profile"},
		"text":      {profile("<Profile/>\nx"), "text outside of the element Profile"},
		"not a boolean": {
			profile("<Profile>\n<userPermissions><enabled>yes</enabled><name>ApiEnabled</name></userPermissions></Profile>"), `P.profile-meta.xml:2:40: enabled is "yes", neither true nor false`,
		},
		"empty boolean": {
			profile("<Profile><userPermissions><enabled/><name>ApiEnabled</name></userPermissions></Profile>"),
			"neither true nor false",
		},
		"no boolean": {
			profile("<Profile><userPermissions><name>ApiEnabled</name></userPermissions></Profile>"),
			"userPermissions needs a name and enabled",
		},
		"no name": {
			profile("<Profile><userPermissions><enabled>true</enabled></userPermissions></Profile>"),
			"userPermissions needs a name and enabled",
		},
		"entity": {
			profile("<!DOCTYPE Profile [<!ENTITY a \"b\">]>\n<Profile><custom>&a;</custom></Profile>"),
			"P.profile-meta.xml:2:",
		},
		"utf-16": {profile("\xff\xfe<\x00P\x00"), "P.profile-meta.xml:1:"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := sfdx.Read(project(t, test.files...), readAt)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, %v, want %s", s, err, test.want)
			}
		})
	}
	if _, err := sfdx.Read(filepath.Join(t.TempDir(), "absent"), readAt); err == nil {
		t.Error("read a folder that isn't there")
	}
}

// A link is read where it leads into the project; one that leads out of
// it is refused, and no linked folder is followed.
func TestLinks(t *testing.T) {
	file := func(name, text string) txtar.File { return txtar.File{Name: name, Data: []byte(text)} }
	dir := project(t, file("sfdx-project.json", plainProject), file("shared/P.xml", "<Profile/>"),
		file("force-app/a.txt", ""))
	for link, to := range map[string]string{"profiles": "../shared", "P.profile-meta.xml": "../shared/P.xml"} {
		if err := os.Symlink(to, filepath.Join(dir, "force-app", link)); err != nil {
			t.Fatal(err)
		}
	}
	s, err := sfdx.Read(dir, readAt)
	if err != nil || len(s.Profiles) != 1 || s.Profiles[0].Name != "P" {
		t.Fatalf("%+v, %v", s, err)
	}
	outside := project(t, file("Secret.xml", "<Profile/>"))
	if err := os.Symlink(filepath.Join(outside, "Secret.xml"),
		filepath.Join(dir, "force-app", "Out.profile-meta.xml")); err != nil {
		t.Fatal(err)
	}
	if _, err := sfdx.Read(dir, readAt); err == nil ||
		!strings.Contains(err.Error(), "force-app/Out.profile-meta.xml: path escapes") {
		t.Errorf("a link out of the project: %v", err)
	}
}

func TestHugeFile(t *testing.T) {
	dir := project(t, txtar.File{Name: "sfdx-project.json", Data: []byte(plainProject)},
		txtar.File{Name: "force-app/P.profile-meta.xml"})
	if err := os.Truncate(filepath.Join(dir, "force-app", "P.profile-meta.xml"), 64<<20+1); err != nil {
		t.Fatal(err)
	}
	if _, err := sfdx.Read(dir, readAt); err == nil || !strings.Contains(err.Error(), "is larger than 64 MiB") {
		t.Error(err)
	}
}

// FuzzRead feeds the decoders: whatever a file says, it is read or refused
// with a place, and never grants what no file says.
func FuzzRead(f *testing.F) {
	seeds, err := txtar.ParseFile("testdata/read/source.txtar")
	if err != nil {
		f.Fatal(err)
	}
	kinds := []string{
		"profiles/X.profile-meta.xml", "permissionsets/X.permissionset-meta.xml",
		"permissionsetgroups/X.permissionsetgroup-meta.xml", "mutingpermissionsets/X.mutingpermissionset-meta.xml",
		"connectedApps/X.connectedApp-meta.xml", "externalClientApps/X.eca-meta.xml",
		"extlClntAppPolicies/X.ecaPlcy-meta.xml", "extlClntAppOauthPolicies/X.ecaOauthPlcy-meta.xml",
		"blacklistedConsumers/X.blacklistedConsumer-meta.xml", "settings/MyDomain.settings-meta.xml",
		"settings/Security.settings-meta.xml",
	}
	for _, file := range seeds.Files {
		for i, kind := range kinds {
			if filepath.Base(filepath.Dir(file.Name)) == filepath.Dir(kind) {
				f.Add(i, file.Data, "")
			}
		}
	}
	f.Add(0, []byte("<Profile/>"), "!**/[a-z]?*.xml\n/x/\n\\#\n[")
	f.Fuzz(func(t *testing.T, i int, data []byte, ignore string) {
		kind := kinds[(i%len(kinds)+len(kinds))%len(kinds)]
		dir := project(t, txtar.File{Name: "sfdx-project.json", Data: []byte(plainProject)},
			txtar.File{Name: "force-app/" + kind, Data: data}, txtar.File{Name: ".forceignore", Data: []byte(ignore)})
		s, err := sfdx.Read(dir, readAt)
		if err != nil {
			if !strings.Contains(err.Error(), kind+":") && !strings.Contains(err.Error(), "nothing to judge") {
				t.Errorf("the error has no place: %v", err)
			}
			return
		}
		for _, p := range s.Profiles {
			if p.Permissions[audit.APIEnabled.Name] && !strings.Contains(string(data), audit.APIEnabled.Name) &&
				!strings.Contains(string(data), "&#") {
				t.Errorf("granted by nothing: %q", data)
			}
		}
		if _, err := json.Marshal(s); err != nil {
			t.Error(err)
		}
	})
}
