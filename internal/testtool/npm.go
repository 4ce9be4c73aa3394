package testtool

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// The lock names no registry: npm takes the one that the machine is set up for, and checks the hashes.
//
//go:embed npm/package.json npm/package-lock.json
var npmFiles embed.FS

// NPM gives the path of a node_modules folder with what npm/package.json names. It is installed once for each state of
// the lock file, into the cache folder of the user who tests.
func NPM(t testing.TB) string {
	t.Helper()
	npm, err := exec.LookPath("npm")
	if err != nil {
		lacksTool(t, "npm: %v", err)
	}
	modules, err := installedPrograms(t, npm)
	if err != nil {
		lacksTool(t, "install what npm has: %v", err)
	}
	return modules
}

// lacksTool ends a test that lacks a tool: skipped on a machine of somebody, failed where all tools are promised.
func lacksTool(t testing.TB, format string, args ...any) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}

func installedPrograms(t testing.TB, npm string) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	lock, err := npmFiles.ReadFile("npm/package-lock.json")
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(lock)
	dir := filepath.Join(cache, "orgaudit-test", "npm-"+hex.EncodeToString(sum[:8]))
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return "", err
	}
	unlock, err := lockedfile.MutexAt(dir + ".lock").Lock()
	if err != nil {
		return "", err
	}
	defer unlock()
	modules := filepath.Join(dir, "node_modules")
	if _, err := os.Stat(modules); err == nil {
		return modules, nil
	}
	partial := dir + ".partial" // left behind when somebody ended the tests in the middle
	if err := os.RemoveAll(partial); err != nil {
		return "", err
	}
	if err := install(t, npm, partial); err != nil {
		return "", err
	}
	return modules, os.Rename(partial, dir)
}

func install(t testing.TB, npm, dir string) error {
	files, err := fs.Sub(npmFiles, "npm")
	if err != nil {
		return err
	}
	if err := os.CopyFS(dir, files); err != nil {
		return err
	}
	// No script of a package runs.
	cmd := exec.CommandContext(t.Context(), npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund",
		"--loglevel", "error")
	cmd.Dir = dir
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("npm ci: %w\n%s", err, bytes.TrimSpace(said.Bytes()))
	}
	// The package makes its program executable by a script. On other systems than Linux it is not there.
	err = os.Chmod(filepath.Join(dir, "node_modules", "@microsoft", "sarif-multitool-linux", "Sarif.Multitool"), 0o755)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
