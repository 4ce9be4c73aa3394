package fleet

import (
	"errors"
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

// outcomeOf says how an attempt ended, with the reason in a reader's words where the org was not read to its end. again
// is true where another attempt may do better.
func outcomeOf(r *audit.Report, err error) (what audit.Outcome, reason string, again bool) {
	switch what = audit.OutcomeOf(r); {
	case err != nil:
		return audit.OutcomeNoReport, err.Error(), !isFinal(err)
	case r == nil:
		return what, "the audit gave no report", false
	case r.Failure != nil || !r.Entered():
		reason = reasonOf(r)
	}
	return what, reason, what == audit.OutcomeNotReached
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
