package checks

import (
	"orgaudit/audit"
	"orgaudit/fixes"
)

// PermissionSetAPIPolicy does for permission sets what ProfileAPIPolicy does for profiles. The hidden permission sets
// of groups are left out: a group grants what its sets grant.
var PermissionSetAPIPolicy = &audit.Check{
	ID:    "permission-set-api-policy",
	Holds: "Permission sets have API Enabled as the policy asks",
	Fails: "A permission set's API Enabled departs from the policy",
	Topic: "API Enabled in permission sets",
	Why: "A permission set can give API Enabled to users whose profile lacks it. " +
		"The policy says which sets must have it and which must not.",
	Severity: audit.Medium,
	Reads: []audit.Part{
		audit.PartPermissionSets,
	},
	Subjects: []string{audit.SubjectPermissionSet},
	Fixes:    []*audit.Fix{fixes.EnableAPIPermissionSet, fixes.DisableAPIPermissionSet},
	Asked: func(p *audit.Policy) bool {
		return len(p.APIEnabled.Required.PermissionSets)+len(p.APIEnabled.Forbidden.PermissionSets) > 0
	},
	Standing: func(v *audit.View, p *audit.Policy) []audit.Finding {
		api := apiRules{
			p.APIEnabled.Required.PermissionSets, p.APIEnabled.Forbidden.PermissionSets, p.APIEnabled.Except,
		}
		sets := v.PermissionSets()
		var names [][]string
		for _, set := range sets {
			names = append(names, set.Names())
		}
		for _, set := range sets {
			v.About(func() audit.Finding {
				return api.judge(set.Names(), sharedBy(names), func(want bool, rule audit.Named) audit.Finding {
					subject := set.Subject()
					f := apiFinding(subject, audit.Say("permission set"), set.Holds(audit.APIEnabled), want, rule)
					f.Fix = fixes.DisableAPIPermissionSet.ID
					if want {
						f.Fix = fixes.EnableAPIPermissionSet.ID
					}
					f.Names = map[string]string{"permission_set": subject.Name}
					f.Evidence = v.EvidenceIn(set.File(), subject.Name+": "+f.Got, audit.PartPermissionSets)
					return f
				})
			})
		}
		return nil
	},
}
