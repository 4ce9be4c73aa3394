package checks

import (
	"orgaudit/audit"
	"orgaudit/fixes"
)

// ProfileAPIPolicy holds every profile that the policy names against what it wants of API Enabled.
var ProfileAPIPolicy = &audit.Check{
	ID:    "profile-api-policy",
	Holds: "Profiles have API Enabled as the policy asks",
	Fails: "A profile's API Enabled departs from the policy",
	Topic: "API Enabled in profiles",
	Why: "API Enabled in a profile reaches all its users at once. The policy says which profiles must have it " +
		"and which must not.",
	Severity: audit.Medium,
	Reads: []audit.Part{
		audit.PartProfiles,
	},
	Subjects: []string{audit.SubjectProfile},
	Fixes:    []*audit.Fix{fixes.EnableAPI, fixes.DisableAPIProfile},
	Asked: func(p *audit.Policy) bool {
		return len(p.APIEnabled.Required.Profiles)+len(p.APIEnabled.Forbidden.Profiles) > 0
	},
	Standing: func(v *audit.View, p *audit.Policy) []audit.Finding {
		api := apiRules{p.APIEnabled.Required.Profiles, p.APIEnabled.Forbidden.Profiles, p.APIEnabled.Except}
		profiles := v.Profiles()
		var names [][]string
		for _, profile := range profiles {
			names = append(names, profile.Names())
		}
		for _, profile := range profiles {
			v.About(func() audit.Finding {
				return api.judge(profile.Names(), sharedBy(names), func(want bool, rule audit.Named) audit.Finding {
					subject := profile.Subject()
					f := apiFinding(subject, audit.Say("profile"), profile.Holds(audit.APIEnabled), want, rule)
					f.Fix = fixes.DisableAPIProfile.ID
					if want {
						f.Fix = fixes.EnableAPI.ID
					}
					f.Names = map[string]string{"profile": subject.Name, "profile_id": subject.ID}
					f.Evidence = v.EvidenceIn(profile.File(), subject.Name+": "+f.Got, audit.PartProfiles)
					return f
				})
			})
		}
		return nil
	},
}
