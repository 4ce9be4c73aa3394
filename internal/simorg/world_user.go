package simorg

import "time"

type userRow struct {
	src     *User
	id      string
	profile int32 // -1 for Salesforce's own automated users
}

// assignedRow is a row of PermissionSetAssignment: the profile's own set,
// a set, or a group (then set is the hidden one).
type assignedRow struct {
	src              *Assignment // nil for the profile's own set
	user, set, group int32
}

func (b *builder) addUsers() {
	b.users = make([]userRow, 0, len(b.scenario.Users))
	for i := range b.scenario.Users {
		u := &b.scenario.Users[i]
		b.name(b.userByName, "user", u.Username, i)
		profile := int32(-1)
		if u.Profile != "" {
			profile = b.row(b.profileByName, "profile", u.Profile, "user "+u.Username)
		} else if u.UserType == "" {
			b.fail("user %s has no profile: only users of a type of their own, such as AutomatedProcess, have none",
				u.Username)
		}
		b.users = append(b.users, userRow{src: u, id: b.id(u.ID, prefixUser, i), profile: profile})
	}
}

func (b *builder) addAuditor() {
	a := b.scenario.Auditor
	b.extra = b.permissions("auditor", a.Permissions)
	b.lacking = b.permissions("auditor", a.Lacks)
	if a.Username != "" {
		b.auditor = b.row(b.userByName, "user", a.Username, "the auditor")
	}
	if b.auditor < 0 {
		b.fail("scenario %q has no auditor: name one of its users", b.scenario.Title)
	}
}

func (b *builder) addAssignments() {
	total := 0
	for i := range b.scenario.Users {
		total += 1 + len(b.scenario.Users[i].PermissionSets) + len(b.scenario.Users[i].Groups)
	}
	b.assigned = make([]assignedRow, 0, total)
	for i := range b.users {
		u := b.users[i].src
		if profile := b.users[i].profile; profile >= 0 {
			b.assigned = append(b.assigned, assignedRow{user: int32(i), set: b.profiles[profile].set, group: -1})
		}
		for j := range u.PermissionSets {
			a := &u.PermissionSets[j]
			if set := b.row(b.setByName, "permission set", a.Name, "user "+u.Username); set >= 0 {
				b.assigned = append(b.assigned, assignedRow{src: a, user: int32(i), set: set, group: -1})
			}
		}
		for j := range u.Groups {
			a := &u.Groups[j]
			if group := b.row(b.groupByName, "permission set group", a.Name, "user "+u.Username); group >= 0 {
				b.assigned = append(b.assigned, assignedRow{
					src: a, user: int32(i), set: b.groups[group].set, group: group,
				})
			}
		}
		for _, name := range u.PermissionSetLicenses {
			if addOn := b.addOn(name); addOn >= 0 {
				b.addOnUses = append(b.addOnUses, addOnUse{
					id:    recordID(prefixPermissionSetLicAssign, len(b.addOnUses)+1),
					user:  int32(i),
					addOn: addOn,
				})
			} else {
				b.fail("user %s holds the permission set license %q, which the scenario doesn't have", u.Username, name)
			}
		}
	}
}

func (b *builder) addOn(name string) int32 {
	for i := range b.addOns {
		if b.addOns[i].src.Name == name {
			return int32(i)
		}
	}
	return -1
}

// countSeats fills the used seats of licenses for which the scenario gives no number: one for each active user.
func (b *builder) countSeats() {
	for i := range b.users {
		if p := b.users[i].profile; p >= 0 && !b.users[i].src.Inactive {
			b.licenses[b.profiles[p].license].used++
		}
	}
	for _, use := range b.addOnUses {
		b.addOns[use.addOn].used++
	}
	for i := range b.licenses {
		if n := b.licenses[i].src.Used; n != nil {
			b.licenses[i].used = *n
		}
	}
	for i := range b.addOns {
		if n := b.addOns[i].src.Used; n != nil {
			b.addOns[i].used = *n
		}
	}
}

func (w *world) assignmentID(row int32) string {
	a := &w.assigned[row]
	given := w.users[a.user].src.ProfileAssignmentID
	if a.src != nil {
		given = a.src.ID
	}
	if given == "" {
		return recordID(prefixAssignment, int(row)+1)
	}
	if len(given) == 15 {
		given, _ = wholeID(given)
	}
	return given
}

func (w *world) assignmentActive(row int32, now time.Time) bool {
	a := w.assigned[row].src
	return a == nil || !a.Inactive && (a.Expires.IsZero() || now.Before(a.Expires))
}

// grants says whether an assignment adds permissions at this moment: it is
// active, not revoked and needs no session activation.
func (w *world) grants(row int32, now time.Time) bool {
	a := &w.assigned[row]
	if !w.assignmentActive(row, now) || a.src != nil && a.src.Revoked {
		return false
	}
	set := w.sets[a.set].src
	return set.Type != "Session" && !set.ActivationRequired
}

// effective is what a user may do now.
func (w *world) effective(user int32, now time.Time) permissions {
	var p permissions
	for _, row := range w.data["permissionsetassignment"].byName["assigneeid"].byParent().of(user) {
		if w.grants(row, now) {
			p.addAll(w.sets[w.assigned[row].set].granted)
		}
	}
	if user == w.auditor {
		p.addAll(w.extra)
		p.removeAll(w.lacking)
	}
	return p
}
