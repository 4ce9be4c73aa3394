package audit_test

import (
	"testing"

	"orgaudit/audit"
)

func TestAgainst(t *testing.T) {
	root, a := found("root", audit.Fail, audit.High), found("a", audit.Fail, audit.High)
	passed := func(f audit.Finding) audit.Finding { f.Verdict = audit.Pass; return f }
	waived := func(f audit.Finding) audit.Finding { f.Verdict = audit.Waived; return f }
	unknown := func(f audit.Finding) audit.Finding { f.Verdict = audit.Unknown; return f }
	for _, c := range []struct {
		name            string
		baseline, after *audit.Report
		exit            int // with new-only
		known           int
	}{
		{"the same failure", diffed("", nil, a), diffed("", nil, a), 0, 1},
		{"a new failure", diffed("", nil, a), diffed("", nil, a, root), 1, 1},
		{"it passed before", diffed("", nil, passed(a)), diffed("", nil, a), 1, 0},
		{"it was not told before", diffed("", nil, unknown(a)), diffed("", nil, a), 1, 0},
		{"its waiver ended", diffed("", nil, waived(a)), diffed("", nil, a), 1, 0},
		{"what can't be told stays so", diffed("", nil, unknown(a)), diffed("", nil, unknown(a)), 3, 0},
		{
			"a known failure and something that can't be told", diffed("", nil, a),
			diffed("", nil, a, unknown(root)), 3, 1,
		},

		{"not ready for the same cause", diffed(audit.NotReady, gates(a)), diffed(audit.NotReady, gates(a)), 0, 2},
		{
			"not ready for one cause less", diffed(audit.NotReady, gates(root, a)),
			diffed(audit.NotReady, gates(passed(root), a)), 0, 2,
		},
		{
			"not ready for one cause more", diffed(audit.NotReady, gates(a)),
			diffed(audit.NotReady, gates(root, a)), 1, 1,
		},
		{"not ready for another cause", diffed(audit.NotReady, gates(root)), diffed(audit.NotReady, gates(a)), 1, 0},
		{
			"not ready for the same cause, now waived", diffed(audit.NotReady, gates(a)),
			diffed(audit.NotReady, gates(waived(a))), 0, 1,
		},
		{
			"not ready for a new cause, which is waived", diffed(audit.NotReady, gates(root)),
			diffed(audit.NotReady, gates(waived(a))), 1, 0,
		},
		{"ready before", diffed(audit.Ready, gates(passed(a))), diffed(audit.NotReady, gates(a)), 1, 0},
		{"not told before", diffed(audit.CannotTell, gates(unknown(a))), diffed(audit.NotReady, gates(a)), 1, 0},
		{"not asked before", diffed("", nil), diffed(audit.NotReady, gates(a)), 1, 0},
	} {
		for _, newOnly := range []bool{true, false} {
			r, err := c.after.Against(c.baseline, newOnly)
			if err != nil {
				t.Fatal(err)
			}
			want := c.after.ExitCode()
			if newOnly {
				want = c.exit
			}
			if got := r.ExitCode(); got != want {
				t.Errorf("%s: exit code %d, want %d (new-only %t)", c.name, got, want, newOnly)
			}
			known := 0
			for _, f := range r.Findings {
				if f.Known {
					known++
				}
			}
			for _, at := range r.Connections {
				if at.Known {
					known++
				}
			}
			if known != c.known {
				t.Errorf("%s: %d known, want %d", c.name, known, c.known)
			}
		}
		for _, f := range c.after.Findings {
			if f.Known || c.after.Baseline != nil {
				t.Errorf("%s: the report itself was changed", c.name)
			}
		}
	}
	other := diffed("", nil, a)
	other.Org.ID = otherOrgID
	if _, err := diffed("", nil, a).Against(other, true); err == nil {
		t.Error("a baseline of another org is taken")
	}
}
