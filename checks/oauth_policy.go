package checks

import "orgaudit/audit"

// oauthPolicy gives the OAuth policy of the case's app. nil with known true is an app whose policy Salesforce doesn't
// show, since the org doesn't own it: it counts as Salesforce's default. known is false where it can't be told which
// policy counts; the part would settle it.
func oauthPolicy(c *audit.Case) (policy *audit.OAuthPolicy, part audit.Part, known bool) {
	parts := []audit.Part{audit.PartAppPolicies}
	switch app, external := c.Match.Connected, c.Match.External; {
	case len(c.Match.Twins) > 0:
		return nil, audit.PartConnectedApps, false
	case app != nil && app.Policy != nil:
		return app.Policy, "", true
	case external != nil && external.Policy != nil:
		return external.Policy, "", true
	case external != nil && external.Distribution == "Local":
		// A local External Client App is the org's own: its policy is there to be read.
		return nil, audit.PartAppPolicies, false
	case app == nil && external == nil:
		// An app that is missing from a list that was cut short may be the org's own.
		parts = append(parts, audit.PartConnectedApps, audit.PartExternalClientApps)
	}
	part, closed := c.Unread(parts...)
	return nil, part, !closed
}

// policyUnknown is the finding of a check that needs the policy of an app and can't tell which counts.
func policyUnknown(c *audit.Case, f audit.Finding, part audit.Part) audit.Finding {
	if f, ambiguous := twins(c, f); ambiguous {
		return f
	}
	return cannotTell(c.View, f.Subject, f.Want, part)
}

// assumed adds to a message that Salesforce's default counts for an app whose policy isn't shown, since the org doesn't
// own it.
func assumed(message audit.Words, policy *audit.OAuthPolicy) audit.Words {
	if policy == nil {
		return message.Add("; default assumed: the policy of a third-party app can't be read")
	}
	return message
}
