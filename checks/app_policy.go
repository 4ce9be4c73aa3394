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
	ID:    "app-policy",
	Holds: "Apps are blocked, installed and admin-approved as the policy asks",
	Fails: "An app's state departs from the policy",
	Topic: "State of apps",
	Why: "The state of an app decides who can connect it. The policy says which apps must be blocked, " +
		"must not be, must be installed, or must be open to admin-approved users only.",
	Severity: audit.Medium,
	Reads: []audit.Part{
		audit.PartConnectedApps, audit.PartExternalClientApps, audit.PartBlockedApps, audit.PartApprovals,
	},
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
	want audit.Words
	rule audit.Rule
	is   func() (ok bool, got audit.Words)
	say  audit.Words
	fix  *audit.Fix
}

func judgeAppPolicy(v *audit.View, p *audit.Policy) []audit.Finding {
	apps := v.AppsSeen()
	for _, entries := range [][]audit.NamedApp{p.Apps.Allowed, p.Apps.Blocked, p.Apps.Installed, p.Apps.AdminApproved} {
		if slices.ContainsFunc(entries, func(e audit.NamedApp) bool { return isPattern(e.App) }) {
			apps = v.EachApp() // of names alone, PolicyDriftNames says which are absent
		}
	}
	bears := sharedByApps(apps)
	for _, app := range apps {
		v.About(func() audit.Finding {
			return mistakable(judgeWishes(v, app, wishes(p, app, nil)), judgeWishes(v, app, wishes(p, app, bears)))
		})
	}
	for _, e := range p.Apps.Installed {
		v.About(func() audit.Finding { return judgeNeverSeen(v, p, e) })
	}
	return nil
}

// judgeWishes holds an app against all that the policy wants of it.
func judgeWishes(v *audit.View, app audit.OrgApp, wishes []appWish) audit.Finding {
	f := audit.Finding{Subject: app.Subject, Names: map[string]string{"app": app.Subject.Name}}
	var first audit.Finding // what it says where all is as the policy asks
	judges := make([]func() audit.Finding, len(wishes))
	for i, w := range wishes {
		judges[i] = func() audit.Finding {
			g := f
			ok, got := w.is()
			g.Verdict, g.Want, g.Got, g.Rule = audit.Pass, w.want.String(), got.String(), &w.rule
			g.Say("%s is %s, as the policy asks", app.Subject.Name, got)
			if !ok {
				g.Verdict, g.Fix = audit.Fail, w.fix.ID
				g.Tell(w.say)
			}
			if i == 0 {
				first = g
			}
			return g
		}
	}
	wrong := v.Worst(judges...)
	failed := audit.Failed(wrong)
	f = first
	switch {
	case len(wrong) > len(failed) && len(failed) == 0:
		f = wrong[0]
		f.Tell(audit.Say("whether %s is %s can't be told: %s", app.Subject.Name, audit.Say(f.Want), f.Words))
		return f
	case len(failed) > 0:
		f = failed[0]
		for _, more := range failed[1:] {
			f.Want, f.Got = f.Want+", "+more.Want, f.Got+", "+more.Got
			f.Tell(f.Words.Add("; %s", more.Words))
			f.OtherFixes = append(f.OtherFixes, more.Fix)
		}
	}
	if f.Verdict == "" {
		return f
	}
	f.Evidence = v.EvidenceIn(app.File, f.Got, audit.PartBlockedApps, audit.PartConnectedApps)
	return f
}

// wishes lists what the policy wants of an app. Where it both blocks and allows one, the exact entry wins, and of two
// equals the block.
func wishes(p *audit.Policy, app audit.OrgApp, bears shared) []appWish {
	var out []appWish
	block, mustBlock := entryFor(p.Apps.Blocked, app, bears)
	allow, mayExist := entryFor(p.Apps.Allowed, app, bears)
	named := mayExist && !isPattern(allow.App)
	if mustBlock && named && isPattern(block.App) {
		mustBlock = false
	}
	is := func(holds func() bool, want bool, yes, no audit.Words) func() (bool, audit.Words) {
		return func() (bool, audit.Words) {
			if holds() {
				return want, yes
			}
			return !want, no
		}
	}
	blocked, free := audit.Say("blocked"), audit.Say("not blocked")
	switch {
	case mustBlock:
		out = append(out, appWish{
			blocked, block.Rule, is(app.Blocked, true, blocked, free),
			audit.Say("%s is not blocked, and the policy wants it blocked", app.Subject.Name), fixes.BlockApp,
		})
	case named:
		out = append(out, appWish{
			free, allow.Rule, is(app.Blocked, false, blocked, free),
			audit.Say("%s is blocked, and the policy allows it", app.Subject.Name), fixes.UnblockApp,
		})
	}
	if e, ok := entryFor(p.Apps.Installed, app, bears); ok {
		installed := audit.Say("installed")
		out = append(out, appWish{
			installed, e.Rule, is(app.Installed, true, installed, audit.Say("not installed")),
			audit.Say("%s is not installed, and the policy wants it installed", app.Subject.Name), fixes.InstallApp,
		})
	}
	if e, ok := entryFor(p.Apps.AdminApproved, app, bears); ok && app.Installed() && !mustBlock {
		approved := audit.Say("admin-approved")
		out = append(out, appWish{
			approved, e.Rule, is(app.AdminApprovedOnly, true, approved, audit.Say("open to every user")),
			audit.Say("all users may self-authorize %s, and the policy wants it admin-approved", app.Subject.Name),
			fixes.PreauthorizeUsers,
		})
	}
	return out
}

// judgeNeverSeen judges an app that the policy wants installed and of which the org
// shows nothing: for such a rule absent is an answer.
func judgeNeverSeen(v *audit.View, p *audit.Policy, e audit.NamedApp) (f audit.Finding) {
	if isPattern(e.App) {
		return f
	}
	app, absent := v.AbsentApp(e.App)
	if !absent {
		return f
	}
	return judgeWishes(v, app, wishes(p, app, nil))
}

// sharedByApps counts the apps that bear a name.
func sharedByApps(apps []audit.OrgApp) shared {
	names := make([][]string, len(apps))
	for i, app := range apps {
		names[i] = []string{app.Name, app.Label}
	}
	return sharedBy(names)
}

// entryFor finds the entry that means an app: an exact one wins over a pattern. Where bears is given, no exact name
// counts that several apps bear: a Consumer Key tells which is meant.
func entryFor(entries []audit.NamedApp, app audit.OrgApp, bears shared) (audit.NamedApp, bool) {
	for _, exact := range []bool{true, false} {
		i := slices.IndexFunc(entries, func(e audit.NamedApp) bool {
			return isPattern(e.App) != exact && meansApp(e.App, app, bears)
		})
		if i >= 0 {
			return entries[i], true
		}
	}
	return audit.NamedApp{}, false
}
