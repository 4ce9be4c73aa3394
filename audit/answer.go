package audit

import "slices"

// Exit codes of the program for a report.
const (
	exitOK         = 0
	exitFailed     = 1 // a connection is not ready, or the policy is departed from
	exitNotTold    = 3 // some of what was asked could not be told
	exitNotEntered = 4 // the org could not be asked at all
)

// AnswerState is what a report says of its connections, or of the policy.
type AnswerState string

// States of an answer. Connections are ready, not ready, unknown or none; a policy is followed, departed from,
// unknown, or none; or nothing of the org matches it.
const (
	StateReady    AnswerState = "ready"
	StateNotReady AnswerState = "not_ready"
	StateAsAsked  AnswerState = "as_asked"
	StateDeparts  AnswerState = "departs"
	StateNoMatch  AnswerState = "nothing_matched"
	StateUnknown  AnswerState = "unknown"
	StateNone     AnswerState = "none"
)

// Answer is the headline of a report, and the only one: formats, the fleet, histories, dashboards, metrics and
// notifications lay it out.
type Answer struct {
	// the lines, one after the other, in English
	Headline    string      `json:"headline"`
	Connections AnswerState `json:"connections"`
	Policy      AnswerState `json:"policy"`
	// false where the org could not be asked at all
	Entered  bool `json:"entered"`
	ExitCode int  `json:"exit_code"`
	// what stands first in the way; null where nothing does
	Cause *AnswerCause `json:"cause"`
	// key of the first step, "" for none
	Step   string       `json:"step"`
	Counts AnswerCounts `json:"counts"`
	// one about the org that wasn't entered or that nothing was asked about, or about the connections and the policy
	Lines []AnswerLine `json:"lines"`
}

// What a line of an answer is about.
const (
	AboutConnections = "connections"
	AboutPolicy      = "policy"
	AboutOrg         = "org" // that was not entered, or of which nothing was asked
)

// AnswerCause is the finding behind an answer.
type AnswerCause struct {
	Finding string `json:"finding"` // its fingerprint
	Check   string `json:"check"`
	Message string `json:"message"`
	Words   Words  `json:"words,omitempty"` // the parts of Message
}

// AnswerCounts counts what a report holds.
type AnswerCounts struct {
	Ready      int `json:"ready"` // connections
	NotReady   int `json:"not_ready"`
	CannotTell int `json:"cannot_tell"`
	Points     int `json:"points"`     // what the policy asks for, point by point
	Departures int `json:"departures"` // points that fail; what is only information is none
	Untold     int `json:"untold"`     // points that could not be told
	Advice     int `json:"advice"`     // points that are only information
}

// AnswerLine is one sentence of an answer.
type AnswerLine struct {
	About string      `json:"about"` // AboutConnections, AboutPolicy or AboutOrg
	State AnswerState `json:"state"`
	Label string      `json:"label"` // the state in a word or two, in capitals
	Text  string      `json:"text"`
	Words Words       `json:"words"` // the parts of Text
}

// ExitCode is the program's exit code for the report: 1 when a connection is not ready or a finding at or above
// FailOn failed, else 4 when the org could not be asked at all, else 3 when something that was asked could not be told
// or nothing of the org matched the policy, else 0. What is known from a baseline that leaves only the new to count is
// passed over. nil stands for a run that gave no report, as OutcomeOf has it: nothing of the org was asked.
func (r *Report) ExitCode() int {
	if r == nil {
		return exitNotEntered
	}
	return r.Answer().ExitCode
}

// WorseExit is the worse of two exit codes of reports, as one code for many orgs: a certain failure outranks an org
// that could not be asked, and that outranks what could not be told.
func WorseExit(a, b int) int {
	order := []int{exitFailed, exitNotEntered, exitNotTold, exitOK}
	if slices.Index(order, b) < slices.Index(order, a) {
		return b
	}
	return a
}

// Answer says what the report says, in short.
func (r *Report) Answer() Answer {
	a := &answerer{Report: r, newOnly: r.Baseline != nil && r.Baseline.NewOnly, gates: map[string]*Connection{}}
	for i := range r.Connections {
		for _, id := range r.Connections[i].Findings {
			if a.gates[id] == nil {
				a.gates[id] = &r.Connections[i]
			}
		}
	}
	a.out = Answer{Entered: r.Entered(), Connections: StateNone, Policy: StateNone, Lines: []AnswerLine{}}
	a.connections()
	a.policy()
	switch {
	case a.failed:
		a.out.ExitCode = exitFailed
	case !a.out.Entered:
		a.out.ExitCode = exitNotEntered
	case a.unknown || a.out.Policy == StateNoMatch || r.Failure != nil ||
		r.Diagnosis != nil && r.Diagnosis.Verdict == Undecided:
		a.out.ExitCode = exitNotTold
	}
	a.cause()
	a.lines()
	return a.out
}

// Entered reports whether anything of the org could be asked: its own row is the first that is read, and a report
// without it says nothing of what is in the org. A reading of files enters nothing, and is complete all the same.
func (r *Report) Entered() bool { return entered(&r.Org, r.Failure != nil && r.Failure.SignIn) }

// Entered reports whether anything of the org could be asked.
func (s *Snapshot) Entered() bool { return entered(&s.Org, s.Failure != nil && s.Failure.SignIn) }

func entered(o *Org, signInRefused bool) bool { return !signInRefused && (o.ID != "" || o.placeless()) }

// answerer works an answer out.
type answerer struct {
	*Report
	out             Answer
	newOnly         bool
	failed, unknown bool
	gates           map[string]*Connection // the first connection that rests on a finding
	worst           *Finding               // of those that depart from the policy
	untold          *Finding               // the first that could not be told
}

func (a *answerer) connections() {
	n, t := &a.out.Counts, a.Tally()
	n.Ready, n.NotReady, n.CannotTell = t.Ready, t.NotReady, t.CannotTell
	for _, c := range a.Connections {
		counts := !a.newOnly || !c.Known
		a.failed = a.failed || counts && c.Verdict == NotReady
		a.unknown = a.unknown || counts && c.Verdict != Ready && c.Verdict != NotReady
	}
	switch {
	case n.NotReady > 0:
		a.out.Connections = StateNotReady
	case n.CannotTell > 0:
		a.out.Connections = StateUnknown
	case n.Ready > 0:
		a.out.Connections = StateReady
	}
}

// CheckOfNames is the ID of the check that is about what a policy says, not about what it asks of the org: that it
// finds nothing is as it should be.
const CheckOfNames = "policy-drift-names"

// policy judges the findings that no connection rests on: a failed gate has spoken through its connection.
func (a *answerer) policy() {
	n := &a.out.Counts
	for i := range a.Findings {
		f := &a.Findings[i]
		if a.gates[f.Fingerprint] != nil || f.Verdict == Moot {
			continue // a rule that matches nothing is moot
		}
		n.Points++
		switch {
		case f.Verdict == Unknown:
			n.Untold++
			if a.untold == nil {
				a.untold = f
			}
		case f.Verdict == Fail && f.Severity == Info && a.FailOn != Info:
			n.Advice++
		case f.Verdict == Fail:
			n.Departures++
			a.failed = a.failed || f.Severity.AtLeast(a.FailOn) && !(a.newOnly && f.Known)
			if a.worst == nil || f.Severity.rank() < a.worst.Severity.rank() {
				a.worst = f
			}
		}
	}
	a.unknown = a.unknown || n.Untold > 0
	switch {
	case n.Departures > 0:
		a.out.Policy = StateDeparts
	case n.Untold > 0:
		a.out.Policy = StateUnknown
	case n.Points > 0:
		a.out.Policy = StateAsAsked
	case slices.ContainsFunc(a.PolicyChecks, func(id string) bool { return id != CheckOfNames }),
		a.Policy != nil && len(a.Connections) == 0:
		a.out.Policy = StateNoMatch
	}
}

// cause finds what stands first in the way: a gate that failed, then the worst departure, then what could not be told.
func (a *answerer) cause() {
	if !a.out.Entered && !a.failed {
		return // nothing was seen of the org
	}
	f := a.worst
	for _, verdict := range []ConnectionVerdict{CannotTell, NotReady} { // the last one that is found counts
		i := slices.IndexFunc(a.Connections, func(c Connection) bool { return c.Verdict == verdict })
		if i < 0 || verdict == CannotTell && f != nil {
			continue
		}
		if root := a.Connections[i].Root(a.ByFingerprint()); root != nil {
			f = root
			a.out.Step = a.Connections[i].Step()
		}
	}
	if f == nil {
		f = a.untold
	}
	if f == nil {
		return
	}
	a.out.Cause = &AnswerCause{f.Fingerprint, f.Check, f.Message, f.Words}
	if a.out.Step == "" && f.Verdict != Unknown {
		a.out.Step = f.Step()
	}
}

// Root is the finding behind the answer of a connection that is not ready or can't be told: its first failure in the
// order of gates, else the first that is waived, since a waiver opens no gate, else the first unknown. It is nil where
// there is none. The findings are those of the report.
func (c *Connection) Root(findings map[string]*Finding) *Finding {
	for _, verdict := range []Verdict{Fail, Waived, Unknown} {
		for _, id := range c.Findings {
			if f := findings[id]; f != nil && f.Verdict == verdict {
				return f
			}
		}
	}
	return nil
}
