package audit

import (
	"slices"
	"strings"
)

// View is a snapshot with the look-ups that judging needs. It is made once per evaluation and never changes the
// snapshot.
type View struct {
	*Snapshot
	standing  bool // the policy is being judged, not a connection
	users     map[string]*User
	profiles  map[string]*Profile
	sets      map[string]*PermissionSet
	groups    map[string]*PermissionSetGroup
	groupSets map[string]*PermissionSet       // the hidden set of a group, by group id
	access    map[string]map[string]bool      // app id → permission set ids
	approvals map[string][]*Approval          // by user id
	logins    map[string][]*Login             // by user id
	grants    map[*User]map[string][]Path     // memory of Paths
	connected map[string][]*ConnectedApp      // by folded name
	external  map[string][]*ExternalClientApp // by folded name and label
	trace     map[string]bool                 // folded names of apps that any part of the snapshot mentions
	labels    map[string]int                  // how many profiles or permission sets bear a label, by kind and folded label
}

// NewView indexes a snapshot.
func NewView(s *Snapshot) *View {
	v := &View{
		Snapshot: s, users: map[string]*User{}, profiles: map[string]*Profile{}, sets: map[string]*PermissionSet{},
		groups: map[string]*PermissionSetGroup{}, groupSets: map[string]*PermissionSet{},
		access: map[string]map[string]bool{}, approvals: map[string][]*Approval{}, logins: map[string][]*Login{}, grants: map[*User]map[string][]Path{},
		connected: map[string][]*ConnectedApp{}, external: map[string][]*ExternalClientApp{}, trace: map[string]bool{},
		labels: map[string]int{},
	}
	for i := range s.Users {
		v.users[fold(s.Users[i].Username)] = &s.Users[i]
	}
	for i := range s.Profiles {
		v.profiles[shortID(s.Profiles[i].ID)] = &s.Profiles[i]
		v.labels[SubjectProfile+fold(s.Profiles[i].Name)]++
	}
	for i := range s.PermissionSets {
		set := &s.PermissionSets[i]
		v.sets[shortID(set.ID)] = set
		if set.GroupID != "" && set.Type == PermissionSetGroupOf {
			v.groupSets[shortID(set.GroupID)] = set
		}
		if set.Type != PermissionSetGroupOf {
			v.labels[SubjectPermissionSet+fold(firstOf(set.Label, set.Name))]++
		}
	}
	for i := range s.Groups {
		v.groups[shortID(s.Groups[i].ID)] = &s.Groups[i]
	}
	for _, a := range s.AppAccess {
		app := shortID(a.AppID)
		if v.access[app] == nil {
			v.access[app] = map[string]bool{}
		}
		v.access[app][shortID(a.PermissionSetID)] = true
	}
	for i := range s.Logins {
		l := &s.Logins[i]
		v.logins[shortID(l.UserID)] = append(v.logins[shortID(l.UserID)], l)
	}
	v.indexApps()
	return v
}

func (v *View) indexApps() {
	for i := range v.ConnectedApps {
		app := &v.ConnectedApps[i]
		v.connected[fold(app.Name)] = append(v.connected[fold(app.Name)], app)
		v.trace[fold(app.Name)] = true
	}
	for i := range v.ExternalClientApps {
		app := &v.ExternalClientApps[i]
		for _, name := range []string{app.Label, app.Name} {
			if name != "" {
				if !slices.Contains(v.external[fold(name)], app) {
					v.external[fold(name)] = append(v.external[fold(name)], app)
				}
				v.trace[fold(name)] = true
			}
		}
	}
	for i := range v.BlockedApps {
		v.trace[fold(v.BlockedApps[i].Name)] = true
		v.trace[fold(v.BlockedApps[i].Label)] = true
	}
	for i := range v.Approvals {
		approval := &v.Approvals[i]
		v.approvals[shortID(approval.UserID)] = append(v.approvals[shortID(approval.UserID)], approval)
		v.trace[fold(approval.AppName)] = true
	}
	delete(v.trace, "")
}

// Unread reports whether any of the parts was refused, with the first such part.
func (v *View) Unread(parts ...Part) (Part, bool) {
	for _, p := range parts {
		if _, ok := v.Refused[p]; ok || v.partly(p) {
			return p, true
		}
	}
	return "", false
}

// empty reports whether any of the parts was refused with nothing in it that could be judged by itself.
func (v *View) empty(parts ...Part) (Part, bool) {
	for _, p := range parts {
		if _, closed := v.Unread(p); closed && !v.Refused[p].Partial {
			return p, true
		}
	}
	return "", false
}

// partly reports whether a part was read for the connections only, while the policy asks about the whole org.
func (v *View) partly(p Part) bool { return p == PartApprovals && v.standing && !v.Scope.Standing }

// User finds a user in scope by username; nil when the snapshot has none.
func (v *View) User(username string) *User { return v.users[fold(username)] }

// Asked reports whether the snapshot was taken for a user by name: only then does absence say something.
func (v *View) Asked(username string) bool {
	same := func(have string) bool { return sameName(have, username) }
	return slices.ContainsFunc(v.Scope.Usernames, same) || slices.ContainsFunc(v.Scope.PolicyUsernames, same)
}

// Profile finds a profile by id, in its 15 or 18 character form.
func (v *View) Profile(id string) *Profile { return v.profiles[shortID(id)] }

// PermissionSet finds a permission set that no profile owns by id.
func (v *View) PermissionSet(id string) *PermissionSet { return v.sets[shortID(id)] }

// Group finds a permission set group by id.
func (v *View) Group(id string) *PermissionSetGroup { return v.groups[shortID(id)] }

// ProfileNamed finds a profile by label, metadata name or id, without case.
func (v *View) ProfileNamed(name string) *Profile {
	for i := range v.Profiles {
		p := &v.Profiles[i]
		if sameName(p.Name, name) || (p.MetadataName != "" && sameName(p.MetadataName, name)) || SameID(p.ID, name) {
			return p
		}
	}
	return nil
}

// ProfileNames lists the labels of all profiles that were read, sorted.
func (v *View) ProfileNames() []string {
	names := make([]string, len(v.Profiles))
	for i := range v.Profiles {
		names[i] = v.Profiles[i].Name
	}
	slices.Sort(names)
	return names
}

// PermissionSetNames lists the API names of all permission sets that were read, sorted. The hidden sets of groups are not
// among them.
func (v *View) PermissionSetNames() []string {
	var names []string
	for i := range v.PermissionSets {
		if v.PermissionSets[i].Type != PermissionSetGroupOf {
			names = append(names, v.PermissionSets[i].Name)
		}
	}
	slices.Sort(names)
	return names
}

// PermissionSetNamed finds a permission set by API name or label, with or without its namespace. The hidden sets of
// groups are not found by it.
func (v *View) PermissionSetNamed(name string) *PermissionSet {
	for i := range v.PermissionSets {
		p := &v.PermissionSets[i]
		if p.Type == PermissionSetGroupOf {
			continue
		}
		if sameName(p.Name, name) || sameName(p.Label, name) || sameName(p.Namespace+"__"+p.Name, name) || SameID(p.ID, name) {
			return p
		}
	}
	return nil
}

// SameID compares Salesforce ids: the 15 and the 18 character form of one id are equal, with case.
func SameID(a, b string) bool {
	return len(a) >= 15 && len(b) >= 15 && shortID(a) == shortID(b)
}

func shortID(id string) string {
	if len(id) == 18 {
		return id[:15]
	}
	return id
}

func fold(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

func sameName(a, b string) bool { return strings.TrimSpace(b) != "" && fold(a) == fold(b) }
