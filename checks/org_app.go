package checks

import (
	"slices"
	"strings"

	"orgaudit/audit"
)

// orgApp is an app that an org shows anywhere, put together from its rows.
type orgApp struct {
	subject      audit.Subject
	name, label  string
	id, key      string
	installed    bool
	blocked      bool
	used         int // approvals
	approvedOnly *bool
	file         string // of the project that defines or blocks it
}

// knownApps lists every app that the org shows: installed, External Client Apps, blocked, approved by users. Rows of one
// name are one app, unless their Consumer Keys say otherwise.
func knownApps(v *audit.View) []orgApp {
	var apps []orgApp
	find := func(names ...string) *orgApp {
		i := slices.IndexFunc(apps, func(a orgApp) bool {
			return slices.ContainsFunc(names, func(n string) bool {
				return n != "" && (strings.EqualFold(a.name, n) || strings.EqualFold(a.label, n))
			})
		})
		if i < 0 {
			return nil
		}
		return &apps[i]
	}
	for i := range v.ConnectedApps {
		a := &v.ConnectedApps[i]
		apps = append(apps, orgApp{subject: v.ConnectedAppSubject(a), name: a.Name, id: a.ID, installed: true, approvedOnly: a.AdminApprovedOnly, file: a.File})
	}
	for i := range v.ExternalClientApps {
		a := &v.ExternalClientApps[i]
		apps = append(apps, orgApp{subject: v.ExternalClientAppSubject(a), name: first(a.Label, a.Name), label: a.Name, id: a.ID, installed: true, approvedOnly: a.AdminApprovedOnly, file: a.File})
	}
	for _, b := range v.BlockedApps {
		app := find(b.Name, b.Label)
		if app == nil || app.key != "" && app.key != b.ConsumerKey {
			name := first(b.Name, b.Label, b.FullName)
			apps = append(apps, orgApp{subject: audit.AppSubject(name, b.ConsumerKey), name: name, label: b.Label, key: b.ConsumerKey})
			app = &apps[len(apps)-1]
		}
		app.blocked, app.key, app.file = true, b.ConsumerKey, first(b.File, app.file)
	}
	for _, a := range v.Approvals {
		app := find(a.AppName)
		if app == nil && a.AppID != "" {
			if i := slices.IndexFunc(apps, func(have orgApp) bool { return audit.SameID(have.id, a.AppID) }); i >= 0 {
				app = &apps[i]
			}
		}
		if app == nil {
			apps = append(apps, orgApp{subject: audit.AppSubject(a.AppName, ""), name: a.AppName})
			app = &apps[len(apps)-1]
		}
		app.used += a.Count
	}
	return slices.DeleteFunc(apps, func(a orgApp) bool { return a.name == "" })
}
