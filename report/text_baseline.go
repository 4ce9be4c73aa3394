package report

import (
	"slices"
	"time"

	"orgaudit/audit"
)

// known says that a failure is none of today's: the baseline has it already.
func (t *text) known(indent int, known bool) {
	if known && t.Baseline != nil {
		t.flow(indent, indent, styled(dim, t.say("known since the baseline of %s", t.Baseline.TakenAt.UTC().Format(time.DateOnly))))
	}
}

// baseline says what the exit code passes over.
func (t *text) baseline() {
	if t.Baseline == nil || !t.Baseline.NewOnly {
		return
	}
	fresh := slices.ContainsFunc(t.Connections, func(c audit.Connection) bool { return c.Verdict == audit.NotReady && !c.Known }) ||
		slices.ContainsFunc(t.Findings, func(f audit.Finding) bool { return f.Verdict == audit.Fail && !f.Known && !t.gates[f.Fingerprint] })
	day := t.Baseline.TakenAt.UTC().Format(time.DateOnly)
	t.gap()
	if fresh {
		t.flow(0, 0, shown(t.say("Only what is new since the baseline of %s counts; the rest is marked as known.", day)))
		return
	}
	t.flow(0, 0, shown(t.say("Nothing failed newly since the baseline of %s; what is marked as known doesn't count.", day)))
}
