package checks

import (
	"fmt"

	"orgaudit/audit"
	"orgaudit/fixes"
)

// OAuthFlowBlocked fails when the flow by which the app signs in is switched off: the user-agent and username-password
// flows by the org, the device flow by the app. Other flows have no switch of this kind.
var OAuthFlowBlocked = &audit.Check{
	ID:       "oauth-flow-blocked",
	Holds:    "The OAuth flow that the app uses is switched on",
	Fails:    "The OAuth flow that the app uses is switched off",
	Topic:    "OAuth flow",
	Why:      "An org can block the user-agent and the username-password flow for all apps; in orgs made since Summer '23 the latter is blocked from the start. External Client Apps don't know it at all.",
	Severity: audit.High,
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
	f := audit.Finding{Subject: c.WaySubject(), Want: "the " + c.SignIn.Flow + " flow is on", Names: names(c)}
	switch c.SignIn.Flow {
	case audit.FlowDevice:
		if c.Match.ID() == "" {
			return f, false // Salesforce refuses it to every app that isn't installed: app-not-installed says so
		}
		return deviceFlow(c, f), true
	case audit.FlowPassword:
		if c.Match.External != nil {
			f.Verdict, f.Got, f.Fix = audit.Fail, "not supported", fixes.UseWebServerFlow.ID
			f.Say("%s is an External Client App, and these never support the username-password flow", c.Match.App.Title())
			f.Evidence = c.Evidence("an External Client App", audit.PartExternalClientApps)
			return f, true
		}
		return orgFlow(c, f, "username-password", "blockOAuthUnPwFlow", func(s *audit.OAuthSettings) *bool { return s.BlockPassword }), true
	case audit.FlowUserAgent:
		return orgFlow(c, f, "user-agent", "blockOAuthUsrAgtFlow", func(s *audit.OAuthSettings) *bool { return s.BlockUserAgent }), true
	}
	return f, false
}

// orgFlow judges a flow that the org's OAuth settings block or not.
func orgFlow(c *audit.Case, f audit.Finding, flow, element string, block func(*audit.OAuthSettings) *bool) audit.Finding {
	if c.OAuth == nil || block(c.OAuth) == nil {
		return cannotTell(c.View, f.Subject, f.Want, audit.PartOAuthSettings)
	}
	blocked := *block(c.OAuth)
	f.Evidence = c.Evidence(fmt.Sprintf("%s = %t", element, blocked), audit.PartOAuthSettings)
	if !blocked {
		f.Verdict, f.Got = audit.Pass, "on"
		f.Say("this org doesn't block the %s flow", flow)
		return f
	}
	f.Verdict, f.Got = audit.Fail, "blocked in the org"
	f.Fix, f.OtherFixes = fixes.EnableFlow.ID, []string{fixes.UseWebServerFlow.ID}
	f.Say("this org blocks the %s flow for all apps, and %s signs in by it", flow, c.Match.App.Title())
	return f
}

// deviceFlow judges the switch of an installed app.
func deviceFlow(c *audit.Case, f audit.Finding) audit.Finding {
	title := c.Match.App.Title()
	policy, part, known := oauthPolicy(c)
	switch {
	case !known:
		return policyUnknown(c, f, part)
	case policy != nil && policy.DeviceFlow == nil:
		return cannotTell(c.View, f.Subject, f.Want, audit.PartAppPolicies)
	case policy != nil && !*policy.DeviceFlow:
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
