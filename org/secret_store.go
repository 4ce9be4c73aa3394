package org

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// ErrNoSecret is the answer for a name under which nothing is stored.
var ErrNoSecret = errors.New("no secret is stored under this name")

// SecretStore keeps refresh tokens and other secrets between runs: in the keychain of the operating system, or where
// there is none, as on a server, in files that only their owner can read.
type SecretStore struct {
	keychain vault
	files    vault
}

// vault is one place that keeps secrets. get and remove give ErrNoSecret for a name it doesn't have.
type vault interface {
	get(name string) (Secret, error)
	set(name string, secret Secret) error
	remove(name string) error
	String() string
}

// NewSecretStore uses the keychain and, in its place, files in the directory, which is made when needed.
func NewSecretStore(dir string) *SecretStore {
	return &SecretStore{keychain: keychain{}, files: secretFiles{dir}}
}

// SecretDir is where secret files lie: $XDG_STATE_HOME/orgaudit/secrets, else $XDG_DATA_HOME/orgaudit/secrets, else
// .local/state/orgaudit/secrets in the home directory. getenv reads a variable of the environment.
func SecretDir(getenv func(string) string, home string) string {
	for _, variable := range []string{"XDG_STATE_HOME", "XDG_DATA_HOME"} {
		// The XDG specification tells programs to ignore relative paths.
		if dir := getenv(variable); filepath.IsAbs(dir) {
			return filepath.Join(dir, "orgaudit", "secrets")
		}
	}
	return filepath.Join(home, ".local", "state", "orgaudit", "secrets")
}

// Get gives a stored secret, or [ErrNoSecret]. A file goes first: there is one only where the keychain failed when the
// secret was last set, so what the keychain has is older.
func (s *SecretStore) Get(name string) (Secret, error) {
	secret, err := s.files.get(name)
	if !errors.Is(err, ErrNoSecret) {
		return secret, err
	}
	if secret, err = s.keychain.get(name); err != nil && !errors.Is(err, ErrNoSecret) {
		return "", fmt.Errorf("%w; and the %s can't be read: %w", ErrNoSecret, s.keychain, err)
	}
	return secret, err
}

// Set stores a secret and says where, e.g. "keychain" or the file's directory.
func (s *SecretStore) Set(name string, secret Secret) (place string, err error) {
	if name == "" || secret == "" {
		return "", errors.New("a secret needs a name and a text")
	}
	refused := s.keychain.set(name, secret)
	if refused == nil {
		if err := s.files.remove(name); err != nil && !errors.Is(err, ErrNoSecret) {
			return "", fmt.Errorf("remove the older copy of the secret: %w", err)
		}
		return s.keychain.String(), nil
	}
	if err := s.files.set(name, secret); err != nil {
		return "", fmt.Errorf("store the secret: %w (and the %s refused it: %w)", err, s.keychain, refused)
	}
	return s.files.String(), nil
}

// Delete forgets a secret wherever it is. It gives [ErrNoSecret] where there was none.
func (s *SecretStore) Delete(name string) error {
	inFile, inKeychain := s.files.remove(name), s.keychain.remove(name)
	switch {
	case inFile != nil && !errors.Is(inFile, ErrNoSecret):
		return inFile
	case inFile == nil && inKeychain != nil:
		// No keychain, or nothing in it: the file was the secret.
		return nil
	}
	return inKeychain
}

// ReadSecretFile reads a secret from a file that only its owner may read, without the white space around it. On
// Windows the rights are not checked, because Go doesn't see its access lists.
func ReadSecretFile(path string) (Secret, error) {
	const most = 64 << 10
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("read the secret: %w", err)
	}
	switch {
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("read the secret: %s is not a file", path)
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		return "", fmt.Errorf("read the secret: others can read %s (its mode is %#o): run `chmod 600` on it",
			path, info.Mode().Perm())
	case info.Size() > most:
		return "", fmt.Errorf("read the secret: %s is larger than %d KiB", path, most>>10)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("read the secret: %w", err)
	}
	secret := Secret(text).trimmed()
	if secret == "" {
		return "", fmt.Errorf("read the secret: %s is empty", path)
	}
	return secret, nil
}

// orErrNoSecret turns a file's absence into ErrNoSecret.
func orErrNoSecret(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return ErrNoSecret
	}
	return err
}
