package prediction_test

import (
	"slices"

	"orgaudit/audit"
)

// gates say for each gate what of a draw it judges, by putting that right. A gate that the program doesn't have yet
// keeps its troubles out of the draws, and joins by itself once it is registered.
var gates = []struct {
	check string
	mend  func(d *draw)
}{
	{"edition-api", func(d *draw) { d.Edition, d.NoAPIInEdition = "", false }},
	{"api-limit", func(d *draw) { d.NoCallsLeft = false }},
	{"sandbox-host", func(d *draw) {
		if d.Host == "wrong kind" {
			d.Host = ""
		}
	}},
	{"my-domain-login", func(d *draw) {
		d.OnlyMyDomain, d.OnlyMyDomainSOAP = false, false
		if d.Host == "another org" || d.Host == "generic" || d.flow() == audit.FlowClientCredentials {
			d.Host = ""
		}
	}},
	{"user-state", func(d *draw) { d.Missing, d.Inactive, d.Frozen, d.Locked = false, false, false, false }},
	{"user-license", func(d *draw) {
		d.License = ""
		d.Grants = slices.DeleteFunc(slices.Clone(d.Grants), func(g grant) bool {
			return g.Permission == "ApiUserOnly"
		})
	}},
	{"login-ip", func(d *draw) { d.Ranges = nil }},
	{"login-hours", func(d *draw) { d.LoginHours = "" }},
	{"app-blocked", func(d *draw) {
		if d.Blocked == "key" || d.Blocked == "other label" {
			d.Blocked = ""
		}
	}},
	{"api-access-control", func(d *draw) {
		d.AccessControl = ""
		if d.Blocked == "access control" {
			d.Blocked = ""
		}
	}},
	{"app-not-installed", func(d *draw) {
		if d.App == "uninstalled" {
			d.App = ""
		}
	}},
	{"external-client-app", func(d *draw) {
		if d.App == "disabled external" || d.App == "missing external" {
			d.App = "external"
		}
	}},
	{"app-not-approved", func(d *draw) {
		d.AdminOnly = false
		if d.flow() == audit.FlowJWT {
			d.Approvals = max(1, d.Approvals)
		}
	}},
	{"oauth-flow-blocked", func(d *draw) {
		d.BlockUserAgent, d.BlockPassword, d.DeviceOff = false, false, false
		if d.external() && d.flow() == audit.FlowPassword {
			d.App = ""
		}
	}},
	{"client-credentials-user", func(d *draw) {
		d.RunAs = ""
		if d.flow() == audit.FlowClientCredentials && d.App != "own" {
			d.App = "own"
		}
	}},
	{"app-pkce", func(d *draw) { d.RequirePKCE, d.AppPKCE = false, false }},
	{"app-scopes", func(d *draw) { d.Scopes = nil }},
	{"refresh-token", func(d *draw) { d.RefreshEnds, d.Approvals = false, min(4, d.Approvals) }},
	{"session-policy", func(d *draw) { d.LockToIP, d.EnforceRanges, d.HighLevel = false, false, false }},
	{"api-access", func(d *draw) { d.APIOff = false }},
	{"user-permissions", func(d *draw) { d.NeedsSetup = false }},
	{"soap-login", func(d *draw) { d.SOAPLoginOff = false }},
}

// mend puts right what one check judges.
func mend(d draw, check string) draw {
	for _, g := range gates {
		if g.check == check {
			g.mend(&d)
		}
	}
	return d.sensible()
}

// judged mends what no check of the program judges.
func (l law) judged(d draw) draw {
	for _, g := range gates {
		if !slices.ContainsFunc(l.checks, func(c *audit.Check) bool { return c.ID == g.check }) {
			d = mend(d, g.check)
		}
	}
	return d
}
