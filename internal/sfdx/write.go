package sfdx

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrNotEmpty is a folder that has files already: a project never mixes with them.
var ErrNotEmpty = errors.New("is not an empty directory")

// Free reports whether a project can be written to a folder: it does not exist, in a folder that does, or is empty. The
// error says what is in the way.
func Free(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case err == nil && len(entries) > 0:
		return fmt.Errorf("%s %w", dir, ErrNotEmpty)
	case err == nil:
		return nil
	case !errors.Is(err, fs.ErrNotExist):
		if info, lookErr := os.Lstat(dir); lookErr == nil && !info.IsDir() {
			return fmt.Errorf("%s %w", dir, ErrNotEmpty)
		}
		return err
	}
	if _, err := os.Lstat(dir); err == nil { // a link that leads nowhere
		return fmt.Errorf("%s %w", dir, ErrNotEmpty)
	}
	info, err := os.Stat(filepath.Dir(dir))
	switch {
	case err != nil:
		return err
	case !info.IsDir():
		return fmt.Errorf("%s is not a directory", filepath.Dir(dir))
	}
	return nil
}

// Write writes the project to a folder that is Free, whole or not at all: it is built beside it under another name.
// Only the user who runs the program may read it, since it names users of the org.
func (p *Project) Write(dir string) (err error) {
	if err := Free(dir); err != nil {
		return err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return err
	}
	if target, err := filepath.EvalSymlinks(dir); err == nil {
		dir = target // a link stays a link: what it leads to is replaced
	}
	building, err := os.MkdirTemp(filepath.Dir(dir), ".orgaudit-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(building))
		}
	}()
	for _, f := range p.files {
		place := filepath.Join(building, filepath.FromSlash(f.path))
		if err := os.MkdirAll(filepath.Dir(place), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(place, f.data, 0o600); err != nil {
			return err
		}
	}
	// Removing fails for a folder that has files by now.
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Rename(building, dir)
}
