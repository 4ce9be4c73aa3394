package prediction_test

import (
	"slices"
	"strings"

	"orgaudit/audit"
)

// reasons are all for which a gate may be unknown to an audit with every permission: what Salesforce
// shows to nobody, and what the reader didn't say.
var reasons = []struct {
	check string
	why   string
	when  func(d draw) bool
}{
	{
		"edition-api", "that our own call works proves nothing for other clients on Professional Edition",
		func(d draw) bool { return d.Edition == "Professional Edition" },
	},
	{
		"sandbox-host", "the login host was not said, and a sandbox isn't entered at the usual one",
		func(d draw) bool { return d.Host == "unknown" && d.Sandbox },
	},
	{
		"my-domain-login", "the login host was not said, and the org lets users sign in at its own only",
		func(d draw) bool { return d.Host == "unknown" && (d.OnlyMyDomain || d.OnlyMyDomainSOAP) },
	},
	{"user-state", "that a lockout stops a flow without a password is not documented", func(d draw) bool {
		return d.Locked &&
			slices.Contains([]string{audit.FlowJWT, audit.FlowClientCredentials, audit.FlowSession}, d.flow())
	}},
	{
		"login-ip", "addresses unknown while ranges exist",
		func(d draw) bool { return len(d.Ranges) > 0 && len(d.Addresses) == 0 },
	},
	{"login-ip", "any other relaxing value", func(d draw) bool {
		return len(d.Ranges) > 0 && strings.Contains(d.IPRelaxation, "_")
	}},
	{
		"session-policy", "addresses unknown while ranges exist that are enforced on every request",
		func(d draw) bool { return d.EnforceRanges && len(d.Ranges) > 0 && len(d.Addresses) == 0 },
	},
	{
		"login-hours", "whether a day without login hours is open, where other days have some, is not documented",
		func(d draw) bool { return d.LoginHours == "monday only" },
	},
	{
		"app-not-installed",
		"Salesforce shows no Consumer Key of apps that the org doesn't own, and a name may have no trace in the org",
		draw.unidentified,
	},
	{"api-access-control", "an app that can't be told may be allowlisted, or exempt", draw.unidentified},
	{
		"app-not-installed",
		"API versions without a column for Approve Uninstalled Connected Apps show it of profiles only",
		func(d draw) bool { return d.OldAPI && d.App == "uninstalled" },
	},
	{"client-credentials-user",
		"the Run As user shows of apps that the org owns only, and there is no default to assume", func(d draw) bool {
			return d.flow() == audit.FlowClientCredentials &&
				(d.App != "own" && d.App != "local external" || d.AskedBy == "key")
		}},
	{
		"app-pkce", "pkce absent: unknown only where the org or the app requires it",
		func(d draw) bool { return d.PKCE == "unknown" && (d.RequirePKCE || d.AppPKCE) },
	},
	{
		"oauth-flow-blocked",
		"the device switch of an External Client App stands beside its secrets, which aren't read",
		func(d draw) bool { return d.external() && d.flow() == audit.FlowDevice },
	},
	{
		"app-scopes", "the scopes of the org's own External Client Apps stand in metadata that isn't read",
		func(d draw) bool { return d.App == "local external" },
	},
	{
		"soap-login", "the switch can't be read, and Login History shows no success",
		func(d draw) bool { return d.flow() == audit.FlowSOAPLogin && !d.SOAPLoginSeen },
	},
}

// unidentified tells whether the audit can't tell which app of the org is meant, and so says nothing about it.
func (d draw) unidentified() bool {
	if d.App == "own" {
		return false // the org sees the Consumer Keys of its own apps
	}
	return d.AskedBy == "key" && d.Blocked != "key" && d.Blocked != "access control" ||
		d.AskedBy == "name" && (d.App == "uninstalled" || d.App == "missing external")
}

// undecidable tells whether a check may be unknown for a draw.
func (d draw) undecidable(check string) bool {
	// Two apps of one label, of which none shows its Consumer Key: no
	// check that asks about the app can tell them apart.
	if d.Twin && (d.App != "own" || d.AskedBy == "name") &&
		slices.Contains([]string{
			"app-blocked", "api-access-control", "app-not-approved", "login-ip", "oauth-flow-blocked",
			"client-credentials-user", "app-pkce", "app-scopes", "refresh-token", "session-policy",
		}, check) {
		return true
	}
	for _, r := range reasons {
		if r.check == check && r.when(d) {
			return true
		}
	}
	return false
}

// runsAsAnother: in the client-credentials flow Salesforce runs the app as its Run As user, and the
// audit answers for the user asked about, saying so.
func (o outcome) runsAsAnother() bool {
	return o.flow() == audit.FlowClientCredentials && o.RunAs == "another" &&
		slices.ContainsFunc(o.report.Findings, func(f audit.Finding) bool {
			return f.Check == "client-credentials-user" && strings.Contains(f.Message, robot)
		})
}

// costsAnother: with five approvals taken the app gets in, and the user's oldest connection of it pays for that.
func (o outcome) costsAnother() bool {
	return o.Approvals >= 5 && slices.Equal(o.report.Connections[0].Causes, []string{"refresh-token"})
}

// beforeTheUser tells whether Salesforce can refuse for a gate before it knows who signs in, and so before the gates
// that stand ahead of it in the order of the audit: the request itself is wrong, or the app is.
func beforeTheUser(check string) bool {
	return slices.Contains([]string{
		"my-domain-login", "external-client-app", "oauth-flow-blocked", "client-credentials-user",
		"app-pkce", "app-scopes",
	}, check)
}

// afterSignIn tells whether Salesforce meets a gate in calls only, where a sign-in that fails
// for a later gate of the audit's order hides it.
func (d draw) afterSignIn(check string) bool {
	plain := d.flow() == audit.FlowSOAPLogin || d.flow() == audit.FlowSession
	return slices.Contains([]string{"app-scopes", "refresh-token", "session-policy"}, check) ||
		check == "api-access-control" && plain
}

// speaksOfNobody: the JWT flow answers for a user whom it doesn't know as for one who never approved the app.
func (o outcome) speaksOfNobody(r *refused) bool {
	return o.Missing && o.flow() == audit.FlowJWT && strings.Contains(r.seen, "user hasn't approved this consumer")
}
