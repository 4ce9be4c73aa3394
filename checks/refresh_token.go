package checks

import (
	"slices"
	"strings"

	"orgaudit/audit"
	"orgaudit/fixes"
)

// RefreshToken fails when the refresh token that the app asks for would be of no use: the app's policy ends it at once,
// alternatives this user's five approvals of the app are taken and the next one ends the oldest.
var RefreshToken = &audit.Check{
	ID:    "refresh-token",
	Holds: "The app can keep its refresh token",
	Fails: "The app can't keep its refresh token",
	Topic: "Refresh token",
	Why: "An app that stays connected renews its session with a refresh token. A policy can end that at once, " +
		"and a user has five approvals per app: the next one removes the oldest, whose connection then fails.",
	Severity: audit.High,
	Reads: []audit.Part{
		audit.PartConnectedApps, audit.PartExternalClientApps, audit.PartApprovals, audit.PartAppPolicies,
	},
	Subjects: []string{audit.SubjectConnection},
	After:    []*audit.Check{UserState, AppNotInstalled, ExternalClientApp},
	Explains: audit.Errors{
		Usually: []string{
			"EXPIRED_ACCESS", "expired access/refresh token", "expired refresh token", "expired access token",
			"token validity expired", "invalid_token", "Failed: Invalid Token", "LOGIN_OAUTH_INVALID_TOKEN",
		},
		Also: []string{"invalid_grant", "INVALID_SESSION_ID"},
		Clue: "It worked for a while and then stopped. The app's Refresh Token Policy ends tokens early, or the " +
			"user approved the app more than five times, which ends the oldest approval.",
	},
	Fixes: []*audit.Fix{fixes.RelaxRefreshPolicy, fixes.ReuseConnection},
	Gate:  judgeRefreshToken,
}

// approvalLimit is how many approvals of one app a user may have (Knowledge Article 000205876).
const approvalLimit = 5

func judgeRefreshToken(c *audit.Case) (audit.Finding, bool) {
	if !usesApp(c) || !wantsRefreshToken(c.SignIn) {
		return audit.Finding{}, false
	}
	title, user := c.Title(), c.Username()
	f := audit.Finding{
		Subject: c.ConnectionSubject(),
		Want:    "the refresh token lives, and an approval is free",
		Verdict: audit.Pass,
	}
	if wrong := c.Worst(
		func() audit.Finding { return endlessToken(c, f) }, func() audit.Finding { return freeApproval(c, f) },
	); len(wrong) > 0 {
		return wrong[0], true
	}
	policy := c.OAuth()
	_, ends := refreshPolicy(policy.RefreshToken())
	taken := audit.Say("%d of %d approvals taken", c.ApprovedTimes(approvalLimit), approvalLimit)
	f.Got = taken.String()
	f.Say("the refresh token of %s lives; %s by %s", title, taken, user)
	f.Evidence = slices.Concat(refreshEvidence(c, policy), c.Evidence(f.Got, audit.PartApprovals))
	if ends != nil {
		f.Severity, f.Got = audit.Info, "it ends "+ends.String()
		f.Say("the refresh token of %s ends %s: connect again then; %s by %s", title, ends, taken, user)
	}
	f.Tell(assumed(f.Words, policy))
	return f, true
}

// endlessToken judges the app's refresh token policy.
func endlessToken(c *audit.Case, f audit.Finding) audit.Finding {
	title, policy := c.Title(), c.OAuth()
	switch word, _ := refreshPolicy(policy.RefreshToken()); word {
	case "zero":
		f.Verdict, f.Fix, f.Got = audit.Fail, fixes.RelaxRefreshPolicy.ID, "the refresh token ends at once"
		f.Say("the Refresh Token Policy of %s is \"Immediately expire refresh token\": "+
			"the connection ends with its first session", title)
		f.Evidence = refreshEvidence(c, policy)
	case "unknown":
		f.Verdict, f.Got = audit.Unknown, policy.RefreshToken()
		f.Say("the Refresh Token Policy of %s is %q, which this version doesn't know", title, policy.RefreshToken())
	}
	return f
}

func refreshEvidence(c *audit.Case, policy audit.PolicyRow) []audit.Evidence {
	if !policy.Shown() {
		return nil
	}
	return c.Evidence("refreshTokenPolicy = "+firstText(policy.RefreshToken(), "absent"), audit.PartAppPolicies)
}

// freeApproval judges whether another approval would end one that is in use.
func freeApproval(c *audit.Case, f audit.Finding) audit.Finding {
	if count := c.ApprovedTimes(approvalLimit); count >= approvalLimit {
		taken := audit.Say("%d of %d approvals taken", count, approvalLimit).String()
		f.Verdict, f.Fix, f.Got = audit.Fail, fixes.ReuseConnection.ID, taken
		f.Say("%s has approved %s %d times, and %d is the limit: another connection ends the oldest",
			c.Username(), c.Title(), count, approvalLimit)
		f.Evidence = c.Evidence(taken, audit.PartApprovals)
	}
	return f
}

// wantsRefreshToken tells whether a way of signing in ends with a refresh token. JWT, client credentials and passwords
// never give one.
func wantsRefreshToken(way audit.SignIn) bool {
	return slices.Contains([]string{audit.FlowWebServer, audit.FlowUserAgent, audit.FlowDevice}, way.Flow) &&
		slices.ContainsFunc(way.Scopes, func(s string) bool { return bareScope(s) == "refreshtoken" })
}

// refreshPolicy reads a refresh token policy, of a connected app ("specific_lifetime:30:DAYS") or an External Client
// App ("SpecificLifetime"): which one it is, and when the token ends, for a reader. Absent is the default, infinite.
func refreshPolicy(text string) (word string, ends audit.Words) {
	name, span, _ := strings.Cut(text, ":")
	span = strings.ToLower(strings.ReplaceAll(span, ":", " "))
	switch strings.NewReplacer("_", "", " ", "").Replace(strings.ToLower(name)) {
	case "zero", "immediatelyexpire", "immediatelyexpirerefreshtoken":
		return "zero", nil
	case "", "infinite":
		return "infinite", nil
	case "specificlifetime":
		if span == "" {
			return "lifetime", audit.Say("after a fixed time")
		}
		return "lifetime", audit.Say("after %s", strings.TrimSpace(span))
	case "specificinactivity":
		if span == "" {
			return "inactivity", audit.Say("when not used for some time")
		}
		return "inactivity", audit.Say("when not used for %s", span)
	}
	return "unknown", nil
}
