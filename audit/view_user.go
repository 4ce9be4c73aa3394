package audit

import (
	"slices"
	"strings"
	"time"
)

// UserRow is a user as a check sees one. That there is none rests on the users.
type UserRow struct {
	v   *View
	row *User
}

// User is the user who is to connect.
func (c *Case) User() UserRow { return c.View.rowOf(c.user) }

// UserNamed finds a user in scope by username.
func (v *View) UserNamed(username string) UserRow { return v.rowOf(v.index.User(username)) }

func (v *View) rowOf(u *User) UserRow {
	if u == nil {
		v.rests(PartUsers.bit())
	} else {
		v.saw(PartUsers.bit())
	}
	return UserRow{v, u}
}

// Exists reports whether the org has the user.
func (u UserRow) Exists() bool { return u.row != nil }

// Active reports whether the user is.
func (u UserRow) Active() bool { return u.row != nil && u.row.IsActive }

// Frozen reports whether an admin froze the user.
func (u UserRow) Frozen() bool {
	return u.row != nil && u.v.element(u.row.IsFrozen, PartUserLogins, "IsFrozen")
}

// Locked reports whether the user is locked out after wrong passwords.
func (u UserRow) Locked() bool {
	return u.row != nil && u.v.element(u.row.IsLocked, PartUserLogins, "IsPasswordLocked")
}

// External reports whether the user is a customer's or partner's.
func (u UserRow) External() bool {
	return u.row != nil && slices.Contains([]string{
		"PowerPartner", "PowerCustomerSuccess", "CustomerSuccess", "CspLitePortal", "CSPLitePortal",
		"SelfService", "Guest",
	}, u.row.UserType)
}

// License is the user's license.
func (u UserRow) License() string {
	license := u.LicenseSeen()
	if license == "" && u.row != nil {
		u.v.lacks(PartUsers, Say("the license of %s", u.row.Username))
	}
	return license
}

// LicenseSeen is the user's license as far as it was seen, for a reader: nothing rests on its absence.
func (u UserRow) LicenseSeen() string {
	if u.row == nil {
		return ""
	}
	if profile := u.v.index.Profile(u.row.ProfileID); u.row.License == "" && profile != nil {
		return profile.License
	}
	return u.row.License
}

// Assignments counts the permission sets and groups that are assigned to the user.
func (u UserRow) Assignments() int {
	if u.row == nil {
		return 0
	}
	return len(u.row.Assignments)
}

// Holds reports whether the permission reaches the user now, by the profile, a permission set or a group.
func (u UserRow) Holds(p Permission) bool {
	if u.row == nil {
		return false
	}
	r := u.v.index.reach(u.row, p)
	if r.grants() {
		u.v.saw(r.rest)
		return true
	}
	u.v.rests(r.rest)
	u.v.notes.gaps = append(u.v.notes.gaps, r.gaps...)
	return false
}

// Paths lists every way by which the permission reaches the user, or would if something did not stop it.
func (u UserRow) Paths(p Permission) []Path {
	u.Holds(p)
	return u.v.index.Paths(u.row, p)
}

// PreAuthorized finds the permission set or profile by which the user is assigned to an app.
func (u UserRow) PreAuthorized(app AppRow) (via Words, ok bool) {
	if u.row == nil {
		return nil, false
	}
	via, ok, gaps := u.v.index.preAuthorized(u.row, app.ID())
	if ok {
		u.v.saw(PartAppAccess.bit())
		return via, true
	}
	u.v.rests(setOf(PartAppAccess, PartAssignments, PartProfiles, PartPermissionSets, PartPermissionSetGroups))
	u.v.notes.gaps = append(u.v.notes.gaps, gaps...)
	return nil, false
}

// LastLogin is the user's last sign-in of a type with a status that Login History shows.
func (u UserRow) LastLogin(kind, status string) (last time.Time, ok bool) {
	if u.row == nil {
		return last, false
	}
	for _, l := range u.v.index.logins[shortID(u.row.ID)] {
		if strings.EqualFold(l.LoginType, kind) && strings.EqualFold(l.Status, status) && l.Last.After(last) {
			last, ok = l.Last, true
		}
	}
	if ok {
		u.v.saw(PartLoginHistory.bit())
	} else {
		u.v.rests(PartLoginHistory.bit())
	}
	return last, ok
}

// ProfileRow is a profile as a check sees one.
type ProfileRow struct {
	v   *View
	row *Profile
}

// Profile is the user's.
func (c *Case) Profile() ProfileRow {
	if c.User().Exists() && c.profile == nil {
		c.lacks(PartProfiles, Say("the profile of %s", c.Username()))
	}
	return ProfileRow{c.View, c.profile}
}

// Profiles lists every profile, to judge each by itself.
func (v *View) Profiles() []ProfileRow {
	v.each(PartProfiles.bit())
	out := make([]ProfileRow, len(v.index.Profiles))
	for i := range v.index.Profiles {
		out[i] = ProfileRow{v, &v.index.Profiles[i]}
	}
	return out
}

// Subject is the profile as what a finding is about.
func (p ProfileRow) Subject() Subject {
	return p.v.index.profileSubject(p.row)
}

// Name is the profile's label.
func (p ProfileRow) Name() string {
	if p.row == nil {
		return ""
	}
	return p.row.Name
}

// Names are those by which a policy may call it.
func (p ProfileRow) Names() []string {
	if p.row == nil {
		return nil
	}
	return []string{p.row.Name, p.row.MetadataName, p.row.ID}
}

// File is the project's file that says whether it has API Enabled, "" for what an org said.
func (p ProfileRow) File() string { return p.row.File }

// Holds reports whether the profile itself has a permission.
func (p ProfileRow) Holds(permission Permission) bool {
	held, known := p.row.Permissions[permission.Name]
	switch {
	case !known && p.row.File != "": // no permission opens what the files don't say
		p.v.lacks("",
			Say("the files of the profile %s leave %s out or don't agree on it; write one entry, true or false",
				p.row.Name, permission.said()))
	case !known:
		p.v.lacks(PartProfiles, Say("%s of the profile %s", permission.said(), p.row.Name))
	}
	p.v.saw(PartProfiles.bit())
	return held
}

// LoginPolicy is when and from where the profile lets its users sign in.
func (p ProfileRow) LoginPolicy() LoginPolicy {
	if p.row == nil {
		return LoginPolicy{}
	}
	return setting(p.v, p.row.LoginPolicy, PartLoginPolicies)
}

// SetRow is a permission set as a check sees one.
type SetRow struct {
	v   *View
	row *PermissionSet
}

// PermissionSets lists every permission set, the hidden ones of groups apart, to judge each by itself.
func (v *View) PermissionSets() []SetRow {
	v.each(PartPermissionSets.bit())
	var out []SetRow
	for i := range v.index.PermissionSets {
		if set := &v.index.PermissionSets[i]; set.Type != PermissionSetGroupOf {
			out = append(out, SetRow{v, set})
		}
	}
	return out
}

// Subject is the permission set as what a finding is about.
func (p SetRow) Subject() Subject {
	return p.v.index.permissionSetSubject(p.row)
}

// Names are those by which a policy may call it.
func (p SetRow) Names() []string {
	names := []string{p.row.Label, p.row.Name, p.row.ID}
	if p.row.Namespace != "" {
		names = append(names, p.row.Namespace+"__"+p.row.Name)
	}
	return names
}

// File is the project's file that says whether it has API Enabled, "" for what an org said.
func (p SetRow) File() string { return p.row.File }

// Holds reports whether the set itself has a permission.
func (p SetRow) Holds(permission Permission) bool {
	held, known := p.row.Permissions[permission.Name]
	if !known {
		p.v.lacks(PartPermissionSets, Say("%s of the permission set %s", permission.said(), p.row.title()))
	}
	p.v.saw(PartPermissionSets.bit())
	return held
}
