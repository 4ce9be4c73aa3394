package checks

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"orgaudit/audit"
	"orgaudit/fixes"
)

// StaleApproval finds approvals of apps (OauthToken) that nobody has used for longer than the policy allows.
var StaleApproval = &audit.Check{
	ID:    "stale-approval",
	Holds: "Every approval of an app is in use",
	Fails: "An approval of an app has gone unused",
	Topic: "Unused approvals",
	Why: "An approval lets the app come back for this user without asking. " +
		"One that nobody uses is missed by nobody when it is stolen.",
	Severity: audit.Low,
	Reads: []audit.Part{
		audit.PartApprovals,
	},
	Subjects: []string{audit.SubjectConnection},
	Fixes:    []*audit.Fix{fixes.RevokeApproval},
	Asked:    func(p *audit.Policy) bool { return p.StaleDays > 0 },
	Standing: judgeStale,
}

func judgeStale(v *audit.View, p *audit.Policy) []audit.Finding {
	want := fmt.Sprintf("used in the last %d days", p.StaleDays)
	all := v.Approvals()
	stale, undated := unusedApprovals(all, v.TakenAt().AddDate(0, 0, -p.StaleDays))
	for _, a := range stale {
		v.About(func() audit.Finding { return staleFinding(v, p, a, want) })
	}
	for _, a := range undated {
		v.About(func() audit.Finding {
			f := audit.Finding{Subject: v.ApprovalSubject(a), Want: want, Verdict: audit.Unknown, Got: "no date"}
			f.Say("it could not be read when the approval %s was used", f.Subject.Name)
			return f
		})
	}
	if len(stale)+len(undated) > 0 {
		return nil
	}
	org := audit.Finding{
		Subject: v.OrgSubject(),
		Want:    "every approval was " + want,
		Verdict: audit.Pass,
		Got:     "none is stale",
	}
	org.Say("no approval of an app has lain unused for %d days", p.StaleDays)
	org.Evidence = v.Evidence(org.Got, audit.PartApprovals)
	return []audit.Finding{org}
}

func staleFinding(v *audit.View, p *audit.Policy, a audit.Approval, want string) audit.Finding {
	f := audit.Finding{Subject: v.ApprovalSubject(a), Want: want, Verdict: audit.Fail, Fix: fixes.RevokeApproval.ID}
	user, _, _ := strings.Cut(f.Subject.Name, " > ")
	rule := p.StaleRule
	f.Rule, f.Names = &rule, map[string]string{"app": a.AppName, "user": user}
	day := lastUse(a).UTC().Format(time.DateOnly)
	if a.LastUsed == nil {
		f.Got = "never used since " + day
		f.Say("the approval of %s by %s was never used since %s", a.AppName, user, day)
	} else {
		f.Got = "last used on " + day
		f.Say("the approval of %s by %s was last used on %s", a.AppName, user, day)
	}
	f.Evidence = v.Evidence(fmt.Sprintf("%s, %s, %s", f.Got, approvals(a.Count),
		audit.Count(a.UseCount, "1 use", "%d uses")), audit.PartApprovals)
	return f
}

// unusedApprovals lists the approvals that were not used since a time, and those without any date. Two apps of one
// label are one subject: the one that is unused for longer speaks for both.
func unusedApprovals(all []audit.Approval, since time.Time) (stale, undated []audit.Approval) {
	for _, a := range all {
		same := func(b audit.Approval) bool {
			return audit.SameID(a.UserID, b.UserID) && strings.EqualFold(a.AppName, b.AppName)
		}
		switch use := lastUse(a); {
		case use.IsZero():
			if !slices.ContainsFunc(undated, same) {
				undated = append(undated, a)
			}
		case use.Before(since):
			if i := slices.IndexFunc(stale, same); i < 0 {
				stale = append(stale, a)
			} else if use.Before(lastUse(stale[i])) {
				stale[i] = a
			}
		}
	}
	// A failure stands before an unknown of the same subject.
	undated = slices.DeleteFunc(undated, func(a audit.Approval) bool {
		return slices.ContainsFunc(stale, func(b audit.Approval) bool { return sameApproval(a, b) })
	})
	return stale, undated
}

// sameApproval tells whether two approvals are of one user and one app: by its id, else by its label.
func sameApproval(a, b audit.Approval) bool {
	if !audit.SameID(a.UserID, b.UserID) {
		return false
	}
	if a.AppID != "" || b.AppID != "" {
		return audit.SameID(a.AppID, b.AppID)
	}
	return strings.EqualFold(a.AppName, b.AppName)
}

// lastUse is when an approval was last used, or else given; zero where neither is known.
func lastUse(a audit.Approval) time.Time {
	switch {
	case a.LastUsed != nil:
		return *a.LastUsed
	case a.First != nil:
		return *a.First
	}
	return time.Time{}
}
