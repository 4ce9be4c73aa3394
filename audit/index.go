package audit

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Index is a snapshot with its look-ups, for who reads an org and for the engine. What they give is the snapshot's own,
// and says nothing of how much was read: a check judges by a View instead. An index is made once and never changes the
// snapshot.
type Index struct {
	*Snapshot
	// parts that were refused or read in part: absence from them means nothing
	open     parts
	users    map[string]*User
	profiles map[string]*Profile
	sets     map[string]*PermissionSet
	groups   map[string]*PermissionSetGroup
	// the hidden set of a group, by group id
	groupSets map[string]*PermissionSet
	// app id → permission set ids
	access map[string]map[string]bool
	// by user id
	approvals map[string][]*Approval
	// by user id
	logins map[string][]*Login
	// memory of reach
	reaches map[*User]map[string]*reach
	// by folded name
	connected map[string][]*ConnectedApp
	// by folded name and label
	external map[string][]*ExternalClientApp
	// how many profiles or permission sets bear a label, by kind and folded label
	labels map[string]int
	// folded names of apps that any part of the snapshot mentions
	trace map[string]bool
}

// NewIndex indexes a snapshot.
func NewIndex(s *Snapshot) *Index {
	x := &Index{
		Snapshot: s, users: map[string]*User{}, profiles: map[string]*Profile{}, sets: map[string]*PermissionSet{},
		groups: map[string]*PermissionSetGroup{}, groupSets: map[string]*PermissionSet{},
		access: map[string]map[string]bool{}, approvals: map[string][]*Approval{}, logins: map[string][]*Login{},
		reaches: map[*User]map[string]*reach{}, labels: map[string]int{},
		connected: map[string][]*ConnectedApp{}, external: map[string][]*ExternalClientApp{}, trace: map[string]bool{},
	}
	for i := range s.Users {
		x.users[fold(s.Users[i].Username)] = &s.Users[i]
	}
	for i := range s.Profiles {
		x.profiles[shortID(s.Profiles[i].ID)] = &s.Profiles[i]
		x.labels[SubjectProfile+fold(s.Profiles[i].Name)]++
	}
	for i := range s.PermissionSets {
		set := &s.PermissionSets[i]
		x.sets[shortID(set.ID)] = set
		if set.GroupID != "" && set.Type == PermissionSetGroupOf {
			x.groupSets[shortID(set.GroupID)] = set
		}
		if set.Type != PermissionSetGroupOf {
			x.labels[SubjectPermissionSet+fold(set.title())]++
		}
	}
	for i := range s.Groups {
		x.groups[shortID(s.Groups[i].ID)] = &s.Groups[i]
	}
	for _, a := range s.AppAccess {
		app := shortID(a.AppID)
		if x.access[app] == nil {
			x.access[app] = map[string]bool{}
		}
		x.access[app][shortID(a.PermissionSetID)] = true
	}
	for i := range s.Logins {
		l := &s.Logins[i]
		x.logins[shortID(l.UserID)] = append(x.logins[shortID(l.UserID)], l)
	}
	x.indexApps()
	for part := range s.Refused {
		x.open |= part.bit()
	}
	return x
}

func (x *Index) indexApps() {
	for i := range x.ConnectedApps {
		app := &x.ConnectedApps[i]
		x.connected[fold(app.Name)] = append(x.connected[fold(app.Name)], app)
		x.trace[fold(app.Name)] = true
	}
	for i := range x.ExternalClientApps {
		app := &x.ExternalClientApps[i]
		for _, name := range []string{app.Label, app.Name} {
			if name != "" {
				if !slices.Contains(x.external[fold(name)], app) {
					x.external[fold(name)] = append(x.external[fold(name)], app)
				}
				x.trace[fold(name)] = true
			}
		}
	}
	for i := range x.BlockedApps {
		x.trace[fold(x.BlockedApps[i].Name)] = true
		x.trace[fold(x.BlockedApps[i].Label)] = true
	}
	for i := range x.Approvals {
		approval := &x.Approvals[i]
		x.approvals[shortID(approval.UserID)] = append(x.approvals[shortID(approval.UserID)], approval)
		x.trace[fold(approval.AppName)] = true
	}
	delete(x.trace, "")
}

// User finds a user in scope by username; nil when the snapshot has none.
func (x *Index) User(username string) *User { return x.users[fold(username)] }

// asked reports whether the snapshot was taken for a user by name: only then does absence say something.
func (x *Index) asked(username string) bool {
	same := func(have string) bool { return sameName(have, username) }
	return slices.ContainsFunc(x.Scope.Usernames, same) || slices.ContainsFunc(x.Scope.PolicyUsernames, same)
}

// Profile finds a profile by id, in its 15 or 18 character form.
func (x *Index) Profile(id string) *Profile { return x.profiles[shortID(id)] }

// PermissionSet finds a permission set that no profile owns by id.
func (x *Index) PermissionSet(id string) *PermissionSet { return x.sets[shortID(id)] }

// Group finds a permission set group by id.
func (x *Index) Group(id string) *PermissionSetGroup { return x.groups[shortID(id)] }

// ProfilesNamed finds the profiles that a name may mean: by label or metadata name, without case, or by id. A custom
// profile may bear the metadata name of a standard one as its label: both are given, in the snapshot's order.
func (x *Index) ProfilesNamed(name string) []*Profile {
	var out []*Profile
	for i := range x.Profiles {
		p := &x.Profiles[i]
		if sameName(p.Name, name) || sameName(p.MetadataName, name) || SameID(p.ID, strings.TrimSpace(name)) {
			out = append(out, p)
		}
	}
	return out
}

// profileNames lists the labels of all profiles that were read, sorted.
func (x *Index) profileNames() []string {
	names := make([]string, len(x.Profiles))
	for i := range x.Profiles {
		names[i] = x.Profiles[i].Name
	}
	slices.Sort(names)
	return names
}

// permissionSetNames lists the API names of all permission sets that were read,
// sorted. The hidden sets of groups are not among them.
func (x *Index) permissionSetNames() []string {
	var names []string
	for i := range x.PermissionSets {
		if x.PermissionSets[i].Type != PermissionSetGroupOf {
			names = append(names, x.PermissionSets[i].Name)
		}
	}
	slices.Sort(names)
	return names
}

// PermissionSetsNamed finds the permission sets that a name may mean: by API name or label, without case, with or
// without a namespace, or by id. Labels aren't unique, and packages may have sets of one API name: all of them are
// given, in the snapshot's order. The hidden sets of groups are not found by it.
func (x *Index) PermissionSetsNamed(name string) []*PermissionSet {
	var out []*PermissionSet
	for i := range x.PermissionSets {
		p := &x.PermissionSets[i]
		if p.Type == PermissionSetGroupOf {
			continue
		}
		if sameName(p.Name, name) || sameName(p.Label, name) || sameName(p.Namespace+"__"+p.Name, name) ||
			SameID(p.ID, strings.TrimSpace(name)) {
			out = append(out, p)
		}
	}
	return out
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

// sameName reports whether two names are one when folded, and not empty. It folds as it goes: names are compared by the
// million.
func sameName(a, b string) bool {
	a, b = strings.TrimSpace(a), strings.TrimSpace(b)
	if b == "" {
		return false
	}
	for a != "" && b != "" {
		r, n := utf8.DecodeRuneInString(a)
		s, m := utf8.DecodeRuneInString(b)
		if r != s && unicode.ToLower(r) != unicode.ToLower(s) {
			return false
		}
		a, b = a[n:], b[m:]
	}
	return a == b
}
