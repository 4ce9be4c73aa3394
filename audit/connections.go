package audit

import (
	"reflect"
	"slices"
	"strings"
)

// connections judges every app that is asked with every of its users, in the order asked. Connections share a finding
// about one subject: a gate names the user, the app or the way of signing in as its subject only where all that it says
// hangs on nothing else, and the connection where it does. So what else is asked changes no finding.
func (e *evaluation) connections() {
	for _, pair := range e.pairs() {
		e.file(e.connect(pair.app, pair.who))
	}
}

// pairing is an app with one of the users who are to connect it.
type pairing struct {
	app App
	who asker
}

// pairs lists what is asked, each connection once: a policy and the flags may ask for the same one. All addresses that
// were given for it count.
func (e *evaluation) pairs() []pairing {
	var out []pairing
	known := map[string][]int{}
	for _, ask := range e.question.Connections {
		for _, who := range e.users(ask) {
			key := fold(who.username) + "\x00" + ask.App.Connector + "\x00" + fold(ask.App.Title())
			at := slices.IndexFunc(known[key], func(i int) bool { return out[i].app.asksTheSame(ask.App) })
			if at < 0 {
				known[key] = append(known[key], len(out))
				out = append(out, pairing{ask.App, who})
				continue
			}
			same := &out[known[key][at]]
			for _, ip := range ask.App.FromIPs {
				if !slices.Contains(same.app.FromIPs, ip) {
					same.app.FromIPs = slices.Sorted(slices.Values(append(slices.Clip(same.app.FromIPs), ip)))
				}
			}
		}
	}
	return out
}

// asksTheSame reports whether two asks differ in nothing but their spelling and the addresses.
func (a App) asksTheSame(b App) bool {
	a.Ask, b.Ask, a.FromIPs, b.FromIPs = "", "", nil, nil
	return reflect.DeepEqual(a, b)
}

// asker is one user of an ask: a username, or the reason why there is none.
type asker struct {
	username string
	none     Words
}

// users lists the users of an ask: the named ones, then the active users of its profiles and permission sets.
func (e *evaluation) users(ask Ask) []asker {
	var out []asker
	add := func(username string, none Words) {
		if !slices.ContainsFunc(out, func(a asker) bool { return sameName(a.username, username) }) {
			out = append(out, asker{username, none})
		}
	}
	for _, u := range ask.Usernames {
		var none Words
		if e.index.User(u) == nil && !e.index.asked(u) {
			none = Say("not in this snapshot: it was not taken for this user; take it again with --user %s", fold(u))
		}
		add(u, none)
	}
	e.group(ask.Profiles, SubjectProfile, "profile", e.index.Scope.Profiles, e.inProfile,
		[]Part{PartUsers, PartProfiles}, add)
	e.group(ask.PermissionSets, SubjectPermissionSet, "permission set", e.index.Scope.PermissionSets, e.inPermissionSet,
		[]Part{PartUsers, PartPermissionSets, PartPermissionSetGroups, PartAssignments}, add)
	if len(ask.Usernames)+len(ask.Profiles)+len(ask.PermissionSets) == 0 {
		add("(no user given)", Say("no user was asked about; name one with --user, --profile or --permission-set"))
	}
	return out
}

// group adds the active users that a profile or permission set brings, or one entry that says why there are none.
func (e *evaluation) group(names []string, subject, kind string, scope []string,
	members func(name string) func(*User) bool, needs []Part,
	add func(username string, none Words),
) {
	for _, name := range names {
		found, has := false, members(name)
		for i := range e.index.Users {
			if u := &e.index.Users[i]; u.IsActive && has(u) {
				add(u.Username, nil)
				found = true
			}
		}
		label := kind + " " + name
		switch unread := (e.index.open & setOf(needs...)).list(); {
		case len(unread) > 0:
			// Those that were seen are judged; that there are no more can't be told.
			add(label, e.index.couldNotRead(unread[0], Say(unread[0].Title())))
		case !slices.ContainsFunc(scope, func(s string) bool { return sameName(s, name) }):
			add(label, Say("not in this snapshot: it was not taken for the users of this %s", Say(kind)))
		case !found:
			none := Say("no active user has the %s %s", Say(kind), name)
			if absent := e.index.lacks(subject, name, nil); absent != nil {
				none = absent
			}
			add(label, none)
		}
	}
}

func (e *evaluation) inProfile(name string) func(*User) bool {
	named := e.index.ProfilesNamed(name)
	return func(u *User) bool {
		return slices.ContainsFunc(named, func(p *Profile) bool { return SameID(p.ID, u.ProfileID) })
	}
}

// inPermissionSet finds who is assigned a permission set, by itself or through a group.
func (e *evaluation) inPermissionSet(name string) func(*User) bool {
	assigned, named := map[string]bool{}, e.index.PermissionSetsNamed(name)
	for _, p := range named {
		assigned[shortID(p.ID)] = true
	}
	for _, g := range e.index.GroupsWith(named) {
		assigned[shortID(g.ID)] = true
	}
	return func(u *User) bool {
		return slices.ContainsFunc(u.Assignments, func(a Assignment) bool {
			return assigned[shortID(a.PermissionSetID)] || assigned[shortID(a.GroupID)]
		})
	}
}

// connecting is a connection that is judged and not yet filed.
type connecting struct {
	Connection
	best   *trial
	trials []*trial
}

// connect judges one connection. An app with several ways to sign in connects when one of them is open: the best
// outcome counts, and the vendor's first way where none is better.
func (e *evaluation) connect(app App, who asker) *connecting {
	match := e.index.Resolve(app)
	out := &connecting{}
	out.Connection = Connection{
		App: ReportApp{
			Name:        app.Title(),
			Connector:   app.Connector,
			ConsumerKey: ShortKey(match.key),
			Match:       match.Describe().String(),
			InOrg:       match.Label,
		},
		Causes: []string{}, Steps: []string{}, Checked: []string{}, Findings: []string{},
	}
	ways := app.SignIns
	if len(ways) == 0 {
		ways = []SignIn{{Flow: FlowWebServer}}
	}
	outside := e.outside(app)
	for _, way := range ways {
		c := &Case{
			View: e.view, Policy: e.policy, Question: e.question, match: match, SignIn: way, username: who.username,
			user: e.index.User(who.username), noUser: who.none, oneOfSeveral: len(ways) > 1,
		}
		if c.user != nil {
			c.profile = e.index.Profile(c.user.ProfileID)
		}
		c.subjects, out.User = c.newSubjects(), c.Username()
		t := e.try(c, outside)
		out.trials = append(out.trials, t)
		if out.best == nil || t.better(out.best) {
			out.best = t
		}
	}
	return out
}

// file puts a connection and what its gates found into the report.
func (e *evaluation) file(out *connecting) {
	best := out.best
	out.SignIn = WayIn{best.on.SignIn.Flow, best.on.Host()}
	out.Checked, out.Findings = make([]string, 0, len(best.done)), make([]string, 0, len(best.done))
	var needs []need
	for _, done := range best.done {
		f := e.add(done.check, done.finding)
		out.Checked = append(out.Checked, done.check.ID)
		if !slices.Contains(out.Findings, f.Fingerprint) {
			out.Findings = append(out.Findings, f.Fingerprint)
		}
		if f.Verdict == Fail || f.Verdict == Waived {
			needs = append(needs, need{f.Fingerprint, best.on, best.on.named(done.finding.Names)})
		}
		if f.Verdict == Fail {
			out.Causes = append(out.Causes, done.check.ID)
		}
	}
	out.Verdict, out.Grants = best.verdict(), e.index.grantsOf(best.on.user)
	e.asked = append(e.asked, asked{best.on, out.Findings, needs})
	for _, t := range out.trials {
		// Ways of one flow differ by their host only: the one that doesn't fit this org is not what was seen.
		if t.on.SignIn.Flow != best.on.SignIn.Flow {
			e.passedOver = append(e.passedOver, t.done...)
		}
	}
	e.report.Connections = append(e.report.Connections, out.Connection)
}

// outside says that a snapshot was not taken for an app; nothing if it was.
func (e *evaluation) outside(app App) Words {
	scope := e.index.Scope.Apps
	if len(scope) == 0 || slices.ContainsFunc(scope, app.Same) {
		return nil
	}
	names := make([]string, len(scope))
	for i, a := range scope {
		names[i] = a.Title()
	}
	return Say("not in this snapshot: it was taken for %s; take it again with this app", strings.Join(names, ", "))
}

// trial is one connection by one way of signing in.
type trial struct {
	on   *Case
	done []judged
}

type judged struct {
	check   *Check
	finding Finding
}

// verdict is what the gates together say.
func (t *trial) verdict() ConnectionVerdict {
	gates := make([]Verdict, len(t.done))
	for i, d := range t.done {
		gates[i] = d.finding.Verdict
	}
	return connectionVerdict(gates)
}

func (t *trial) better(than *trial) bool {
	rank := map[ConnectionVerdict]int{Ready: 0, CannotTell: 1, NotReady: 2}
	return rank[t.verdict()] < rank[than.verdict()]
}

// try judges one case by every gate that applies, in gate order.
func (e *evaluation) try(c *Case, outside Words) *trial {
	t := &trial{on: c, done: make([]judged, 0, len(e.checks))}
	hidden := map[*Check]bool{}
	for _, check := range e.checks {
		if check.Gate == nil {
			continue
		}
		f, ok := e.judge(check, c, hidden)
		if !ok {
			continue
		}
		if outside != nil {
			f = Finding{
				Subject: c.ConnectionSubject(),
				Verdict: Unknown,
				Want:    check.Holds,
				Got:     "not in this snapshot",
			}
			f.Tell(outside)
		}
		if f.Hides && (f.Verdict == Fail || f.Verdict == Unknown) {
			hidden[check] = true
		}
		t.done = append(t.done, judged{check, f})
	}
	return t
}

// judge asks one gate. A gate that doesn't concern this way of signing in is not hidden, it isn't there; one
// that doesn't apply by what was not read may apply.
func (e *evaluation) judge(check *Check, c *Case, hidden map[*Check]bool) (f Finding, ok bool) {
	n := c.within(func() { f, ok = check.Gate(c) })
	e.touched[check.ID] |= n.touched
	if !ok {
		if !c.doubts(n) {
			return Finding{}, false
		}
		f = Finding{Subject: c.ConnectionSubject(), Verdict: Pass, Want: check.Holds}
	}
	for _, before := range check.After {
		if hidden[before] {
			f := Finding{Subject: c.ConnectionSubject(), Verdict: Moot, Want: check.Holds, Got: "not judged"}
			f.Say("not judged: %q comes first", Say(before.Topic))
			return f, true
		}
	}
	return c.settle(f, n), true
}

// ShortKey shortens a Consumer Key to what may be shown of it: enough to recognise, not enough to use.
func ShortKey(key string) string {
	if len(key) <= 10 {
		return key
	}
	return key[:10] + "…"
}
