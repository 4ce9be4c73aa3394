package audit

import (
	"cmp"
	"slices"
)

// TransitionKind says what became of a thing between what was last judged of it and what is judged now.
type TransitionKind string

// Kinds of transitions. What a report could not judge is none: nothing gets better by not being looked at.
const (
	NewFailure  TransitionKind = "new_failure"     // passed when it was last judged, and fails now
	Worsened    TransitionKind = "worsened"        // fails with a higher severity
	WaiverOver  TransitionKind = "waiver_over"     // failed before too, and is accepted no longer
	CameToLight TransitionKind = "came_to_light"   // fails, and was never judged before: it may be old
	Uncovered   TransitionKind = "uncovered"       // fails, and stood hidden behind a gate that was fixed since
	OtherCause  TransitionKind = "other_cause"     // a connection is not ready as before, by another root cause
	Unread      TransitionKind = "unread"          // can't be told, and could before or was not asked
	Accepted    TransitionKind = "accepted"        // fails, and a waiver accepts it
	Vanished    TransitionKind = "no_longer_found" // failed, and is not there any more: neither better nor worse
	Settled     TransitionKind = "settled"         // could not be told, and passes
	Eased       TransitionKind = "eased"           // fails with a lower severity
	Mended      TransitionKind = "fixed"           // failed when it was last judged, and passes now
)

// TransitionKinds lists them, the worst first.
func TransitionKinds() []TransitionKind {
	return []TransitionKind{
		NewFailure, Worsened, WaiverOver, CameToLight, Uncovered, OtherCause, Unread, Accepted, Vanished, Settled,
		Eased, Mended,
	}
}

// Fails reports whether a thing fails that was not known to: it got worse, or came to light. A gate behind one that was
// mended is not among them, since its connection was not ready all the time.
func (k TransitionKind) Fails() bool {
	return k == NewFailure || k == Worsened || k == WaiverOver || k == CameToLight
}

// Worse reports whether a thing was judged before and is judged worse now.
func (k TransitionKind) Worse() bool { return k == NewFailure || k == Worsened || k == WaiverOver }

// Better reports whether a thing failed and is judged better now. By being absent, hidden or unread nothing is better.
func (k TransitionKind) Better() bool { return k == Mended || k == Eased }

// Words say the kind as the heading of a list.
func (k TransitionKind) Words() Words {
	switch k {
	case NewFailure:
		return Say("New failures")
	case Worsened:
		return Say("More severe than before")
	case WaiverOver:
		return Say("No longer waived")
	case CameToLight:
		return Say("Came to light")
	case Uncovered:
		return Say("Seen now that what stood before it is fixed")
	case OtherCause:
		return Say("Not ready by another cause")
	case Unread:
		return Say("Can't be told")
	case Accepted:
		return Say("Waived now")
	case Vanished:
		return Say("No longer found")
	case Settled:
		return Say("Could not be told, and passes")
	case Eased:
		return Say("Less severe than before")
	case Mended:
		return Say("Fixed")
	}
	return Say(string(k))
}

// Transition is one thing that is judged otherwise than it was last judged: a finding, a connection, or whether the org
// can be read at all. The JSON names are stable.
type Transition struct {
	Kind TransitionKind `json:"kind"`
	// Key is the fingerprint of a finding, or the key of a connection.
	Key string `json:"key"`
	// Was and Is are verdicts: of what was last judged, "" for nothing, and of now. A connection that is ready passes.
	Was      Verdict  `json:"was,omitempty"`
	Is       Verdict  `json:"is,omitempty"`
	Check    string   `json:"check,omitempty"` // for a connection the root cause
	Subject  Subject  `json:"subject"`
	App      string   `json:"app,omitempty"` // of a connection
	User     string   `json:"user,omitempty"`
	Severity Severity `json:"severity,omitempty"` // for a connection that of the root cause
	Message  string   `json:"message,omitempty"`
	// Minor says that the finding is below what the run fails on.
	Minor bool `json:"minor,omitempty"`
	Again bool `json:"again,omitempty"` // it was mended once
}

// OfConnection reports whether the transition is of a connection.
func (t *Transition) OfConnection() bool { return t.App != "" || t.User != "" }

// OfOrg reports whether the transition is of the org as a whole: it can't be read to its end, or can again.
func (t *Transition) OfOrg() bool { return t.Key == keyOfOrg }

// keyOfOrg is the key of the reading itself.
const keyOfOrg = "(org)"

// counts reports whether the transition is a failure to fail on.
func (t *Transition) counts() bool { return t.Kind.Fails() && !t.Minor }

// Transitions says what became of what a report judged, in a later one: the worst first. It is pure, it gives the same
// whatever the order of rows, and of a report against itself it gives nothing. Reports of two orgs are held against
// each other by the names of what they are about. Over more than two reports a [Ledger] keeps what was last judged.
func Transitions(before, after *Report) []Transition { return between(before, after).out }

// between takes the later report into what is known from the earlier one.
func between(before, after *Report) *advance {
	files := before.Org.ID+after.Org.ID == "" // which have no id, and fingerprints all the same
	name := naming{byName: !files && !SameID(before.Org.ID, after.Org.ID)}
	return Ledger{}.advance(before, name).now.advance(after, name)
}

// compareTransitions puts the worst first; among those of one kind connections, then by severity.
func compareTransitions(a, b Transition) int {
	apart := func(t Transition) int {
		switch {
		case t.OfOrg():
			return 0
		case t.OfConnection():
			return 1
		}
		return 2
	}
	return cmp.Or(
		WorstFirst(a.Kind, b.Kind), cmp.Compare(apart(a), apart(b)), WorstFirst(a.Severity, b.Severity),
		cmp.Compare(a.Check, b.Check), cmp.Compare(a.App, b.App), cmp.Compare(a.User, b.User),
		cmp.Compare(a.Subject.Name, b.Subject.Name), cmp.Compare(a.Key, b.Key),
	)
}

// kindOf says what became of a thing from what was last judged of it to what a report says now; "" for nothing.
func kindOf(was, is Entry) TransitionKind {
	switch {
	case is.Open == Unknown && was.Open != Unknown:
		return Unread
	case is.Open != "":
		return ""
	}
	switch is.Verdict {
	case Fail:
		return failing(was, is)
	case Waived:
		if was.Verdict == Fail || was.Verdict == Pass {
			return Accepted
		}
	case Pass:
		switch {
		case was.Verdict == Fail || was.Verdict == Waived:
			return Mended
		case was.Open == Unknown:
			return Settled
		}
	}
	return ""
}

func failing(was, is Entry) TransitionKind {
	switch {
	case was.Verdict == Pass:
		return NewFailure
	case was.Verdict == Waived:
		return WaiverOver
	case was.Verdict == "" && was.Open == Moot:
		return Uncovered
	case was.Verdict == "":
		return CameToLight
	case is.Cause != was.Cause:
		return OtherCause
	case is.Check == "":
		return "" // of a connection: the findings say how severe its causes are
	}
	switch order := WorstFirst(is.Severity, was.Severity); {
	case order < 0:
		return Worsened
	case order > 0:
		return Eased
	}
	return ""
}

// subset reports whether all of some words are among others.
func subset(some, all []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(all, s) })
}
