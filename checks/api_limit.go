package checks

import (
	"cmp"
	"fmt"
	"strings"

	"orgaudit/audit"
	"orgaudit/fixes"
)

// APILimit fails when no API request is left for the day, or Salesforce already refuses the audit's own. A high share
// is advice only.
var APILimit = &audit.Check{
	ID:    "api-limit",
	Holds: "API requests are left for today",
	Fails: "No API requests are left for today",
	Topic: "API request limit",
	Why: "All apps of an org share one daily number of API requests; " +
		"when it is used up Salesforce refuses every app until requests age out of the last 24 hours.",
	Severity: audit.High,
	Reads: []audit.Part{
		audit.PartLimits,
	},
	Subjects: []string{audit.SubjectOrg},
	Explains: audit.Errors{
		Usually: []string{"REQUEST_LIMIT_EXCEEDED"},
		Clue: "All API requests of the last 24 hours are used up, for all apps together. Setup > System Overview " +
			"shows API Requests, Last 24 Hours.",
	},
	Fixes: []*audit.Fix{fixes.RaiseAPILimit},
	Gate:  judgeAPILimit,
}

const defaultLimitWarning = 90 // percent

func judgeAPILimit(c *audit.Case) (audit.Finding, bool) {
	f := audit.Finding{Subject: c.OrgSubject(), Want: "API requests left for today"}
	failure := c.Failure()
	// A limit on requests under way at once has the same code and passes by itself.
	if failure != nil && failure.Code == "REQUEST_LIMIT_EXCEEDED" &&
		strings.Contains(failure.Message, "TotalRequests") {
		f.Verdict, f.Fix, f.Got = audit.Fail, fixes.RaiseAPILimit.ID, "none"
		f.Say("Salesforce refused the audit's own call: the org's API requests of the last 24 hours are used up")
		f.Evidence = []audit.Evidence{{
			Source: "answer of " + failure.Host,
			Value:  failure.Code + ": " + failure.Message,
			At:     c.TakenAt(),
		}}
		return f, true
	}
	limit := c.APILimit()
	f.Got = fmt.Sprintf("%d of %d left", limit.Remaining, limit.Max)
	f.Evidence = c.Evidence(f.Got, audit.PartLimits)
	warn := cmp.Or(c.Policy.APILimitWarn, defaultLimitWarning)
	switch {
	case limit.Remaining <= 0:
		f.Verdict, f.Fix = audit.Fail, fixes.RaiseAPILimit.ID
		f.Say("all %d API requests of the last 24 hours are used up", limit.Max)
	case (limit.Max-limit.Remaining)*100 > limit.Max*warn:
		f.Verdict, f.Severity = audit.Pass, audit.Info
		f.Say("only %d of %d left: more than %d %% of the day's API requests are used",
			limit.Remaining, limit.Max, warn)
	default:
		f.Verdict = audit.Pass
		f.Say("%d of %d left", limit.Remaining, limit.Max)
	}
	return f, true
}
