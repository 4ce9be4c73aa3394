package checks

import (
	"slices"
	"strings"

	"orgaudit/audit"
	"orgaudit/fixes"
)

// RefreshToken fails when the refresh token that the app asks for would be of no use: the app's policy ends it at once,
// or this user's five approvals of the app are taken and the next one ends the oldest.
var RefreshToken = &audit.Check{
	ID:       "refresh-token",
	Holds:    "The app can keep its refresh token",
	Fails:    "The app can't keep its refresh token",
	Topic:    "Refresh token",
	Why:      "An app that stays connected renews its session with a refresh token. A policy can end that at once, and a user has five approvals per app: the next one removes the oldest, whose connection then fails.",
	Severity: audit.High,
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
	title, user := c.Match.App.Title(), c.UserSubject().Name
	f := audit.Finding{Subject: c.ConnectionSubject(), Want: "the refresh token lives, and an approval is free", Names: names(c), Verdict: audit.Pass}
	policy, part, ok := oauthPolicy(c)
	word, ends := "", audit.Words(nil)
	if policy != nil {
		word, ends = refreshPolicy(policy.RefreshToken)
		f.Evidence = c.Evidence("refreshTokenPolicy = "+first(policy.RefreshToken, "absent"), audit.PartAppPolicies)
	}
	var approval audit.Approval
	if c.User != nil {
		approval, _ = c.Approved(c.User, c.Match)
	}
	taken := audit.Say("%d of %d approvals taken", approval.Count, approvalLimit)
	approvals := taken.String()
	unread, closed := c.Unread(audit.PartApprovals)
	switch {
	case word == "zero":
		f.Verdict, f.Fix, f.Got = audit.Fail, fixes.RelaxRefreshPolicy.ID, "the refresh token ends at once"
		f.Say("the Refresh Token Policy of %s is \"Immediately expire refresh token\": the connection ends with its first session", title)
	case approval.Count >= approvalLimit:
		f.Verdict, f.Fix, f.Got = audit.Fail, fixes.ReuseConnection.ID, approvals
		f.Say("%s has approved %s %d times, and %d is the limit: another connection ends the oldest", user, title, approval.Count, approvalLimit)
		f.Evidence = slices.Concat(f.Evidence, c.Evidence(approvals, audit.PartApprovals))
	case !ok:
		return policyUnknown(c, f, part), true
	case closed:
		return cannotTell(c.View, f.Subject, f.Want, unread), true
	case word == "unknown":
		f.Verdict, f.Got = audit.Unknown, policy.RefreshToken
		f.Say("the Refresh Token Policy of %s is %q, which this version doesn't know", title, policy.RefreshToken)
	default:
		f.Got = approvals
		f.Say("the refresh token of %s lives; %s of %s", title, taken, user)
		f.Evidence = slices.Concat(f.Evidence, c.Evidence(approvals, audit.PartApprovals))
		if ends != nil {
			f.Severity, f.Got = audit.Info, "it ends "+ends.String()
			f.Say("the refresh token of %s ends %s: connect again then; %s of %s", title, ends, taken, user)
		}
		f.Tell(assumed(f.Words, policy))
	}
	return f, true
}

// wantsRefreshToken tells whether a way of signing in ends with a refresh token. JWT, client credentials and passwords
// never give one.
func wantsRefreshToken(way audit.SignIn) bool {
	return slices.Contains([]string{audit.FlowWebServer, audit.FlowUserAgent, audit.FlowDevice}, way.Flow) &&
		slices.ContainsFunc(way.Scopes, func(s string) bool { return bareScope(s) == "refreshtoken" })
}

// refreshPolicy reads a refresh token policy, of a connected app ("specific_lifetime:30:DAYS") or an External Client App
// ("SpecificLifetime"): which one it is, and when the token ends, for a reader. Absent is the default, infinite.
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
