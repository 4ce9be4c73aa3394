package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// Kinds of subjects.
const (
	SubjectOrg           = "org"
	SubjectApp           = "app"
	SubjectUser          = "user"
	SubjectConnection    = "connection" // a user with an app
	SubjectProfile       = "profile"
	SubjectPermissionSet = "permission-set"
	SubjectWaiver        = "waiver" // of the policy; it can't be waived itself
)

// Subject is what a finding is about. The key tells it from every other of its kind in the org, and is what a
// fingerprint is made of; the name is for people only. Subjects are made by the functions of this file.
type Subject struct {
	Kind string `json:"kind"`
	// Key is the Salesforce id in its form of 15 characters, the API name in a project, a hash of the Consumer Key or
	// the name for an app that is in no row, and for a connection: the app, the user, the flow and the host.
	Key  string `json:"key"`
	Name string `json:"name"` // with what tells it apart, where the org has another of its kind and name
	ID   string `json:"id"`   // Salesforce id, "" where there is none
	// Label is the name alone. Waivers are written with it, and schema 1 knew it by no other.
	Label string `json:"-"`
}

// named gives the subject its name. apart is said besides where it isn't the only one of that name.
func (s Subject) named(label, apart string, twin bool) Subject {
	s.Name, s.Label = label, label
	if twin && apart != "" {
		s.Name += " (" + apart + ")"
	}
	return s
}

// extended is the subject with more at the end of its name.
func (s Subject) extended(by string) Subject {
	s.Name, s.Label = s.Name+by, s.Label+by
	return s
}

// through is the subject as one of several connections meets it.
func (s Subject) through(connection Subject) Subject {
	s.Key += "|" + connection.Key
	return s.named(s.Label, connection.Name, true)
}

// keyOf is the key of what Salesforce may have given an id.
func keyOf(id, name string) string {
	if id != "" {
		return shortID(id)
	}
	return fold(name)
}

// orgSubject is the org as a whole.
func (x *Index) orgSubject() Subject {
	name := firstOf(x.Org.Name, x.Org.MyDomain, x.Org.URL, "the org")
	return Subject{Kind: SubjectOrg, Key: keyOf(x.Org.ID, name), ID: x.Org.ID}.named(name, "", false)
}

// profileSubject is a profile. In a project it is known by its API name: two may bear one label there.
func (x *Index) profileSubject(p *Profile) Subject {
	s := Subject{Kind: SubjectProfile, Key: keyOf(p.ID, firstOf(p.MetadataName, p.Name)), ID: p.ID}
	return s.named(p.Name, firstOf(p.MetadataName, p.ID), x.labels[SubjectProfile+fold(p.Name)] > 1)
}

// permissionSetSubject is a permission set, named by its label, which several may bear.
func (x *Index) permissionSetSubject(p *PermissionSet) Subject {
	label, full := firstOf(p.Label, p.Name), p.Name
	if p.Namespace != "" {
		full = p.Namespace + "__" + p.Name
	}
	twin := x.labels[SubjectPermissionSet+fold(label)] > 1
	return Subject{Kind: SubjectPermissionSet, Key: keyOf(p.ID, full), ID: p.ID}.named(label, full, twin)
}

// UserSubject is a user, with or without a row.
func UserSubject(id, username string) Subject {
	return Subject{Kind: SubjectUser, Key: keyOf(id, username), ID: id}.named(username, "", false)
}

// connectedAppSubject is a row of a connected app.
func (x *Index) connectedAppSubject(a *ConnectedApp) Subject {
	full := a.Name
	if a.Policy != nil && a.Policy.FullName != "" {
		full = a.Policy.FullName
	}
	return x.rowOfApp("connected app", a.ID, a.Name, full, a.File)
}

// externalClientAppSubject is a row of an External Client App.
func (x *Index) externalClientAppSubject(a *ExternalClientApp) Subject {
	return x.rowOfApp("External Client App", a.ID, firstOf(a.Label, a.Name), a.Name, a.File)
}

// rowOfApp is an app by its row. Files of a project have no ids, and a connected app and an External Client App may
// share their full name besides: there the kind tells them apart.
func (x *Index) rowOfApp(kind, id, label, full, file string) Subject {
	key := keyOf(id, full)
	if id == "" && file != "" {
		key += "|" + file
	}
	connected, external := len(x.connected[fold(label)]), len(x.external[fold(label)])
	apart := full
	switch {
	case connected == 1 && external == 1:
		apart = kind
	case sameName(full, label):
		apart = firstOf(id, file)
	}
	return Subject{Kind: SubjectApp, Key: key, ID: id}.named(label, apart, connected+external > 1)
}

// appSubject is an app that is in no row of the org: known by its Consumer Key where that was seen, else by name.
func appSubject(name, consumerKey string) Subject {
	return Subject{Kind: SubjectApp, Key: firstOf(hashedKey(consumerKey), fold(name))}.named(name, "", false)
}

// hashedKey is what a Consumer Key is known by: nobody who reads it has the key.
func hashedKey(consumerKey string) string {
	if consumerKey == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(consumerKey))
	return "key:" + hex.EncodeToString(sum[:8])
}

// app is the key of the app that an app's or a connection's subject is about.
func (s Subject) app() string {
	if s.Kind == SubjectApp {
		return s.Key
	}
	key, _, _ := strings.Cut(s.Key, "|")
	return key
}

// approvalSubject is a user with an app that he or she approved. The snapshot may not have the user's row.
func (x *Index) approvalSubject(a *Approval) Subject {
	username := a.UserID
	if i := slices.IndexFunc(x.Users, func(u User) bool { return SameID(u.ID, a.UserID) }); i >= 0 {
		username = x.Users[i].Username
	}
	twin := slices.ContainsFunc(x.approvals[shortID(a.UserID)], func(other *Approval) bool {
		return sameName(other.AppName, a.AppName) && other.AppID != a.AppID
	})
	key := keyOf(a.AppID, a.AppName) + "|" + shortID(a.UserID)
	return Subject{Kind: SubjectConnection, Key: key, ID: a.UserID}.named(username+" > "+a.AppName, a.AppID, twin)
}

// AbsentSubject is something that a policy names and the org may not have.
func AbsentSubject(kind, name string) Subject {
	return Subject{Kind: kind, Key: fold(name)}.named(name, "", false)
}

// WaiverSubject is a waiver of the policy.
func WaiverSubject(w Waiver) Subject { return AbsentSubject(SubjectWaiver, w.Check+" "+w.Subject) }

// UserSubject is the user of a connection.
func (c *Case) UserSubject() Subject {
	if c.user != nil {
		return UserSubject(c.user.ID, c.user.Username)
	}
	return UserSubject("", c.username)
}

// AppSubject is the app alone, under the name by which it was asked for: what holds for every user and every way of
// signing in.
func (c *Case) AppSubject() Subject {
	return Subject{Kind: SubjectApp, Key: c.appKey(), ID: c.match.ID()}.named(c.match.app.Title(), "", false)
}

// appKey is the key of the app's row, else what else is known of the app.
func (c *Case) appKey() string {
	m, connector := c.match, ""
	if m.app.Connector != "" {
		connector = "connector:" + m.app.Connector
	}
	switch {
	case m.Connected != nil:
		return c.index.connectedAppSubject(m.Connected).Key
	case m.External != nil:
		return c.index.externalClientAppSubject(m.External).Key
	}
	return firstOf(hashedKey(m.key), connector, fold(m.app.Title()))
}

// WaySubject is the app by this way of signing in. It is named where the app has several.
func (c *Case) WaySubject() Subject {
	s := c.AppSubject()
	s.Key = strings.Join([]string{s.Key, c.SignIn.Flow, fold(c.Host())}, "|")
	if c.oneOfSeveral {
		s = s.extended(" (" + c.way() + ")")
	}
	return s
}

// ConnectionSubject is the user with the app by this way.
func (c *Case) ConnectionSubject() Subject {
	user, way := c.UserSubject(), c.WaySubject()
	key := strings.Join([]string{c.appKey(), user.Key, c.SignIn.Flow, fold(c.Host())}, "|")
	s := Subject{Kind: SubjectConnection, Key: key}.named(user.Name+" > "+way.Name, "", false)
	if c.user != nil && c.match.ID() != "" {
		s.ID = c.user.ID + ":" + c.match.ID()
	}
	return s
}
