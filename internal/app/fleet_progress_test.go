package app

import (
	"strings"
	"testing"
	"time"

	"orgaudit/audit"
)

// On a terminal a run is a few lines that are written over, and nothing stays of them.
func TestFleetProgress(t *testing.T) {
	p, _, errs := inProcess(t, nil)
	p.ShowsErr = true
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	p.Now = func() time.Time { return now }
	show := p.newFleetProgress(12)
	for i := range 10 {
		show.begin(strings.Repeat("a", 10*i)+"prod", now)
	}
	show.done("prod", audit.OutcomeFailed, "✗ NOT READY: jane cannot connect Loader")
	show.done("aprod", audit.OutcomeNotReached, "? NOT ENTERED: nobody answered")
	show.end()
	said := errs.String()
	for _, want := range []string{"0 of 12 orgs\n  prod  0s\n", "1 of 12 orgs, ✗ failed 1\n",
		"2 of 12 orgs, ✗ failed 1, ? not reached 1\n", "  and 2 more\n", "…\n"} {
		if !strings.Contains(said, want) {
			t.Errorf("it never says %q", want)
		}
	}
	for line := range strings.Lines(said) {
		if n := len([]rune(strings.TrimRight(line[strings.LastIndex(line, "\x1b[J")+1:], "\n"))); n > 80+2 {
			t.Errorf("%d columns: %q", n, line)
		}
	}
	if !strings.HasSuffix(said, "A\x1b[J") {
		t.Errorf("something stays: %q", said[max(0, len(said)-100):])
	}
}
