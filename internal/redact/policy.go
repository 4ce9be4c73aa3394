package redact

import (
	"fmt"
	"slices"
	"strings"

	"orgaudit/audit"
)

// noneMatched stands for a pattern that matches nothing in this org.
const noneMatched = "nothing-that-matches-*"

// learnPolicy names what the policy names exactly: it may not be in the org.
func (r *redactor) learnPolicy(p *audit.Policy) {
	each := func(c class, names []audit.Named) {
		for _, n := range names {
			if audit.IsGlob(n.Text) {
				continue
			}
			if c == username {
				r.name(kindUsername, n.Text)
			} else {
				r.called(c, n.Text)
			}
		}
	}
	each(profile, p.APIEnabled.Required.Profiles)
	each(profile, p.APIEnabled.Forbidden.Profiles)
	each(set, p.APIEnabled.Required.PermissionSets)
	each(set, p.APIEnabled.Forbidden.PermissionSets)
	each(label, p.APIEnabled.Except)
	each(username, p.APIEnabled.Holders)
	each(username, p.Bypass.UseAnyAPIClient)
	each(username, p.Bypass.ApproveUninstalledApps)
	for _, ask := range p.Connections {
		r.learnAsk(ask)
	}
}

func (r *redactor) learnAsk(ask audit.Ask) {
	for _, name := range ask.Usernames {
		r.name(kindUsername, name)
	}
	for _, name := range ask.Profiles {
		r.called(profile, name)
	}
	for _, name := range ask.PermissionSets {
		r.called(set, name)
	}
	for _, way := range ask.App.SignIns {
		r.addressOfHost(way.LoginHost)
	}
}

func (r *redactor) ask(ask audit.Ask) (audit.Ask, error) {
	app, err := copiedApp(ask.App)
	if err != nil {
		return ask, err
	}
	r.appText(&app)
	out := audit.Ask{App: app, Rule: ask.Rule}
	for _, name := range ask.Usernames {
		out.Usernames = append(out.Usernames, r.name(kindUsername, name))
	}
	for _, name := range ask.Profiles {
		out.Profiles = append(out.Profiles, r.called(profile, name))
	}
	for _, name := range ask.PermissionSets {
		out.PermissionSets = append(out.PermissionSets, r.called(set, name))
	}
	return out, nil
}

// appText replaces what an app that is asked about says of the org. What vendors publish of it stays.
func (r *redactor) appText(app *audit.App) {
	app.Ask, app.Name = r.app(app.Ask), r.app(app.Name)
	for i := range app.Aliases {
		app.Aliases[i] = r.app(app.Aliases[i])
	}
	for i := range app.ConsumerKeys {
		app.ConsumerKeys[i] = r.appKey(app.ConsumerKeys[i])
	}
	for i := range app.SignIns {
		app.SignIns[i].LoginHost = r.addressOfHost(app.SignIns[i].LoginHost)
	}
}

// question replaces what was asked.
func (r *redactor) question(q *audit.Question) error {
	for i, ask := range q.Connections {
		out, err := r.ask(ask)
		if err != nil {
			return err
		}
		q.Connections[i] = out
	}
	q.LoginHost = r.addressOfHost(q.LoginHost)
	if q.Symptom != nil {
		q.Symptom.Text = r.text(q.Symptom.Text)
	}
	return nil
}

// policy is the policy with its patterns written out for this org. A pattern says something else than the names that it
// matches where an exact name stands against it, so each name is put where it was decided.
func (r *redactor) policy(p *audit.Policy, s *audit.Snapshot) (*audit.Policy, error) {
	if p == nil {
		return nil, nil
	}
	out := *p
	out.File, out.SHA256, out.Waivers = "", "", nil
	out.Connections = nil
	for _, ask := range p.Connections {
		one, err := r.ask(ask)
		if err != nil {
			return nil, err
		}
		out.Connections = append(out.Connections, one)
	}
	profiles, sets := profilesOf(s), setsOf(s)
	api := p.APIEnabled
	out.APIEnabled.Required.Profiles = r.expand(profile, api.Required.Profiles, profiles, func(names []string) bool {
		return hasName(api.Forbidden.Profiles, names) && !hasName(api.Except, names)
	})
	out.APIEnabled.Required.PermissionSets = r.expand(set, api.Required.PermissionSets, sets,
		func(names []string) bool {
			return hasName(api.Forbidden.PermissionSets, names) && !hasName(api.Except, names)
		})
	out.APIEnabled.Forbidden.Profiles = r.expand(profile, api.Forbidden.Profiles, profiles,
		func(names []string) bool { return hasExact(api.Required.Profiles, names) })
	out.APIEnabled.Forbidden.PermissionSets = r.expand(set, api.Forbidden.PermissionSets, sets,
		func(names []string) bool { return hasExact(api.Required.PermissionSets, names) })
	out.APIEnabled.Except = r.expand(label, api.Except, slices.Concat(profiles, sets), nil)
	people := peopleOf(s)
	out.APIEnabled.Holders = r.expand(username, api.Holders, people, nil)
	out.Bypass.UseAnyAPIClient = r.expand(username, p.Bypass.UseAnyAPIClient, people, nil)
	out.Bypass.ApproveUninstalledApps = r.expand(username, p.Bypass.ApproveUninstalledApps, people, nil)
	for _, list := range []*[]audit.NamedApp{
		&out.Apps.Allowed, &out.Apps.Blocked, &out.Apps.Installed, &out.Apps.AdminApproved,
	} {
		// A pattern over apps stays: it asks for less than the names that it matches, and apps keep their names.
		apps := slices.Clone(*list)
		for i := range apps {
			app, err := copiedApp(apps[i].App)
			if err != nil {
				return nil, err
			}
			r.appText(&app)
			apps[i].App = app
		}
		*list = apps
	}
	return &out, nil
}

// profilesOf lists the names of each profile by which a policy may call it; setsOf and peopleOf likewise.
func profilesOf(s *audit.Snapshot) [][]string {
	var out [][]string
	for _, p := range s.Profiles {
		out = append(out, []string{p.Name, p.MetadataName, p.ID})
	}
	return out
}

func setsOf(s *audit.Snapshot) [][]string {
	var out [][]string
	for _, p := range s.PermissionSets {
		if p.Type == audit.PermissionSetGroupOf {
			continue // a group's own row is no permission set that a policy can name
		}
		names := []string{p.Label, p.Name, p.ID}
		if p.Namespace != "" {
			names = append(names, p.Namespace+"__"+p.Name)
		}
		out = append(out, names)
	}
	return out
}

func peopleOf(s *audit.Snapshot) [][]string {
	var out [][]string
	for _, h := range s.Holders {
		out = append(out, []string{h.Username})
	}
	for _, u := range s.Users {
		out = append(out, []string{u.Username})
	}
	return out
}

// expand writes the patterns of a list out: for each thing of the org that a pattern decides about, the name by which
// it matches. settled tells of things that another list decides about, since it names them exactly. Where nothing is
// left of a list it gets a pattern that matches nothing: it still asks for something.
func (r *redactor) expand(
	c class, list []audit.Named, things [][]string, settled func(names []string) bool,
) []audit.Named {
	if list == nil {
		return nil
	}
	out := []audit.Named{}
	for _, n := range list {
		if !audit.IsGlob(n.Text) {
			out = append(out, audit.Named{Text: r.policyName(c, n.Text), Rule: n.Rule})
			continue
		}
		idle := true
		for _, names := range things {
			at := slices.IndexFunc(names, func(name string) bool { return name != "" && audit.Glob(n.Text, name) })
			idle = idle && at < 0
			if at < 0 || hasExact(list, names) || settled != nil && settled(names) {
				continue
			}
			text := r.policyName(c, names[at])
			if !slices.ContainsFunc(out, func(have audit.Named) bool { return strings.EqualFold(have.Text, text) }) {
				out = append(out, audit.Named{Text: text, Rule: n.Rule})
			}
		}
		if idle {
			out = append(out, audit.Named{Text: r.idlePattern(n.Text), Rule: n.Rule})
		}
	}
	if len(out) == 0 && len(list) > 0 {
		out = append(out, audit.Named{Text: r.noPattern(), Rule: list[0].Rule})
	}
	return out
}

// idlePattern is a pattern that matches nothing in this org, without its name: the policy is told of it by name.
func (r *redactor) idlePattern(text string) string {
	core := strings.Trim(text, "*")
	if core == "" || core == text {
		return r.noPattern()
	}
	before, after, _ := strings.Cut(text, core)
	return before + r.name(kindLabel, core) + after
}

// noPattern is a pattern that matches nothing, each time another one: two lists of one policy may not name the same.
func (r *redactor) noPattern() string {
	r.idle++
	return fmt.Sprintf("nothing-that-matches-%d-*", r.idle)
}

func (r *redactor) policyName(c class, text string) string {
	if c == username {
		return r.name(kindUsername, text)
	}
	return r.called(c, text)
}

func hasExact(list []audit.Named, names []string) bool {
	return slices.ContainsFunc(list, func(n audit.Named) bool {
		return !audit.IsGlob(n.Text) &&
			slices.ContainsFunc(names, func(name string) bool { return name != "" && audit.Glob(n.Text, name) })
	})
}

func hasName(list []audit.Named, names []string) bool {
	return slices.ContainsFunc(list, func(n audit.Named) bool {
		return slices.ContainsFunc(names, func(name string) bool { return name != "" && audit.Glob(n.Text, name) })
	})
}
