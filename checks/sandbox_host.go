package checks

import (
	"fmt"
	"strings"

	"orgaudit/audit"
	"orgaudit/fixes"
)

// SandboxHost fails when the app signs in at the production host and the org is a sandbox, or the reverse: the sign-in
// then reaches another org, or none.
var SandboxHost = &audit.Check{
	ID:    "sandbox-host",
	Holds: "The app signs in at a host for this kind of org",
	Fails: "The app signs in at a host for another kind of org",
	Topic: "Production or sandbox host",
	Why: "Production orgs sign in at login.salesforce.com, sandboxes at test.salesforce.com. " +
		"An app that is set for the other kind can't reach this org.",
	Severity: audit.High,
	Reads: []audit.Part{
		audit.PartOrganization,
	},
	Subjects: []string{audit.SubjectApp},
	Explains: audit.Errors{
		Usually: []string{
			"invalid_client_id", "Audience validation failed", "audience is invalid", "LOGIN_ERROR_INVALID_USERNAME",
			"Invalid login",
		},
		Also: []string{
			"LOGIN_ERROR_ORG_DOMAIN_ONLY", "LOGIN_ERROR_GLOBAL_BLOCK_DOMAIN", "Restricted domain", "INVALID_LOGIN",
		},
		Rarely: []string{
			"AuthCodeExchangeError", "authentication failure", "invalid user credentials",
			"LOGIN_ERROR_RESTRICTED_DOMAIN",
		},
		Clue: "The app signs in for production (login.salesforce.com) and the org is a sandbox " +
			"(test.salesforce.com), or the other way round. Compare the app's own setting with the org's " +
			"address.",
	},
	Fixes: []*audit.Fix{fixes.ConvertActionsInstance, fixes.UseMatchingLoginHost},
	Gate:  judgeSandboxHost,
}

func judgeSandboxHost(c *audit.Case) (audit.Finding, bool) {
	if c.SignIn.Flow == audit.FlowSession {
		return audit.Finding{}, false
	}
	sandbox := c.IsSandbox()
	kind, want, other := audit.Say("a production org"), productionHost, sandboxHost
	if sandbox {
		kind, want, other = audit.Say("a sandbox"), sandboxHost, productionHost
	}
	host := loginHost(c)
	f := audit.Finding{
		Subject:  c.WaySubject(),
		Want:     "sign-in at " + want + " or at the org's My Domain host",
		Got:      host,
		Evidence: c.Evidence(fmt.Sprintf("IsSandbox = %t", sandbox), audit.PartOrganization),
	}
	f.Names = map[string]string{"host": want}
	switch {
	case host == other || host == welcomeHost && sandbox:
		f.Verdict = audit.Fail
		f.Say("%s signs in at %s, but this org is %s", c.Title(), host, kind)
		f.Fix = fixes.UseMatchingLoginHost.ID
		if sandbox {
			f.Fix = audit.FixFor(c.App(), fixes.ConvertActionsInstance, fixes.UseMatchingLoginHost)
		}
	case host == "" && sandbox:
		f.Verdict, f.Got = audit.Unknown, "the app's login host is not known"
		f.Say("this org is a sandbox, and it is not known at which host %s signs in; say it with --login-host",
			c.Title())
	case host == "":
		return audit.Finding{}, false // nothing is known of the host, and nothing points to the wrong one
	case otherKind(c, host):
		f.Verdict, f.Fix = audit.Fail, fixes.UseMatchingLoginHost.ID
		f.Say("%s signs in at %s, which is a host of the other kind of org, but this org is %s", c.Title(), host, kind)
		f.Names["host"] = firstText(c.MyDomainHost(), want)
	default:
		f.Verdict = audit.Pass
		f.Say("%s signs in at %s, and this org is %s", c.Title(), host, kind)
	}
	return f, true
}

// otherKind tells whether a My Domain host is that of a sandbox while the org is production, or the reverse. The hosts
// of sandboxes and scratch orgs are told by their form (My Domain URL formats, Salesforce Help).
func otherKind(c *audit.Case, host string) bool {
	if ownHost(c, host) || !strings.HasSuffix(host, ".my.salesforce.com") {
		return false
	}
	looks := strings.Contains(host, "--") || strings.Contains(host, ".sandbox.") || strings.Contains(host, ".scratch.")
	return looks != c.IsSandbox()
}
