package audit

import (
	"fmt"
	"slices"
	"time"
)

// note holds when a symptom occurred against what was changed: an error from before a block was lifted is an old one. It
// is "" where nothing dated is known of both.
func (e *evaluation) note(d *Diagnosis) string {
	relevant := d.Candidates
	if d.Verdict == Explained {
		relevant = d.Causes
	}
	var out string
	var latest time.Time
	for _, a := range e.asked {
		failed := e.failedAt(a.on, d.Candidates)
		when, did := e.turn(a.on, relevant, d.Verdict == Explained)
		if did == "" || out != "" && !failed.After(latest) {
			continue
		}
		latest, out = failed, e.compare(failed, when, did, d.Verdict)
	}
	return out
}

// failedAt is when the symptom occurred: as the reader says, else the last refused sign-in of the user through the app.
// Not every refusal has a status that says its cause, so any counts that names the app. Zero where nothing is known.
func (e *evaluation) failedAt(c *Case, candidates []string) time.Time {
	if at := e.question.Symptom.At; at != nil {
		return *at
	}
	var last time.Time
	for _, l := range c.signIns() {
		ours := l.place() == "" || slices.ContainsFunc(candidates, func(id string) bool { return !e.notAGate(id) && explains(e.check(id), l.Status) })
		if ours && !sameName(l.Status, loginSuccess) && l.Last.After(last) {
			last = l.Last
		}
	}
	return last
}

// turn finds the last change that opened, or closed, what one of some checks judges of a case.
func (e *evaluation) turn(c *Case, checks []string, closed bool) (when time.Time, did string) {
	var matters []*matter
	for _, id := range checks {
		if !e.notAGate(id) {
			matters = append(matters, matterOf(c, e.check(id)))
		}
	}
	for i := range e.changes {
		change := &e.changes[i]
		reading := change.lifts
		if closed {
			reading = change.shuts
		}
		if reading == "" || change.At.Before(when) {
			continue
		}
		reading = change.did(reading)
		if change.At.Equal(when) && did != "" && did <= reading {
			continue // of one second: the order of the snapshot must not matter
		}
		if slices.ContainsFunc(matters, change.concerns) {
			when, did = change.At, reading
		}
	}
	return when, did
}

// compare says how far a failure and a change lie apart, and which came first.
func (e *evaluation) compare(failed, changed time.Time, did, verdict string) string {
	if failed.IsZero() {
		if verdict != OrgClean {
			return ""
		}
		return fmt.Sprintf("%s on %s: an error from before that is an old one", did, day(changed))
	}
	verb := "last failed"
	if e.question.Symptom.At != nil {
		verb = "seen"
	}
	order, apart := "before", changed.Sub(failed)
	if failed.After(changed) {
		order, apart = "after", failed.Sub(changed)
	}
	a, b := day(failed), day(changed)
	if a == b { // the day alone would not tell
		a, b = minute(failed), minute(changed)
	}
	return fmt.Sprintf("%s %s, %s %s %s (%s)", verb, a, distanceInTime(apart, failed, changed), order, did, b)
}

func day(t time.Time) string    { return t.UTC().Format(time.DateOnly) }
func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// distanceInTime says how far two times lie apart: in days of the calendar (UTC), as their dates show them, or within one
// day in hours or minutes.
func distanceInTime(apart time.Duration, a, b time.Time) string {
	days := int(a.UTC().Truncate(24*time.Hour).Sub(b.UTC().Truncate(24*time.Hour)).Abs() / (24 * time.Hour))
	switch {
	case days > 0:
		return many(days, "day")
	case apart >= time.Hour:
		return many(int(apart/time.Hour), "hour")
	case apart >= time.Minute:
		return many(int(apart/time.Minute), "minute")
	}
	return "less than a minute"
}
