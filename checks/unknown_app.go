package checks

import (
	"fmt"
	"slices"

	"orgaudit/audit"
	"orgaudit/fixes"
)

// UnknownApp finds apps in use, installed or approved by users, that the policy doesn't list. A blocked app is not in
// use.
var UnknownApp = &audit.Check{
	ID:    "unknown-app",
	Holds: "Every app in use is listed in the policy",
	Fails: "An app in use isn't listed in the policy",
	Topic: "Unlisted apps",
	Why: "An app that nobody has decided about can read what its users can read. " +
		"The policy lists the apps that may exist.",
	Severity: audit.Medium,
	Reads: []audit.Part{
		audit.PartConnectedApps, audit.PartExternalClientApps, audit.PartBlockedApps, audit.PartApprovals,
	},
	Subjects: []string{audit.SubjectApp, audit.SubjectOrg},
	Fixes:    []*audit.Fix{fixes.ReviewApp},
	Asked: func(p *audit.Policy) bool {
		return p.Apps.Unlisted == audit.UnlistedWarn || p.Apps.Unlisted == audit.UnlistedFail
	},
	Standing: func(v *audit.View, p *audit.Policy) []audit.Finding {
		severity := audit.Info
		if p.Apps.Unlisted == audit.UnlistedFail {
			severity = audit.Medium
		}
		apps := v.Apps()
		bears := sharedByApps(apps)
		for _, app := range apps {
			v.About(func() audit.Finding {
				return mistakable(judgeUnlisted(v, p, app, severity, nil), judgeUnlisted(v, p, app, severity, bears))
			})
		}
		unlisted := func(app audit.OrgApp) bool { return !listed(p, app, bears) && !app.Blocked() }
		if slices.ContainsFunc(apps, unlisted) {
			return nil
		}
		// The rule is about all apps of the org: that none is unlisted is an answer.
		rule := p.Apps.UnlistedRule
		f := audit.Finding{
			Subject: v.OrgSubject(), Verdict: audit.Pass, Want: "every app in use is listed in the policy",
			Got: "none is unlisted", Rule: &rule,
		}
		f.Say("the policy lists every app in use")
		f.Evidence = v.Evidence(f.Got, audit.PartConnectedApps, audit.PartApprovals)
		return []audit.Finding{f}
	},
}

// judgeUnlisted has nothing to say of an app that is blocked or listed.
func judgeUnlisted(
	v *audit.View, p *audit.Policy, app audit.OrgApp, severity audit.Severity, bears shared,
) (f audit.Finding) {
	if listed(p, app, bears) || v.Surely(app.Blocked) {
		return f
	}
	rule := p.Apps.UnlistedRule
	f = audit.Finding{
		Subject: app.Subject, Verdict: audit.Fail, Severity: severity, Want: "listed in the policy", Got: "not listed",
		Rule: &rule, Fix: fixes.ReviewApp.ID, Names: map[string]string{"app": app.Subject.Name},
	}
	if app.Blocked() { // by a name that another app bears too: the engine says so
		f.Verdict = audit.Pass
		return f
	}
	state := audit.Say("installed")
	if !app.ListedAsInstalled() {
		state = audit.Say("not installed")
	}
	f.Say("%s is in use (%s, %s) and the policy does not list it", app.Subject.Name, state, approvals(app.Used))
	f.Evidence = v.Evidence(fmt.Sprintf("%s, %s", state, approvals(app.Used)),
		audit.PartConnectedApps, audit.PartApprovals)
	return f
}

// listed tells whether the policy decided about an app: by naming it anywhere, or as an app to be connected. A pattern
// that asks for a state of all apps ("*" must be admin-approved) lists none.
func listed(p *audit.Policy, app audit.OrgApp, bears shared) bool {
	for _, entries := range [][]audit.NamedApp{p.Apps.Allowed, p.Apps.Blocked} {
		if _, ok := entryFor(entries, app, bears); ok {
			return true
		}
	}
	for _, entries := range [][]audit.NamedApp{p.Apps.Installed, p.Apps.AdminApproved} {
		if e, ok := entryFor(entries, app, bears); ok && !isPattern(e.App) {
			return true
		}
	}
	return slices.ContainsFunc(p.Connections, func(ask audit.Ask) bool {
		return meansApp(ask.App, app, bears)
	})
}
