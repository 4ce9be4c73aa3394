package simorg

import (
	"fmt"
	"strings"
)

type appRow struct {
	src           *ConnectedApp
	id            string
	developerName string
	menu          int32
	installedBy   int32
	modifiedBy    int32
	runAs         int32
}

type ecaRow struct {
	src               *ExternalClientApp
	id                string
	oauthID, policyID string
	menu              int32
	installedBy       int32
	runAs             int32
}

// menuRow is a row of AppMenuItem. One of app and eca is -1.
type menuRow struct {
	id       string
	app, eca int32
}

// accessRow is a row of SetupEntityAccess: a permission set (often one that a profile owns) may use an app.
type accessRow struct {
	id       string
	set      int32
	app, eca int32
}

type blockedRow struct {
	src      *BlockedApp
	id       string
	fullName string
	by       int32
}

func (b *builder) addApps() {
	for i := range b.scenario.ConnectedApps {
		src := &b.scenario.ConnectedApps[i]
		usedBy := "connected app " + src.Name
		app := appRow{src: src, menu: -1, runAs: -1, installedBy: b.user(src.InstalledBy, usedBy)}
		app.modifiedBy = app.installedBy
		if src.ModifiedBy != "" {
			app.modifiedBy = b.user(src.ModifiedBy, usedBy)
		}
		app.developerName = firstText(src.DeveloperName, strings.ReplaceAll(src.Name, " ", "_"))
		if src.Owned != nil && src.Owned.RunAs != "" {
			app.runAs = b.user(src.Owned.RunAs, usedBy)
		}
		app.id = b.id(src.ID, prefixConnectedApplication, i)
		if !src.Uninstalled {
			app.menu = b.addMenuItem(src.AppMenuItemID, int32(i), -1)
			b.addAccess(src.Profiles, src.PermissionSets, usedBy, int32(i), -1)
		}
		b.apps = append(b.apps, app)
	}
	for i := range b.scenario.ExternalClientApps {
		src := &b.scenario.ExternalClientApps[i]
		usedBy := "external client app " + src.Name
		eca := ecaRow{
			src:         src,
			id:          b.id(src.ID, prefixExternalClientApp, i),
			oauthID:     b.id(src.OauthPolicyID, prefixEcaOauthPolicy, i),
			policyID:    b.id(src.PolicyID, prefixEcaPolicy, i),
			installedBy: b.user(src.InstalledBy, usedBy),
			runAs:       -1,
		}
		if src.RunAs != "" {
			eca.runAs = b.user(src.RunAs, usedBy)
		}
		eca.menu = b.addMenuItem(src.AppMenuItemID, -1, int32(i))
		b.addAccess(src.Profiles, src.PermissionSets, usedBy, -1, int32(i))
		b.ecas = append(b.ecas, eca)
	}
	for i := range b.scenario.Blocked {
		src := &b.scenario.Blocked[i]
		// Blocking in Setup makes up a name like BlacklistedConsumer155969236210464.
		fullName := firstText(src.FullName, fmt.Sprintf("BlacklistedConsumer%d%03d", b.since(src.Created).Unix(), i+1))
		b.blocked = append(b.blocked, blockedRow{
			src:      src,
			id:       b.id(src.ID, prefixBlacklistedConsumer, i),
			fullName: fullName,
			by:       b.user(src.CreatedBy, "blocked app "+src.Name),
		})
	}
}

func (b *builder) addMenuItem(given string, app, eca int32) int32 {
	n := len(b.menu)
	b.menu = append(b.menu, menuRow{id: b.id(given, prefixAppMenuItem, n), app: app, eca: eca})
	return int32(n)
}

func (b *builder) addAccess(profiles, sets []string, usedBy string, app, eca int32) {
	add := func(set int32) {
		b.access = append(b.access, accessRow{
			id: recordID(prefixSetupEntityAccess, len(b.access)+1), set: set, app: app, eca: eca,
		})
	}
	for _, name := range profiles {
		if p := b.row(b.profileByName, "profile", name, usedBy); p >= 0 {
			add(b.profiles[p].set)
		}
	}
	for _, name := range sets {
		if group, ok := b.groupByName[strings.ToLower(name)]; ok {
			add(b.groups[group].set)
			continue
		}
		if s := b.row(b.setByName, "permission set", name, usedBy); s >= 0 {
			add(s)
		}
	}
}

// appOf is the id of the app behind a menu item or an access row.
func (w *world) appOf(app, eca int32) string {
	if app >= 0 {
		return w.apps[app].id
	}
	return w.ecas[eca].id
}

// blocks finds what blocks a consumer key.
func (w *world) blocks(consumerKey string) *blockedRow {
	for i := range w.blocked {
		if w.blocked[i].src.ConsumerKey == consumerKey {
			return &w.blocked[i]
		}
	}
	return nil
}
