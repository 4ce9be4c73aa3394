package audit

import (
	"fmt"
	"slices"
	"time"
)

// ReportBaseline is the earlier report that a report was held against.
type ReportBaseline struct {
	TakenAt time.Time `json:"taken_at"`
	// NewOnly says that what failed already in the baseline doesn't change the exit code.
	NewOnly bool `json:"new_only"`
}

// Against gives the report with what failed already in an earlier one of the same org marked as known: findings that
// failed there about the same subject, and connections that were not ready there by at least the same checks. Nothing
// is taken out, and the report itself stays as it is. With newOnly what is known doesn't change the exit code; what
// could not be told does as before. It is an error when the baseline is of another org.
func (r *Report) Against(baseline *Report, newOnly bool) (*Report, error) {
	if !SameOrg(baseline, r) {
		return nil, fmt.Errorf("the baseline is of another org: %s, and this report is of %s",
			baseline.Org.called(), r.Org.called())
	}
	out := *r
	out.Baseline = &ReportBaseline{TakenAt: baseline.TakenAt, NewOnly: newOnly}
	out.Findings, out.Connections = slices.Clone(r.Findings), slices.Clone(r.Connections)
	then, now := baseline.ByFingerprint(), out.ByFingerprint()
	for _, p := range between(baseline, &out).pairs(baseline) {
		switch {
		case p.before == nil || p.after == nil:
		case p.connection():
			p.after.connection.Known = known(p.before.connection, p.after.connection, then, now)
		default:
			p.after.finding.Known = p.before.finding.Verdict == Fail && p.after.finding.Verdict == Fail
		}
	}
	return &out, nil
}

// known reports whether a connection is not ready by nothing else than what kept it from being ready before. The
// findings are those of its report, and of the one before.
func known(before, after *Connection, then, now map[string]*Finding) bool {
	if before.Verdict != NotReady || after.Verdict != NotReady {
		return false
	}
	blocked := before.blockers(then)
	return !slices.ContainsFunc(after.blockers(now), func(id string) bool { return !slices.Contains(blocked, id) })
}

// blockers lists the checks that keep a connection from being ready: those that fail, waived or not.
func (c *Connection) blockers(findings map[string]*Finding) []string {
	var ids []string
	for _, id := range c.Findings {
		if f := findings[id]; f != nil && (f.Verdict == Fail || f.Verdict == Waived) {
			ids = append(ids, f.Check)
		}
	}
	return ids
}

// called says which org it is.
func (o Org) called() string {
	name := firstOf(o.Name, o.MyDomain, o.URL, "an org that could not be read")
	if o.ID != "" {
		return name + " (" + o.ID + ")"
	}
	return name
}
