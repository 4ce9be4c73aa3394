package checks

import (
	"orgaudit/audit"
	"orgaudit/fixes"
)

// BypassHolders finds who holds a permission that bypasses the gates of apps beyond those whom the policy allows: Use
// Any API Client passes API Access Control, Approve Uninstalled Connected Apps lets any app in.
var BypassHolders = &audit.Check{
	ID:    "bypass-holders",
	Holds: "Only users whom the policy allows can bypass the gates of apps",
	Fails: "A user whom the policy doesn't allow can bypass the gates of apps",
	Topic: "Holders of bypass permissions",
	Why: "Holders of Use Any API Client or Approve Uninstalled Connected Apps can let an app into the org that " +
		"no admin has approved. Salesforce advises to give them to few, highly trusted users.",
	Severity: audit.High,
	Reads: []audit.Part{
		audit.PartUsers, audit.PartHolders,
	},
	Subjects: []string{audit.SubjectUser},
	Fixes:    []*audit.Fix{fixes.RevokeBypass},
	Asked: func(p *audit.Policy) bool {
		return p.Bypass.UseAnyAPIClient != nil || p.Bypass.ApproveUninstalledApps != nil
	},
	Standing: func(v *audit.View, p *audit.Policy) []audit.Finding {
		return judgeHolders(v, []holderRule{
			{audit.UseAnyAPIClient, p.Bypass.UseAnyAPIClient},
			{audit.ApproveUninstalledApps, p.Bypass.ApproveUninstalledApps},
		}, fixes.RevokeBypass)
	},
}
