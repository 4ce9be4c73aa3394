package checks

import (
	"fmt"
	"slices"

	"orgaudit/audit"
	"orgaudit/fixes"
)

// MyDomainLogin fails when the org's My Domain forbids sign-in at the host that the app uses, or that host is none of
// this org. Login History calls it "Restricted domain"; the code LOGIN_ERROR_RESTRICTED_DOMAIN is documented as
// "Restricted IP" and shown by vendors for an unroutable domain, so that code has more than this cause.
var MyDomainLogin = &audit.Check{
	ID:    "my-domain-login",
	Holds: "The org allows sign-in at the host that the app uses",
	Fails: "The org doesn't allow sign-in at the host that the app uses",
	Topic: "My Domain sign-in",
	Why: "My Domain can refuse sign-ins at login.salesforce.com and test.salesforce.com, " +
		"with a setting of its own for SOAP login. The client-credentials flow works at the My Domain host only. " +
		"With --check-dns the My Domain host must also resolve.",
	Severity: audit.High,
	Reads: []audit.Part{
		audit.PartOrganization, audit.PartMyDomain,
	},
	Subjects: []string{audit.SubjectApp},
	Explains: audit.Errors{
		Usually: []string{
			"Restricted domain", "LOGIN_ERROR_ORG_DOMAIN_ONLY", "LOGIN_ERROR_GLOBAL_BLOCK_DOMAIN",
			"request not supported on this domain",
		},
		Also: []string{
			"OAUTH_AUTHORIZATION_BLOCKED", "OAUTH_EC_APP_NOT_FOUND", "LOGIN_ERROR_RESTRICTED_DOMAIN",
			"INVALID_LOGIN",
		},
		Rarely: []string{"AuthCodeExchangeError", "authentication failure", "invalid user credentials"},
		Clue: `The org refuses sign-ins at the host that the app uses; Login History then says "Restricted ` +
			`Domain". Setup > My Domain, Routing and Policies, shows the policy.`,
	},
	Actions: []*audit.SetupAction{
		myDomainChange("enableRequireLoginFromOrgDomain"), myDomainChange("disableRequireLoginFromOrgDomain"),
		myDomainChange("enableAPILoginRequiresOrgDomain"), myDomainChange("disableAPILoginRequiresOrgDomain"),
		myDomainChange("customDomainRedirectPolicy"), myDomainChange("enhancedDomainChosen"),
	},
	Fixes: []*audit.Fix{fixes.SignInFirst, fixes.UseMyDomainURL},
	Gate:  judgeMyDomain,
}

// myDomainChange is an entry about My Domain. What it did can't be told: action and display seem to say the opposite of
// each other.
func myDomainChange(action string) *audit.SetupAction {
	return &audit.SetupAction{Name: action, Readings: []audit.SetupReading{{
		Lifts: "the My Domain settings were changed",
		Shuts: "the My Domain settings were changed",
	}}}
}

func judgeMyDomain(c *audit.Case) (audit.Finding, bool) {
	if c.SignIn.Flow == audit.FlowSession {
		return audit.Finding{}, false
	}
	return withDNS(c, c.Alone(func() audit.Finding { return judgeLoginHost(c) })), true
}

func judgeLoginHost(c *audit.Case) audit.Finding {
	host := loginHost(c)
	f := audit.Finding{
		Subject: c.WaySubject(),
		Want:    "a host at which this org lets users sign in",
		Got:     host,
	}
	if host == "" {
		return openHosts(c, f)
	}
	switch {
	case ownHost(c, host):
		f.Verdict = audit.Pass
		f.Say("the app signs in at the org's own My Domain host")
		return f
	case generic(host) && c.SignIn.Flow == audit.FlowClientCredentials:
		f.Say("the client-credentials flow works at the org's My Domain host only, and %s uses %s", c.Title(), host)
	case generic(host):
		f.Evidence = settingEvidence(c)
		if !forbidden(c) {
			f.Verdict = audit.Pass
			f.Say("My Domain does not forbid sign-in at %s", host)
			return f
		}
		f.Say("this org's My Domain prevents sign-in at %s, where %s signs in", host, c.Title())
		f.Fix, f.OtherFixes = hostFixes(c)
	case !salesforceHost(host):
		f.Verdict = audit.Unknown
		f.Say("it can't be told whether %s leads to this org", host)
		return f
	default:
		c.ForeignHost()
		f.Say("%s signs in at %s, which is not a sign-in host of this org (%s)", c.Title(), host, c.MyDomainHost())
	}
	f.Verdict = audit.Fail
	if f.Fix == "" {
		f.Fix = fixes.UseMyDomainURL.ID
	}
	return f
}

// hostFixes are the remedies for a host that refuses an app: a browser can bring along a session of the org.
func hostFixes(c *audit.Case) (first string, others []string) {
	if slices.Contains([]string{audit.FlowWebServer, audit.FlowUserAgent}, c.SignIn.Flow) {
		return fixes.SignInFirst.ID, []string{fixes.UseMyDomainURL.ID}
	}
	return fixes.UseMyDomainURL.ID, nil
}

// openHosts judges an app whose host is not known by what the org allows.
func openHosts(c *audit.Case, f audit.Finding) audit.Finding {
	f.Got = "the app's login host is not known"
	switch {
	case forbidden(c):
		f.Verdict, f.Evidence = audit.Unknown, settingEvidence(c)
		f.Say("this org lets users sign in at its My Domain host only, and it is not known at which host %s signs "+
			"in; say it with --login-host", c.Title())
	default:
		f.Verdict, f.Evidence = audit.Pass, settingEvidence(c)
		f.Say("My Domain forbids no sign-in host")
	}
	return f
}

func forbidden(c *audit.Case) bool {
	if c.SignIn.Flow == audit.FlowSOAPLogin {
		return c.MyDomain().OnlyMyDomainAPILogin
	}
	return c.MyDomain().OnlyMyDomainLogin
}

func settingEvidence(c *audit.Case) []audit.Evidence {
	return c.Evidence(fmt.Sprintf("canOnlyLoginWithMyDomainUrl = %t, doesApiLoginRequireOrgDomain = %t",
		c.MyDomain().OnlyMyDomainLogin, c.MyDomain().OnlyMyDomainAPILogin), audit.PartMyDomain)
}
