package config

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"orgaudit/audit"
)

// add puts what one file says behind what the files that it extends said.
func (r *policyReader) add(f *PolicyFile) {
	p := &r.policy
	for i, c := range f.Connections {
		p.Connections = append(p.Connections, r.connection(c, i))
	}
	api := &p.APIEnabled
	r.names(&api.Required.Profiles, f.APIEnabled.Required.Profiles, "api_enabled", "required", "profiles")
	r.names(&api.Required.PermissionSets, f.APIEnabled.Required.PermissionSets,
		"api_enabled", "required", "permission_sets")
	r.names(&api.Forbidden.Profiles, f.APIEnabled.Forbidden.Profiles, "api_enabled", "forbidden", "profiles")
	r.names(&api.Forbidden.PermissionSets, f.APIEnabled.Forbidden.PermissionSets,
		"api_enabled", "forbidden", "permission_sets")
	r.names(&api.Except, f.APIEnabled.Forbidden.Except, "api_enabled", "forbidden", "except")
	r.names(&api.Holders, f.APIEnabled.Holders, "api_enabled", "holders")

	r.apps(&p.Apps.Allowed, f.Apps.Allowed, "allowed")
	r.apps(&p.Apps.Blocked, f.Apps.Blocked, "blocked")
	r.apps(&p.Apps.Installed, f.Apps.Installed, "installed")
	r.apps(&p.Apps.AdminApproved, f.Apps.AdminApproved, "admin_approved")
	if f.Apps.Unlisted != "" {
		p.Apps.Unlisted, p.Apps.UnlistedRule = f.Apps.Unlisted, r.rule("apps", "unlisted")
	}
	r.names(&p.Bypass.UseAnyAPIClient, f.Bypass.UseAnyAPIClient, "bypass", "use_any_api_client")
	r.names(&p.Bypass.ApproveUninstalledApps, f.Bypass.ApproveUninstalledApps, "bypass",
		"approve_uninstalled_connected_apps")

	if f.Approvals.StaleDays != 0 {
		p.StaleDays, p.StaleRule = f.Approvals.StaleDays, r.rule("approvals", "stale_days")
	}
	if f.APILimit.WarnPercent != 0 {
		p.APILimitWarn = f.APILimit.WarnPercent
	}
	for id, severity := range f.Severity {
		if wrong := checkID(id, r.checks); wrong.message != "" {
			r.errors = append(r.errors, r.doc.errorAt(r.doc.keyAt("severity", id), wrong.message, wrong.hint))
		}
		if p.Severity == nil {
			p.Severity = map[string]audit.Severity{}
		}
		p.Severity[id] = severity
	}
	for i, w := range f.Waivers {
		p.Waivers = append(p.Waivers, r.waiver(w, i))
	}
}

// rule is the place of a value.
func (r *policyReader) rule(at ...any) audit.Rule {
	return audit.Rule{File: r.doc.file, Line: r.doc.at(at...).Line}
}

// names appends a list of names or patterns. A list that is there but empty stays apart from one that is absent.
func (r *policyReader) names(to *[]audit.Named, texts []string, at ...any) {
	if texts != nil && *to == nil {
		*to = []audit.Named{}
	}
	for i, text := range texts {
		*to = append(*to, audit.Named{Text: text, Rule: r.rule(append(slices.Clip(at), i)...)})
	}
}

func (r *policyReader) apps(to *[]audit.NamedApp, texts []string, list string) {
	for i, text := range texts {
		app, wrong := parseApp(text, r.connectors)
		if text != "" { // an empty one was reported
			r.fail(wrong, "apps", list, i)
		}
		*to = append(*to, audit.NamedApp{App: app, Rule: r.rule("apps", list, i)})
	}
}

func (r *policyReader) connection(c PolicyConnection, i int) audit.Ask {
	ask := audit.Ask{
		Usernames: c.Users.Usernames, Profiles: c.Users.Profiles, PermissionSets: c.Users.PermissionSets,
		Rule: r.rule("connections", i),
	}
	if c.App != "" {
		ask.App = r.connectionApp(c, i)
	}
	// A users key that is missing was reported.
	if r.has("connections", i, "users") &&
		len(c.Users.Usernames)+len(c.Users.Profiles)+len(c.Users.PermissionSets) == 0 {
		r.fail(problem{"users lists nobody", "list usernames, profiles or permission_sets"}, "connections", i, "users")
	}
	for list, names := range map[string][]string{
		"usernames": c.Users.Usernames, "profiles": c.Users.Profiles, "permission_sets": c.Users.PermissionSets,
	} {
		for j, name := range names {
			if audit.IsGlob(name) {
				r.fail(problem{"a pattern cannot name the users of a connection", "write each name out"},
					"connections", i, "users", list, j)
			}
		}
	}
	return ask
}

func (r *policyReader) connectionApp(c PolicyConnection, i int) audit.App {
	app, wrong := parseApp(c.App, r.connectors)
	if wrong.message == "" && audit.IsGlob(c.App) {
		wrong = problem{"a pattern cannot name the app of a connection", "name one app"}
	}
	r.fail(wrong, "connections", i, "app")
	for j, ip := range c.FromIPs {
		if ip != "" {
			r.fail(checkIP(ip), "connections", i, "from_ips", j)
		}
	}
	app.FromIPs = slices.Concat(app.FromIPs, c.FromIPs)
	if c.LoginHost != "" {
		r.fail(checkHost(c.LoginHost), "connections", i, "login_host")
		app.SignIns = atHost(app.SignIns, strings.ToLower(c.LoginHost))
	}
	return app
}

// atHost is the ways to sign in at one host. Those that differed by their host alone become one.
func atHost(signIns []audit.SignIn, host string) []audit.SignIn {
	if len(signIns) == 0 {
		return []audit.SignIn{{Flow: audit.FlowWebServer, LoginHost: host}}
	}
	var out []audit.SignIn
	for _, signIn := range signIns {
		signIn.LoginHost = host
		if !slices.ContainsFunc(out, func(have audit.SignIn) bool { return reflect.DeepEqual(have, signIn) }) {
			out = append(out, signIn)
		}
	}
	return out
}

func (r *policyReader) has(path ...any) bool {
	last := len(path) - 1
	return childNode(r.doc.at(path[:last]...), path[last]) != nil
}

func (r *policyReader) waiver(w PolicyWaiver, i int) audit.Waiver {
	r.fail(checkID(w.Check, r.checks), "waivers", i, "check")
	r.fail(checkSubject(w.Subject), "waivers", i, "subject")
	until, err := time.Parse(time.DateOnly, w.Until)
	if err != nil && r.has("waivers", i, "until") {
		r.fail(problem{"until must be a day", "write it as 2027-01-31"}, "waivers", i, "until")
	}
	return audit.Waiver{
		Check:   w.Check,
		Subject: w.Subject,
		Reason:  w.Reason,
		Owner:   w.Owner,
		Ticket:  w.Ticket,
		Until:   until,
		Rule:    r.rule("waivers", i),
	}
}

// checkSubject says what is wrong with the subject of a waiver.
func checkSubject(text string) problem {
	kinds := []string{
		audit.SubjectOrg, audit.SubjectApp, audit.SubjectUser, audit.SubjectConnection, audit.SubjectProfile,
		audit.SubjectPermissionSet,
	}
	kind, name, ok := strings.Cut(text, ":")
	switch {
	case text == "":
		return problem{}
	case !ok || name == "":
		return problem{"subject must be kind:name", `for example "profile:Contract Temp"`}
	case !slices.Contains(kinds, kind):
		return problem{fmt.Sprintf("unknown kind of subject %q", kind), didYouMean(kind, kinds)}
	}
	return problem{}
}
