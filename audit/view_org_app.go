package audit

import (
	"maps"
	"slices"
)

// OrgApp is an app that an org shows anywhere, put together from its rows.
type OrgApp struct {
	Subject     Subject // what a finding is about; its name tells it from others of its label
	Name, Label string
	ID, Key     string
	Used        int    // approvals
	File        string // of the project that defines or blocks it

	v            *View
	part         Part // that lists it as installed
	blocked      bool
	maybe        string // the name of a block that may be another app's
	approvedOnly *bool
}

// Installed reports whether the org has it, and not only users who approved it.
func (a *OrgApp) Installed() bool {
	if a.part == "" {
		a.v.rests(setOf(PartConnectedApps, PartExternalClientApps))
	} else {
		a.v.saw(a.part.bit())
	}
	return a.part != ""
}

// ListedAsInstalled reports what the rows show, for a reader: nothing rests on it.
func (a *OrgApp) ListedAsInstalled() bool { return a.part != "" }

// Blocked reports whether it is blocked.
func (a *OrgApp) Blocked() bool {
	switch {
	case !a.blocked:
		a.v.rests(PartBlockedApps.bit())
	case a.maybe != "":
		a.v.lacks("", blockOfAName(a.maybe, a.Subject.Name))
	}
	return a.blocked
}

// AdminApprovedOnly reports whether Permitted Users of an installed app lets in only those whom an admin approved.
func (a *OrgApp) AdminApprovedOnly() bool {
	if a.approvedOnly == nil {
		a.v.lacks(a.part, Say("Permitted Users of %s", a.Name))
		return false
	}
	return *a.approvedOnly
}

// Apps lists every app that the org shows: installed, External Client Apps, blocked, approved by users.
func (v *View) Apps() []OrgApp {
	v.rests(setOf(PartConnectedApps, PartExternalClientApps, PartBlockedApps))
	v.Approvals()
	return v.AppsSeen()
}

// EachApp lists the same to judge each by itself.
func (v *View) EachApp() []OrgApp {
	v.each(setOf(PartConnectedApps, PartExternalClientApps, PartBlockedApps, PartApprovals))
	return v.AppsSeen()
}

// AppsSeen lists the same as far as they were seen, to judge each by itself: that there is no other rests on nothing.
// Rows of one name are one app, unless their Consumer Keys say otherwise.
func (v *View) AppsSeen() []OrgApp {
	if v.apps == nil {
		v.apps = v.findApps()
	}
	return slices.Clone(v.apps)
}

func (v *View) findApps() []OrgApp {
	var apps []OrgApp
	for i := range v.index.ConnectedApps {
		a := &v.index.ConnectedApps[i]
		app := OrgApp{
			Subject: v.index.connectedAppSubject(a),
			Name:    a.Name, ID: a.ID, part: PartConnectedApps, approvedOnly: a.AdminApprovedOnly, File: a.File, v: v,
		}
		if a.Policy != nil {
			app.Key = a.Policy.ConsumerKey
		}
		apps = append(apps, app)
	}
	for i := range v.index.ExternalClientApps {
		a := &v.index.ExternalClientApps[i]
		apps = append(apps, OrgApp{
			Subject: v.index.externalClientAppSubject(a),
			Name:    firstOf(a.Label, a.Name), Label: a.Name, ID: a.ID, part: PartExternalClientApps,
			approvedOnly: a.AdminApprovedOnly, File: a.File, v: v,
		})
	}
	for i := range v.index.BlockedApps {
		apps = v.withBlock(apps, &v.index.BlockedApps[i])
	}
	for _, a := range v.index.Approvals {
		i := slices.IndexFunc(apps, func(have OrgApp) bool { return SameID(have.ID, a.AppID) })
		if named := appsNamed(apps, a.AppName); i < 0 && len(named) > 0 {
			i = named[0]
		}
		if i < 0 {
			apps = append(apps, OrgApp{Subject: appSubject(a.AppName, ""), Name: a.AppName, v: v})
			i = len(apps) - 1
		}
		apps[i].Used += a.Count
	}
	return slices.DeleteFunc(apps, func(a OrgApp) bool { return a.Name == "" })
}

// withBlock adds a block to the apps: to the one of its Consumer Key, else to those of its name of which the org shows
// no key, else it is an app that nothing else shows. Where several bear the name, or an External Client App does, whose
// key is never shown, it can't be told whose block it is.
func (v *View) withBlock(apps []OrgApp, b *BlockedApp) []OrgApp {
	key := slices.IndexFunc(apps, func(a OrgApp) bool { return a.Key != "" && a.Key == b.ConsumerKey })
	if key >= 0 {
		apps[key].blocked, apps[key].File = true, firstOf(b.File, apps[key].File)
		return apps
	}
	name := firstOf(b.Name, b.Label, b.FullName)
	bearers := slices.DeleteFunc(appsNamed(apps, b.Name, b.Label), func(i int) bool { return apps[i].Key != "" })
	for _, i := range bearers {
		app := &apps[i]
		app.blocked, app.File = true, firstOf(b.File, app.File)
		if len(bearers) > 1 || app.part == PartExternalClientApps {
			app.maybe = name
		} else {
			app.Key = b.ConsumerKey
		}
	}
	if len(bearers) == 0 {
		apps = append(apps, OrgApp{
			Subject: appSubject(name, b.ConsumerKey), Name: name, Label: b.Label, Key: b.ConsumerKey, File: b.File,
			blocked: true, v: v,
		})
	}
	return apps
}

// appsNamed are the indexes of the apps that bear one of some names.
func appsNamed(apps []OrgApp, names ...string) []int {
	var out []int
	for i, a := range apps {
		if slices.ContainsFunc(names, func(n string) bool { return sameName(a.Name, n) || sameName(a.Label, n) }) {
			out = append(out, i)
		}
	}
	return out
}

// AbsentApp is an app of which the org shows nothing; ok is false where it shows something.
func (v *View) AbsentApp(app App) (absent OrgApp, ok bool) {
	if v.index.Resolve(app).Traced {
		return absent, false
	}
	v.rests(setOf(PartConnectedApps, PartExternalClientApps, PartBlockedApps, PartApprovals))
	absent = OrgApp{Name: app.Title(), v: v}
	if len(app.ConsumerKeys) > 0 {
		absent.Key = app.ConsumerKeys[0]
	}
	absent.Subject = appSubject(absent.Name, absent.Key)
	return absent, true
}

// HasApp, HasProfile, HasPermissionSet and HasUser report whether the org has something of a name.
func (v *View) HasApp(app App) bool {
	_, absent := v.AbsentApp(app)
	return !absent
}

// HasProfile finds a profile by label, metadata name or id.
func (v *View) HasProfile(name string) bool {
	return v.has(len(v.index.ProfilesNamed(name)) > 0, PartProfiles)
}

// HasPermissionSet finds a permission set by API name, label or id.
func (v *View) HasPermissionSet(name string) bool {
	return v.has(len(v.index.PermissionSetsNamed(name)) > 0, PartPermissionSets)
}

// Matches reports whether the org has a profile, permission set or app that a pattern matches by one of its names.
func (v *View) Matches(kind, pattern string) bool {
	named := func(names ...string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return name != "" && Glob(pattern, name) })
	}
	switch kind {
	case SubjectProfile:
		found := slices.ContainsFunc(v.Profiles(), func(p ProfileRow) bool { return named(p.Names()...) })
		return v.has(found, PartProfiles)
	case SubjectPermissionSet:
		found := slices.ContainsFunc(v.PermissionSets(), func(p SetRow) bool { return named(p.Names()...) })
		return v.has(found, PartPermissionSets)
	}
	return slices.ContainsFunc(v.Apps(), func(a OrgApp) bool { return named(a.Name, a.Label) })
}

// HasUser finds a user by username. Asked is false where the snapshot was
// taken for others, so that absence says nothing.
func (v *View) HasUser(username string) (has, asked bool) {
	return v.has(v.index.User(username) != nil, PartUsers), v.index.asked(username)
}

// NearUsernames are usernames like one that the org lacks, however that is spelt.
func (v *View) NearUsernames(username string) []string {
	near := v.index.Scope.NearUsernames
	for _, asked := range slices.Sorted(maps.Keys(near)) {
		if sameName(asked, username) {
			return near[asked]
		}
	}
	return nil
}

func (v *View) has(found bool, part Part) bool {
	if found {
		v.saw(part.bit())
	} else {
		v.rests(part.bit())
	}
	return found
}
