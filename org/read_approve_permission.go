package org

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"orgaudit/audit"
)

// approvePermissions fills in Approve Uninstalled Connected Apps where SOQL has no column for it: older API versions
// show the permission only in the metadata of profiles and permission sets. Only those that reach a user in scope are
// read. What can't be read stays unknown.
func (r *reader) approvePermissions(ctx context.Context) {
	p := audit.ApproveUninstalledApps
	s := r.snapshot
	known := slices.ContainsFunc(s.Profiles, func(profile audit.Profile) bool {
		_, ok := profile.Permissions[p.Name]
		return ok
	})
	if known || len(s.Users) == 0 || ctx.Err() != nil {
		return
	}
	profiles, sets := r.reaching()
	r.fillProfiles(p, profiles)
	r.fillSets(ctx, p, sets)
	r.fillGroups(p)
}

// fillGroups gives the hidden set of a group what the sets inside it say, where they all lack the permission. Where one
// has it the group may mute it, and the metadata read doesn't tell: it stays unknown.
func (r *reader) fillGroups(p audit.Permission) {
	if r.errors[audit.PartPermissionSetGroups] != nil {
		return // a group may have sets that were not read
	}
	view := audit.NewIndex(r.snapshot)
	for i := range r.snapshot.PermissionSets {
		sum := &r.snapshot.PermissionSets[i]
		group := view.Group(sum.GroupID)
		if sum.Type != audit.PermissionSetGroupOf || group == nil {
			continue
		}
		lacking := !slices.ContainsFunc(group.PermissionSetIDs, func(id string) bool {
			set := view.PermissionSet(id)
			if set == nil {
				return true
			}
			held, known := set.Permissions[p.Name]
			return held || !known
		})
		if lacking && sum.Permissions != nil {
			sum.Permissions[p.Name] = false
		}
	}
}

// reaching lists the profiles and permission sets of the users in scope, those inside groups included.
func (r *reader) reaching() (profiles []*audit.Profile, sets []*audit.PermissionSet) {
	view := audit.NewIndex(r.snapshot)
	addSet := func(id string) {
		if set := view.PermissionSet(id); set != nil && set.Type != audit.PermissionSetGroupOf &&
			!slices.Contains(sets, set) {
			sets = append(sets, set)
		}
	}
	for _, u := range r.snapshot.Users {
		if profile := view.Profile(u.ProfileID); profile != nil && !slices.Contains(profiles, profile) {
			profiles = append(profiles, profile)
		}
		for _, a := range u.Assignments {
			addSet(a.PermissionSetID)
			if group := view.Group(a.GroupID); group != nil {
				for _, id := range group.PermissionSetIDs {
					addSet(id)
				}
			}
		}
	}
	return profiles, sets
}

type permissionComponent struct {
	FullName    string `xml:"fullName" json:"-"`
	Permissions []struct {
		Enabled bool   `xml:"enabled" json:"enabled"`
		Name    string `xml:"name" json:"name"`
	} `xml:"userPermissions" json:"userPermissions"`
}

func (c permissionComponent) has(p audit.Permission) bool {
	for _, held := range c.Permissions {
		if held.Name == p.Name {
			return held.Enabled
		}
	}
	return false
}

// fillProfiles takes the permission from the metadata of the profiles, which was read for their login policies.
func (r *reader) fillProfiles(p audit.Permission, profiles []*audit.Profile) {
	for _, profile := range profiles {
		if c, ok := r.profileMetadata[idKey(profile.ID)]; ok && profile.Permissions != nil {
			profile.Permissions[p.Name] = c.has(p)
			r.source(audit.PartProfiles, "metadata Profile "+cmp.Or(profile.MetadataName, profile.Name), 1)
		}
	}
}

func (r *reader) fillSets(ctx context.Context, p audit.Permission, sets []*audit.PermissionSet) {
	var names []string
	fullName := func(set *audit.PermissionSet) string {
		if set.Namespace != "" {
			return set.Namespace + "__" + set.Name
		}
		return set.Name
	}
	for _, set := range sets {
		names = append(names, fullName(set))
	}
	if len(names) == 0 {
		return
	}
	components, err := readMetadata[permissionComponent](ctx, r.client, "PermissionSet", names)
	if err != nil {
		return
	}
	for _, c := range components {
		for _, set := range sets {
			if fullName(set) == c.FullName && set.Permissions != nil {
				set.Permissions[p.Name] = c.has(p)
			}
		}
	}
	r.source(audit.PartPermissionSets, "metadata PermissionSet "+strings.Join(names, ", "), len(components))
}
