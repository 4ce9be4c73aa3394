package audit

import (
	"cmp"
	"slices"
	"strconv"
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

// Turn is which way a transition went.
type Turn string

// Turns.
const (
	TurnWorse   Turn = "worse"         // it was judged before, and is judged worse now
	TurnToLight Turn = "came_to_light" // it fails, and nobody could tell or asked before: it may be old
	TurnUnread  Turn = "unread"        // it can't be told
	TurnNeither Turn = "neither"       // it is neither better nor worse
	TurnBetter  Turn = "better"        // it failed, and is judged better
)

// kindOfTransition is all that is to be known of a kind.
type kindOfTransition struct {
	kind      TransitionKind
	turn      Turn
	shown     Verdict
	heading   Words
	one, many string // what a number of them is called
}

// kindsOfTransitions declares them, the worst first. By being absent, hidden or unread nothing is better. A gate behind
// one that was mended is no worse, since its connection was not ready all the time.
var kindsOfTransitions = [...]kindOfTransition{
	{NewFailure, TurnWorse, Fail, Say("New failures"), "new failure", "new failures"},
	{Worsened, TurnWorse, Fail, Say("More severe than before"), "more severe", "more severe"},
	{WaiverOver, TurnWorse, Fail, Say("No longer waived"), "no longer waived", "no longer waived"},
	{CameToLight, TurnToLight, Fail, Say("Came to light"), "came to light", "came to light"},
	{
		Uncovered, TurnNeither, Fail, Say("Seen now that what stood before it is fixed"), "came to light",
		"came to light",
	},
	{
		OtherCause, TurnNeither, Fail, Say("Not ready by another cause"), "not ready by another cause",
		"not ready by another cause",
	},
	{Unread, TurnUnread, Unknown, Say("Can't be told"), "can't be told", "can't be told"},
	{Accepted, TurnNeither, Waived, Say("Waived now"), "waived", "waived"},
	{Vanished, TurnNeither, Moot, Say("No longer found"), "no longer found", "no longer found"},
	{Settled, TurnNeither, Pass, Say("Could not be told, and passes"), "can be told now", "can be told now"},
	{Eased, TurnBetter, Pass, Say("Less severe than before"), "less severe", "less severe"},
	{Mended, TurnBetter, Pass, Say("Fixed"), "fixed", "fixed"},
}

// TransitionKinds lists them, the worst first.
func TransitionKinds() []TransitionKind {
	var out []TransitionKind
	for _, k := range kindsOfTransitions {
		out = append(out, k.kind)
	}
	return out
}

func (k TransitionKind) declared() kindOfTransition {
	for _, d := range kindsOfTransitions {
		if d.kind == k {
			return d
		}
	}
	return kindOfTransition{k, TurnNeither, Moot, Say(string(k)), string(k), string(k)}
}

// Turn is which way a transition of the kind goes. What is no transition goes neither way.
func (k TransitionKind) Turn() Turn { return k.declared().turn }

// Fails reports whether a thing fails that was not known to: it got worse, or came to light.
func (k TransitionKind) Fails() bool {
	turn := k.Turn()
	return turn == TurnWorse || turn == TurnToLight
}

// Shown is the verdict whose colour and sign a thing has that the kind is said of.
func (k TransitionKind) Shown() Verdict { return k.declared().shown }

// Words say the kind as the heading of a list.
func (k TransitionKind) Words() Words { return k.declared().heading }

// CountTransitions says in English how many there are of each kind, the worst first: "2 new failures", "1 fixed". Kinds
// that go by one name are counted together.
func CountTransitions(of map[TransitionKind]int) []string {
	var out []string
	said := map[string]int{}
	for _, k := range kindsOfTransitions {
		said[k.many] += of[k.kind]
	}
	for _, k := range kindsOfTransitions {
		switch n := said[k.many]; n {
		case 0:
		case 1:
			out = append(out, "1 "+k.one)
		default:
			out = append(out, strconv.Itoa(n)+" "+k.many)
		}
		delete(said, k.many)
	}
	return out
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
	Again bool `json:"again,omitempty"` // it failed before, and was mended or gone since
}

// OfConnection reports whether the transition is of a connection.
func (t *Transition) OfConnection() bool { return t.App != "" || t.User != "" }

// OfOrg reports whether the transition is of the org as a whole: it can't be read to its end, or can again.
func (t *Transition) OfOrg() bool { return t.Key == keyOfOrg }

// keyOfOrg is the key of the reading itself.
const keyOfOrg = "(org)"

// Turn is which way the transition went. A failure below what the run fails on makes nothing worse.
func (t *Transition) Turn() Turn {
	if t.Minor && t.Kind.Fails() {
		return TurnNeither
	}
	return t.Kind.Turn()
}

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
