package testtool_test

import (
	"os"
	"path/filepath"
	"testing"

	"orgaudit/internal/testtool"
)

// Whoever asks first installs; the others wait and find the same.
func TestNPM(t *testing.T) {
	modules := testtool.NPM(t)
	if _, err := os.Stat(filepath.Join(modules, "axe-core", "axe.min.js")); err != nil {
		t.Error(err)
	}
	if again := testtool.NPM(t); again != modules {
		t.Errorf("%s, then %s", modules, again)
	}
}
