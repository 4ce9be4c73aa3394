package checks

import (
	"orgaudit/audit"
	"orgaudit/fixes"
)

// ProfileAPIPolicy holds every profile that the policy names against what it wants of API Enabled.
var ProfileAPIPolicy = &audit.Check{
	ID:       "profile-api-policy",
	Holds:    "Profiles have API Enabled as the policy asks",
	Fails:    "A profile's API Enabled departs from the policy",
	Topic:    "API Enabled in profiles",
	Why:      "API Enabled in a profile reaches all its users at once. The policy says which profiles must have it and which must not.",
	Severity: audit.Medium,
	Subjects: []string{audit.SubjectProfile},
	Needs:    []audit.Part{audit.PartProfiles},
	Fixes:    []*audit.Fix{fixes.EnableAPI, fixes.DisableAPIProfile},
	Asked: func(p *audit.Policy) bool {
		return len(p.APIEnabled.Required.Profiles)+len(p.APIEnabled.Forbidden.Profiles) > 0
	},
	Standing: func(v *audit.View, p *audit.Policy) []audit.Finding {
		var out []audit.Finding
		for i := range v.Profiles {
			profile := &v.Profiles[i]
			want, rule, asked := decide(p.APIEnabled.Required.Profiles, p.APIEnabled.Forbidden.Profiles, p.APIEnabled.Except, profileNames(profile))
			if !asked {
				continue
			}
			held, known := profile.Permissions[audit.APIEnabled.Name]
			subject := v.ProfileSubject(profile)
			f := apiFinding(subject, audit.Say("profile"), held, known, want, rule)
			f.Fix = fixes.DisableAPIProfile.ID
			if want {
				f.Fix = fixes.EnableAPI.ID
			}
			f.Names = map[string]string{"profile": subject.Name, "profile_id": profile.ID}
			if !known && profile.File != "" {
				f.Say("the project's files of the profile %s leave API Enabled out or don't agree on it; write one entry of it, true or false, to have it judged", subject.Name)
			}
			f.Evidence = v.EvidenceIn(profile.File, subject.Name+": "+f.Got, audit.PartProfiles)
			out = append(out, f)
		}
		return out
	},
}
