package fleet

import (
	"errors"
	"slices"
	"strings"
	"time"

	"orgaudit/audit"
)

// Final marks an error that another attempt won't mend, as a policy that can't be read. Nil stays nil.
func Final(err error) error {
	if err == nil {
		return nil
	}
	return &finalError{err}
}

type finalError struct{ error }

func (e *finalError) Unwrap() error { return e.error }

func isFinal(err error) bool {
	_, ok := errors.AsType[*finalError](err)
	return ok
}

// outcome is what becomes of an attempt.
type outcome int

const (
	answered outcome = iota // there is a report, or one that will not get better
	limited                 // Salesforce takes no more requests for now
	refused                 // Salesforce refused the credentials
	failed                  // another attempt may do better
	hopeless                // no other attempt will
)

// passing are Salesforce's answers to a sign-in or a call that may be others after a while: "OAuth 2.0 Error Codes" and
// "Core Data Types Used in API Calls: ExceptionCode".
func passing() []string {
	return []string{
		"", "server_error", "temporarily_unavailable", "SERVER_UNAVAILABLE", "UNKNOWN_EXCEPTION",
		"API_CURRENTLY_DISABLED", "QUERY_TIMEOUT",
	}
}

// outcomeOf judges an attempt, with the reason in a reader's words where there is no answer.
func outcomeOf(r *audit.Report, err error) (outcome, string) {
	switch {
	case err != nil && isFinal(err):
		return hopeless, err.Error()
	case err != nil:
		return failed, err.Error()
	case r == nil:
		return hopeless, "the audit gave no report"
	case r.Failure == nil && r.Org.ID == "":
		return failed, reasonOf(r) // nobody answered
	case r.Failure == nil:
		return answered, ""
	}
	code, reason := r.Failure.Code, reasonOf(r)
	switch {
	case code == "REQUEST_LIMIT_EXCEEDED":
		return limited, reason
	case slices.Contains(passing(), code) || strings.HasPrefix(code, "HTTP_5"):
		return failed, reason
	case r.Failure.SignIn || code == "INVALID_SESSION_ID":
		return refused, reason
	}
	return answered, reason // of the org itself, as API_DISABLED_FOR_ORG
}

// reasonOf says why a report has nothing of the org.
func reasonOf(r *audit.Report) string {
	what, said := "the org could not be read", []string{}
	switch {
	case r.Failure != nil:
		said = append(said, r.Failure.Code, r.Failure.Message)
		if r.Failure.SignIn {
			what = "could not sign in"
		}
	case len(r.Refused) > 0:
		said = append(said, r.Refused[0].Reason)
	}
	for _, s := range said {
		if s != "" {
			what += ": " + s
		}
	}
	return what
}

// limitPatience is how long an audit waits for requests: Salesforce counts them over the last 24 hours.
const limitPatience = 24 * time.Hour

// untilNextHour is how long an audit waits when Salesforce takes no more requests. Some minutes past the hour, other
// for each org, so that they don't come back all at once.
func untilNextHour(now time.Time, alias string) time.Duration {
	return now.Truncate(time.Hour).Add(time.Hour+lateness(alias, 10*time.Minute)).Sub(now) + time.Minute
}

// backoff is the time before the attempt after the given one: first, and four times longer each, with
// a tenth more or less by the number of the job.
func backoff(first time.Duration, attempt int, job int64, most time.Duration) time.Duration {
	d := first
	for range attempt - 1 {
		if d = 4 * d; d >= most {
			d = most
			break
		}
	}
	return d + time.Duration(job%21-10)*d/100
}
