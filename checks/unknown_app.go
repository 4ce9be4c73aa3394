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
	ID:       "unknown-app",
	Holds:    "Every app in use is listed in the policy",
	Fails:    "An app in use isn't listed in the policy",
	Topic:    "Unlisted apps",
	Why:      "An app that nobody has decided about can read what its users can read. The policy lists the apps that may exist.",
	Severity: audit.Medium,
	Subjects: []string{audit.SubjectApp},
	Fixes:    []*audit.Fix{fixes.ReviewApp},
	Asked: func(p *audit.Policy) bool {
		return p.Apps.Unlisted == audit.UnlistedWarn || p.Apps.Unlisted == audit.UnlistedFail
	},
	Standing: func(v *audit.View, p *audit.Policy) []audit.Finding {
		severity := audit.Info
		if p.Apps.Unlisted == audit.UnlistedFail {
			severity = audit.Medium
		}
		var out []audit.Finding
		if part, closed := v.Unread(audit.PartConnectedApps, audit.PartExternalClientApps, audit.PartBlockedApps, audit.PartApprovals); closed {
			// What was read is judged all the same; that there is no more can't be told.
			out = append(out, cannotTell(v, v.OrgSubject(), "every app in use is listed in the policy", part))
		}
		_, blocksClosed := v.Unread(audit.PartBlockedApps)
		for _, app := range knownApps(v) {
			if app.blocked || blocksClosed || listed(p, app) {
				continue
			}
			rule := p.Apps.UnlistedRule
			f := audit.Finding{
				Subject: app.subject, Verdict: audit.Fail, Severity: severity,
				Want: "listed in the policy", Got: "not listed", Rule: &rule, Fix: fixes.ReviewApp.ID,
				Names: map[string]string{"app": app.subject.Name},
			}
			state := audit.Say("installed")
			if !app.installed {
				state = audit.Say("not installed")
			}
			f.Say("%s is in use (%s, %s) and the policy does not list it", app.subject.Name, state, approvals(app.used))
			f.Evidence = v.Evidence(fmt.Sprintf("%s, %s", state, approvals(app.used)), audit.PartConnectedApps, audit.PartApprovals)
			out = append(out, f)
		}
		return out
	},
}

// listed tells whether the policy decided about an app: by naming it anywhere, or as an app to be connected. A pattern
// that asks for a state of all apps ("*" must be admin-approved) lists none.
func listed(p *audit.Policy, app orgApp) bool {
	for _, entries := range [][]audit.NamedApp{p.Apps.Allowed, p.Apps.Blocked} {
		if _, ok := entryFor(entries, app); ok {
			return true
		}
	}
	for _, entries := range [][]audit.NamedApp{p.Apps.Installed, p.Apps.AdminApproved} {
		if e, ok := entryFor(entries, app); ok && !isPattern(e.App) {
			return true
		}
	}
	return slices.ContainsFunc(p.Connections, func(ask audit.Ask) bool {
		return matchesApp(ask.App, []string{app.name, app.label}, app.key)
	})
}
