package org

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/zalando/go-keyring"
)

// keychainService is the name under which the keychain shows the secrets to the user.
const keychainService = "orgaudit"

// keychain is that of macOS, Windows or the Secret Service of a Linux desktop.
type keychain struct{}

func (keychain) String() string { return "keychain" }

func (keychain) get(name string) (Secret, error) {
	text, err := keyring.Get(keychainService, name)
	if errors.Is(err, keyring.ErrNotFound) {
		return "", ErrNoSecret
	}
	return Secret(text), err
}

func (keychain) set(name string, secret Secret) error {
	return keyring.Set(keychainService, name, string(secret))
}

func (keychain) remove(name string) error {
	err := keyring.Delete(keychainService, name)
	if errors.Is(err, keyring.ErrNotFound) {
		return ErrNoSecret
	}
	return err
}

// secretFiles keeps one file for each secret, readable by its owner only.
type secretFiles struct {
	dir string
}

func (f secretFiles) String() string { return f.dir }

// path escapes the name, so that it can't lead out of the directory.
func (f secretFiles) path(name string) string {
	return filepath.Join(f.dir, url.QueryEscape(name)+".secret")
}

func (f secretFiles) get(name string) (Secret, error) {
	secret, err := ReadSecretFile(f.path(name))
	return secret, orErrNoSecret(err)
}

func (f secretFiles) remove(name string) error { return orErrNoSecret(os.Remove(f.path(name))) }

// set writes beside the old file and renames, so that a failure leaves the old secret whole.
func (f secretFiles) set(name string, secret Secret) (err error) {
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return fmt.Errorf("make the directory of secrets: %w", err)
	}
	// The mode of a temporary file is 0600.
	file, err := os.CreateTemp(f.dir, ".new-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(file.Name())
		}
	}()
	if _, err := file.WriteString(string(secret)); err != nil {
		return errors.Join(err, file.Close())
	}
	if err := file.Sync(); err != nil {
		return errors.Join(err, file.Close())
	}
	if err := file.Close(); err != nil {
		return err
	}
	return os.Rename(file.Name(), f.path(name))
}
