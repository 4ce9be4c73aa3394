package audit

import (
	"slices"
	"time"
)

// note holds when a symptom occurred against what was changed: an error from before a block was lifted is an old one.
// It is empty where nothing dated is known of both.
func (e *evaluation) note(d *Diagnosis) Words {
	if at := e.question.Symptom.At; at != nil && at.After(e.report.TakenAt) {
		return Say("seen %s, after the org was read (%s): what was changed in between is not judged",
			minute(*at), minute(e.report.TakenAt))
	}
	relevant := d.Candidates
	if d.Verdict == Explained {
		relevant = d.Causes[:min(1, len(d.Causes))] // the root cause: when another one came tells of that one only
	}
	var out Words
	var latest time.Time
	for _, a := range e.asked {
		failed := e.failedAt(a.on, d.Candidates)
		when, did := e.turn(a.on, relevant, d.Verdict == Explained)
		if did == nil || out != nil && !failed.After(latest) {
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
		ours := l.place() == "" ||
			slices.ContainsFunc(candidates, func(id string) bool {
				return !e.notAGate(id) && explains(e.check(id), l.Status)
			})
		if ours && !sameName(l.Status, loginSuccess) && l.Last.After(last) {
			last = l.Last
		}
	}
	return last
}

// turn finds the last change that opened, or closed, what one of some checks judges of a case.
func (e *evaluation) turn(c *Case, checks []string, closed bool) (when time.Time, did Words) {
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
		said := change.did(reading)
		if change.At.Equal(when) && did != nil && did.String() <= said.String() {
			continue // of one second: the order of the snapshot must not matter
		}
		if slices.ContainsFunc(matters, change.concerns) {
			when, did = change.At, said
		}
	}
	return when, did
}

// compare says how far a failure and a change lie apart, and which came first.
func (e *evaluation) compare(failed, changed time.Time, did Words, verdict string) Words {
	if failed.IsZero() {
		if verdict != OrgClean {
			return nil
		}
		return Say("%s on %s: an error from before that is an old one", did, day(changed))
	}
	a, b := day(failed), day(changed)
	if a == b { // the day alone would not tell
		a, b = minute(failed), minute(changed)
	}
	seen, after := e.question.Symptom.At != nil, failed.After(changed)
	apart := distanceInTime(changed.Sub(failed).Abs(), failed, changed)
	switch {
	case seen && after:
		return Say("seen %s, %s after %s (%s)", a, apart, did, b)
	case seen && verdict == Explained:
		return Say("seen %s, %s before %s (%s): the error is older than this cause, which can't explain it",
			a, apart, did, b)
	case seen:
		return Say("seen %s, %s before %s (%s)", a, apart, did, b)
	case after:
		return Say("last failed %s, %s after %s (%s)", a, apart, did, b)
	}
	return Say("last failed %s, %s before %s (%s)", a, apart, did, b)
}

func day(t time.Time) string    { return t.UTC().Format(time.DateOnly) }
func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// distanceInTime says how far two times lie apart: in days of the calendar (UTC), as their dates
// show them, or within one day in hours or minutes.
func distanceInTime(apart time.Duration, a, b time.Time) Words {
	days := int(a.UTC().Truncate(24*time.Hour).Sub(b.UTC().Truncate(24*time.Hour)).Abs() / (24 * time.Hour))
	switch {
	case days > 0:
		return Count(days, "1 day", "%d days")
	case apart >= time.Hour:
		return Count(int(apart/time.Hour), "1 hour", "%d hours")
	case apart >= time.Minute:
		return Count(int(apart/time.Minute), "1 minute", "%d minutes")
	}
	return Say("less than a minute")
}
