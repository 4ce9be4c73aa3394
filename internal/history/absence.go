package history

import (
	"slices"

	"orgaudit/audit"
)

// meaning is what it means that a report lacks a finding.
type meaning int

const (
	untold  meaning = iota // the report could not tell
	unasked                // the report was not asked
	absent                 // what was found is there no more
	refiled                // it is found all the same, and stands under another subject
)

// absence tells what it means that a report lacks a finding.
type absence struct {
	report     *audit.Report
	found      map[string]*audit.Finding
	samePolicy bool
	unread     map[string]bool // standing checks that could not tell of something
	answered   map[asked]*audit.Connection
}

func newAbsence(r *audit.Report, found map[string]*audit.Finding, samePolicy bool) *absence {
	a := &absence{
		report:     r,
		found:      found,
		samePolicy: samePolicy,
		unread:     map[string]bool{},
		answered:   make(map[asked]*audit.Connection, len(r.Connections)),
	}
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Verdict == audit.Unknown {
			a.unread[f.Check] = true
		}
	}
	for i := range r.Connections {
		c := &r.Connections[i]
		a.answered[askedOf(text(c.App.Name), text(c.User))] = c
	}
	return a
}

// of tells it for one finding. A gate is asked of connections: what another report says of the same connection counts,
// since one failure may stand once under the org and once under the connection; where it does, under gives the other
// fingerprint. A standing check is asked by the policy: a
// check without any finding was asked when the policy is the same.
func (a *absence) of(f *Finding) (m meaning, under string) {
	if f.App == "" && f.User == "" {
		switch _, judged := a.report.Checks[f.Check]; {
		case a.unread[f.Check]:
			return untold, ""
		case judged || a.samePolicy:
			return absent, ""
		}
		return unasked, ""
	}
	c := a.answered[askedOf(f.App, f.User)]
	if c == nil {
		return unasked, ""
	}
	for _, fingerprint := range c.Findings {
		now := a.found[fingerprint]
		if now == nil || now.Check != f.Check {
			continue
		}
		switch now.Verdict {
		case audit.Pass:
			return absent, ""
		case audit.Fail, audit.Waived:
			return refiled, fingerprint
		}
		return untold, ""
	}
	if slices.Contains(c.Checked, f.Check) {
		return untold, ""
	}
	return unasked, "" // the gate doesn't apply to the way of signing in that is judged now
}
