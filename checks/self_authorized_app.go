package checks

import (
	"orgaudit/audit"
	"orgaudit/fixes"
)

// SelfAuthorizedApp finds installed apps that every user may authorize. It is asked of a policy that has an apps section
// and says nothing of admin_approved: where that lists apps or patterns, AppPolicy judges them and leaves the others
// alone on purpose. Advice by default; the policy's severity makes more of it.
var SelfAuthorizedApp = &audit.Check{
	ID:       "self-authorized-app",
	Holds:    "Installed apps are open to admin-approved users only",
	Fails:    "An installed app is open to every user",
	Topic:    "Self-authorized apps",
	Why:      "With Permitted Users \"All users may self-authorize\" each user decides alone whether an app may act for them. Pre-authorizing the users who need it keeps that with the admin.",
	Severity: audit.Info,
	Subjects: []string{audit.SubjectApp},
	Fixes:    []*audit.Fix{fixes.PreauthorizeUsers},
	Asked: func(p *audit.Policy) bool {
		a := p.Apps
		used := len(a.Allowed)+len(a.Blocked)+len(a.Installed) > 0 || a.Unlisted == audit.UnlistedWarn || a.Unlisted == audit.UnlistedFail
		return used && len(a.AdminApproved) == 0
	},
	Standing: func(v *audit.View, p *audit.Policy) []audit.Finding {
		var out []audit.Finding
		for _, app := range knownApps(v) {
			if !app.installed || app.blocked {
				continue
			}
			out = append(out, judgeSelfAuthorized(v, app))
		}
		if part, closed := v.Unread(audit.PartConnectedApps, audit.PartExternalClientApps); closed {
			out = append(out, cannotTell(v, v.OrgSubject(), "every installed app is admin-approved", part))
		}
		return out
	},
}

func judgeSelfAuthorized(v *audit.View, app orgApp) audit.Finding {
	f := audit.Finding{
		Subject: app.subject, Want: "admin-approved",
		Names: map[string]string{"app": app.subject.Name}, Verdict: audit.Pass,
	}
	switch {
	case app.approvedOnly == nil:
		f.Verdict, f.Got, f.Missing = audit.Unknown, "Permitted Users is not known", []audit.Part{audit.PartConnectedApps, audit.PartExternalClientApps}
		f.Say("Permitted Users of %s could not be read", app.subject.Name)
		return f
	case *app.approvedOnly:
		f.Got = "admin-approved"
		f.Say("%s is open to admin-approved users only", app.subject.Name)
	default:
		f.Verdict, f.Got, f.Fix = audit.Fail, "open to every user", fixes.PreauthorizeUsers.ID
		f.Say("all users may self-authorize %s (%s)", app.subject.Name, approvals(app.used))
	}
	f.Evidence = v.EvidenceIn(app.file, f.Got, audit.PartConnectedApps, audit.PartExternalClientApps)
	return f
}
