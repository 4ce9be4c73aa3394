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
	// the name for an app that is in no row. An app that is to be connected is known by what was asked for: its
	// connector, else its Consumer Key, else its name; so are its ways of signing in, with the flow and the host, and
	// its connections, with the user besides. What else is asked is never in it.
	Key  string `json:"key"`
	Name string `json:"name"` // with what tells it apart, where the org has another of its kind and name
	ID   string `json:"id"`   // Salesforce id, "" where there is none
	// Label is the name alone. Waivers are written with it, and schema 1 knew it by no other.
	Label string `json:"-"`

	// AppKey is the key of the row of the app that it is about; "" where it is about none. Steps are named by it.
	AppKey string `json:"-"`
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
	return Subject{Kind: SubjectApp, Key: key, ID: id, AppKey: key}.named(label, apart, connected+external > 1)
}

// appSubject is an app that is in no row of the org: known by its Consumer Key where that was seen, else by name.
func appSubject(name, consumerKey string) Subject {
	key := firstOf(hashedKey(consumerKey), fold(name))
	return Subject{Kind: SubjectApp, Key: key, AppKey: key}.named(name, "", false)
}

// hashedKey is what a Consumer Key is known by: nobody who reads it has the key.
func hashedKey(consumerKey string) string {
	if consumerKey == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(consumerKey))
	return "key:" + hex.EncodeToString(sum[:8])
}

// approvalSubject is a user with an app that he or she approved. The snapshot may not have the user's row.
func (x *Index) approvalSubject(a *Approval) Subject {
	username := a.UserID
	if i := slices.IndexFunc(x.Users, func(u User) bool { return SameID(u.ID, a.UserID) }); i >= 0 {
		username = x.Users[i].Username
	}
	app := keyOf(a.AppID, a.AppName)
	key, twin := app+"|"+shortID(a.UserID), false
	for _, other := range x.approvals[shortID(a.UserID)] {
		twin = twin || sameName(other.AppName, a.AppName) && other.AppID != a.AppID
		if SameID(other.AppID, a.AppID) && fold(other.AppName) != fold(a.AppName) {
			key = app + "|" + shortID(a.UserID) + "|" + fold(a.AppName) // from before the app was renamed, or after it
		}
	}
	s := Subject{Kind: SubjectConnection, Key: key, ID: a.UserID, AppKey: app}
	return s.named(username+" > "+a.AppName, a.AppID, twin)
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
	return UserSubject("", c.Username())
}

// AppSubject is the app alone, as it was asked for: what holds for every user and every way of signing in. Two asks may
// mean one row of the org, and differ in what they need and in the names by which they look for it: each has its own.
func (c *Case) AppSubject() Subject { return c.subjects.app }

// WaySubject is the app by this way of signing in. It is named where the app has several.
func (c *Case) WaySubject() Subject { return c.subjects.way }

// ConnectionSubject is the user with the app by this way.
func (c *Case) ConnectionSubject() Subject { return c.subjects.connection }

// subjects are what the gates of a case speak of: nearly each of them names one.
type subjects struct{ app, way, connection Subject }

func (c *Case) newSubjects() subjects {
	id, user, asked := c.match.ID(), c.UserSubject(), c.match.app.asked()
	app := Subject{Kind: SubjectApp, Key: asked, ID: id, AppKey: c.index.appKey(c.match)}.
		named(c.match.app.Title(), "", false)
	way, host := app, fold(c.Host())
	way.Key = strings.Join([]string{asked, c.SignIn.Flow, host}, "|")
	if c.oneOfSeveral {
		way = way.extended(" (" + c.way() + ")")
	}
	key := strings.Join([]string{asked, user.Key, c.SignIn.Flow, host}, "|")
	connection := Subject{Kind: SubjectConnection, Key: key, AppKey: app.AppKey}.
		named(user.Name+" > "+way.Name, "", false)
	if c.user != nil && id != "" {
		connection.ID = c.user.ID + ":" + id
	}
	return subjects{app, way, connection}
}

// asked is what an app is known by as one that is to be connected, whatever an org has of it.
func (a App) asked() string {
	switch {
	case a.Connector != "":
		return "connector:" + a.Connector
	case a.Name == "" && len(a.ConsumerKeys) > 0:
		return hashedKey(a.ConsumerKeys[0])
	}
	return fold(a.Title())
}

// appKey is the key of the app's row, else what else is known of the app: what a step changes.
func (x *Index) appKey(m Match) string {
	switch {
	case m.Connected != nil:
		return x.connectedAppSubject(m.Connected).Key
	case m.External != nil:
		return x.externalClientAppSubject(m.External).Key
	}
	return firstOf(hashedKey(m.key), m.app.asked())
}
