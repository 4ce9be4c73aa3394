package org

import (
	"context"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"orgaudit/audit"
)

// approvePermissions fills in Approve Uninstalled Connected Apps where SOQL has no column for it: older API versions
// show the permission only in the metadata of profiles and permission sets. Only those that reach a user in scope are
// read. What can't be read stays unknown.
func (r *reader) approvePermissions(ctx context.Context) {
	p := audit.ApproveUninstalledApps
	s := r.snapshot
	known := slices.ContainsFunc(s.Profiles, func(profile audit.Profile) bool { _, ok := profile.Permissions[p.Name]; return ok })
	if known || len(s.Users) == 0 || ctx.Err() != nil {
		return
	}
	profiles, sets := r.reaching()
	var g errgroup.Group
	g.Go(func() error {
		r.fillProfiles(ctx, p, profiles)
		return nil
	})
	g.Go(func() error {
		r.fillSets(ctx, p, sets)
		return nil
	})
	_ = g.Wait()
	r.fillGroups(p)
}

// fillGroups gives the hidden set of a group what the sets inside it say, where they all lack the permission. Where one
// has it the group may mute it, and the metadata read doesn't tell: it stays unknown.
func (r *reader) fillGroups(p audit.Permission) {
	if r.errors[audit.PartPermissionSetGroups] != nil {
		return // a group may have sets that were not read
	}
	view := audit.NewView(r.snapshot)
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
	view := audit.NewView(r.snapshot)
	addSet := func(id string) {
		if set := view.PermissionSet(id); set != nil && set.Type != audit.PermissionSetGroupOf && !slices.Contains(sets, set) {
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
	FullName    string `xml:"fullName"`
	Permissions []struct {
		Enabled bool   `xml:"enabled"`
		Name    string `xml:"name"`
	} `xml:"userPermissions"`
}

func (c permissionComponent) has(p audit.Permission) bool {
	for _, held := range c.Permissions {
		if held.Name == p.Name {
			return held.Enabled
		}
	}
	return false
}

func (r *reader) fillProfiles(ctx context.Context, p audit.Permission, profiles []*audit.Profile) {
	if len(r.profileNames) == 0 {
		listed, err := r.client.listMetadata(ctx, "Profile")
		if err != nil {
			return
		}
		for _, f := range listed {
			r.profileNames[key(f.ID)] = f.FullName
		}
	}
	var names []string
	for _, profile := range profiles {
		if name := r.profileNames[key(profile.ID)]; name != "" {
			profile.MetadataName = name
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return
	}
	components, err := readMetadata[permissionComponent](ctx, r.client, "Profile", names)
	if err != nil {
		return
	}
	for _, c := range components {
		for _, profile := range profiles {
			if profile.MetadataName == c.FullName && profile.Permissions != nil {
				profile.Permissions[p.Name] = c.has(p)
			}
		}
	}
	r.source(audit.PartProfiles, "metadata Profile "+strings.Join(names, ", "), len(components))
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
