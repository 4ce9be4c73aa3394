package checks

import (
	"strings"

	"orgaudit/audit"
	"orgaudit/fixes"
)

// SessionPolicy fails when a session that the sign-in begins is of no use to the app: locked to one address, below the
// level that the app demands, or refused outside the profile's ranges at each request.
var SessionPolicy = &audit.Check{
	ID:    "session-policy",
	Holds: "The app can use the session that its sign-in starts",
	Fails: "The app can't use the session that its sign-in starts",
	Topic: "Session settings",
	Why: "Vendors call from several addresses and without anybody at the screen: " +
		"a session that is locked to an address ends, and one that has to be high assurance never comes about.",
	Severity: audit.High,
	Reads: []audit.Part{
		audit.PartUsers, audit.PartConnectedApps, audit.PartExternalClientApps, audit.PartBlockedApps,
		audit.PartLoginPolicies, audit.PartAppPolicies, audit.PartSecurity,
	},
	Subjects: []string{audit.SubjectConnection},
	Explains: audit.Errors{
		Usually: []string{"invalid_session_level", "INVALID_SESSION_ID"},
		Also: []string{
			"This session is not valid for use with the REST API", "This session is not valid for use with the API",
		},
		Clue: "Signing in works and later calls fail. Setup > Session Settings locks sessions to the IP address " +
			"where they began, or a High Assurance session is demanded.",
	},
	Fixes: []*audit.Fix{fixes.UnlockSessionIP, fixes.LowerSessionLevel, fixes.AllowLoginIP},
	Gate:  judgeSession,
}

const levelHighAssurance = "HIGH_ASSURANCE" // ConnectedApp.sessionPolicy.sessionLevel

func judgeSession(c *audit.Case) (audit.Finding, bool) {
	f := audit.Finding{Subject: c.ConnectionSubject(), Want: "no session setting stops the app"}
	wrong := c.Worst(
		func() audit.Finding { return sessionLock(c, f) }, func() audit.Finding { return sessionLevel(c, f) },
		func() audit.Finding { return sessionRanges(c, f) },
	)
	switch {
	case len(audit.Failed(wrong)) > 0:
		return together(f, audit.Failed(wrong)), true
	case len(wrong) > 0:
		return wrong[0], true
	}
	f.Verdict, f.Got = audit.Pass, "nothing stops it"
	f.Say("sessions are not locked to the address that they began at")
	if usesApp(c) {
		f.Tell(assumed(f.Words.Add(", and the app demands no higher level"), c.OAuth()))
	}
	f.Evidence = c.Evidence("lockSessionsToIp = false", audit.PartSecurity)
	return f, true
}

// together makes one finding of several failures, the first one's fix first.
func together(f audit.Finding, failed []audit.Finding) audit.Finding {
	var got []string
	var message []audit.Words
	f.Verdict, f.Fix = audit.Fail, failed[0].Fix
	for i, g := range failed {
		got, message = append(got, g.Got), append(message, g.Words)
		f.Evidence = append(f.Evidence, g.Evidence...)
		if i > 0 {
			f.OtherFixes = append(f.OtherFixes, g.Fix)
		}
	}
	f.Got = strings.Join(got, "; ")
	f.Tell(audit.Join(message, "; "))
	return f
}

// sessionLock judges "Lock sessions to the IP address from which they originated", which vendors want off.
func sessionLock(c *audit.Case, f audit.Finding) audit.Finding {
	f.Verdict = audit.Pass
	if c.Security().LockSessionsToIP {
		f.Verdict, f.Fix, f.Got = audit.Fail, fixes.UnlockSessionIP.ID, "sessions locked to their address"
		f.Say("this org locks sessions to the address that they began at, and a vendor's calls may come from another " +
			"one")
		f.Evidence = c.Evidence("lockSessionsToIp = true", audit.PartSecurity)
	}
	return f
}

// sessionLevel judges the session level that the app demands.
func sessionLevel(c *audit.Case, f audit.Finding) audit.Finding {
	f.Verdict = audit.Pass
	if !usesApp(c) {
		return f
	}
	if level := c.OAuth().SessionLevel(); strings.EqualFold(level, levelHighAssurance) {
		f.Verdict, f.Fix, f.Got = audit.Fail, fixes.LowerSessionLevel.ID, "high assurance demanded"
		f.Say("%s demands a high assurance session", c.Title())
		f.Evidence = c.Evidence("sessionLevel = "+level, audit.PartAppPolicies)
	}
	return f
}

// sessionRanges judges "Enforce login IP ranges on every request": it holds each call to the profile's ranges, even
// where IP Relaxation of the app lets the sign-in through.
func sessionRanges(c *audit.Case, f audit.Finding) audit.Finding {
	f.Verdict = audit.Pass
	if !c.Security().EnforceIPRangesEveryRequest || !c.User().Exists() { // of a missing user, user-state says so
		return f
	}
	login := c.Profile().LoginPolicy()
	if len(login.IPRanges) == 0 {
		return f
	}
	seen := whereAddressesLie(c, login)
	f.Verdict, f.Got = seen.verdict, seen.got
	f.Tell(seen.words)
	if f.Verdict == audit.Fail {
		f.Fix = fixes.AllowLoginIP.ID
		f.Add(", and this org enforces them on every request, whatever IP Relaxation says")
	}
	f.Evidence = c.Evidence("enforceIpRangesEveryRequest = true", audit.PartSecurity)
	return f
}
