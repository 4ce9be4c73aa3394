package main

import (
	"os"
	"strings"
	"testing"

	"orgaudit/internal/app"
)

// Nothing is written before somebody agreed.
func TestBundleAsks(t *testing.T) {
	t.Chdir(t.TempDir())
	p, _, _ := inProcess(t, nil)
	run(t.Context(), p, []string{"demo", "marketo-blocked", "--save-snapshot", "acme.json"})
	for _, c := range []struct {
		answer func(string) (bool, error)
		args   []string
		code   int
		writes bool
	}{
		{nil, nil, app.ExitUsage, false},
		{func(string) (bool, error) { return false, nil }, nil, app.ExitUntold, false},
		{func(string) (bool, error) { return true, nil }, nil, app.ExitFailed, true},
		{nil, []string{"--yes"}, app.ExitFailed, true},
	} {
		_ = os.Remove("case.zip")
		_ = os.Remove("case.key")
		p, out, errs := inProcess(t, nil)
		p.Confirm = c.answer
		code := run(t.Context(), p, append([]string{"bundle", "--snapshot", "acme.json", "--out", "case.zip"},
			c.args...))
		_, err := os.Stat("case.zip")
		if code != c.code || (err == nil) != c.writes || out.Len() > 0 {
			t.Errorf("%v: exit code %d, written %t, stdout %q\n%s", c.args, code, err == nil, out, errs)
		}
		if key, err := os.Stat("case.key"); (err == nil) != c.writes || err == nil && key.Mode().Perm() != 0o600 {
			t.Errorf("the key: %v, %v", key, err)
		}
		if !strings.Contains(errs.String(), "like person-") {
			t.Errorf("no preview: %s", errs)
		}
	}
}
