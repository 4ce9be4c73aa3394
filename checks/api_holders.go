package checks

import (
	"orgaudit/audit"
	"orgaudit/fixes"
)

// APIHolders finds who can use the API, and by what, beyond those whom the policy allows.
var APIHolders = &audit.Check{
	ID:    "api-holders",
	Holds: "Only users whom the policy allows have API Enabled",
	Fails: "A user whom the policy doesn't allow has API Enabled",
	Topic: "Holders of API Enabled",
	Why: "Whoever has API Enabled can read by a program, in bulk, all that they may see. " +
		"It adds up from profiles, permission sets and groups, so a look at profiles alone misses users.",
	Severity: audit.Medium,
	Reads: []audit.Part{
		audit.PartUsers, audit.PartHolders,
	},
	Subjects: []string{audit.SubjectUser},
	Fixes:    []*audit.Fix{fixes.RevokeAPIEnabled},
	Asked:    func(p *audit.Policy) bool { return p.APIEnabled.Holders != nil },
	Standing: func(v *audit.View, p *audit.Policy) []audit.Finding {
		return judgeHolders(v, []holderRule{{audit.APIEnabled, p.APIEnabled.Holders}}, fixes.RevokeAPIEnabled)
	},
}
