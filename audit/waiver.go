package audit

import (
	"slices"
	"strings"
	"time"
)

// Waiver accepts a finding until a day.
type Waiver struct {
	Check   string
	Subject string // "kind:name" or "kind:key", the name may be a pattern
	Reason  string
	Owner   string    // who answers for it, "" where nobody is named
	Ticket  string    // where it was decided, "" where nothing is named
	Until   time.Time // the last day on which it holds, at 00:00 UTC
	Rule    Rule
}

// Covers reports whether the waiver is about the findings of a check on a subject, whether or not it has ended. A
// subject is named by what people call it: every one of that name is meant; or by its key or id, which mean one.
func (w Waiver) Covers(check string, s Subject) bool {
	if w.Check != check {
		return false
	}
	kind, name, _ := strings.Cut(w.Subject, ":")
	if fold(kind) == s.Kind && (name == s.Key || SameID(name, s.ID) || s.Kind == SubjectApp && name == s.AppKey) {
		return true
	}
	return Glob(w.Subject, s.Kind+":"+s.Name) || s.Label != "" && Glob(w.Subject, s.Kind+":"+s.Label)
}

// Ended reports whether a time lies past the last second (UTC) of the waiver's last day. The time is the snapshot's,
// never the clock's, so that a saved snapshot always gives its old report.
func (w Waiver) Ended(at time.Time) bool { return !at.Before(w.Until.AddDate(0, 0, 1)) }

// Superseded reports whether another waiver of the same check and subject goes on for longer.
func (w Waiver) Superseded(all []Waiver) bool {
	return slices.ContainsFunc(all, func(other Waiver) bool {
		return other.Check == w.Check && fold(other.Subject) == fold(w.Subject) && other.Until.After(w.Until)
	})
}

// What became of a waiver.
const (
	WaiverUsed    = "used"    // it accepts a failure
	WaiverUnused  = "unused"  // nothing that it covers fails now
	WaiverExpired = "expired" // it has ended, whether or not anything that it covered fails
	WaiverInvalid = "invalid" // it can never accept anything: see the note
)

// ReportWaiver is a waiver of the policy and what became of it in one run.
type ReportWaiver struct {
	Check   string `json:"check"`
	Subject string `json:"subject"` // "kind:name", the name may be a pattern
	Reason  string `json:"reason"`
	Owner   string `json:"owner,omitempty"`
	Ticket  string `json:"ticket,omitempty"`
	Until   string `json:"until"` // the last day on which it holds, as YYYY-MM-DD (UTC)
	// DaysLeft counts the days from the one on which the snapshot was taken to the last one: 0 on the last day itself,
	// negative when it has ended.
	DaysLeft int    `json:"days_left"`
	Rule     Rule   `json:"rule"`
	Status   string `json:"status"` // "used", "unused", "expired" or "invalid"
	// Note says why a waiver is invalid.
	Note     string   `json:"note,omitempty"`
	Words    Words    `json:"words,omitempty"` // the parts of Note
	Findings []string `json:"findings"`        // fingerprints of the failures that it covers
}

// waive applies the waivers of the policy to a finding, and remembers which of them cover it.
func (e *evaluation) waive(f *Finding) {
	if f.Verdict != Fail {
		return
	}
	for i, w := range e.policy.Waivers {
		if !w.Covers(f.Check, f.Subject) {
			continue
		}
		e.covered[i] = append(e.covered[i], f.Fingerprint)
		if f.Verdict == Fail && !w.Ended(e.index.TakenAt) {
			f.Verdict, f.Waiver = Waived, w.Reason
		}
	}
}

// waivers says what became of every waiver, in the order of the policy.
func (e *evaluation) waivers() {
	today := e.index.TakenAt.UTC().Truncate(24 * time.Hour)
	for i, w := range e.policy.Waivers {
		out := ReportWaiver{
			Check: w.Check, Subject: w.Subject, Reason: w.Reason, Owner: w.Owner, Ticket: w.Ticket, Rule: w.Rule,
			Until: w.Until.Format(time.DateOnly), DaysLeft: int(w.Until.Sub(today) / (24 * time.Hour)),
			Status: WaiverUnused, Findings: []string{},
		}
		// Sorted, so that the order in which the org gave its rows doesn't matter.
		out.Findings = append(out.Findings, slices.Sorted(slices.Values(e.covered[i]))...)
		switch note := e.mistaken(w); {
		case w.Ended(e.index.TakenAt):
			out.Status = WaiverExpired
		case len(out.Findings) > 0:
			out.Status = WaiverUsed
		case note != nil:
			out.Status, out.Note, out.Words = WaiverInvalid, note.String(), note
		}
		e.report.Waivers = append(e.report.Waivers, out)
	}
}

// mistaken says why a waiver can never accept anything; nil where it may.
func (e *evaluation) mistaken(w Waiver) Words {
	at := slices.IndexFunc(e.checks, func(c *Check) bool { return c.ID == w.Check })
	if at < 0 {
		return Say("there is no check %s", w.Check)
	}
	check := e.checks[at]
	kinds := check.Subjects
	if len(kinds) == 0 {
		return Say("%s cannot be waived", check.ID)
	}
	if check.Gate != nil && !slices.Contains(kinds, SubjectConnection) {
		kinds = append(slices.Clone(kinds), SubjectConnection) // where it hangs on more than its usual subject
	}
	kind, name, _ := strings.Cut(w.Subject, ":")
	if !slices.Contains(kinds, kind) {
		return Say("findings of %s are never about %s; write the subject as %s",
			check.ID, kind, strings.Join(kinds, ":…, ")+":…")
	}
	known := slices.ContainsFunc(e.report.Findings, func(f Finding) bool { return w.Covers(f.Check, f.Subject) })
	if known || IsGlob(name) {
		return nil
	}
	return e.index.lacks(kind, name, e.appsNamed())
}

// lacks says that the org has nothing of this name; nil where it has, or where that could not be read.
func (x *Index) lacks(kind, name string, apps []string) Words {
	var have []string
	var absent Words
	switch kind {
	case SubjectProfile:
		if x.state(PartProfiles) != partRead || len(x.ProfilesNamed(name)) > 0 {
			return nil
		}
		absent, have = Say("this org has no profile %q", name), x.profileNames()
	case SubjectPermissionSet:
		if x.state(PartPermissionSets) != partRead || len(x.PermissionSetsNamed(name)) > 0 {
			return nil
		}
		absent, have = Say("this org has no permission set %q", name), x.permissionSetNames()
	case SubjectApp:
		// Approvals of other apps than those in scope were read for a standing policy only.
		open := x.open&setOf(PartConnectedApps, PartExternalClientApps, PartBlockedApps, PartApprovals) != 0
		if open || len(x.Scope.Apps) > 0 && !x.Scope.Standing || x.Resolve(App{Ask: name, Name: name}).Traced {
			return nil
		}
		if slices.ContainsFunc(apps, func(app string) bool { return sameName(app, name) }) {
			return nil
		}
		absent, have = Say("this org has no app %q", name), x.appNames()
	default:
		return nil
	}
	return absent.And(DidYouMean(name, have))
}

// appsNamed lists the apps that the policy names: the org may know them by another name. What else is asked in the
// same run doesn't make a waiver right or wrong.
func (e *evaluation) appsNamed() []string {
	var names []string
	for _, ask := range e.policy.Connections {
		names = append(names, ask.App.Title())
	}
	for _, app := range slices.Concat(e.policy.Apps.Allowed, e.policy.Apps.Blocked, e.policy.Apps.Installed,
		e.policy.Apps.AdminApproved) {
		names = append(names, app.App.Title())
	}
	return names
}
