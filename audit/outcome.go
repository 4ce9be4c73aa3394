package audit

import (
	"slices"
	"strings"
)

// Outcome says in one word how a run ended. History, fleet, dashboard and metrics all use it.
type Outcome string

// Outcomes.
const (
	// something fails or a connection is not ready, whatever else could not be told
	OutcomeFailed Outcome = "failed"
	// the audit itself broke, or could not begin
	OutcomeNoReport Outcome = "no_report"
	// Salesforce refused the audit's own credentials
	OutcomeRefused Outcome = "refused"
	// Salesforce takes no more requests of this org for now
	OutcomeLimited Outcome = "limited"
	// nobody answered, or Salesforce had no time
	OutcomeNotReached Outcome = "not_reached"
	// the org was read, and something that was asked could not be told
	OutcomeUntold Outcome = "cannot_tell"
	// there was no run yet
	OutcomeNotRun Outcome = "not_run"
	OutcomePassed Outcome = "passed"
)

// Outcomes lists them, the worst first.
func Outcomes() []Outcome {
	return []Outcome{
		OutcomeFailed, OutcomeNoReport, OutcomeRefused, OutcomeLimited, OutcomeNotReached, OutcomeUntold, OutcomeNotRun,
		OutcomePassed,
	}
}

// Word says the outcome to people, as every screen does.
func (o Outcome) Word() string {
	switch o {
	case OutcomeFailed:
		return "failed"
	case OutcomeNoReport:
		return "no report"
	case OutcomeRefused:
		return "sign-in refused"
	case OutcomeLimited:
		return "API limit reached"
	case OutcomeNotReached:
		return "not reached"
	case OutcomeUntold:
		return "can't tell"
	case OutcomeNotRun:
		return "not run yet"
	case OutcomePassed:
		return "passed"
	}
	return string(o)
}

// Mark is the sign of the verdict that goes with the word.
func (o Outcome) Mark() string {
	switch o {
	case OutcomeFailed:
		return "✗"
	case OutcomePassed:
		return "✓"
	}
	return "?"
}

// OutcomeOf says how the run of a report ended; nil stands for a run that gave none. What fails for certain comes
// first: that the reading broke off afterwards takes nothing back.
func OutcomeOf(r *Report) Outcome {
	switch {
	case r == nil:
		return OutcomeNoReport
	case r.ExitCode() == exitFailed:
		return OutcomeFailed
	case r.Failure != nil:
		if o := r.Failure.outcome(); o != "" {
			return o
		}
		if !r.Entered() {
			return OutcomeRefused // whatever the code, nothing of the org was seen
		}
		return OutcomeUntold // an answer of the org itself, as API_DISABLED_FOR_ORG
	case !r.Entered():
		return OutcomeNotReached
	case r.ExitCode() == exitOK:
		return OutcomePassed
	}
	return OutcomeUntold
}

// passing are Salesforce's answers to a sign-in or a call that may be others after a while: "OAuth 2.0 Error Codes" and
// "Core Data Types Used in API Calls: ExceptionCode".
func passing() []string {
	return []string{
		"", "server_error", "temporarily_unavailable", "SERVER_UNAVAILABLE", "UNKNOWN_EXCEPTION",
		"API_CURRENTLY_DISABLED", "QUERY_TIMEOUT",
	}
}

// outcome is what Salesforce's answer to the audit's own sign-in or call
// makes of the run; "" where it makes nothing of it.
func (f *ReportFailure) outcome() Outcome {
	switch {
	case f.Code == "REQUEST_LIMIT_EXCEEDED":
		return OutcomeLimited
	case slices.Contains(passing(), f.Code) || strings.HasPrefix(f.Code, "HTTP_5"):
		return OutcomeNotReached
	case f.SignIn || f.Code == "INVALID_SESSION_ID":
		return OutcomeRefused
	}
	return ""
}

// Why the reading of a part ended before it was read, apart from what Salesforce answers.
const (
	ReasonTimeUp      = "the time limit of the run was over before it was read"
	ReasonInterrupted = "the run was interrupted before it was read"
)

// Complete reports whether the org was entered and answered to the end, and the time of the run was enough.
func (r *Report) Complete() bool {
	return r.Failure == nil && r.Entered() && !slices.ContainsFunc(r.Refused, func(p RefusedPart) bool {
		return p.Reason == ReasonTimeUp || p.Reason == ReasonInterrupted
	})
}
