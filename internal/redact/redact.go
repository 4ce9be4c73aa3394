package redact

import (
	"encoding/json"

	"fmt"
	"net/netip"
	"reflect"
	"slices"
	"strings"

	"orgaudit/audit"
)

// Subject is what is to be shown without its names. Policy may be nil; nothing of it is changed.
type Subject struct {
	Snapshot *audit.Snapshot
	Policy   *audit.Policy
	Question *audit.Question
	Calls    []audit.Call
}

// Words are what must not be taken for a name.
type Words struct {
	// Vendors are the addresses and CIDR ranges that vendors publish. They stay, and
	// the org's addresses keep their place among them.
	Vendors []string
	// Public are phrases of Salesforce's and of this program's that may hold a name as a part.
	Public []string
	// Actions are those of the Setup Audit Trail whose displays are understood: what they name gets its kind of
	// pseudonym.
	Actions []*audit.SetupAction
}

// Redact gives the subject with a pseudonym for each name; the key learns those that it doesn't
// know. Waivers of the policy are left out: their subjects are a report's (see [Key.Waivers]). An
// error says that some text can't be vouched for.
func (k *Key) Redact(s Subject, words Words) (Subject, error) {
	k.used = map[string]Kind{}
	out, err := copyOf(s)
	if err != nil {
		return Subject{}, err
	}
	people := &trie{}
	r := &redactor{Key: k, known: &trie{}, people: people, trail: audit.NewTrailReader(words.Actions)}
	r.learnPeople(s)
	for _, e := range k.entries {
		// One word alone may as well be a product's.
		if (e.Kind == kindPerson || e.Kind == kindUsername) && strings.ContainsAny(e.Original, " @") {
			people.add(e.Original, e.Pseudonym)
		}
	}
	r.apps = r.appNames(s)
	public := append(slices.Clone(words.Public), r.apps...)
	if err := r.learn(s, public); err != nil {
		return Subject{}, err
	}
	vendors := slices.Clone(words.Vendors)
	for _, ask := range s.Question.Connections {
		vendors = append(vendors, ask.App.FromIPs...)
	}
	r.learnKeys(s)
	own, err := ownAddresses(s)
	if err != nil {
		return Subject{}, err
	}
	if err := k.mapAddresses(own, append(vendors, s.Question.FromIPs...)); err != nil {
		return Subject{}, err
	}
	r.known, r.public, k.last = r.phrases(public), public, r
	if out.Policy, err = r.policy(s.Policy, s.Snapshot); err != nil {
		return Subject{}, err
	}
	if err := r.question(out.Question); err != nil {
		return Subject{}, err
	}
	if err := r.snapshot(out.Snapshot, s.Snapshot); err != nil {
		return Subject{}, err
	}
	for i := range out.Calls {
		c := &out.Calls[i]
		c.Query, c.Host, c.Path = "", k.addressOfHost(c.Host), r.text(c.Path)
	}
	return out, nil
}

// copyOf is the subject with a snapshot and a question that may be changed.
func copyOf(s Subject) (Subject, error) {
	text, err := json.Marshal(s.Snapshot)
	if err != nil {
		return Subject{}, fmt.Errorf("copy the snapshot: %w", err)
	}
	out := Subject{Snapshot: &audit.Snapshot{}, Calls: slices.Clone(s.Calls)}
	if err := json.Unmarshal(text, out.Snapshot); err != nil {
		return Subject{}, fmt.Errorf("copy the snapshot: %w", err)
	}
	question := *s.Question
	question.Connections = nil
	for _, ask := range s.Question.Connections {
		if ask.App, err = copiedApp(ask.App); err != nil {
			return Subject{}, err
		}
		ask.Usernames, ask.Profiles, ask.PermissionSets = slices.Clone(ask.Usernames), slices.Clone(ask.Profiles),
			slices.Clone(ask.PermissionSets)
		question.Connections = append(question.Connections, ask)
	}
	if question.Symptom != nil {
		symptom := *question.Symptom
		question.Symptom = &symptom
	}
	out.Question = &question
	return out, nil
}

func copiedApp(app audit.App) (audit.App, error) {
	text, err := json.Marshal(app)
	if err != nil {
		return app, fmt.Errorf("copy the app %s: %w", app.Title(), err)
	}
	var out audit.App
	err = json.Unmarshal(text, &out)
	return out, err
}

// app is the name of an app as it may be shown.
func (r *redactor) app(name string) string {
	return r.peopleIn(name)
}

func (r *redactor) appKey(key string) string {
	if slices.Contains(r.published, key) {
		return key
	}
	return r.keyLike(key)
}

// kindOfClass is the kind of name that a class holds.
func kindOfClass(c class) Kind {
	switch c {
	case profile:
		return kindProfile
	case set:
		return kindSet
	case group:
		return kindGroup
	case orgName:
		return kindOrgName
	}
	return kindLabel
}

// called is the name of something that the org named, or Salesforce's own name for it.
func (r *redactor) called(c class, text string) string {
	if pseudonym, ok := r.Key.known(text); ok {
		return r.nameLike(kindOfClass(c), text, tagOf(pseudonym))
	}
	if c != orgName && r.everybodys(r.known, text) {
		return text
	}
	if isID(text) { // a policy may call a profile by its id
		return r.idLike(text)
	}
	if space, name, ok := strings.Cut(text, "__"); ok && c == set { // with the namespace
		if a, known := r.Key.known(space); known {
			if b, known := r.Key.known(name); known {
				return a + "__" + b
			}
		}
	}
	return r.name(kindOfClass(c), text)
}

// via is what grants a permission: its kind and its name.
func (r *redactor) via(text string) string {
	for before, c := range map[string]class{
		"profile ": profile, "permission set group ": group, "permission set ": set,
	} {
		name, ok := strings.CutPrefix(text, before)
		if ok && !(before == "permission set " && strings.HasPrefix(name, "group ")) {
			return before + r.called(c, name)
		}
	}
	return r.called(label, text)
}

// displayed is a name in a display of the Setup Audit Trail.
func (r *redactor) displayed(kind, text string) string {
	switch kind {
	case audit.SubjectApp:
		return r.app(text)
	case audit.SubjectProfile:
		return r.called(profile, text)
	case audit.SubjectPermissionSet:
		return r.called(set, text)
	case audit.SubjectUser:
		if strings.Contains(text, "@") {
			return r.name(kindUsername, text)
		}
		return r.name(kindPerson, text)
	case audit.DisplayUserID:
		return r.idLike(text)
	}
	return text
}

// snapshot replaces every text of a snapshot by its class. from is the same snapshot, unchanged.
func (r *redactor) snapshot(s, from *audit.Snapshot) error {
	for i := range s.SetupChanges {
		s.SetupChanges[i].Display = r.display(from.SetupChanges[i])
	}
	return walkTexts(reflect.ValueOf(s).Elem(), "Snapshot", func(c class, _, text string) string {
		if c == display {
			return text
		}
		return r.field(c, text)
	})
}

func (r *redactor) field(c class, text string) string {
	switch c {
	case kept:
		return text
	case appName:
		return r.app(text)
	case appKey:
		return r.appKey(text)
	case person:
		return r.name(kindPerson, text)
	case username:
		return r.name(kindUsername, text)
	case profile, set, group, label, orgName:
		return r.called(c, text)
	case recordID:
		return r.idLike(text)
	case domain:
		return r.domainLike(strings.ToLower(text))
	case host:
		return r.addressOfHost(text)
	case address:
		return r.urlLike(text)
	case ip:
		at, err := netip.ParseAddr(strings.TrimSpace(text))
		if err != nil {
			return r.text(text)
		}
		return r.addressLike(at)
	case grantedBy:
		return r.via(text)
	case filePlace:
		at := strings.LastIndex(text, ":")
		if at < 0 {
			at = len(text)
		}
		return r.name(kindLabel, text[:at]) + text[at:]
	}
	return r.text(text)
}

// display replaces the names of an entry of the Setup Audit Trail by what its wording says they name. Around them, and
// in an entry of no known wording, only the words of known wordings are left: the rest may name somebody.
func (r *redactor) display(c audit.SetupChange) string {
	var out strings.Builder
	at, names := 0, r.trail.Names(c)
	for _, n := range names {
		if n.Start < at {
			continue
		}
		out.WriteString(r.strict(c.Display[at:n.Start], plainWord, true))
		out.WriteString(r.displayed(n.Kind, c.Display[n.Start:n.End]))
		at = n.End
	}
	out.WriteString(r.strict(c.Display[at:], plainWord, len(names) > 0))
	return out.String()
}
