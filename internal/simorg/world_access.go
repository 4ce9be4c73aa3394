package simorg

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

type licenseRow struct {
	src  *UserLicense
	id   string
	key  string
	used int
}

type addOnRow struct {
	src  *PermissionSetLicense
	id   string
	used int
}

type addOnUse struct {
	id          string
	user, addOn int32
}

type profileRow struct {
	src          *Profile
	id           string
	metadataName string
	set, license int32
}

// setRow is a row of PermissionSet: an ordinary set, the one a profile owns, or the hidden one of a group.
type setRow struct {
	src            *PermissionSet
	id             string
	profile, group int32 // -1: neither
	granted        permissions
	inGroups       int
}

type groupRow struct {
	src *PermissionSetGroup
	id  string
	set int32
}

type mutingRow struct {
	src     *Muting
	id      string
	group   int32
	granted permissions
}

// componentRow links a group to a set, or (set -1) to a muting set.
type componentRow struct {
	id                 string
	group, set, muting int32
}

// standardProfiles maps the names that people see to the full names that
// Metadata API uses (Metadata API Developer Guide).
func standardProfile(name string) string {
	switch name {
	case "System Administrator":
		return "Admin"
	case "Standard User":
		return "Standard"
	case "Read Only":
		return "ReadOnly"
	case "Solution Manager":
		return "SolutionManager"
	case "Marketing User":
		return "MarketingProfile"
	case "Contract Manager":
		return "ContractManager"
	}
	return ""
}

func (b *builder) addLicenses() {
	known := map[string]bool{}
	list := append([]UserLicense(nil), b.scenario.UserLicenses...)
	for _, l := range list {
		known[l.Name] = true
	}
	for i := range b.scenario.Profiles {
		name := firstText(b.scenario.Profiles[i].License, "Salesforce")
		if !known[name] {
			known[name] = true
			list = append(list, UserLicense{Name: name, Total: 100})
		}
	}
	for i := range list {
		l := &list[i]
		b.licenses = append(b.licenses, licenseRow{
			src: l, id: b.id(l.ID, prefixUserLicense, i), key: firstText(l.Key, licenseKey(l.Name)),
		})
	}
	for i := range b.scenario.PermissionSetLicenses {
		l := &b.scenario.PermissionSetLicenses[i]
		b.addOns = append(b.addOns, addOnRow{src: l, id: b.id(l.ID, prefixPermissionSetLicense, i)})
	}
}

func licenseKey(name string) string {
	switch name {
	case "Salesforce":
		return "SFDC"
	case "Salesforce Platform":
		return "AUL"
	case "Salesforce Integration":
		return "INT"
	}
	return strings.ToUpper(strings.ReplaceAll(name, " ", "_"))
}

func (w *world) license(name string) int32 {
	for i := range w.licenses {
		if strings.EqualFold(w.licenses[i].src.Name, name) {
			return int32(i)
		}
	}
	return -1
}

func (b *builder) addProfiles() {
	for i := range b.scenario.Profiles {
		p := &b.scenario.Profiles[i]
		b.name(b.profileByName, "profile", p.Name, i)
		metadataName := p.MetadataName
		if metadataName == "" && !p.Custom {
			metadataName = standardProfile(p.Name)
		}
		if metadataName == "" {
			metadataName = strings.ReplaceAll(url.QueryEscape(p.Name), "+", " ")
		}
		b.profiles = append(b.profiles, profileRow{
			src:          p,
			id:           b.id(p.ID, prefixProfile, i),
			metadataName: metadataName,
			set:          int32(i),
			license:      b.license(firstText(p.License, "Salesforce")),
		})
		b.checkLoginPolicy(p)
		owned := &PermissionSet{
			Name:        "X" + recordID(prefixProfile, i+1)[:15],
			Label:       recordID(prefixProfile, i+1),
			Type:        "Profile",
			Description: p.Description,
			Namespace:   p.Namespace,
			Created:     p.Created,
		}
		b.sets = append(b.sets, setRow{
			src: owned, id: b.id(p.PermissionSetID, prefixPermissionSet, i), profile: int32(i), group: -1,
			granted: b.permissions("profile "+p.Name, p.Permissions),
		})
	}
}

// checkLoginPolicy finds hours and addresses that are none: a gate must not open for a typing error.
func (b *builder) checkLoginPolicy(p *Profile) {
	for _, h := range p.LoginHours {
		if !slices.Contains([]string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"},
			strings.ToLower(h.Day)) {
			b.fail("login hours of profile %s: %q is not a valid day of the week", p.Name, h.Day)
		}
		if _, _, err := h.minutes(); err != nil {
			b.fail("login hours of profile %s: %w", p.Name, err)
		}
	}
	for _, r := range p.LoginIPRanges {
		for _, address := range []string{r.Start, r.End} {
			if _, err := netip.ParseAddr(address); err != nil {
				b.fail("login IP range of profile %s: %q is not a valid IP address", p.Name, address)
			}
		}
	}
}

func (b *builder) addPermissionSets() {
	for i := range b.scenario.PermissionSets {
		p := &b.scenario.PermissionSets[i]
		row := len(b.sets)
		b.name(b.setByName, "permission set", p.Name, row)
		b.sets = append(b.sets, setRow{
			src: p, id: b.id(p.ID, prefixPermissionSet, row), profile: -1, group: -1,
			granted: b.permissions("permission set "+p.Name, p.Permissions),
		})
	}
}

// addGroups makes each group, its links, its muting set and the hidden
// permission set that carries what the group grants.
func (b *builder) addGroups() {
	for i := range b.scenario.PermissionSetGroups {
		g := &b.scenario.PermissionSetGroups[i]
		b.name(b.groupByName, "permission set group", g.Name, i)
		var granted permissions
		for _, name := range g.Sets {
			set := b.row(b.setByName, "permission set", name, "permission set group "+g.Name)
			if set < 0 {
				return
			}
			granted.addAll(b.sets[set].granted)
			b.sets[set].inGroups++
			b.addComponent(componentRow{group: int32(i), set: set, muting: -1})
		}
		if m := g.Muting; m != nil {
			muted := b.permissions("muting of "+g.Name, m.Permissions)
			granted.removeAll(muted)
			b.mutings = append(b.mutings, mutingRow{
				src: m, id: b.id(m.ID, prefixMuting, len(b.mutings)), group: int32(i), granted: muted,
			})
			b.addComponent(componentRow{group: int32(i), set: -1, muting: int32(len(b.mutings) - 1)})
		}
		if g.Permissions != nil {
			granted = b.permissions("permission set group "+g.Name, g.Permissions)
		}
		hidden := &PermissionSet{
			Name:               g.Name,
			Label:              firstText(g.Label, g.Name),
			Type:               "Group",
			Description:        g.Description,
			Namespace:          g.Namespace,
			ActivationRequired: g.ActivationRequired,
			Created:            g.Created,
		}
		row := len(b.sets)
		b.sets = append(b.sets, setRow{
			src:     hidden,
			id:      b.id(g.PermissionSetID, prefixPermissionSet, row),
			profile: -1,
			group:   int32(i),
			granted: granted,
		})
		b.groups = append(b.groups, groupRow{src: g, id: b.id(g.ID, prefixGroup, i), set: int32(row)})
	}
}

func (b *builder) addComponent(c componentRow) {
	c.id = recordID(prefixGroupComponent, len(b.components)+1)
	b.components = append(b.components, c)
}
