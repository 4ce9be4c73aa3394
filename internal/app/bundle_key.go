package app

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"runtime"

	"orgaudit/internal/redact"
)

// bundleKey reads the key of the pseudonyms, or makes one where the file isn't there yet.
func (p *Program) bundleKey(file string) (*redact.Key, error) {
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return redact.NewKey([]byte(rand.Text() + rand.Text()))
	}
	return readBundleKey(p, file)
}

func readBundleKey(p *Program, file string) (*redact.Key, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, Misuse("it lies beside the bundle where that was made, with the end .key", "read the key: %w", err)
	}
	if info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows" {
		p.say("warning", "others can read the key "+file+": chmod 600 "+file)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, Misuse("", "read the key: %w", err)
	}
	key, err := redact.ReadKey(text)
	if err != nil {
		return nil, Misuse("a key is what `orgaudit bundle` wrote beside a bundle", "%s can't be used: %w", file, err)
	}
	return key, nil
}
