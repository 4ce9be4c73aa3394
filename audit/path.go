package audit

import (
	"cmp"
	"slices"
	"time"
)

// Path is one way by which a permission reaches a user, or would if something did not stop it.
type Path struct {
	Via     string // "profile", "permission set" or "permission set group"
	Name    string // its label
	ID      string
	Grants  bool  // whether it gives the permission now
	Stopped Words // why it doesn't: "expired on 2026-01-31", "muted in the group", …; none when it grants
	Note    Words // what a reader should know although it grants
}

// Paths lists every way by which a permission reaches a user: the profile, permission sets and permission set
// groups that carry it. Those that are expired, inactive, revoked, muted or session-based are listed as stopped.
// A user has the permission when one path grants; permissions only ever add up. Without a user (nil) there is none.
func (v *View) Paths(u *User, p Permission) []Path {
	if u == nil {
		return nil
	}
	if memory, ok := v.grants[u]; ok {
		if paths, ok := memory[p.Name]; ok {
			return paths
		}
	} else {
		v.grants[u] = map[string][]Path{}
	}
	paths := v.paths(u, p)
	v.grants[u][p.Name] = paths
	return paths
}

// Holds reports whether a user has a permission now.
func (v *View) Holds(u *User, p Permission) bool {
	for _, path := range v.Paths(u, p) {
		if path.Grants {
			return true
		}
	}
	return false
}

// grantsOf says how API Enabled reaches a user, for a reader: by the profile first, then by what is added to it.
func (v *View) grantsOf(u *User) []Grant {
	if u == nil {
		return nil
	}
	var out []Grant
	for _, p := range v.Paths(u, APIEnabled) {
		out = append(out, Grant{Via: p.Via, Name: p.Name, Grants: p.Grants, Stopped: p.Stopped.String(), Words: p.Stopped})
	}
	order := []string{"profile", "permission set", "permission set group"}
	slices.SortStableFunc(out, func(a, b Grant) int {
		return cmp.Or(slices.Index(order, a.Via)-slices.Index(order, b.Via), cmp.Compare(a.Name, b.Name))
	})
	profile := v.Profile(u.ProfileID)
	if len(out) > 0 && out[0].Via == "profile" || profile == nil {
		return out
	}
	off := Grant{Via: "profile", Name: profile.Name, Words: Say("API Enabled is off")}
	if !v.Knows(u, APIEnabled) {
		off.Words = Say("could not be read")
	}
	off.Stopped = off.Words.String()
	return append([]Grant{off}, out...)
}

func (v *View) paths(u *User, p Permission) []Path {
	var paths []Path
	if profile := v.Profile(u.ProfileID); profile != nil && profile.Permissions[p.Name] {
		paths = append(paths, Path{Via: "profile", Name: profile.Name, ID: profile.ID, Grants: true})
	}
	for i := range u.Assignments {
		a := &u.Assignments[i]
		path, carries := v.carries(a, p)
		if !carries {
			continue
		}
		if _, closed := v.Unread(PartPermissionSetGroups); closed && a.GroupID != "" && path.Stopped == nil {
			path.Stopped = Say("it could not be read what the group mutes")
		}
		if stop := a.stopped(v.TakenAt); stop != nil {
			path.Stopped = stop
		}
		path.Grants = path.Stopped == nil
		paths = append(paths, path)
	}
	return paths
}

// carries tells whether what an assignment assigns has the permission, and what inside it stops the grant.
func (v *View) carries(a *Assignment, p Permission) (Path, bool) {
	if a.GroupID == "" {
		set := v.PermissionSet(a.PermissionSetID)
		if set == nil || !set.Permissions[p.Name] {
			return Path{}, false
		}
		path := Path{Via: "permission set", Name: set.title(), ID: set.ID}
		if set.Type == PermissionSetSession || set.RequiresActivation {
			path.Stopped = Say("session-based: it grants only while a session is activated")
		}
		return path, true
	}
	return v.groupCarries(a.GroupID, p)
}

// groupCarries reads the hidden permission set of the group, which Salesforce keeps aggregated and muted, and checks
// it against the group's own muting: a grant that a muting set takes away is never counted.
func (v *View) groupCarries(groupID string, p Permission) (Path, bool) {
	group, sum := v.Group(groupID), v.groupSets[shortID(groupID)]
	path := Path{Via: "permission set group", ID: groupID, Name: groupID}
	if group != nil {
		path.Name = group.title()
	} else if sum != nil {
		path.Name = sum.title()
	}
	carried := sum != nil && sum.Permissions[p.Name]
	inside := false // whether a set inside the group has it
	if group != nil {
		for _, id := range group.PermissionSetIDs {
			if set := v.PermissionSet(id); set != nil && set.Permissions[p.Name] {
				inside = true
			}
		}
	}
	muted := group != nil && group.Muted[p.Name]
	switch {
	case muted && (carried || inside):
		path.Stopped = Say("muted in the group")
		return path, true
	case sum == nil && inside && group.Status != "" && group.Status != "Updated":
		path.Stopped = Say("the group has not been recalculated (status %s)", group.Status)
		return path, true
	case sum == nil && inside:
		carried = true // the hidden row can't be seen: the sets inside say the same
	case !carried && inside:
		path.Stopped = Say("the group has not been recalculated")
		if group.Status != "" {
			path.Stopped = Say("the group has not been recalculated (status %s)", group.Status)
		}
		return path, true
	case !carried:
		return Path{}, false
	}
	if group != nil && group.RequiresActivation {
		path.Stopped = Say("session-based: it grants only while a session is activated")
	}
	if group != nil && group.Status != "" && group.Status != "Updated" {
		path.Note = Say("the group's status is %s: its permissions may change when Salesforce has recalculated it", group.Status)
	}
	return path, true
}

// stopped says why an assignment grants nothing at a time; nothing if it grants.
func (a *Assignment) stopped(at time.Time) Words {
	switch {
	case a.IsRevoked:
		return Say("the assignment is revoked")
	case a.Expires != nil && !a.Expires.After(at):
		return Say("the assignment expired on %s", a.Expires.UTC().Format(time.DateOnly))
	case !a.IsActive:
		return Say("the assignment is not active")
	}
	return nil
}

// granting lists the ids of all permission sets whose grants reach the user now: the profile's own, direct ones, and
// those inside groups.
func (v *View) granting(u *User) []string {
	var ids []string
	if profile := v.Profile(u.ProfileID); profile != nil && profile.PermissionSetID != "" {
		ids = append(ids, profile.PermissionSetID)
	}
	for i := range u.Assignments {
		a := &u.Assignments[i]
		if a.stopped(v.TakenAt) != nil {
			continue
		}
		if a.GroupID == "" {
			if set := v.PermissionSet(a.PermissionSetID); set != nil && (set.Type == PermissionSetSession || set.RequiresActivation) {
				continue
			}
			ids = append(ids, a.PermissionSetID)
			continue
		}
		group := v.Group(a.GroupID)
		if group != nil && group.RequiresActivation {
			continue
		}
		if sum := v.groupSets[shortID(a.GroupID)]; sum != nil {
			ids = append(ids, sum.ID)
		}
		if group != nil {
			ids = append(ids, group.PermissionSetIDs...)
		}
	}
	return ids
}

// PreAuthorized finds the permission set by which a user is assigned to an admin-approved app (SetupEntityAccess);
// ok is false when there is none.
func (v *View) PreAuthorized(u *User, appID string) (via Words, ok bool) {
	if u == nil {
		return nil, false
	}
	access := v.access[shortID(appID)]
	for _, id := range v.granting(u) {
		if !access[shortID(id)] {
			continue
		}
		if set := v.PermissionSet(id); set != nil {
			return Say("permission set %s", set.title()), true
		}
		if profile := v.Profile(u.ProfileID); profile != nil {
			return Say("profile %s", profile.Name), true
		}
		return Say("profile"), true
	}
	return nil, false
}

// Approved sums up a user's earlier approvals of an app, by the app's id or any of its names.
func (v *View) Approved(u *User, m Match) (Approval, bool) {
	var sum Approval
	if u == nil {
		return sum, false
	}
	for _, a := range v.approvals[shortID(u.ID)] {
		if !m.covers(a) {
			continue
		}
		if sum.Count == 0 {
			sum = *a
			continue
		}
		sum.Count += a.Count
		sum.UseCount += a.UseCount
	}
	return sum, sum.Count > 0
}

func (p *PermissionSet) title() string {
	if p.Label != "" {
		return p.Label
	}
	return p.Name
}

func (g *PermissionSetGroup) title() string {
	if g.Label != "" {
		return g.Label
	}
	return g.Name
}

// Knows reports whether it was read, for everything that reaches the user, whether it carries a permission. An org
// whose API version has no column for a permission leaves it unknown.
func (v *View) Knows(u *User, p Permission) bool {
	if u == nil {
		return false
	}
	profile := v.Profile(u.ProfileID)
	if profile == nil {
		return false
	}
	if _, ok := profile.Permissions[p.Name]; !ok {
		return false
	}
	for i := range u.Assignments {
		a := &u.Assignments[i]
		if a.stopped(v.TakenAt) != nil {
			continue
		}
		// The set that a profile owns is not among the permission sets; any other has to be.
		if a.GroupID == "" && SameID(a.PermissionSetID, profile.PermissionSetID) {
			continue
		}
		if a.GroupID != "" && !v.groupKnows(a.GroupID, p) || a.GroupID == "" && !v.PermissionSet(a.PermissionSetID).knows(p) {
			return false
		}
	}
	return true
}

// groupKnows reports whether it was read what a group says of a permission: by its hidden set, or, where that can't be
// seen, by the sets inside it.
func (v *View) groupKnows(groupID string, p Permission) bool {
	if sum := v.groupSets[shortID(groupID)]; sum != nil {
		return sum.knows(p)
	}
	group := v.Group(groupID)
	return group != nil && !slices.ContainsFunc(group.PermissionSetIDs, func(id string) bool { return !v.PermissionSet(id).knows(p) })
}

func (p *PermissionSet) knows(permission Permission) bool {
	if p == nil {
		return false
	}
	_, known := p.Permissions[permission.Name]
	return known
}
