package checks

import (
	"time"

	"orgaudit/audit"
	"orgaudit/fixes"
)

// ExpiredWaiver finds waivers of the policy that have ended: somebody has to decide again.
var ExpiredWaiver = &audit.Check{
	ID:    "expired-waiver",
	Holds: "No waiver of the policy has ended",
	Fails: "A waiver of the policy has ended",
	Topic: "Ended waivers",
	Why: "A waiver accepts a failure until a day. After it nobody has decided: the failure counts again, " +
		"or the waiver is left over.",
	Severity:   audit.Medium,
	PolicyOnly: true,
	Fixes:      []*audit.Fix{fixes.RenewWaiver},
	Asked:      func(p *audit.Policy) bool { return len(p.Waivers) > 0 },
	Standing: func(v *audit.View, p *audit.Policy) []audit.Finding {
		if !v.Entered() {
			return nil // nothing was read, so there is no time by which a waiver has ended
		}
		var out []audit.Finding
		for _, w := range p.Waivers {
			// One that was renewed further down, or in a policy that extends this one, is settled.
			if w.Ended(v.TakenAt()) && !w.Superseded(p.Waivers) {
				out = append(out, ended(w))
			}
		}
		if len(out) > 0 {
			return out
		}
		f := audit.Finding{
			Subject: v.OrgSubject(),
			Verdict: audit.Pass,
			Want:    "waivers that go on",
			Got:     "none has ended",
		}
		f.Say("no waiver of the policy has ended")
		return []audit.Finding{f}
	},
}

// ended is the finding about one waiver.
func ended(w audit.Waiver) audit.Finding {
	rule, until := w.Rule, w.Until.Format(time.DateOnly)
	f := audit.Finding{
		Subject: audit.WaiverSubject(w), Verdict: audit.Fail,
		Want: "a waiver that goes on", Got: "ended after " + until, Rule: &rule, Fix: fixes.RenewWaiver.ID,
	}
	f.Say("the waiver of %s for %s ended after %s", w.Check, w.Subject, until)
	if w.Owner != "" {
		f.Add("; %s answers for it", w.Owner)
	}
	if w.Ticket != "" {
		f.Add("; see %s", w.Ticket)
	}
	return f
}
