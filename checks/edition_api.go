package checks

import (
	"slices"
	"strings"

	"orgaudit/audit"
	"orgaudit/fixes"
)

// EditionAPI fails when the org's edition has no API. That the audit's own call works proves it for the editions
// that have the API by default; on others, such as Professional Edition,
// Salesforce lets some clients in and not others.
var EditionAPI = &audit.Check{
	ID:    "edition-api",
	Holds: "The org's edition has API access",
	Fails: "The org's edition lacks API access for this app",
	Topic: "API access of the edition",
	Why: "Without API access in the edition no app can connect, whatever the user's permissions are. " +
		"Enterprise, Performance, Unlimited and Developer Edition have it; Professional Edition needs an add-on.",
	Severity: audit.Critical,
	Reads: []audit.Part{
		audit.PartOrganization, audit.PartProfiles, audit.PartPermissionSets, audit.PartPermissionSetGroups,
		audit.PartUsers, audit.PartAssignments,
	},
	Subjects: []string{audit.SubjectOrg, audit.SubjectApp},
	Explains: audit.Errors{
		Usually: []string{"API_DISABLED_FOR_ORG", "RESTAPINOTENABLED"},
		Also:    []string{"LOGIN_OAUTH_API_DISABLED", "Failed: OAuth API access disabled", "OAuth API access disabled"},
		Rarely:  []string{"AuthCodeExchangeError", "authentication failure", "invalid user credentials"},
		Clue: "The org's edition has no API for this app, and other users meet the same error. Setup > Company " +
			"Information shows the edition; Professional Edition needs an add-on.",
	},
	Fixes: []*audit.Fix{fixes.UpgradeEdition},
	Gate:  judgeEdition,
}

var (
	// editionsWithAPI have API access by default (REST API Developer Guide, editions).
	editionsWithAPI = []string{"enterprise", "unlimited", "performance", "developer"}
	// editionsWithoutAPI have none to buy.
	editionsWithoutAPI = []string{"team", "group", "contact manager", "personal"}
)

func judgeEdition(c *audit.Case) (audit.Finding, bool) {
	if c.Failure() != nil && c.Failure().Code == "API_DISABLED_FOR_ORG" {
		return refusedEdition(c), true
	}
	edition := c.Edition()
	f := audit.Finding{
		Subject:  c.OrgSubject(),
		Want:     "an edition with API access",
		Got:      firstText(edition, "not known"),
		Evidence: c.Evidence(edition, audit.PartOrganization),
	}
	switch {
	case len(c.App().Needs.Editions) > 0 &&
		!slices.ContainsFunc(c.App().Needs.Editions, func(e string) bool { return strings.EqualFold(e, edition) }):
		f.Subject = c.AppSubject()
		f.Verdict, f.Fix, f.Want = audit.Fail, fixes.UpgradeEdition.ID, alternatives(c.App().Needs.Editions).String()
		f.Say("%s needs %s, and this org is %s", c.Title(), alternatives(c.App().Needs.Editions), edition)
	case isOneOf(edition, editionsWithAPI):
		f.Verdict = audit.Pass
		f.Say("%s has API access", edition)
	case symptomSays(c):
		f.Subject = c.ConnectionSubject() // who has API Enabled decides what the error means
		if c.User().Holds(audit.APIEnabled) {
			f.Verdict, f.Fix = audit.Fail, fixes.UpgradeEdition.ID
			f.Say("the error says that the API is not enabled for the organization, and %s has API Enabled: "+
				"%s does not give this app API access", c.Username(), edition)
			return f, true
		}
		fallthrough
	default:
		f.Verdict = audit.Unknown
		f.Say("%s may or may not give this app API access: that the audit's own call works proves nothing for other "+
			"clients; ask Salesforce whether the API add-on is active", edition)
	}
	return f, true
}

// refusedEdition judges an org that refused the audit's own call: the answer is the same for an org without API access
// and for a user without API Enabled. Only an edition that never has the API tells them apart.
func refusedEdition(c *audit.Case) audit.Finding {
	edition := c.EditionSeen()
	f := audit.Finding{
		Subject:  c.OrgSubject(),
		Want:     "an edition with API access",
		Got:      firstText(edition, "not known"),
		Evidence: c.Evidence(edition, audit.PartOrganization),
	}
	if isOneOf(edition, editionsWithoutAPI) {
		f.Verdict, f.Fix = audit.Fail, fixes.UpgradeEdition.ID
		f.Say("%s has no API access, and Salesforce refused the audit's own call with API_DISABLED_FOR_ORG", edition)
		return f
	}
	f.Verdict = audit.Unknown
	f.Say("Salesforce refused the audit's own call with API_DISABLED_FOR_ORG: the org has no API access, " +
		"or only the audit user lacks API Enabled; the answer is the same for both")
	return f
}

func isOneOf(edition string, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool {
		return strings.HasPrefix(strings.ToLower(edition), word)
	})
}

// symptomSays tells whether the error that was seen says that the API is not enabled for the organization.
func symptomSays(c *audit.Case) bool {
	symptom := c.Question.Symptom
	return symptom != nil &&
		(slices.Contains([]string{"API_DISABLED_FOR_ORG", "RESTAPINOTENABLED"}, strings.ToUpper(symptom.Code)) ||
			strings.Contains(strings.ToLower(symptom.Text), "not enabled for this organization"))
}
