package fixes

import "orgaudit/audit"

// CorrectPolicyName is for a policy that names what the org doesn't have.
var CorrectPolicyName = &audit.Fix{
	ID:    "correct-policy-name",
	Title: "Correct the name in the policy",
	Steps: []string{
		`Go to the line of the policy file that the finding names, and compare it with the near names that the ` +
			`finding offers.`,
		`Write the name as Setup of "{org}" shows it (Setup > Users > Profiles or Permission Sets, ` +
			`Setup > Apps > Connected Apps), or the metadata name.`,
		`If a profile of that name exists, the audit user may not see it: with Profile Filtering on, ` +
			`the names of other profiles are hidden.`,
		`If it was renamed or deleted on purpose, change or remove the rule: ` +
			`a rule for something absent protects nothing.`,
		`Run orgaudit again; the finding is then gone.`,
	},
	Source: audit.Page{
		Title: "Profile (Metadata API Developer Guide)",
		URL:   "https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_profile.htm",
	},
	Effort: "minutes",
}

// RenewWaiver is for a waiver of the policy that has ended. That accepted risk has an end, and is decided anew after
// it, is how the cited publication has authorizing officials do it (termination date of an authorization).
var RenewWaiver = &audit.Fix{
	ID:    "renew-waiver",
	Title: "Fix what was waived, or decide about the waiver again",
	Steps: []string{
		`Go to the line of the policy file that the finding names, and read the reason, ` +
			`the owner and the ticket of the waiver.`,
		`If what it covered still fails, apply the fix that the report names for it, then remove the waiver.`,
		`If it can't be fixed yet, let the owner decide again: write a new day under until, ` +
			`and a reason that says why it takes longer.`,
		`If nothing that it covered fails any more, remove the waiver.`,
		`Run orgaudit again; the finding is then gone, and the list of waivers shows what each one does.`,
	},
	Source: audit.Page{
		Title: "Risk Management Framework for Information Systems and Organizations (NIST SP 800-37 Rev. 2)",
		URL:   "https://doi.org/10.6028/NIST.SP.800-37r2",
	},
	Effort: "minutes",
}
