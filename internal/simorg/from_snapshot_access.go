package simorg

import (
	"cmp"
	"fmt"
	"slices"

	"orgaudit/audit"
)

// grantedNames lists the permissions that are true, sorted. It is never nil, so that nothing at all can be said too.
func grantedNames(permissions map[string]bool) []string {
	names := []string{}
	for name, held := range permissions {
		if held {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (f *fromSnapshot) access() error {
	s := f.from
	for _, p := range s.Profiles {
		if err := addName(f.profiles, "profile", p.ID, p.Name); err != nil {
			return err
		}
		f.to.Profiles = append(f.to.Profiles, Profile{
			ID:              p.ID,
			PermissionSetID: cmp.Or(p.PermissionSetID, f.spare(prefixPermissionSet)),
			Name:            p.Name,
			MetadataName:    p.MetadataName,
			Custom:          p.IsCustom,
			UserType:        p.UserType,
			License:         p.License,
			Permissions:     grantedNames(p.Permissions),
		})
	}
	hidden := map[string]audit.PermissionSet{}
	for _, p := range s.PermissionSets {
		if p.Type == audit.PermissionSetGroupOf {
			hidden[shortID(p.GroupID)] = p
			continue
		}
		if err := addName(f.sets, "permission set", p.ID, p.Name); err != nil {
			return err
		}
		f.to.PermissionSets = append(f.to.PermissionSets, PermissionSet{
			ID:                 p.ID,
			Name:               p.Name,
			Label:              p.Label,
			Type:               p.Type,
			Namespace:          p.Namespace,
			ActivationRequired: p.RequiresActivation,
			Permissions:        grantedNames(p.Permissions),
		})
	}
	for _, g := range s.Groups {
		group, err := f.group(g, hidden)
		if err != nil {
			return err
		}
		f.to.PermissionSetGroups = append(f.to.PermissionSetGroups, group)
	}
	return nil
}

func (f *fromSnapshot) group(
	g audit.PermissionSetGroup, hidden map[string]audit.PermissionSet,
) (PermissionSetGroup, error) {
	if err := addName(f.groups, "permission set group", g.ID, g.Name); err != nil {
		return PermissionSetGroup{}, err
	}
	group := PermissionSetGroup{
		ID:                 g.ID,
		Name:               g.Name,
		Label:              g.Label,
		Status:             g.Status,
		ActivationRequired: g.RequiresActivation,
	}
	for _, id := range g.PermissionSetIDs {
		name, err := nameOfID(f.sets, "permission set", id, "permission set group "+g.Name)
		if err != nil {
			return PermissionSetGroup{}, err
		}
		group.Sets = append(group.Sets, name)
	}
	if muted := grantedNames(g.Muted); len(muted) > 0 {
		group.Muting = &Muting{Permissions: muted}
	}
	group.PermissionSetID = f.spare(prefixPermissionSet)
	if row, ok := hidden[shortID(g.ID)]; ok {
		group.PermissionSetID, group.Namespace, group.Permissions = row.ID, row.Namespace, grantedNames(row.Permissions)
		if err := addName(f.sets, "permission set", row.ID, g.Name); err != nil {
			return PermissionSetGroup{}, err
		}
	}
	return group, nil
}

func (f *fromSnapshot) staff() error {
	for _, u := range f.from.Users {
		if err := addName(f.users, "user", u.ID, u.Username); err != nil {
			return err
		}
		user := User{
			ID:        u.ID,
			Username:  u.Username,
			Name:      u.Name,
			Inactive:  !u.IsActive,
			Frozen:    isTrue(u.IsFrozen),
			Locked:    isTrue(u.IsLocked),
			UserType:  u.UserType,
			LastLogin: timeOrZero(u.LastLogin),
		}
		owned := ""
		if u.ProfileID != "" {
			var err error
			if user.Profile, err = nameOfID(f.profiles, "profile", u.ProfileID, "user "+u.Username); err != nil {
				return err
			}
			for _, p := range f.from.Profiles {
				if audit.SameID(p.ID, u.ProfileID) {
					owned = p.PermissionSetID
				}
			}
		}
		for _, a := range u.Assignments {
			if err := f.assign(&user, a, owned); err != nil {
				return err
			}
		}
		f.to.Users = append(f.to.Users, user)
	}
	f.colleagues()
	for _, names := range f.from.Scope.NearUsernames {
		for _, name := range names {
			if !slices.ContainsFunc(f.to.Users, func(u User) bool { return u.Username == name }) {
				f.to.Users = append(f.to.Users, f.extra("", name, ""))
			}
		}
	}
	return nil
}

// colleague starts the usernames of those users.
const colleague = "zz.colleague."

// colleagues are the users whom a snapshot only counts: the active ones of a profile who were not asked about.
func (f *fromSnapshot) colleagues() {
	for _, p := range f.from.Profiles {
		if p.ActiveUsers == nil {
			continue
		}
		missing := *p.ActiveUsers
		for _, u := range f.from.Users {
			if u.IsActive && audit.SameID(u.ProfileID, p.ID) {
				missing--
			}
		}
		for range missing {
			u := f.extra("", fmt.Sprintf("%s%d@simulated.example", colleague, len(f.to.Users)), "")
			u.Profile = p.Name
			f.to.Users = append(f.to.Users, u)
		}
	}
}

// assign gives a user a permission set or a group. The set that the profile owns comes with the profile.
func (f *fromSnapshot) assign(u *User, a audit.Assignment, owned string) error {
	out := Assignment{Inactive: !a.IsActive, Revoked: a.IsRevoked, Expires: timeOrZero(a.Expires)}
	var err error
	switch {
	case a.GroupID != "":
		if out.Name, err = nameOfID(f.groups, "permission set group", a.GroupID, "user "+u.Username); err == nil {
			u.Groups = append(u.Groups, out)
		}
	case audit.SameID(a.PermissionSetID, owned):
	default:
		if out.Name, err = nameOfID(f.sets, "permission set", a.PermissionSetID, "user "+u.Username); err == nil {
			u.PermissionSets = append(u.PermissionSets, out)
		}
	}
	return err
}

// auditor makes the running user hold what the snapshot knows of it, and what reading took.
func (f *fromSnapshot) auditor() error {
	s := f.from.Auditor
	f.to.Auditor = Auditor{
		Username:    cmp.Or(s.Username, "audit.user@simulated.example"),
		Permissions: append(grantedNames(s.Permissions), "ApiEnabled"),
	}
	if f.to.Settings.APIAccessControl.On {
		f.to.Auditor.Permissions = append(f.to.Auditor.Permissions, audit.UseAnyAPIClient.Name)
	}
	for name, held := range s.Permissions {
		if !held {
			f.to.Auditor.Lacks = append(f.to.Auditor.Lacks, name)
		}
	}
	slices.Sort(f.to.Auditor.Lacks)
	for i := range f.to.Users {
		if u := &f.to.Users[i]; u.Username == f.to.Auditor.Username {
			u.ID = cmp.Or(u.ID, s.UserID)
			f.users[shortID(u.ID)] = u.Username
			return nil
		}
	}
	if s.UserID != "" {
		if err := addName(f.users, "user", s.UserID, f.to.Auditor.Username); err != nil {
			return err
		}
	}
	f.to.Users = append(f.to.Users, f.extra(s.UserID, f.to.Auditor.Username, ""))
	return nil
}

// extra is a user who is only mentioned: without a profile, so that nobody finds them by one.
func (f *fromSnapshot) extra(id, username, name string) User {
	return User{ID: cmp.Or(id, f.spare(prefixUser)), Username: username, Name: name, UserType: "Standard"}
}

// spare makes an id that no record of an org has: those of simulated orgs are counted from one.
func (f *fromSnapshot) spare(prefix string) string {
	f.spares++
	return recordID(prefix, 900_000_000+f.spares)
}

// userCalled finds a user by the name that people read, or adds one.
func (f *fromSnapshot) userCalled(name string) string {
	if name == "" {
		return ""
	}
	for _, u := range f.to.Users {
		if u.Name == name {
			return u.Username
		}
	}
	username := fmt.Sprintf("zz.named.%d@simulated.example", len(f.to.Users))
	f.to.Users = append(f.to.Users, f.extra("", username, name))
	return username
}

// userWithID finds a user by id, or adds one.
func (f *fromSnapshot) userWithID(id string) string {
	if username, ok := f.users[shortID(id)]; ok {
		return username
	}
	username := fmt.Sprintf("zz.with.id.%d@simulated.example", len(f.to.Users))
	f.users[shortID(id)] = username
	f.to.Users = append(f.to.Users, f.extra(id, username, ""))
	return username
}
