package checks

import (
	"fmt"
	"strings"

	"orgaudit/audit"
	"orgaudit/fixes"
)

// ClientCredentialsUser fails when an app that signs in by client credentials may not, or has no active user to run as.
var ClientCredentialsUser = &audit.Check{
	ID:    "client-credentials-user",
	Holds: "The app has an active user to run as",
	Fails: "The app has no active user to run as",
	Topic: "Run As user",
	Why: "In the client-credentials flow nobody signs in: Salesforce runs the app as the Run As user of its " +
		"policy, whoever that is. Without one the token endpoint refuses.",
	Severity: audit.High,
	Reads: []audit.Part{
		audit.PartUsers, audit.PartConnectedApps, audit.PartExternalClientApps, audit.PartAppPolicies,
	},
	Subjects: []string{audit.SubjectConnection},
	After:    []*audit.Check{AppNotInstalled, ExternalClientApp},
	Explains: audit.Errors{
		Usually: []string{"SalesforceOauth2ClientCredentialFailure", "no client credentials user enabled"},
		Rarely:  []string{"invalid_grant"},
		Clue: "The app signs in without a user, and its policies name no active Run As user, or the flow is off. " +
			"The app's policies, Client Credentials Flow, show it.",
	},
	Fixes: []*audit.Fix{fixes.SetRunAsUser},
	Gate:  judgeRunAs,
}

func judgeRunAs(c *audit.Case) (audit.Finding, bool) {
	if !usesApp(c) || c.SignIn.Flow != audit.FlowClientCredentials {
		return audit.Finding{}, false
	}
	title := c.Title()
	f := audit.Finding{
		Subject: c.ConnectionSubject(),
		Want:    "the flow is on and its Run As user active",
	}
	policy := c.OAuth()
	if !policy.Shown() {
		// No default to assume: where another org owns the app, each org that
		// installs it has to opt in by naming the user.
		f.Verdict, f.Got = audit.Unknown, "not shown by Salesforce"
		f.Say("Salesforce shows the Run As user only of apps that the org owns, and %s needs one in this org; "+
			"by hand: Setup > Apps > Connected Apps > Manage Connected Apps, the app, Client Credentials Flow", title)
		return f, true
	}
	on := policy.ClientCredentials()
	f.Evidence = c.Evidence(fmt.Sprintf("client credentials flow %t, Run As %s", on, firstText(policy.RunAs(), "none")),
		audit.PartAppPolicies)
	switch {
	case !on:
		f.Verdict, f.Got, f.Fix = audit.Fail, "the flow is off", fixes.SetRunAsUser.ID
		f.Say("the client-credentials flow is off in %s", title)
	case policy.RunAs() == "":
		f.Verdict, f.Got, f.Fix = audit.Fail, "no Run As user", fixes.SetRunAsUser.ID
		f.Say("the client-credentials flow of %s has no Run As user", title)
	default:
		f = runAs(c, f, policy.RunAs())
	}
	return f, true
}

// runAs judges the user as whom the app runs: the one asked about, or another.
func runAs(c *audit.Case, f audit.Finding, username string) audit.Finding {
	title, user := c.Title(), c.UserNamed(username)
	f.Got = "runs as " + username
	switch {
	case !user.Exists():
		f.Verdict = audit.Unknown
		f.Say("%s runs as %s, who is not in this snapshot; ask about this user with --user %s",
			title, username, username)
	case !user.Active():
		f.Verdict, f.Got, f.Fix = audit.Fail, f.Got+", who is inactive", fixes.SetRunAsUser.ID
		f.Say("%s runs as %s, who is inactive", title, username)
		f.Evidence = append(f.Evidence, c.Evidence("IsActive = false", audit.PartUsers)...)
	case !strings.EqualFold(username, c.Username()):
		f.Verdict, f.Severity = audit.Pass, audit.Info
		f.Say("Salesforce runs %s as %s, not as %s: ask about that user with --user %s to have the other gates judged",
			title, username, c.Username(), username)
	default:
		f.Verdict = audit.Pass
		f.Say("%s runs as %s", title, username)
	}
	return f
}
