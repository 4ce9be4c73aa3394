package history

import (
	"cmp"
	"slices"
	"time"

	"orgaudit/audit"
)

// State is what became of a finding over the runs of its org.
type State string

// States. A finding that only ever passed has none.
const (
	Failing State = "failing"
	Waived  State = "waived"  // fails, and the policy accepts it
	Fixed   State = "fixed"   // was seen passing afterwards, or is no longer found
	Unread  State = "unread"  // could not be told, and was never seen failing
	Unasked State = "unasked" // failed, and the runs since then did not ask
)

// Finding is a finding over time. What it says is from the last report that had it.
type Finding struct {
	Fingerprint string         `json:"fingerprint"`
	Check       string         `json:"check"`
	Subject     audit.Subject  `json:"subject"`
	Severity    audit.Severity `json:"severity"`
	// in the last report that had it
	Verdict audit.Verdict `json:"verdict"`
	State   State         `json:"state"`
	Message string        `json:"message"`
	Fix     string        `json:"fix"`
	// a connection that it belongs to; "" where it is about the org
	App  string `json:"app"`
	User string `json:"user"`
	// of the state
	Since     time.Time `json:"since"`
	FirstSeen time.Time `json:"first_seen"`
	LastSeen  time.Time `json:"last_seen"`
	// zero unless its state is fixed
	FixedAt time.Time `json:"fixed_at"`
	// fixed by being no longer found: its subject may not be there any more
	Gone bool `json:"gone"`
	// how often it failed again after it was fixed
	Reopened int `json:"reopened"`
	// the run of the last report that had it
	LastRun int64 `json:"last_run"`
}

// tracker moves the findings of one org on by a report.
type tracker struct {
	known      map[string]*Finding
	samePolicy bool // the report was judged by the policy of the one before

	changed []*Finding // to be stored
	forget  []string   // fingerprints that never failed and are settled
	changes Changes
}

// advance takes a report in. It asks of every known finding that the report lacks whether the same was asked: only then
// its absence means anything.
func (t *tracker) advance(r *audit.Report, run int64) {
	t.adopt(r)
	belongs := map[string]*audit.Connection{}
	for i := range r.Connections {
		c := &r.Connections[i]
		for _, fingerprint := range c.Findings {
			if belongs[fingerprint] == nil {
				belongs[fingerprint] = c
			}
		}
	}
	found := make(map[string]*audit.Finding, len(r.Findings))
	for i := range r.Findings {
		f := &r.Findings[i]
		found[f.Fingerprint] = f
		if known := t.see(f, r.TakenAt); known != nil {
			known.LastRun = run
			if c := belongs[f.Fingerprint]; c != nil {
				known.App, known.User = text(c.App.Name), text(c.User)
			}
		}
	}
	if r.Failure == nil { // an org that stopped answering leaves things out
		absence := newAbsence(r, found, t.samePolicy)
		for fingerprint, known := range t.known {
			if found[fingerprint] == nil {
				t.miss(known, absence, r.TakenAt)
			}
		}
	}
	for _, list := range [][]Change{t.changes.Appeared, t.changes.Fixed, t.changes.Unread} {
		slices.SortFunc(list, compareChanges)
	}
	slices.SortFunc(t.changed, func(a, b *Finding) int { return cmp.Compare(a.Fingerprint, b.Fingerprint) })
}

// adopt gives what is known the fingerprints that this report has for it.
func (t *tracker) adopt(r *audit.Report) {
	var known, now []audit.Identity
	for fingerprint, f := range t.known {
		id := audit.IdentityOf(r.Org.ID, f.Check, f.Subject)
		known = append(known, audit.Identity{Fingerprint: fingerprint, Alias: cmp.Or(id.Alias, id.Fingerprint)})
	}
	for i := range r.Findings {
		now = append(now, r.Findings[i].Identity())
	}
	for i, at := range audit.Again(known, now) {
		if at < 0 || known[at].Fingerprint == now[i].Fingerprint {
			continue
		}
		f := t.known[known[at].Fingerprint]
		t.forget = append(t.forget, f.Fingerprint)
		delete(t.known, f.Fingerprint)
		f.Fingerprint = now[i].Fingerprint
		t.known[f.Fingerprint] = f
	}
}

// see takes a finding of the report in, and gives what is now known of it; nil where that is nothing.
func (t *tracker) see(f *audit.Finding, at time.Time) *Finding {
	known := t.known[f.Fingerprint]
	if known == nil {
		if f.Verdict == audit.Pass || f.Verdict == audit.Moot {
			return nil
		}
		known = &Finding{Fingerprint: f.Fingerprint, FirstSeen: at}
		t.known[f.Fingerprint] = known
	}
	if f.Verdict == audit.Pass && known.State == Unread {
		t.forget = append(t.forget, f.Fingerprint)
		return nil
	}
	before := known.Verdict
	known.Check, known.Severity, known.Verdict = f.Check, f.Severity, f.Verdict
	known.Subject = audit.Subject{Kind: text(f.Subject.Kind), Name: text(f.Subject.Name), ID: text(f.Subject.ID)}
	known.Message, known.LastSeen = text(f.Message), at
	if f.Fix != "" {
		known.Fix = text(f.Fix)
	}
	switch f.Verdict {
	case audit.Fail:
		if known.State != Failing && known.State != Unasked {
			t.changes.Appeared = append(t.changes.Appeared, known.change(known.State == Fixed || known.Reopened > 0))
		}
		known.fails(Failing, at)
	case audit.Waived:
		known.fails(Waived, at)
	case audit.Pass:
		if known.State != Fixed {
			known.enter(Fixed, at)
			known.FixedAt = at
			t.changes.Fixed = append(t.changes.Fixed, known.change(false))
		}
	case audit.Unknown:
		if before != audit.Unknown {
			t.changes.Unread = append(t.changes.Unread, known.change(false))
		}
		if known.State == "" {
			known.enter(Unread, at)
		}
	}
	t.changed = append(t.changed, known)
	return known
}

// miss takes in that the report lacks a finding.
func (t *tracker) miss(known *Finding, absence *absence, at time.Time) {
	if known.State == Fixed {
		return
	}
	meaning, under := absence.of(known)
	switch {
	case meaning == untold:
	case meaning == refiled:
		t.move(known, t.known[under])
	case known.State == Unread:
		t.forget = append(t.forget, known.Fingerprint)
	case meaning == absent:
		known.enter(Fixed, at)
		known.FixedAt, known.Gone = at, true
		t.changes.Fixed = append(t.changes.Fixed, known.change(false))
		t.changed = append(t.changed, known)
	case known.State != Unasked:
		known.enter(Unasked, at)
		t.changed = append(t.changed, known)
	}
}

// move gives the past of a finding to the one that it stands under now, which is no news then.
func (t *tracker) move(from, to *Finding) {
	t.forget = append(t.forget, from.Fingerprint)
	if from.FirstSeen.Before(to.FirstSeen) {
		to.FirstSeen = from.FirstSeen
	}
	if from.State == to.State {
		to.Since = from.Since
		t.changes.Appeared = slices.DeleteFunc(t.changes.Appeared, func(c Change) bool {
			return c.Fingerprint == to.Fingerprint
		})
	}
	to.Reopened += from.Reopened
}

// fails puts a finding into a state in which it fails.
func (f *Finding) fails(s State, at time.Time) {
	if f.State == Fixed {
		f.Reopened++
	}
	f.FixedAt, f.Gone = time.Time{}, false
	f.enter(s, at)
}

func (f *Finding) enter(s State, at time.Time) {
	if f.State != s {
		f.State, f.Since = s, at
	}
}

func (f *Finding) change(again bool) Change {
	return Change{
		Fingerprint: f.Fingerprint, Check: f.Check, Subject: f.Subject, Severity: f.Severity, Message: f.Message,
		Again: again, Gone: f.Gone,
	}
}
