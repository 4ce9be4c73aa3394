package history

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"orgaudit/audit"
)

// State is what became of a finding over the runs of its org.
type State string

// States. A finding that only ever passed has none.
const (
	Failing State = "failing"
	Waived  State = "waived"          // fails, and the policy accepts it
	Fixed   State = "fixed"           // was seen passing afterwards
	Gone    State = "no_longer_found" // failed, and is not there any more: nobody saw it pass
	Unread  State = "unread"          // could not be told, and was never seen failing
	Unasked State = "unasked"         // failed, and the runs since then did not ask
)

// Finding is a finding over time. What it says is from the last report that had it.
type Finding struct {
	Fingerprint string         `json:"fingerprint"`
	Check       string         `json:"check"`
	Subject     audit.Subject  `json:"subject"`
	Severity    audit.Severity `json:"severity"`
	Verdict     audit.Verdict  `json:"verdict"` // in the last report that had it
	State       State          `json:"state"`
	Message     string         `json:"message"`
	Fix         string         `json:"fix"`
	App         string         `json:"app"` // a connection that it belongs to; "" where it is about the org
	User        string         `json:"user"`
	Since       time.Time      `json:"since"` // of the state
	FirstSeen   time.Time      `json:"first_seen"`
	LastSeen    time.Time      `json:"last_seen"`
	FixedAt     time.Time      `json:"fixed_at"` // zero unless its state is fixed
	Reopened    int            `json:"reopened"` // how often it failed again after it was fixed or gone
	LastRun     int64          `json:"last_run"` // the run of the last report that had it
}

// stateOf says what the ledger makes of a finding; "" where there is nothing to follow. A gate that is absent was
// judged through its connections all the same, and a finding of a standing check was not.
func stateOf(e audit.Entry, absent bool) State {
	switch failed := e.Verdict == audit.Fail || e.Verdict == audit.Waived; {
	case failed && e.Open == audit.NotAsked:
		return Unasked
	case e.Verdict == audit.Fail:
		return Failing
	case e.Verdict == audit.Waived:
		return Waived
	case e.Mended && absent && len(e.Through) == 0:
		return Gone
	case e.Mended:
		return Fixed
	case e.Open == audit.Unknown:
		return Unread
	}
	return ""
}

// tracker moves the findings of one org on by a report.
type tracker struct {
	known map[string]*Finding

	changed []*Finding // to be stored
	forget  []string   // fingerprints that are not followed any more
}

// advance follows what the ledger says after a report: it decides, and this only keeps the dates.
func (t *tracker) advance(r *audit.Report, step audit.Reckoning, run int64) {
	found := make(map[string]*audit.Finding, len(r.Findings))
	for i := range r.Findings {
		found[r.Findings[i].Fingerprint] = &r.Findings[i]
	}
	for _, old := range slices.Sorted(maps.Keys(step.Moved)) {
		t.move(old, step.Moved[old])
	}
	belongs := connectionsOf(r)
	for key, e := range step.Ledger.Things {
		if e.Check == "" { // a connection
			continue
		}
		known, state := t.known[key], stateOf(e, found[key] == nil)
		if state == "" {
			if known != nil {
				t.forget = append(t.forget, key)
			}
			continue
		}
		f := found[key]
		if known == nil {
			if f == nil {
				continue
			}
			known = &Finding{Fingerprint: key, FirstSeen: r.TakenAt}
			t.known[key] = known
		}
		changed := known.enter(state, r.TakenAt)
		if f != nil {
			known.see(f, belongs[key], r.TakenAt, run)
		}
		if changed || f != nil {
			t.changed = append(t.changed, known)
		}
	}
	for key := range t.known {
		if _, ok := step.Ledger.Things[key]; !ok {
			t.forget = append(t.forget, key)
		}
	}
	slices.Sort(t.forget)
	slices.SortFunc(t.changed, func(a, b *Finding) int { return cmp.Compare(a.Fingerprint, b.Fingerprint) })
}

// connectionsOf gives the first connection that each gate belongs to.
func connectionsOf(r *audit.Report) map[string]*audit.Connection {
	out := map[string]*audit.Connection{}
	for i := range r.Connections {
		for _, fingerprint := range r.Connections[i].Findings {
			if out[fingerprint] == nil {
				out[fingerprint] = &r.Connections[i]
			}
		}
	}
	return out
}

// move gives the past of a finding to the key that it has now.
func (t *tracker) move(old, now string) {
	known := t.known[old]
	if known == nil {
		return
	}
	delete(t.known, old)
	t.forget = append(t.forget, old)
	if t.known[now] == nil {
		known.Fingerprint = now
		t.known[now] = known
	}
}

// see takes over what a report says of a finding.
func (f *Finding) see(is *audit.Finding, of *audit.Connection, at time.Time, run int64) {
	f.Check, f.Severity, f.Verdict = is.Check, is.Severity, is.Verdict
	f.Subject = audit.Subject{Kind: text(is.Subject.Kind), Name: text(is.Subject.Name), ID: text(is.Subject.ID)}
	f.Message, f.LastSeen, f.LastRun = text(is.Message), at, run
	if is.Fix != "" {
		f.Fix = text(is.Fix)
	}
	if of != nil {
		f.App, f.User = text(of.App.Name), text(of.User)
	}
}

// enter puts a finding into a state, and reports whether it was in another. What was fixed stays so when it goes.
func (f *Finding) enter(s State, at time.Time) bool {
	if f.State == s || f.State == Fixed && s == Gone {
		return false
	}
	if (f.State == Fixed || f.State == Gone) && s != Fixed {
		f.Reopened++
	}
	f.FixedAt = time.Time{}
	if s == Fixed {
		f.FixedAt = at
	}
	f.State, f.Since = s, at
	return true
}
