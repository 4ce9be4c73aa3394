package fixes

import "orgaudit/audit"

// CorrectPolicyName is for a policy that names what the org doesn't have.
var CorrectPolicyName = &audit.Fix{
	ID:    "correct-policy-name",
	Title: "Correct the name in the policy",
	Steps: []string{
		`Go to the line of the policy file that the finding names, and compare it with the near names that the finding offers.`,
		`Write the name as Setup of "{org}" shows it (Setup > Users > Profiles or Permission Sets, Setup > Apps > Connected Apps), or the metadata name.`,
		`If a profile of that name exists, the audit user may not see it: with Profile Filtering on, the names of other profiles are hidden.`,
		`If it was renamed or deleted on purpose, change or remove the rule: a rule for something absent protects nothing.`,
		`Run orgaudit again; the finding is then gone.`,
	},
	Source: audit.Page{
		Title: "Profile (Metadata API Developer Guide)",
		URL:   "https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_profile.htm",
	},
	Effort: "minutes",
}
