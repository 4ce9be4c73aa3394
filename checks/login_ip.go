package checks

import (
	"fmt"
	"strings"

	"orgaudit/audit"
	"orgaudit/fixes"
)

// LoginIP fails when the app connects from an address outside the login IP ranges of the user's profile and the app's
// IP Relaxation doesn't lift them. Login History calls it "Restricted IP", its code is LOGIN_ERROR_RESTRICTED_DOMAIN.
var LoginIP = &audit.Check{
	ID:    "login-ip",
	Holds: "The profile allows sign-in from the app's addresses",
	Fails: "The app signs in from an address outside the profile's login IP ranges",
	Topic: "Login IP ranges",
	Why: "A profile with login IP ranges refuses every sign-in from elsewhere. " +
		"The org's trusted ranges (Network Access) don't widen them.",
	Severity: audit.High,
	Reads: []audit.Part{
		audit.PartProfiles, audit.PartUsers, audit.PartConnectedApps, audit.PartExternalClientApps,
		audit.PartLoginPolicies, audit.PartAppPolicies,
	},
	Subjects: []string{audit.SubjectConnection},
	After:    []*audit.Check{UserState},
	Explains: audit.Errors{
		Usually: []string{
			"Restricted IP", "LOGIN_ERROR_RESTRICTED_DOMAIN", "LOGIN_DURING_RESTRICTED_DOMAIN",
			"LOGIN_OAUTH_INVALID_IP", "Failed: IP Address Not Allowed", "ip restricted",
			"IP restricted or invalid login hours", "invalid login hours", "invalid_grant",
		},
		Also:   []string{"AuthCodeExchangeError", "authentication failure", "invalid user credentials"},
		Rarely: []string{"access_denied"},
		Clue: `The user's profile has login IP ranges that leave out an address of the app; Login History then ` +
			`says "Restricted IP". Setup > Profiles, Login IP Ranges; the app's IP Relaxation may lift them.`,
	},
	Actions: []*audit.SetupAction{loginIPRange, ipRelaxation, profileChanged},
	Fixes:   []*audit.Fix{fixes.AllowLoginIP, fixes.RelaxAppIP},
	Gate:    judgeLoginIP,
}

// Values of IP Relaxation that decide alone (ConnectedApp.oauthPolicy.ipRelaxation; External Client Apps spell them in
// mixed case). The others relax for a second factor, an activated device or a refresh token.
const (
	relaxationEnforce = "ENFORCE"
	relaxationBypass  = "BYPASS"
)

var (
	loginIPRange = &audit.SetupAction{
		Name: "loginIpRange", About: []audit.Slot{audit.SlotProfile},
		Readings: []audit.SetupReading{{
			Display: "Added Login Ip Range to {profile} from * to *",
			Lifts:   "a login IP range was added to the profile {profile}",
			Shuts:   "a login IP range was added to the profile {profile}",
		}},
	}
	ipRelaxation = &audit.SetupAction{
		Name: "changeIpRelaxationPolicy", About: []audit.Slot{audit.SlotApp},
		Readings: []audit.SetupReading{
			{
				Display: "Changed connected app {app} IP relaxation setting from * to Relax IP restrictions",
				Lifts:   "the app's IP restrictions were relaxed",
			},
			{
				Display: "Changed connected app {app} IP relaxation setting *",
				Lifts:   "IP Relaxation of the app was changed",
				Shuts:   "IP Relaxation of the app was changed",
			},
		},
	}
)

func judgeLoginIP(c *audit.Case) (audit.Finding, bool) {
	f := audit.Finding{
		Subject: c.ConnectionSubject(),
		Want:    "every address of the app inside the profile's login IP ranges",
	}
	profile := c.Profile()
	login := profile.LoginPolicy()
	f.Evidence = c.Evidence(fmt.Sprintf("profile %s: loginIpRanges %s",
		profile.Name(), sayRanges(login.IPRanges).String()), audit.PartLoginPolicies)
	if len(login.IPRanges) == 0 {
		f.Verdict, f.Got = audit.Pass, "no ranges"
		f.Say("profile %s has no login IP ranges: every address may sign in", profile.Name())
		return f, true
	}
	seen := whereAddressesLie(c, login)
	relaxed := func() bool { return strings.EqualFold(relaxationOf(c), relaxationBypass) }
	if c.Any(func() bool { return seen.verdict == audit.Pass }, relaxed) && seen.verdict != audit.Pass {
		f.Verdict, f.Got = audit.Pass, "IP restrictions are relaxed for the app"
		f.Say("profile %s has login IP ranges, and IP Relaxation of %s lifts them", profile.Name(), c.Title())
		f.Evidence = append(f.Evidence, c.Evidence("ipRelaxation = "+relaxationOf(c), audit.PartAppPolicies)...)
		return f, true
	}
	f.Verdict, f.Got = seen.verdict, seen.got
	f.Tell(seen.words)
	if f.Verdict != audit.Fail {
		return f, true
	}
	if relaxation := relaxationOf(c); relaxation != "" && !strings.EqualFold(relaxation, relaxationEnforce) {
		f.Verdict, f.Got = audit.Unknown, "outside, and IP Relaxation is "+relaxation
		f.Say("%s; IP Relaxation of the app (%s) may let it in, which depends on how the user signs in",
			seen.words, relaxation)
		return f, true
	}
	return refusedAddress(c, f), true
}

// relaxationOf is IP Relaxation of the app, where it counts for the way of signing in.
func relaxationOf(c *audit.Case) string {
	if !heedsRelaxation(c) {
		return ""
	}
	return c.OAuth().IPRelaxation()
}

// refusedAddress completes a failure with its fixes. Relaxing is one where the app's policy is the org's to change and
// helps: not while each request is held to the ranges.
func refusedAddress(c *audit.Case, f audit.Finding) audit.Finding {
	f.Fix = fixes.AllowLoginIP.ID
	if !heedsRelaxation(c) {
		if usesApp(c) {
			f.Add("; the JWT flow is held to the ranges whatever IP Relaxation says")
		}
		return f
	}
	f.Tell(assumed(f.Words, c.OAuth()))
	if c.AppSubject().ID != "" && !c.EnforcesRanges() {
		f.OtherFixes = []string{fixes.RelaxAppIP.ID}
	}
	return f
}

// heedsRelaxation tells whether IP Relaxation of the app counts for the way of signing in. The JWT flow always holds to
// the profile's ranges (Connected App IP Relaxation and Continuous IP
// Enforcement); SOAP login() and sessions know no app.
func heedsRelaxation(c *audit.Case) bool { return usesApp(c) && c.SignIn.Flow != audit.FlowJWT }

// sighting is where the addresses of an app lie, as seen from a profile with login IP ranges.
type sighting struct {
	verdict audit.Verdict
	got     string
	words   audit.Words
}

func whereAddressesLie(c *audit.Case, login audit.LoginPolicy) sighting {
	title, list, ranges := c.Title(), addresses(c), allowing(login.IPRanges)
	at := audit.Say("the login IP ranges of profile %s (%s)", c.Profile().Name(), sayRanges(login.IPRanges))
	outside, broken := ranges.outside(list)
	switch {
	case len(list) == 0:
		return sighting{
			audit.Unknown, "addresses not known",
			audit.Say("only %s may sign in, and it is not known from where %s connects; "+
				"say it with --from-ip or from_ips", at, title),
		}
	case len(outside) > 0 && len(ranges.broken) > 0:
		return sighting{
			audit.Unknown, "ranges not understood",
			audit.Say("it can't be told whether %s lies inside %s: %s is not a valid range of addresses",
				strings.Join(outside, ", "), at, strings.Join(ranges.broken, ", ")),
		}
	case len(outside) > 0:
		return sighting{
			audit.Fail, strings.Join(outside, ", ") + " outside",
			audit.Say("%s connects from %s, outside %s", title, strings.Join(outside, ", "), at),
		}
	case len(broken) > 0:
		return sighting{
			audit.Unknown, "addresses not understood",
			audit.Say("%s is not a valid address or CIDR, so it can't be told whether it lies inside %s",
				strings.Join(broken, ", "), at),
		}
	}
	return sighting{
		audit.Pass, strings.Join(list, ", ") + " inside",
		audit.Say("%s connects from %s, inside %s", title, strings.Join(list, ", "), at),
	}
}
