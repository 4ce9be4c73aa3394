package checks

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"orgaudit/audit"
	"orgaudit/fixes"
)

const soapLoginID = "soap-login"

// SOAPLogin judges apps that sign in by SOAP API login(). No API shows whether an org has it enabled: a symptom may say
// that it is disabled, Login History may show that it works for this user, and else it can't be told.
var SOAPLogin = &audit.Check{
	ID:    soapLoginID,
	Holds: "The org lets the app sign in by SOAP login()",
	Fails: "The org doesn't let the app sign in by SOAP login()",
	Topic: "SOAP login()",
	Why: "SOAP API login() is off by default in orgs made since Winter '26, " +
		"needs Use Any API Auth where that is enforced, and ends with Summer '27. OAuth replaces it.",
	Severity: audit.High,
	Reads: []audit.Part{
		audit.PartProfiles, audit.PartPermissionSets, audit.PartUsers, audit.PartAssignments, audit.PartLoginHistory,
	},
	Subjects: []string{audit.SubjectConnection},
	After:    []*audit.Check{UserState},
	Explains: audit.Errors{
		Usually: []string{
			"SOAP API login() is disabled by default in this org", "SOAP API login() is disabled",
			"INSUFFICIENT_ACCESS",
		},
		Clue: "The app signs in by SOAP login() with a user name and a password. Setup > User Interface, Enable " +
			"SOAP API login(); newer API versions also want the permission Use Any API Auth.",
	},
	Fixes: []*audit.Fix{fixes.EnableSOAPLogin, fixes.MoveToOAuth},
	Gate:  judgeSOAPLogin,
}

const (
	// soapLoginType is the Login History type of SOAP sign-ins. No page of Salesforce says so of login(); tools that
	// read Login History pair it with the API type SOAP Partner. Sign-ins by OAuth are "Remote Access …".
	soapLoginType = "Other Apex API"
	loginSucceeds = "Success"
)

// soapLoginEnds is when Salesforce retires login() in its last API versions (Summer '27).
func soapLoginEnds() time.Time { return time.Date(2027, time.June, 1, 0, 0, 0, 0, time.UTC) }

func judgeSOAPLogin(c *audit.Case) (audit.Finding, bool) {
	if c.SignIn.Flow != audit.FlowSOAPLogin {
		return audit.Finding{}, false
	}
	title, user := c.Title(), c.Username()
	f := audit.Finding{Subject: c.ConnectionSubject(), Want: "SOAP login() is enabled"}
	last, seen := c.User().LastLogin(soapLoginType, loginSucceeds)
	day := last.UTC().Format(time.DateOnly)
	symptom := c.Question.Symptom
	points := symptom != nil && slices.Contains(symptom.Checks, soapLoginID) || saysSOAPLoginOff(symptom)
	// A sign-in from before the symptom, or of unknown order, proves nothing against it.
	newer := seen && (!points || symptom.At != nil && last.After(*symptom.At))
	ended := !c.TakenAt().Before(soapLoginEnds())
	if seen {
		f.Evidence = c.Evidence(fmt.Sprintf("%s, %s, last on %s", soapLoginType, loginSucceeds, day),
			audit.PartLoginHistory)
	}
	switch {
	case ended && !(newer && !last.Before(soapLoginEnds())):
		f.Verdict, f.Fix, f.Got = audit.Fail, fixes.MoveToOAuth.ID, "retired"
		f.Say("%s signs in by SOAP login(), which Salesforce retired with Summer '27", title)
		return f, true
	case newer:
		f.Verdict, f.Severity, f.Got = audit.Pass, audit.Info, "worked on "+day
		f.Say("%s last signed in by the SOAP API on %s", user, day)
	case saysSOAPLoginOff(symptom):
		f.Verdict, f.Fix, f.OtherFixes, f.Got = audit.Fail, fixes.EnableSOAPLogin.ID,
			[]string{fixes.MoveToOAuth.ID}, "disabled"
		f.Say("%s signs in by SOAP login(), and the error says that it is disabled in this org", title)
		f.Evidence = append(f.Evidence, audit.Evidence{Source: "symptom", Value: symptom.Text, At: c.TakenAt()})
		return f, true
	default:
		f.Verdict, f.Got = audit.Unknown, "not known"
		f.Say("no API shows whether SOAP login() is enabled, and Login History shows no newer success of it by %s; "+
			"by hand: Setup > User Interface, Enable SOAP API login()", user)
	}
	f.Add("; Salesforce retires login() with Summer '27: move to OAuth")
	if c.Surely(func() bool { return !c.User().Holds(audit.UseAnyAPIAuth) }) {
		f.Add("; %s lacks %s, which new orgs demand and others can", user, audit.UseAnyAPIAuth.Label)
	}
	return f, true
}

// saysSOAPLoginOff tells whether a symptom is the fault "SOAP API login() is disabled by default in this org".
func saysSOAPLoginOff(s *audit.Symptom) bool {
	if s == nil {
		return false
	}
	text := strings.ToLower(s.Code + " " + s.Text)
	return strings.Contains(text, "login()") && strings.Contains(text, "disabled")
}
