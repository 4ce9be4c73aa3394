package checks

import (
	"fmt"

	"orgaudit/audit"
	"orgaudit/fixes"
)

// OAuthFlowBlocked fails when the flow by which the app signs in is switched off: the user-agent and username-password
// flows by the org, the device flow by the app. Other flows have no switch of this kind.
var OAuthFlowBlocked = &audit.Check{
	ID:    "oauth-flow-blocked",
	Holds: "The OAuth flow that the app uses is switched on",
	Fails: "The OAuth flow that the app uses is switched off",
	Topic: "OAuth flow",
	Why: "An org can block the user-agent and the username-password flow for all apps; " +
		"in orgs made since Summer '23 the latter is blocked from the start. " +
		"External Client Apps don't know it at all.",
	Severity: audit.High,
	Reads: []audit.Part{
		audit.PartConnectedApps, audit.PartExternalClientApps, audit.PartAppPolicies, audit.PartOAuthSettings,
	},
	Subjects: []string{audit.SubjectApp},
	Explains: audit.Errors{
		Usually: []string{"unsupported_response_type", "oauth_flow_disabled"},
		Also:    []string{"AuthCodeExchangeError", "authentication failure", "invalid user credentials"},
		Clue: "The way in which the app signs in is switched off, in Setup > OAuth and OpenID Connect Settings or " +
			"in the app itself, so other apps that sign in so fail too.",
	},
	Fixes: []*audit.Fix{fixes.EnableFlow, fixes.UseWebServerFlow},
	Gate:  judgeFlow,
}

func judgeFlow(c *audit.Case) (audit.Finding, bool) {
	if !usesApp(c) {
		return audit.Finding{}, false
	}
	f := audit.Finding{Subject: c.WaySubject(), Want: "the " + c.SignIn.Flow + " flow is on"}
	switch c.SignIn.Flow {
	case audit.FlowDevice:
		if !c.Installed().Exists() {
			return f, false // Salesforce refuses it to every app that isn't installed: app-not-installed says so
		}
		return deviceFlow(c, f), true
	case audit.FlowPassword:
		if c.Installed().External() {
			f.Verdict, f.Got, f.Fix = audit.Fail, "not supported", fixes.UseWebServerFlow.ID
			f.Say("%s is an External Client App, and these never support the username-password flow", c.Title())
			f.Evidence = c.Evidence("an External Client App", audit.PartExternalClientApps)
			return f, true
		}
		return orgFlow(c, f, "username-password", "blockOAuthUnPwFlow", c.BlocksPassword()), true
	case audit.FlowUserAgent:
		return orgFlow(c, f, audit.FlowUserAgent, "blockOAuthUsrAgtFlow", c.BlocksUserAgent()), true
	}
	return f, false
}

// orgFlow judges a flow that the org's OAuth settings block or not.
func orgFlow(c *audit.Case, f audit.Finding, flow, element string, blocked bool) audit.Finding {
	f.Evidence = c.Evidence(fmt.Sprintf("%s = %t", element, blocked), audit.PartOAuthSettings)
	if !blocked {
		f.Verdict, f.Got = audit.Pass, "on"
		f.Say("this org doesn't block the %s flow", flow)
		return f
	}
	f.Verdict, f.Got = audit.Fail, "blocked in the org"
	f.Fix, f.OtherFixes = fixes.EnableFlow.ID, []string{fixes.UseWebServerFlow.ID}
	f.Say("this org blocks the %s flow for all apps, and %s signs in by it", flow, c.Title())
	return f
}

// deviceFlow judges the switch of an installed app.
func deviceFlow(c *audit.Case, f audit.Finding) audit.Finding {
	title := c.Title()
	policy := c.OAuth()
	switch {
	case !policy.DeviceFlow():
		f.Verdict, f.Got = audit.Fail, "off in the app"
		f.Fix, f.OtherFixes = fixes.EnableFlow.ID, []string{fixes.UseWebServerFlow.ID}
		f.Say("the device flow is off in %s", title)
		f.Evidence = c.Evidence("isDeviceFlowEnabled = false", audit.PartAppPolicies)
	default:
		f.Verdict, f.Got = audit.Pass, "on"
		f.Tell(assumed(audit.Say("this org doesn't block the device flow of %s", title), policy))
		f.Evidence = c.Evidence("isDeviceFlowEnabled is not false", audit.PartAppPolicies)
	}
	return f
}
