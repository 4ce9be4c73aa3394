package checks

import "orgaudit/audit"

// assumed adds to a message that Salesforce's default counts for an app whose policy isn't shown, since the org doesn't
// own it.
func assumed(message audit.Words, policy audit.PolicyRow) audit.Words {
	if !policy.Shown() {
		return message.Add("; default assumed: the policy of a third-party app can't be read")
	}
	return message
}
