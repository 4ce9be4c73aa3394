package org

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"
)

func TestSecretIsNeverPrinted(t *testing.T) {
	credential := ClientCredentials{LoginURL: acme, ClientID: "id", ClientSecret: "CANARY"}
	encoded, err := json.Marshal(credential)
	if err != nil {
		t.Fatal(err)
	}
	var logged bytes.Buffer
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("x", "credential", credential, "secret", credential.ClientSecret)
	slog.New(slog.NewTextHandler(&logged, nil)).Info("x", "credential", credential, "secret", credential.ClientSecret)
	s := string(encoded) + logged.String() + fmt.Sprint(credential, &credential, credential.ClientSecret) +
		fmt.Sprintf("%v %+v %#v %s %q %x %d", credential, credential, credential, credential, credential.ClientSecret,
			credential.ClientSecret, credential.ClientSecret)
	if strings.Contains(s, "CANARY") || strings.Contains(s, fmt.Sprintf("%x", "CANARY")) ||
		!strings.Contains(s, "[secret]") {
		t.Error(s)
	}
	if got := fmt.Sprint(Secret("")); got != "" {
		t.Errorf("an empty secret prints %q", got)
	}
}

// failing is a keychain that isn't there.
type failing struct{ err error }

func (failing) String() string               { return "keychain" }
func (f failing) get(string) (Secret, error) { return "", f.err }
func (f failing) set(string, Secret) error   { return f.err }
func (f failing) remove(string) error        { return f.err }

func TestSecretStore(t *testing.T) {
	keyring.MockInit()
	dir := filepath.Join(t.TempDir(), "state", "secrets")
	store := NewSecretStore(dir)
	broken := &SecretStore{keychain: failing{errors.New("no session bus")}, files: secretFiles{dir}}
	const name = "../prod/refresh token"
	read := func(s *SecretStore, want Secret) {
		t.Helper()
		if got, err := s.Get(name); err != nil || got != want {
			t.Errorf("got %q %v, want %q", string(got), err, string(want))
		}
	}
	if _, err := store.Get(name); !errors.Is(err, ErrNoSecret) {
		t.Errorf("got %v", err)
	}
	if _, err := broken.Get(name); !errors.Is(err, ErrNoSecret) || !strings.Contains(err.Error(), "no session bus") {
		t.Errorf("got %v", err)
	}
	if place, err := store.Set(name, "first"); err != nil || place != "keychain" {
		t.Errorf("got %s %v", place, err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Error("a directory was made without need")
	}
	read(store, "first")
	// The keychain fails when the secret changes: the file holds the newer one, whatever the keychain holds.
	if place, err := broken.Set(name, "second"); err != nil || place != dir {
		t.Errorf("got %s %v", place, err)
	}
	read(store, "second")
	read(broken, "second")
	if runtime.GOOS != "windows" {
		files, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil || len(files) != 1 {
			t.Fatalf("files %v %v", files, err)
		}
		for path, mode := range map[string]os.FileMode{files[0]: 0o600, dir: 0o700} {
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != mode {
				t.Errorf("%s: %v %v", path, info.Mode(), err)
			}
		}
	}
	if _, err := broken.Set(name, "third"); err != nil {
		t.Error(err)
	}
	read(broken, "third")
	// It works again: the file goes.
	if _, err := store.Set(name, "fourth"); err != nil {
		t.Error(err)
	}
	read(store, "fourth")
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left %v", left)
	}
	if err := store.Delete(name); err != nil {
		t.Error(err)
	}
	if err := store.Delete(name); !errors.Is(err, ErrNoSecret) {
		t.Errorf("got %v", err)
	}
	if _, err := broken.Set(name, "fifth"); err != nil {
		t.Error(err)
	}
	if err := broken.Delete(name); err != nil {
		t.Errorf("got %v", err)
	}
	if _, err := store.Set(name, ""); err == nil {
		t.Error("an empty secret was stored")
	}
}

func TestSecretStoreThatCannotWrite(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	store := &SecretStore{
		keychain: failing{errors.New("no session bus")},
		files:    secretFiles{filepath.Join(file, "dir")},
	}
	_, err := store.Set("a", "CANARY")
	if err == nil || !strings.Contains(err.Error(), "no session bus") || strings.Contains(err.Error(), "CANARY") {
		t.Errorf("got %v", err)
	}
}

func TestSecretDir(t *testing.T) {
	for _, tc := range []struct{ state, data, want string }{
		{"/s", "/d", "/s/orgaudit/secrets"},
		{"", "/d", "/d/orgaudit/secrets"},
		{"relative", "", "/home/ada/.local/state/orgaudit/secrets"},
		{"", "", "/home/ada/.local/state/orgaudit/secrets"},
	} {
		got := SecretDir(func(name string) string {
			return map[string]string{"XDG_STATE_HOME": tc.state, "XDG_DATA_HOME": tc.data}[name]
		}, "/home/ada")
		if filepath.ToSlash(got) != tc.want {
			t.Errorf("got %s, want %s", got, tc.want)
		}
	}
}

func TestReadSecretFile(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	if got, err := ReadSecretFile(write("good", "  tok\n", 0o600)); err != nil || got != "tok" {
		t.Errorf("got %q %v", string(got), err)
	}
	if got, err := ReadSecretFile(write("stricter", "tok", 0o400)); err != nil || got != "tok" {
		t.Errorf("got %q %v", string(got), err)
	}
	bad := map[string]string{
		write("empty", "\n", 0o600):                        "is empty",
		write("large", strings.Repeat("x", 65<<10), 0o600): "larger than 64 KiB",
		dir:                        "is not a file",
		filepath.Join(dir, "none"): "no such file",
	}
	if runtime.GOOS != "windows" {
		bad[write("group", "CANARY", 0o640)] = "chmod 600"
		bad[write("world", "CANARY", 0o604)] = "chmod 600"
	}
	for path, want := range bad {
		if _, err := ReadSecretFile(path); err == nil || !strings.Contains(err.Error(), want) ||
			strings.Contains(err.Error(), "CANARY") {
			t.Errorf("%s: got %v, want %s", path, err, want)
		}
	}
}
