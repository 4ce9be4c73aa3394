package app

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// writable makes sure before a run that its result will have a place.
func writable(file string) error {
	if file == stdoutFile {
		return nil
	}
	if info, err := os.Stat(file); err == nil && info.IsDir() {
		return Misuse("name a file in it", "%s is a directory", file)
	}
	dir := filepath.Dir(file)
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Misuse("make it first: mkdir -p "+dir, "the directory %s does not exist", dir)
	case err != nil:
		return Misuse("", "look at the directory of %s: %w", file, err)
	case !info.IsDir():
		return Misuse("", "%s is not a directory", dir)
	}
	return nil
}

// put writes a result whole or not at all: a new file takes the place of the old one when it is complete. What is no
// ordinary file, like /dev/null or a pipe, is written as it is.
func (p *Program) put(file string, data []byte) error {
	if file == stdoutFile {
		if _, err := p.Stdout.Write(data); err != nil {
			return fmt.Errorf("write to stdout: %w", err)
		}
		return nil
	}
	// A link stays a link: what it leads to is replaced.
	if target, err := filepath.EvalSymlinks(file); err == nil {
		file = target
	}
	mode := fs.FileMode(0o600) // it names users, apps and settings of an org
	if info, err := os.Stat(file); err == nil {
		if !info.Mode().IsRegular() {
			if err := os.WriteFile(file, data, mode); err != nil {
				return fmt.Errorf("write the result: %w", err)
			}
			return nil
		}
		mode = info.Mode().Perm()
	}
	if err := replace(file, data, mode); err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	return nil
}

func replace(file string, data []byte, mode fs.FileMode) error {
	temporary, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name()) // gone already after the rename
	_, err = temporary.Write(data)
	err = errors.Join(err, temporary.Chmod(mode), temporary.Sync(), temporary.Close())
	if err != nil {
		return err
	}
	return os.Rename(temporary.Name(), file)
}

// contents reads a file, - for stdin.
func (p *Program) contents(file string) ([]byte, error) {
	if file == stdoutFile {
		return io.ReadAll(p.Stdin)
	}
	return os.ReadFile(file)
}
