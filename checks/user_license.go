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
	ID:       "user-license",
	Holds:    "The user's license fits the way the app signs in",
	Fails:    "The user's license doesn't fit, or no seat is free",
	Topic:    "User license",
	Why:      "A user of the license Salesforce Integration, or with Api Only User, can't pass Salesforce's login page: an app that signs in by a browser needs another user.",
	Severity: audit.High,
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

// apiOnlyUser keeps its holders from Salesforce's login page. Not every edition has it.
var apiOnlyUser = audit.Permission{Name: "ApiUserOnly", Label: "Api Only User"}

func judgeLicense(c *audit.Case) (audit.Finding, bool) {
	f := audit.Finding{Subject: c.ConnectionSubject(), Want: "a license with which the app can sign in", Names: names(c)}
	if c.User == nil {
		return cannotTell(c.View, f.Subject, f.Want, audit.PartUsers), true
	}
	license := c.User.License
	if license == "" && c.Profile != nil {
		license = c.Profile.License
	}
	// A failure of one is certain whatever the others can't tell.
	var unknown *audit.Finding
	for _, judge := range []func(*audit.Case, audit.Finding, string) audit.Finding{heldLicense, freeSeats, browserLicense} {
		switch g := judge(c, f, license); {
		case g.Verdict == audit.Fail:
			return g, true
		case g.Verdict == audit.Unknown && unknown == nil:
			unknown = &g
		}
	}
	if unknown != nil {
		return *unknown, true
	}
	f.Verdict, f.Got = audit.Pass, first(license, "any license")
	f.Say("%s needs no license that %s lacks to sign in by %s", c.Match.App.Title(), c.User.Username, c.SignIn.Flow)
	f.Evidence = c.Evidence("license "+f.Got, audit.PartUsers)
	return f, true
}

// browserLicense judges whether an API-only user would have to pass the login page. A connector that lists the license
// Salesforce Integration says that such users are fine.
func browserLicense(c *audit.Case, f audit.Finding, license string) audit.Finding {
	f.Verdict = audit.Pass
	if !throughBrowser(c) || contains(c.Match.App.Needs.Licenses, integrationLicense) {
		return f
	}
	var why audit.Words
	switch {
	case strings.EqualFold(license, integrationLicense):
		why = audit.Say("has the license %s", integrationLicense)
	case c.Holds(c.User, apiOnlyUser):
		why = audit.Say("has the permission %s", apiOnlyUser.Label)
	case license == "":
		f.Verdict, f.Missing, f.Got = audit.Unknown, []audit.Part{audit.PartUsers}, "license not known"
		f.Say("%s's license could not be read; a user of %s can't sign in by %s", c.User.Username, integrationLicense, c.SignIn.Flow)
		return f
	default:
		return notAPIOnly(c, f)
	}
	f.Verdict, f.Got, f.Fix = audit.Fail, "an API-only user", fixes.UseFullLicense.ID
	if offersNoBrowser(c) {
		f.Fix, f.OtherFixes = fixes.UseClientCredentials.ID, []string{fixes.UseFullLicense.ID}
	}
	f.Say("%s %s and can't pass Salesforce's login page, by which %s signs in (%s)", c.User.Username, why, c.Match.App.Title(), c.SignIn.Flow)
	f.Evidence = c.Evidence(why.String(), audit.PartUsers)
	return f
}

// notAPIOnly passes a user of whom everything was read that may carry Api Only User.
func notAPIOnly(c *audit.Case, f audit.Finding) audit.Finding {
	if part, closed := grantsClosed(c); closed {
		return cannotTell(c.View, f.Subject, f.Want, part)
	}
	if !c.Knows(c.User, apiOnlyUser) {
		f.Verdict, f.Got = audit.Unknown, "not known whether the user is API-only"
		f.Say("whether %s has %s could not be read; such a user can't sign in by %s", c.User.Username, apiOnlyUser.Label, c.SignIn.Flow)
	}
	return f
}

// throughBrowser tells whether the user passes Salesforce's login page when the app signs in.
func throughBrowser(c *audit.Case) bool {
	return slices.Contains([]string{audit.FlowWebServer, audit.FlowUserAgent, audit.FlowDevice}, c.SignIn.Flow)
}

// offersNoBrowser tells whether the app can sign in without a browser: by a way that its connector names, or since it is
// the customer's own, who may set it up so.
func offersNoBrowser(c *audit.Case) bool {
	policy, _, _ := oauthPolicy(c)
	return policy != nil || c.Match.App.CustomerApp || slices.ContainsFunc(c.Match.App.SignIns, func(way audit.SignIn) bool {
		return way.Flow == audit.FlowClientCredentials || way.Flow == audit.FlowJWT
	})
}
