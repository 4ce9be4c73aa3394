package audit

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Where dated facts come from: the Source of an Evidence that tells what happened, beside what was read of the org's
// present state.
const (
	SourceLoginHistory = "Login History"
	SourceAuditTrail   = "Setup Audit Trail"
	sourceApprovals    = "OauthToken"
)

// Past reports whether the evidence is something that happened at its time, and not a state that was read then.
func (e Evidence) Past() bool {
	return e.Source == SourceLoginHistory || e.Source == SourceAuditTrail || e.Source == sourceApprovals
}

// loginSuccess is LoginHistory.Status of a sign-in that was let in.
const loginSuccess = "Success"

// fewChanges is how many entries of the Setup Audit Trail stand under one finding, the newest first.
const fewChanges = 5

// asked is a connection with what its gates found.
type asked struct {
	on       *Case
	findings []string // fingerprints, in gate order
	needs    []need   // those of them that failed, waived or not
}

// facts puts what happened under the findings that failed or could not be told: who tried and was refused, who changed
// what, when the app was last used. A finding that several connections share has the facts of all of them.
func (e *evaluation) facts() {
	if len(e.index.Logins)+len(e.changes)+len(e.index.Approvals) == 0 {
		return
	}
	of, roots := map[string][]*Case{}, map[string][]*Case{}
	for _, a := range e.asked {
		root := ""
		for _, id := range a.findings {
			f := e.finding(id)
			if f.Verdict != Fail && f.Verdict != Unknown && f.Verdict != Waived {
				continue
			}
			of[id] = append(of[id], a.on)
			if r := e.finding(root); r == nil || r.Verdict == Unknown && f.Verdict != Unknown {
				root = id
			}
		}
		if root != "" {
			roots[root] = append(roots[root], a.on)
		}
	}
	for i := range e.report.Findings {
		f := &e.report.Findings[i]
		cases := of[f.Fingerprint]
		if len(cases) == 0 {
			continue
		}
		check := e.check(f.Check)
		facts := slices.Concat(failedSignIns(cases, check), e.changesOf(cases, check), lastUses(roots[f.Fingerprint]))
		slices.SortFunc(facts, newestFirst)
		f.Evidence = append(slices.Clip(f.Evidence), facts...)
	}
}

// finding finds a finding of the report by its fingerprint; nil for "".
func (e *evaluation) finding(id string) *Finding {
	if i, ok := e.seen[id]; ok {
		return &e.report.Findings[i]
	}
	return nil
}

func (e *evaluation) check(id string) *Check {
	return e.checks[slices.IndexFunc(e.checks, func(c *Check) bool { return c.ID == id })]
}

// signIns lists the sign-ins of a case's user that are the app's, or can be: where a sign-in is refused before
// Salesforce knows the app, Login History names none, or the browser that showed the login page.
func (c *Case) signIns() []*Login {
	var out []*Login
	if c.user == nil {
		return nil
	}
	names := append(c.match.names(), c.match.Label)
	for _, l := range c.index.logins[shortID(c.user.ID)] {
		if l.place() != "" || slices.ContainsFunc(names, func(n string) bool { return sameName(l.Application, n) }) {
			out = append(out, l)
		}
	}
	return out
}

// Where a sign-in that names no app took place.
const (
	beforeApp   = "before the app was known"
	atLoginPage = "at the login page"
)

// place is where a sign-in that names no app took place; "" for one that names an app.
func (l *Login) place() string {
	switch fold(l.Application) {
	case "", "n/a", "unknown":
		return beforeApp
	case "browser":
		return atLoginPage
	}
	return ""
}

// happened is a dated fact.
func happened(source string, value Words, at time.Time) Evidence {
	return Evidence{Source: source, Value: value.String(), Words: value, At: at}
}

// failedSignIns sums up, by status, the refused sign-ins of some cases that a check explains.
func failedSignIns(cases []*Case, check *Check) []Evidence {
	type refused struct {
		*Login
		by string
	}
	var all []refused
	seen := map[*Login]bool{}
	for _, c := range cases {
		for _, l := range c.signIns() {
			if !seen[l] && explains(check, l.Status) {
				seen[l] = true
				all = append(all, refused{l, c.user.Username})
			}
		}
	}
	// The newest first: it gives its group the time, the user and the words.
	slices.SortFunc(all, func(a, b refused) int {
		return cmp.Or(b.Last.Compare(a.Last), cmp.Compare(a.by, b.by), cmp.Compare(a.Status, b.Status),
			cmp.Compare(b.Application, a.Application))
	})
	type group struct {
		refused
		count int
		users map[string]bool
	}
	var groups []*group
	for _, r := range all {
		i := slices.IndexFunc(groups, func(g *group) bool {
			return sameName(g.Status, r.Status) && g.place() == r.place()
		})
		if i < 0 {
			i = len(groups)
			groups = append(groups, &group{refused: r, users: map[string]bool{}})
		}
		g := groups[i]
		g.count, g.users[r.by] = g.count+r.Count, true
	}
	var out []Evidence
	for _, g := range groups {
		value := Say("a failed sign-in of %s", g.by)
		switch {
		case len(g.users) > 1:
			value = Say("the last of %d failed sign-ins of %d users, by %s", g.count, len(g.users), g.by)
		case g.count > 1:
			value = Say("the last of %d failed sign-ins of %s", g.count, g.by)
		}
		switch g.place() {
		case beforeApp:
			value = value.Add(" before the app was known")
		case atLoginPage:
			value = value.Add(" at the login page")
		default:
			value = value.Add(" through %s", g.Application)
		}
		out = append(out, happened(SourceLoginHistory, value.Add(": %s", g.Status), g.Last))
	}
	return out
}

// explains reports whether a status of Login History is one of a check's texts.
func explains(check *Check, status string) bool {
	return check.Explains.share([]string{status}) < shares
}

// changesOf lists the newest entries of the Setup Audit Trail that concern a check of some cases.
func (e *evaluation) changesOf(cases []*Case, check *Check) []Evidence {
	if len(check.Actions) == 0 {
		return nil
	}
	matters := make([]*matter, len(cases))
	for i, c := range cases {
		matters[i] = matterOf(c, check)
	}
	var out []Evidence
	for i := range e.changes {
		c := &e.changes[i]
		if !slices.ContainsFunc(matters, c.concerns) {
			continue
		}
		value := cmp.Or(strings.TrimSpace(c.Display), c.Action)
		if c.By != "" {
			value = c.By + ": " + value
		}
		out = append(out, Evidence{Source: SourceAuditTrail, Value: value, At: c.At})
	}
	slices.SortFunc(out, newestFirst)
	return out[:min(len(out), fewChanges)]
}

// lastUses says of each app when the users of some cases last used it by an approval.
func lastUses(cases []*Case) []Evidence {
	type use struct {
		app, by     string
		last        *Approval // the one used last
		count, uses int
		users       map[string]bool
	}
	var apps []*use
	seen := map[*Approval]bool{}
	for _, c := range cases {
		if c.user == nil {
			continue
		}
		for _, a := range c.index.approvals[shortID(c.user.ID)] {
			if seen[a] || !c.match.covers(a) {
				continue
			}
			seen[a] = true
			i := slices.IndexFunc(apps, func(u *use) bool { return u.app == c.match.app.Title() })
			if i < 0 {
				i = len(apps)
				apps = append(apps, &use{app: c.match.app.Title(), users: map[string]bool{}})
			}
			u := apps[i]
			u.count, u.uses, u.users[c.user.Username] = u.count+a.Count, u.uses+a.UseCount, true
			if a.LastUsed != nil &&
				(u.last == nil || a.LastUsed.After(*u.last.LastUsed) ||
					a.LastUsed.Equal(*u.last.LastUsed) && a.AppName < u.last.AppName) {
				u.last, u.by = a, c.user.Username
			}
		}
	}
	var out []Evidence
	for _, u := range apps {
		if u.last == nil {
			continue // approved and never used, or not dated: nothing happened
		}
		value := Say("%s last used %s; %s, %s", u.by, u.last.AppName, Count(u.count, "1 approval", "%d approvals"),
			Count(u.uses, "1 use", "%d uses"))
		if len(u.users) > 1 {
			value = value.Add(", by %d users", len(u.users))
		}
		out = append(out, happened(sourceApprovals, value, *u.last.LastUsed))
	}
	return out
}

// newestFirst orders facts; of one time, so that the order never hangs on that of the snapshot.
func newestFirst(a, b Evidence) int {
	return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Value, b.Value))
}
