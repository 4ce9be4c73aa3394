package checks

import (
	"slices"

	"orgaudit/audit"
	"orgaudit/fixes"
)

// AppPolicy holds the state of apps against the policy: blocked, not blocked, installed, admin-approved. An app that is
// named for being allowed must not be blocked. Apps without a trace in the org are left to PolicyDriftNames: absent is
// neither blocked nor fine.
var AppPolicy = &audit.Check{
	ID:       "app-policy",
	Holds:    "Apps are blocked, installed and admin-approved as the policy asks",
	Fails:    "An app's state departs from the policy",
	Topic:    "State of apps",
	Why:      "The state of an app decides who can connect it. The policy says which apps must be blocked, must not be, must be installed, or must be open to admin-approved users only.",
	Severity: audit.Medium,
	Subjects: []string{audit.SubjectApp},
	Fixes:    []*audit.Fix{fixes.BlockApp, fixes.UnblockApp, fixes.InstallApp, fixes.PreauthorizeUsers},
	Asked: func(p *audit.Policy) bool {
		a := p.Apps
		return len(a.Allowed)+len(a.Blocked)+len(a.Installed)+len(a.AdminApproved) > 0
	},
	Standing: judgeAppPolicy,
}

// appWish is one thing that a policy wants of one app.
type appWish struct {
	want   audit.Words
	rule   audit.Rule
	ok     bool
	got    audit.Words
	say    audit.Words
	fix    *audit.Fix
	closed audit.Part // the refused part without which it can't be told, "" where it can
}

func judgeAppPolicy(v *audit.View, p *audit.Policy) []audit.Finding {
	var out []audit.Finding
	for _, known := range append(knownApps(v), neverSeen(v, p)...) {
		var failed, passed []appWish
		unknown := appWish{}
		for _, w := range wishes(v, p, known) {
			switch {
			case w.closed != "":
				unknown = w
			case w.ok:
				passed = append(passed, w)
			default:
				failed = append(failed, w)
			}
		}
		subject := known.subject
		f := audit.Finding{Subject: subject, Names: map[string]string{"app": known.subject.Name}}
		switch {
		case len(failed) > 0:
			w := failed[0]
			f.Verdict, f.Want, f.Got, f.Rule, f.Fix = audit.Fail, w.want.String(), w.got.String(), &w.rule, w.fix.ID
			f.Tell(w.say)
			for _, more := range failed[1:] {
				f.Want, f.Got = f.Want+", "+more.want.String(), f.Got+", "+more.got.String()
				f.Add("; %s", more.say)
				f.OtherFixes = append(f.OtherFixes, more.fix.ID)
			}
		case unknown.closed != "":
			f = cannotTell(v, subject, unknown.want.String(), unknown.closed)
			f.Rule = &unknown.rule
			f.Say("whether %s is %s can't be told: %s", known.subject.Name, unknown.want, f.Words)
		case len(passed) > 0:
			w := passed[0]
			f.Verdict, f.Want, f.Got, f.Rule = audit.Pass, w.want.String(), w.got.String(), &w.rule
			f.Say("%s is %s, as the policy asks", known.subject.Name, w.got)
		default:
			continue
		}
		f.Evidence = v.EvidenceIn(known.file, f.Got, audit.PartBlockedApps, audit.PartConnectedApps)
		out = append(out, f)
	}
	return out
}

// wishes lists what the policy wants of an app. Where it both blocks and allows one, the exact entry wins, and of two
// equals the block.
func wishes(v *audit.View, p *audit.Policy, app orgApp) []appWish {
	var out []appWish
	blocksClosed := audit.Part("")
	if part, closed := v.Unread(audit.PartBlockedApps); closed && !app.blocked {
		blocksClosed = part
	}
	appsClosed := audit.Part("")
	if part, closed := v.Unread(audit.PartConnectedApps, audit.PartExternalClientApps); closed && !app.installed {
		appsClosed = part
	}
	block, mustBlock := entryFor(p.Apps.Blocked, app)
	allow, mayExist := entryFor(p.Apps.Allowed, app)
	named := mayExist && !isPattern(allow.App)
	if mustBlock && named && isPattern(block.App) {
		mustBlock = false
	}
	blocked, free := audit.Say("blocked"), audit.Say("not blocked")
	state := map[bool]audit.Words{true: blocked, false: free}[app.blocked]
	switch {
	case mustBlock:
		out = append(out, appWish{blocked, block.Rule, app.blocked, state, audit.Say("%s is not blocked, and the policy wants it blocked", app.subject.Name), fixes.BlockApp, blocksClosed})
	case named:
		out = append(out, appWish{free, allow.Rule, !app.blocked, state, audit.Say("%s is blocked, and the policy allows it", app.subject.Name), fixes.UnblockApp, blocksClosed})
	}
	if e, ok := entryFor(p.Apps.Installed, app); ok {
		installed := audit.Say("installed")
		state := map[bool]audit.Words{true: installed, false: audit.Say("not installed")}[app.installed]
		out = append(out, appWish{installed, e.Rule, app.installed, state, audit.Say("%s is not installed, and the policy wants it installed", app.subject.Name), fixes.InstallApp, appsClosed})
	}
	if e, ok := entryFor(p.Apps.AdminApproved, app); ok && app.installed && !mustBlock {
		approved := audit.Say("admin-approved")
		w := appWish{approved, e.Rule, app.approvedOnly != nil && *app.approvedOnly, nil, audit.Say("all users may self-authorize %s, and the policy wants it admin-approved", app.subject.Name), fixes.PreauthorizeUsers, ""}
		if app.approvedOnly != nil {
			w.got = map[bool]audit.Words{true: approved, false: audit.Say("open to every user")}[*app.approvedOnly]
		} else {
			w.closed = audit.PartConnectedApps
		}
		out = append(out, w)
	}
	return out
}

// neverSeen lists the apps that the policy wants installed and of which the org shows nothing: for such a rule absent is
// an answer.
func neverSeen(v *audit.View, p *audit.Policy) []orgApp {
	var out []orgApp
	for _, e := range p.Apps.Installed {
		if !isPattern(e.App) && !v.Resolve(e.App).Traced {
			key := first(e.App.ConsumerKeys...)
			out = append(out, orgApp{subject: audit.AppSubject(e.App.Title(), key), name: e.App.Title(), key: key})
		}
	}
	return out
}

func entryFor(entries []audit.NamedApp, app orgApp) (audit.NamedApp, bool) {
	for _, exact := range []bool{true, false} {
		i := slices.IndexFunc(entries, func(e audit.NamedApp) bool {
			return isPattern(e.App) != exact && matchesApp(e.App, []string{app.name, app.label}, app.key)
		})
		if i >= 0 {
			return entries[i], true
		}
	}
	return audit.NamedApp{}, false
}
