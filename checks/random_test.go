package checks_test

import (
	"slices"

	"orgaudit/audit"
	"orgaudit/internal/randomorg"
)

// asker makes policies about an org and questions of it by chance: by names that the org has, by "*", and seldom by one
// that it lacks.
type asker struct{ *randomorg.Maker }

func (m *asker) named(names []string) []audit.Named {
	var out []audit.Named
	for range m.IntN(3) {
		text := "*"
		if len(names) > 0 && m.Often() {
			text = names[m.IntN(len(names))]
		}
		if !slices.ContainsFunc(out, func(n audit.Named) bool { return n.Text == text }) {
			out = append(out, audit.Named{Text: text, Rule: audit.Rule{File: "orgaudit.yaml", Line: m.IntN(90) + 1}})
		}
	}
	return out
}

func (m *asker) apps(names []string) []audit.NamedApp {
	var out []audit.NamedApp
	for _, n := range m.named(names) {
		out = append(out, audit.NamedApp{App: audit.App{Ask: n.Text, Name: n.Text}, Rule: n.Rule})
	}
	return out
}

func (m *asker) policy(s *audit.Snapshot) *audit.Policy {
	apps := appNames(s)
	var profiles, sets, users []string
	for _, profile := range s.Profiles {
		profiles = append(profiles, profile.Name)
	}
	for _, set := range s.PermissionSets {
		if set.Type != audit.PermissionSetGroupOf {
			sets = append(sets, set.Label)
		}
	}
	for _, u := range s.Users {
		users = append(users, u.Username)
	}
	p := &audit.Policy{File: "orgaudit.yaml"}
	p.APIEnabled.Required = audit.APINames{Profiles: m.named(profiles), PermissionSets: m.named(sets)}
	p.APIEnabled.Forbidden = audit.APINames{Profiles: m.named(profiles), PermissionSets: m.named(sets)}
	p.APIEnabled.Except = m.named(slices.Concat(profiles, sets))
	p.Apps = audit.AppPolicy{
		Allowed: m.apps(apps), Blocked: m.apps(apps), Installed: m.apps(apps), AdminApproved: m.apps(apps),
		Unlisted: []string{audit.UnlistedFail, audit.UnlistedWarn, audit.UnlistedIgnore}[m.IntN(3)],
	}
	if m.Often() {
		p.Bypass.UseAnyAPIClient, p.APIEnabled.Holders = m.named(users), m.named(users)
	}
	if m.Often() {
		p.StaleDays = 1 + m.IntN(200)
	}
	return p
}

// question asks for the app of the snapshot's scope, or for any, by one or two ways of signing in.
func (m *asker) question(s *audit.Snapshot) *audit.Question {
	app := audit.App{Ask: "Nowhere Sync", Name: "Nowhere Sync"}
	if names := appNames(s); len(names) > 0 && m.Often() {
		name := names[m.IntN(len(names))]
		app = audit.App{Ask: name, Name: name}
	}
	if len(s.Scope.Apps) > 0 {
		app = s.Scope.Apps[0]
	}
	hosts := []string{"login.salesforce.com", "test.salesforce.com", audit.MyDomainHost, ""}
	for range 1 + m.IntN(2) {
		app.SignIns = append(app.SignIns, audit.SignIn{
			Flow: audit.Flows()[m.IntN(len(audit.Flows()))], LoginHost: hosts[m.IntN(len(hosts))],
		})
	}
	ask := audit.Ask{App: app, Usernames: []string{"nobody@acme.example"}}
	for _, u := range s.Users {
		if m.Often() {
			ask.Usernames = append(ask.Usernames, u.Username)
		}
	}
	return &audit.Question{Connections: []audit.Ask{ask}, Tool: "orgaudit test"}
}

// appNames are those under which the org has its apps, installed or blocked.
func appNames(s *audit.Snapshot) []string {
	var out []string
	for _, a := range s.ConnectedApps {
		out = append(out, a.Name)
	}
	for _, a := range s.ExternalClientApps {
		out = append(out, a.Label)
	}
	for _, a := range s.BlockedApps {
		out = append(out, a.Name)
	}
	return out
}
