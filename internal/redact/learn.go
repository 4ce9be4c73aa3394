package redact

import (
	"net/netip"
	"reflect"
	"slices"
	"strings"

	"orgaudit/audit"
)

// learnPeople names the users first: their names and user names belong together.
func (r *redactor) learnPeople(s Subject) {
	for _, u := range s.Snapshot.Users {
		r.person(u.Username, u.Name)
	}
	// Who blocked an app is told by name there and by user name in the Setup Audit Trail.
	for _, b := range s.Snapshot.BlockedApps {
		for _, c := range s.Snapshot.SetupChanges {
			if b.CreatedBy != "" && c.By != "" && c.Action == "blockConnectedApplication" && b.Created != nil &&
				b.Created.Equal(c.At) {
				r.person(c.By, b.CreatedBy)
			}
		}
	}
}

// person gives a user name and a person's name one tag.
func (r *redactor) person(user, name string) {
	like := ""
	if known, ok := r.Key.known(user); ok {
		like = tagOf(known)
	} else if known, ok := r.Key.known(name); ok {
		like = tagOf(known)
	}
	like = tagOf(r.nameLike(kindUsername, user, like))
	if name != "" && !strings.EqualFold(name, user) {
		r.nameLike(kindPerson, name, like)
	}
}

// pair gives two names of one thing one tag.
func (r *redactor) pair(kind Kind, public *trie, first, second string) {
	like := ""
	for _, name := range []string{first, second} {
		if name == "" || r.everybodys(public, name) {
			continue
		}
		if pseudonym := tagOf(r.nameLike(kind, name, like)); like == "" {
			like = pseudonym
		}
	}
}

// everybodys reports whether a name is one that everybody uses.
func (r *redactor) everybodys(public *trie, name string) bool {
	bare := []rune(strings.TrimSpace(name))
	length, _ := public.at(bare, 0)
	return isStandardProfile(name) || length == len(bare)
}

// appNames are the names of apps, which stay.
func (r *redactor) appNames(s Subject) []string {
	var out []string
	add := func(names ...string) {
		for _, name := range names {
			if name = strings.TrimSpace(name); name != "" && !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	for _, a := range s.Snapshot.ConnectedApps {
		add(a.Name)
	}
	for _, a := range s.Snapshot.ExternalClientApps {
		add(a.Name, a.Label)
	}
	for _, b := range s.Snapshot.BlockedApps {
		add(b.Name, b.Label, b.FullName)
	}
	for _, a := range s.Snapshot.Approvals {
		add(a.AppName)
	}
	for _, ask := range s.Question.Connections {
		add(append(ask.App.Names(), ask.App.Connector)...)
	}
	for _, a := range s.Snapshot.Scope.Apps {
		add(append(a.Names(), a.Connector)...)
	}
	return out
}

// learn names everything that has a field of its own, before any free text is looked at.
func (r *redactor) learn(s Subject, public []string) error {
	known := &trie{}
	for _, text := range public {
		known.add(text, text)
	}
	for _, p := range s.Snapshot.Profiles {
		r.pair(kindProfile, known, p.Name, p.MetadataName)
	}
	for _, p := range s.Snapshot.PermissionSets {
		kind := kindSet
		if p.Type == audit.PermissionSetGroupOf {
			kind = kindGroup
		}
		r.pair(kind, known, p.Label, p.Name)
	}
	for _, g := range s.Snapshot.Groups {
		r.pair(kindGroup, known, g.Label, g.Name)
	}
	r.known = known
	each := func(c class, _, text string) string {
		switch c {
		case person:
			r.name(kindPerson, text)
		case username:
			r.name(kindUsername, text)
		case profile, set, group, label, orgName:
			r.called(c, text)
		case domain:
			r.domainLike(strings.ToLower(text))
		case host:
			r.addressOfHost(text)
		case address:
			r.urlLike(text)
		case grantedBy:
			r.via(text)
		}
		return text
	}
	copy, err := copyOf(s)
	if err != nil {
		return err
	}
	if err := walkTexts(reflect.ValueOf(copy.Snapshot).Elem(), "Snapshot", each); err != nil {
		return err
	}
	if s.Policy != nil {
		r.learnPolicy(s.Policy)
	}
	for _, ask := range s.Question.Connections {
		r.learnAsk(ask)
	}
	for _, change := range s.Snapshot.SetupChanges {
		for _, n := range r.trail.Names(change) {
			r.displayed(n.Kind, change.Display[n.Start:n.End])
		}
	}
	return nil
}

// learnKeys notes the Consumer Keys that connectors name: they are published and stay.
func (r *redactor) learnKeys(s Subject) {
	apps := slices.Clone(s.Snapshot.Scope.Apps)
	for _, ask := range s.Question.Connections {
		apps = append(apps, ask.App)
	}
	if p := s.Policy; p != nil {
		for _, e := range slices.Concat(p.Apps.Allowed, p.Apps.Blocked, p.Apps.Installed, p.Apps.AdminApproved) {
			apps = append(apps, e.App)
		}
	}
	for _, app := range apps {
		if app.Connector != "" {
			r.published = append(r.published, app.ConsumerKeys...)
		}
	}
}

// ownAddresses are the addresses of the org: those of ranges, and those that texts hold.
func ownAddresses(s Subject) ([]netip.Addr, error) {
	var out []netip.Addr
	copy, err := copyOf(s)
	if err != nil {
		return nil, err
	}
	err = walkTexts(reflect.ValueOf(copy.Snapshot).Elem(), "Snapshot", func(c class, _, text string) string {
		if c == ip || c == free || c == display || c == host || c == address {
			out = append(out, addressesIn(text)...)
		}
		return text
	})
	if s.Question.Symptom != nil {
		out = append(out, addressesIn(s.Question.Symptom.Text)...)
	}
	for _, c := range s.Calls {
		out = append(out, addressesIn(c.Host)...)
	}
	return out, err
}
