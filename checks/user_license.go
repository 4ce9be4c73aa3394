package checks

import (
	"slices"
	"strings"

	"orgaudit/audit"
	"orgaudit/fixes"
)

// UserLicense fails when the user holds none of the licenses that the app needs, when no seat is free that it needs, or
// when an API-only user would have to sign in by a browser.
var UserLicense = &audit.Check{
	ID:    "user-license",
	Holds: "The user's license fits the way the app signs in",
	Fails: "The user's license doesn't fit, or no seat is free",
	Topic: "User license",
	Why: "A user of the license Salesforce Integration, or with Api Only User, " +
		"can't pass Salesforce's login page: an app that signs in by a browser needs another user.",
	Severity: audit.High,
	Reads: []audit.Part{
		audit.PartProfiles, audit.PartPermissionSets, audit.PartPermissionSetGroups, audit.PartUsers,
		audit.PartAssignments, audit.PartConnectedApps, audit.PartExternalClientApps, audit.PartAppPolicies,
		audit.PartLicenses,
	},
	Subjects: []string{audit.SubjectConnection},
	After:    []*audit.Check{UserState},
	Explains: audit.Errors{
		Usually: []string{"LOGIN_ERROR_USER_API_ONLY", "Failed: API-only user"},
		Also:    []string{"OAUTH_APPROVAL_ERROR_GENERIC"},
		Clue: "The user has an integration license or may use the API only, and the app signs in by a browser. " +
			"Setup > Users shows the license; a user with a full license gets through.",
	},
	Actions: []*audit.SetupAction{profileChanged},
	Fixes:   []*audit.Fix{fixes.UseFullLicense, fixes.UseClientCredentials},
	Gate:    judgeLicense,
}

// integrationLicense is the user license of API-only integration users (UserLicense.Name).
const integrationLicense = "Salesforce Integration"

func judgeLicense(c *audit.Case) (audit.Finding, bool) {
	f := audit.Finding{
		Subject: c.ConnectionSubject(),
		Want:    "a license with which the app can sign in",
	}
	if wrong := c.Worst(
		func() audit.Finding { return heldLicense(c, f) }, func() audit.Finding { return freeSeats(c, f) },
		func() audit.Finding { return browserLicense(c, f) },
	); len(wrong) > 0 {
		return wrong[0], true
	}
	f.Verdict, f.Got = audit.Pass, firstText(c.User().LicenseSeen(), "any license")
	f.Say("%s needs no license that %s lacks to sign in by %s", c.Title(), c.Username(), c.SignIn.Flow)
	f.Evidence = c.Evidence("license "+f.Got, audit.PartUsers)
	return f, true
}

// browserLicense judges whether an API-only user would have to pass the login page. A connector that lists the license
// Salesforce Integration says that such users are fine.
func browserLicense(c *audit.Case, f audit.Finding) audit.Finding {
	f.Verdict = audit.Pass
	if !throughBrowser(c) || contains(c.App().Needs.Licenses, integrationLicense) {
		return f
	}
	user := c.User()
	integration := func() bool { return strings.EqualFold(user.License(), integrationLicense) }
	if !c.Any(integration, func() bool { return user.Holds(audit.APIOnlyUser) }) {
		return f
	}
	why := audit.Say("has the permission %s", audit.Say(audit.APIOnlyUser.Label))
	if strings.EqualFold(user.LicenseSeen(), integrationLicense) {
		why = audit.Say("has the license %s", integrationLicense)
	}
	f.Verdict, f.Got, f.Fix = audit.Fail, "an API-only user", fixes.UseFullLicense.ID
	if offersNoBrowser(c) {
		f.Fix, f.OtherFixes = fixes.UseClientCredentials.ID, []string{fixes.UseFullLicense.ID}
	}
	f.Say("%s %s and can't pass Salesforce's login page, by which %s signs in (%s)",
		c.Username(), why, c.Title(), c.SignIn.Flow)
	f.Evidence = c.Evidence(why.String(), audit.PartUsers)
	return f
}

// throughBrowser tells whether the user passes Salesforce's login page when the app signs in.
func throughBrowser(c *audit.Case) bool {
	return slices.Contains([]string{audit.FlowWebServer, audit.FlowUserAgent, audit.FlowDevice}, c.SignIn.Flow)
}

// offersNoBrowser tells whether the app can sign in without a browser: by a way that its connector names, or since
// it is the customer's own, who may set it up so.
func offersNoBrowser(c *audit.Case) bool {
	own := c.Surely(func() bool { return c.OAuth().Shown() })
	return own || c.App().CustomerApp || slices.ContainsFunc(c.App().SignIns, func(way audit.SignIn) bool {
		return way.Flow == audit.FlowClientCredentials || way.Flow == audit.FlowJWT
	})
}
