package app

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// A list that can't be read leaves the one before in force.
func TestServeKeepsTheList(t *testing.T) {
	config := t.TempDir()
	file := filepath.Join(config, "orgaudit", "orgs.yaml")
	write := func(text string) {
		t.Helper()
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o700),
			os.WriteFile(file, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	write("version: 1\norgs: [{alias: prod, auth: sf-cli}]\n")
	p, _, _ := inProcess(t, map[string]string{"XDG_CONFIG_HOME": config})
	s := &server{p: p}
	if err := s.readList(); err != nil || len(s.orgs()) != 1 {
		t.Fatal(err, s.orgs())
	}
	if err := s.readList(); !errors.Is(err, errSameList) {
		t.Errorf("nothing changed: %v", err)
	}
	write("version: 1\norgs: [{alis: broken}]\n")
	if err := s.readList(); err == nil || errors.Is(err, errSameList) || len(s.orgs()) != 1 {
		t.Errorf("got %v %v", err, s.orgs())
	}
}
