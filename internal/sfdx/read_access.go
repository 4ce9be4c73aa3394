package sfdx

import (
	"slices"
	"strings"

	"orgaudit/audit"
)

// standardProfiles are the labels of standard profiles by their metadata names, in English (Object Reference, Profile;
// Salesforce Help, Standard Profiles).
func standardProfiles() map[string]string {
	return map[string]string{
		"Admin":            "System Administrator",
		"Standard":         "Standard User",
		"ReadOnly":         "Read Only",
		"SolutionManager":  "Solution Manager",
		"MarketingProfile": "Marketing User",
		"ContractManager":  "Contract Manager",
	}
}

// profile reads a profile. What its file leaves out stays as it is in the
// org when the file is deployed, so it isn't known.
func (r *reader) profile(f source) error {
	var c struct {
		Custom  *flag   `xml:"custom"`
		License text    `xml:"userLicense"`
		Grants  []grant `xml:"userPermissions"`
	}
	if err := f.decode("Profile", &c); err != nil {
		return err
	}
	r.say(audit.PartProfiles, f)
	p := audit.Profile{
		Name:         f.name,
		MetadataName: f.name,
		License:      string(c.License),
		IsCustom:     c.Custom != nil && bool(*c.Custom),
	}
	if label, ok := standardProfiles()[f.name]; ok && !p.IsCustom {
		p.Name = label
	}
	p.Permissions, p.File = permissionsOf(c.Grants, f)
	if i := slices.IndexFunc(r.snapshot.Profiles, func(have audit.Profile) bool {
		return strings.EqualFold(have.MetadataName, f.name)
	}); i >= 0 {
		have := &r.snapshot.Profiles[i]
		have.Permissions = agreedPermissions(have.Permissions, p.Permissions)
		return nil
	}
	r.snapshot.Profiles = append(r.snapshot.Profiles, p)
	return nil
}

// permissionSet reads a permission set. Its file is the whole of it, unless the project is
// older or splits it up: what it leaves out is off.
func (r *reader) permissionSet(f source) error {
	var c struct {
		Label      text    `xml:"label"`
		Activation *flag   `xml:"hasActivationRequired"`
		Grants     []grant `xml:"userPermissions"`
	}
	if err := f.decode("PermissionSet", &c); err != nil {
		return err
	}
	r.say(audit.PartPermissionSets, f)
	set := audit.PermissionSet{
		Name:               f.name,
		Label:              string(c.Label),
		RequiresActivation: c.Activation != nil && bool(*c.Activation),
	}
	if set.RequiresActivation {
		set.Type = audit.PermissionSetSession
	}
	set.Permissions, set.File = permissionsOf(c.Grants, f)
	if r.wholePermissionSets {
		for _, p := range audit.SignInPermissions() {
			if !slices.ContainsFunc(c.Grants, func(g grant) bool { return g.name == p.Name }) {
				set.Permissions[p.Name] = false
			}
		}
	}
	if i := slices.IndexFunc(r.snapshot.PermissionSets, func(have audit.PermissionSet) bool {
		return strings.EqualFold(have.Name, f.name)
	}); i >= 0 {
		have := &r.snapshot.PermissionSets[i]
		have.Permissions = agreedPermissions(have.Permissions, set.Permissions)
		return nil
	}
	r.snapshot.PermissionSets = append(r.snapshot.PermissionSets, set)
	return nil
}

// permissionsOf are the sign-in permissions that a file grants or denies, and the line about API Enabled.
// One that it both grants and denies isn't known.
func permissionsOf(grants []grant, f source) (map[string]bool, string) {
	out, place := map[string]bool{}, f.path
	var torn []string
	for _, p := range audit.SignInPermissions() {
		for _, g := range grants {
			if g.name != p.Name {
				continue
			}
			if have, said := out[g.name]; said && have != g.enabled {
				torn = append(torn, g.name)
			}
			out[g.name] = g.enabled
			if p == audit.APIEnabled {
				place = f.at(g.line)
			}
		}
	}
	for _, name := range torn {
		delete(out, name)
	}
	return out, place
}

// agreedPermissions are the permissions of which two files of one component say
// the same: which one is deployed last isn't known.
func agreedPermissions(a, b map[string]bool) map[string]bool {
	out := map[string]bool{}
	for name, on := range a {
		if other, said := b[name]; said && other == on {
			out[name] = on
		}
	}
	return out
}

// group reads a permission set group. Files name its sets, and no set of a project has an id.
func (r *reader) group(f source) error {
	var c struct {
		Label      text   `xml:"label"`
		Activation *flag  `xml:"hasActivationRequired"`
		Muting     []text `xml:"mutingPermissionSets"`
	}
	if err := f.decode("PermissionSetGroup", &c); err != nil {
		return err
	}
	r.say(audit.PartPermissionSetGroups, f)
	for _, name := range c.Muting {
		r.muting[f.name] = append(r.muting[f.name], string(name))
	}
	r.snapshot.Groups = append(r.snapshot.Groups, audit.PermissionSetGroup{
		Name: f.name, Label: string(c.Label), RequiresActivation: c.Activation != nil && bool(*c.Activation),
	})
	return nil
}

// mutingPermissionSet reads what a set takes away from its group: in it, enabled means muted.
func (r *reader) mutingPermissionSet(f source) error {
	var c struct {
		Grants []grant `xml:"userPermissions"`
	}
	if err := f.decode("MutingPermissionSet", &c); err != nil {
		return err
	}
	r.say(audit.PartPermissionSetGroups, f)
	r.muted[f.name], _ = permissionsOf(c.Grants, f)
	return nil
}

// joinGroups gives the groups what their muting sets take away.
func (r *reader) joinGroups() {
	for i := range r.snapshot.Groups {
		group := &r.snapshot.Groups[i]
		for _, name := range r.muting[group.Name] {
			for permission, muted := range r.muted[name] {
				if muted && group.Muted == nil {
					group.Muted = map[string]bool{}
				}
				if muted {
					group.Muted[permission] = true
				}
			}
		}
	}
}
