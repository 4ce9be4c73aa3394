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

// reach is all that a snapshot says of how a permission reaches a user.
type reach struct {
	paths []Path
	// gaps are what was not read and may carry the permission, or stop it: a permission set, a group or its muting that
	// the snapshot lacks counts neither as granting nor as not granting.
	gaps []gap
	// rest are the parts that a complete reach rests on.
	rest parts
}

func (r *reach) grants() bool {
	return slices.ContainsFunc(r.paths, func(p Path) bool { return p.Grants })
}

func (r *reach) lack(part Part, says Words) { r.gaps = append(r.gaps, gap{part, says}) }

// Paths lists every way by which a permission reaches a user: the profile, permission sets and permission set
// groups that carry it. Those that are expired, inactive, revoked, muted or session-based are listed as stopped.
// A user has the permission when one path grants; permissions only ever add up. Without a user (nil) there is none.
func (x *Index) Paths(u *User, p Permission) []Path { return x.reach(u, p).paths }

// Holds reports whether a user has a permission now.
func (x *Index) Holds(u *User, p Permission) bool { return x.reach(u, p).grants() }

// Knows reports whether the snapshot holds, for everything that reaches the user, whether it carries a permission. An
// org whose API version has no column for a permission leaves it unknown.
func (x *Index) Knows(u *User, p Permission) bool { return u != nil && len(x.reach(u, p).gaps) == 0 }

func (x *Index) reach(u *User, p Permission) *reach {
	if u == nil {
		return &reach{}
	}
	if r, ok := x.reaches[u][p.Name]; ok {
		return r
	}
	if x.reaches[u] == nil {
		x.reaches[u] = map[string]*reach{}
	}
	r := x.findReach(u, p)
	x.reaches[u][p.Name] = r
	return r
}

func (x *Index) findReach(u *User, p Permission) *reach {
	r := &reach{rest: setOf(PartProfiles, PartPermissionSets, PartAssignments)}
	profile := x.Profile(u.ProfileID)
	if profile == nil {
		r.lack(PartProfiles, Say("the profile of %s", u.Username))
	} else if held, known := profile.Permissions[p.Name]; !known {
		r.lack(PartProfiles, Say("%s of the profile %s", p.said(), profile.Name))
	} else if held {
		r.paths = append(r.paths, Path{Via: "profile", Name: profile.Name, ID: profile.ID, Grants: true})
	}
	for i := range u.Assignments {
		a := &u.Assignments[i]
		stop := a.stopped(x.TakenAt)
		found := &reach{}
		switch {
		case a.GroupID != "":
			r.rest |= PartPermissionSetGroups.bit()
			x.throughGroup(found, a.GroupID, p)
		case x.ownedBy(profile, a.PermissionSetID):
		default:
			x.throughSet(found, a.PermissionSetID, p)
		}
		for _, path := range found.paths {
			if stop != nil {
				path.Grants, path.Stopped = false, stop
			}
			r.paths = append(r.paths, path)
		}
		if stop == nil { // what an assignment that is not in force assigns need not be known
			r.gaps = append(r.gaps, found.gaps...)
		}
	}
	return r
}

// ownedBy reports whether a permission set is the profile's own: it is not among the
// permission sets, and grants what the profile grants.
func (x *Index) ownedBy(profile *Profile, setID string) bool {
	return profile != nil && SameID(setID, profile.PermissionSetID) && x.PermissionSet(setID) == nil
}

// throughSet finds whether a permission set carries a permission, and what stops it.
func (x *Index) throughSet(r *reach, id string, p Permission) {
	set := x.PermissionSet(id)
	if set == nil {
		r.lack(PartPermissionSets, Say("the permission set %s", id))
		return
	}
	path := Path{Via: "permission set", Name: set.title(), ID: set.ID, Grants: true}
	if set.sessionBased() {
		path.Grants, path.Stopped = false, Say("session-based: it grants only while a session is activated")
	}
	switch {
	case set.Permissions[p.Name]:
		r.paths = append(r.paths, path)
	case !set.knows(p) && path.Grants:
		r.lack(PartPermissionSets, Say("%s of the permission set %s", p.said(), set.title()))
	}
}

// throughGroup reads the hidden permission set of the group, which Salesforce keeps aggregated and muted, and checks
// it against the group's own muting: a grant that a muting set takes away is never counted.
func (x *Index) throughGroup(r *reach, groupID string, p Permission) {
	group, sum := x.Group(groupID), x.groupSets[shortID(groupID)]
	path := Path{Via: "permission set group", ID: groupID, Name: groupID}
	carried := sum != nil && sum.Permissions[p.Name]
	if group == nil {
		if sum != nil {
			path.Name = sum.title()
		}
		if path.Stopped = Say("it could not be read what the group mutes"); carried {
			r.paths = append(r.paths, path)
		}
		r.lack(PartPermissionSetGroups, Say("the permission set group %s", path.Name))
		return
	}
	path.Name = group.title()
	inside, unread := x.insideGroup(group, p)
	recalculated := group.Status == "" || group.Status == "Updated"
	never := group.Muted[p.Name] || group.RequiresActivation
	switch {
	case sum != nil && !sum.knows(p) && !never || sum == nil && !inside && unread && !never:
		r.lack(PartPermissionSetGroups, Say("%s of the permission set group %s", p.said(), path.Name))
		return
	case !carried && !inside:
		return
	case group.Muted[p.Name]:
		path.Stopped = Say("muted in the group")
	case !carried && !recalculated:
		path.Stopped = Say("the group has not been recalculated (status %s)", group.Status)
	case !carried && sum != nil:
		path.Stopped = Say("the group has not been recalculated")
	case group.RequiresActivation:
		path.Stopped = Say("session-based: it grants only while a session is activated")
	case x.open&PartPermissionSetGroups.bit() != 0:
		path.Stopped = Say("it could not be read what the group mutes")
		r.lack(PartPermissionSetGroups, Say("what the permission set group %s mutes", path.Name))
	case !recalculated:
		path.Note = Say("the group's status is %s: its permissions may change when Salesforce has recalculated it",
			group.Status)
	}
	path.Grants = path.Stopped == nil // where the hidden row can't be seen, the sets inside say the same
	r.paths = append(r.paths, path)
}

// insideGroup tells whether a set inside a group carries a permission, and whether one of them leaves that unknown.
func (x *Index) insideGroup(group *PermissionSetGroup, p Permission) (carries, unread bool) {
	for _, id := range group.PermissionSetIDs {
		set := x.PermissionSet(id)
		carries = carries || set != nil && set.Permissions[p.Name]
		unread = unread || !set.knows(p)
	}
	return carries, unread
}

// grantsOf says how API Enabled reaches a user, for a reader: by the profile first, then by what is added to it.
func (x *Index) grantsOf(u *User) []Grant {
	if u == nil {
		return nil
	}
	var out []Grant
	for _, p := range x.Paths(u, APIEnabled) {
		out = append(out, Grant{
			Via:     p.Via,
			Name:    p.Name,
			Grants:  p.Grants,
			Stopped: p.Stopped.String(),
			Words:   p.Stopped,
		})
	}
	order := []string{"profile", "permission set", "permission set group"}
	slices.SortStableFunc(out, func(a, b Grant) int {
		return cmp.Or(slices.Index(order, a.Via)-slices.Index(order, b.Via), cmp.Compare(a.Name, b.Name))
	})
	profile := x.Profile(u.ProfileID)
	if len(out) > 0 && out[0].Via == "profile" || profile == nil {
		return out
	}
	off := Grant{Via: "profile", Name: profile.Name, Words: Say("API Enabled is off")}
	if _, known := profile.Permissions[APIEnabled.Name]; !known {
		off.Words = Say("could not be read")
	}
	off.Stopped = off.Words.String()
	return append([]Grant{off}, out...)
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

// granting is a permission set whose access to apps reaches a user now. unread is set where that is not known.
type granting struct {
	id     string
	unread Words
	part   Part
}

// granting lists the permission sets whose grants reach the user: the profile's own, direct ones, and those inside
// groups. One that was not read may be session-based, and so neither grants nor doesn't.
func (x *Index) granting(u *User) []granting {
	var out []granting
	profile := x.Profile(u.ProfileID)
	if profile == nil {
		out = append(out, granting{unread: Say("the profile of %s", u.Username), part: PartProfiles})
	} else if profile.PermissionSetID != "" {
		out = append(out, granting{id: profile.PermissionSetID})
	}
	for i := range u.Assignments {
		a := &u.Assignments[i]
		if a.stopped(x.TakenAt) != nil {
			continue
		}
		if a.GroupID != "" {
			out = append(out, x.grantingInGroup(a.GroupID)...)
			continue
		}
		switch set := x.PermissionSet(a.PermissionSetID); {
		case set == nil && !x.ownedBy(profile, a.PermissionSetID):
			unread := Say("the permission set %s", a.PermissionSetID)
			out = append(out, granting{a.PermissionSetID, unread, PartPermissionSets})
		case set == nil || !set.sessionBased():
			out = append(out, granting{id: a.PermissionSetID})
		}
	}
	return out
}

func (x *Index) grantingInGroup(groupID string) []granting {
	group := x.Group(groupID)
	if group == nil {
		return []granting{{"", Say("the permission set group %s", groupID), PartPermissionSetGroups}}
	}
	if group.RequiresActivation {
		return nil
	}
	var out []granting
	if sum := x.groupSets[shortID(groupID)]; sum != nil {
		out = append(out, granting{id: sum.ID})
	}
	for _, id := range group.PermissionSetIDs {
		inside := granting{id: id}
		if x.PermissionSet(id) == nil {
			inside.unread, inside.part = Say("the permission set %s", id), PartPermissionSets
		}
		out = append(out, inside)
	}
	return out
}

// PreAuthorized finds the permission set by which a user is assigned to an admin-approved app (SetupEntityAccess);
// ok is false when none is known.
func (x *Index) PreAuthorized(u *User, appID string) (via Words, ok bool) {
	via, ok, _ = x.preAuthorized(u, appID)
	return via, ok
}

// preAuthorized gives besides what was not read and may pre-authorize the user.
func (x *Index) preAuthorized(u *User, appID string) (via Words, ok bool, gaps []gap) {
	if u == nil {
		return nil, false, nil
	}
	access := x.access[shortID(appID)]
	for _, g := range x.granting(u) {
		switch {
		case g.unread != nil:
			if access[shortID(g.id)] || g.id == "" && len(access) > 0 {
				gaps = append(gaps, gap{g.part, g.unread})
			}
			continue
		case !access[shortID(g.id)]:
			continue
		}
		if set := x.PermissionSet(g.id); set != nil {
			return Say("permission set %s", set.title()), true, nil
		}
		// what is read and no permission set is its own
		return Say("profile %s", x.Profile(u.ProfileID).Name), true, nil
	}
	return nil, false, gaps
}

// approved sums up a user's earlier approvals of an app, by the app's id or any of its names.
func (x *Index) approved(u *User, m Match) (Approval, bool) {
	var sum Approval
	if u == nil {
		return sum, false
	}
	for _, a := range x.approvals[shortID(u.ID)] {
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

// sessionBased reports whether the set grants only while a session is activated.
func (p *PermissionSet) sessionBased() bool {
	return p.Type == PermissionSetSession || p.RequiresActivation
}

func (p *PermissionSet) knows(permission Permission) bool {
	if p == nil {
		return false
	}
	_, known := p.Permissions[permission.Name]
	return known
}
