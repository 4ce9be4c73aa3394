package report

import (
	"slices"
	"time"

	"orgaudit/audit"
)

// outline is what the formats for people ask of a report: which findings belong together and in which order, what
// stands behind an answer, what would settle an unknown.
type outline struct {
	*audit.Report
	gates map[string]bool // fingerprints of findings that belong to a connection
	by    map[string]*audit.Finding
	first map[string]*audit.Connection // the first connection that rests on a finding
	byKey map[string]audit.Step
	final audit.Answer
}

func newOutline(r *audit.Report) *outline {
	l := &outline{Report: r, gates: map[string]bool{}, by: r.ByFingerprint(),
		first: map[string]*audit.Connection{}, byKey: map[string]audit.Step{}, final: r.Answer()}
	for _, s := range r.Steps {
		l.byKey[s.Key] = s
	}
	for i := range r.Connections {
		c := &r.Connections[i]
		for _, id := range c.Findings {
			l.gates[id] = true
			if l.first[id] == nil {
				l.first[id] = c
			}
		}
	}
	return l
}

func (l *outline) orgName() string {
	for _, name := range []string{l.Org.Name, l.Org.MyDomain, l.Org.URL} {
		if name != "" {
			return name
		}
	}
	return "the org"
}

// root is the finding behind a connection's answer, an empty one where the report has none.
func (l *outline) root(c audit.Connection) *audit.Finding {
	if f := c.Root(l.by); f != nil {
		return f
	}
	return &audit.Finding{}
}

// checksOf lists the checks of a connection that came to a verdict.
func (l *outline) checksOf(c audit.Connection, v audit.Verdict) []string {
	var ids []string
	for _, id := range c.Findings {
		if f := l.by[id]; f != nil && f.Verdict == v && !slices.Contains(ids, f.Check) {
			ids = append(ids, f.Check)
		}
	}
	return ids
}

// sameRoot groups the connections that are not ready by app, root cause and fix, so that what many users share is said
// once.
func (l *outline) sameRoot() [][]audit.Connection {
	at := map[[3]string]int{}
	var groups [][]audit.Connection
	for _, c := range l.Connections {
		if c.Verdict != audit.NotReady {
			continue
		}
		key := [3]string{c.App.Name, l.root(c).Check, c.Step()}
		i, ok := at[key]
		if !ok {
			i = len(groups)
			at[key] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], c)
	}
	return groups
}

// group is the findings of one check.
type group struct {
	check    string
	findings []*audit.Finding
}

// grouped picks findings and groups them by check, in the order of the report.
func (l *outline) grouped(pick func(*audit.Finding) bool) []group {
	var groups []group
	at := map[string]int{}
	for i := range l.Findings {
		f := &l.Findings[i]
		if !pick(f) {
			continue
		}
		n, ok := at[f.Check]
		if !ok {
			n = len(groups)
			at[f.Check] = n
			groups = append(groups, group{check: f.Check})
		}
		groups[n].findings = append(groups[n].findings, f)
	}
	return groups
}

// gateOrder is the order in which the gates were judged, merged from all connections: not every gate applies to each.
func (l *outline) gateOrder() []string {
	var order []string
	for _, c := range l.Connections {
		at := 0
		for _, id := range c.Checked {
			if i := slices.Index(order, id); i >= 0 {
				at = i + 1
				continue
			}
			order = slices.Insert(order, at, id)
			at++
		}
	}
	return order
}

// stepOrder parts the steps that findings name first from those that are other ways, both in the order of the report.
func (l *outline) stepOrder() (main, others []string) {
	first := map[string]bool{}
	for i := range l.Findings {
		first[l.Findings[i].Step()] = true
	}
	for _, s := range l.Steps {
		if first[s.Key] {
			main = append(main, s.Key)
		} else {
			others = append(others, s.Key)
		}
	}
	return main, others
}

// refusal is why a part could not be read.
func (l *outline) refusal(part audit.Part) audit.RefusedPart {
	for _, r := range l.Refused {
		if r.Part == part {
			return r
		}
	}
	return audit.RefusedPart{Part: part}
}

// permissions lists what the audit user lacks to tell about a connection.
func (l *outline) permissions(c audit.Connection) []string {
	var needs []string
	for _, id := range c.Findings {
		f := l.by[id]
		if f == nil || f.Verdict != audit.Unknown {
			continue
		}
		for _, part := range f.Missing {
			if need := l.refusal(part).NeedsPermission; need != "" && !slices.Contains(needs, need) {
				needs = append(needs, need)
			}
		}
	}
	return needs
}

// closed is the reason for which every part of the org was refused; "" where one was read, or the reasons differ.
func (l *outline) closed() string {
	if len(l.Refused) < len(audit.Parts()) {
		return ""
	}
	for _, r := range l.Refused[1:] {
		if r.Reason != l.Refused[0].Reason {
			return ""
		}
	}
	return l.Refused[0].Reason
}

// waiverOf finds the waiver of the policy that accepts a finding.
func (l *outline) waiverOf(f *audit.Finding) (w audit.ReportWaiver, ok bool) {
	if f.Verdict != audit.Waived {
		return w, false
	}
	at := slices.IndexFunc(l.Waivers, func(w audit.ReportWaiver) bool {
		return w.Status == audit.WaiverUsed && slices.Contains(w.Findings, f.Fingerprint)
	})
	if at < 0 {
		return w, false
	}
	return l.Waivers[at], true
}

// acceptedBy says in English why a finding is waived, by whom and until when, for formats that people don't read first.
func (l *outline) acceptedBy(f *audit.Finding) string {
	said := f.Waiver
	w, _ := l.waiverOf(f)
	for _, fact := range [][2]string{{"owner", w.Owner}, {"ticket", w.Ticket}, {"until", w.Until}} {
		if fact[1] != "" {
			said += "; " + fact[0] + " " + fact[1]
		}
	}
	return said
}

// knownSince says the day of the baseline that has a finding already; "" for one that is new.
func (l *outline) knownSince(f *audit.Finding) string {
	if !f.Known || l.Baseline == nil {
		return ""
	}
	return l.Baseline.TakenAt.UTC().Format(time.DateOnly)
}

// grantsOf lists the ways by which API Enabled could reach the user whom a finding of that gate is about.
func (l *outline) grantsOf(f *audit.Finding) []audit.Grant {
	if c := l.first[f.Fingerprint]; c != nil {
		return c.Grants
	}
	return nil
}
