package checks

import (
	"orgaudit/audit"
	"orgaudit/fixes"
)

// SelfAuthorizedApp finds installed apps that every user may authorize. It is asked of a policy that has an apps
// section and says nothing of admin_approved: where that lists apps or patterns, AppPolicy judges them and leaves the
// others alone on purpose. Advice by default; the policy's severity makes more of it.
var SelfAuthorizedApp = &audit.Check{
	ID:    "self-authorized-app",
	Holds: "Installed apps are open to admin-approved users only",
	Fails: "An installed app is open to every user",
	Topic: "Self-authorized apps",
	Why: "With Permitted Users \"All users may self-authorize\" each user decides alone whether an app may act " +
		"for them. Pre-authorizing the users who need it keeps that with the admin.",
	Severity: audit.Info,
	Reads: []audit.Part{
		audit.PartConnectedApps, audit.PartExternalClientApps, audit.PartBlockedApps, audit.PartApprovals,
	},
	Subjects: []string{audit.SubjectApp},
	Fixes:    []*audit.Fix{fixes.PreauthorizeUsers},
	Asked: func(p *audit.Policy) bool {
		a := p.Apps
		used := len(a.Allowed)+len(a.Blocked)+len(a.Installed) > 0 || a.Unlisted == audit.UnlistedWarn ||
			a.Unlisted == audit.UnlistedFail
		return used && len(a.AdminApproved) == 0
	},
	Standing: func(v *audit.View, p *audit.Policy) []audit.Finding {
		for _, app := range v.Apps() {
			v.About(func() audit.Finding { return judgeSelfAuthorized(v, app) })
		}
		return nil
	},
}

// judgeSelfAuthorized has nothing to say of an app that is blocked or not installed.
func judgeSelfAuthorized(v *audit.View, app audit.OrgApp) (f audit.Finding) {
	if !app.Installed() || v.Surely(app.Blocked) {
		return f
	}
	f = audit.Finding{
		Subject: app.Subject,
		Want:    "admin-approved",
		Names:   map[string]string{"app": app.Subject.Name},
		Verdict: audit.Pass,
	}
	switch {
	case app.Blocked(): // by a name that another app bears too: the engine says so
	case app.AdminApprovedOnly():
		f.Got = "admin-approved"
		f.Say("%s is open to admin-approved users only", app.Subject.Name)
	default:
		f.Verdict, f.Got, f.Fix = audit.Fail, "open to every user", fixes.PreauthorizeUsers.ID
		f.Say("all users may self-authorize %s (%s)", app.Subject.Name, approvals(app.Used))
	}
	f.Evidence = v.EvidenceIn(app.File, f.Got, audit.PartConnectedApps, audit.PartExternalClientApps)
	return f
}
