package app

import (
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"reflect"
	"slices"
	"strings"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/config"
	"orgaudit/internal/diagnose"
	"orgaudit/internal/sfdx"
)

// DefaultPolicy is judged by where no other policy is named, if it is there.
const DefaultPolicy = "orgaudit.yaml"

// Question is what the flags ask of an org.
type Question struct {
	Apps           AppFlags
	Users          []string
	Profiles       []string
	PermissionSets []string
	Policy         string
	Symptom        string
	SymptomAt      string
	LoginHost      string
	FromIPs        []string
	FailOn         string
	WriteFix       string
	CheckDNS       bool
	Baseline       string
	NewOnly        bool

	noDefaultPolicy bool // leave ./orgaudit.yaml alone
}

// AppFlags are --app and --connector in the order given.
type AppFlags struct{ Words []AppWord }

type AppWord struct{ Flag, Value string }

func Severities() []string {
	var names []string
	for _, s := range audit.Severities() {
		names = append(names, string(s))
	}
	return names
}

// asked is a question with everything it names looked up.
type asked struct {
	policy     *audit.Policy
	question   *audit.Question
	connectors []audit.ReportConnector
	fixes      string // folder for the fixes that metadata can express; "" = none
	checkDNS   bool
	// baseline is an earlier report to hold the new one against, nil = none; with newOnly only what is new counts.
	baseline *audit.Report
	newOnly  bool
}

// resolve looks up the policy, the apps and the symptom. saved is the scope of a saved snapshot, which answers what it
// was taken for when nothing else is asked; nil for a live org.
func (q *Question) resolve(p *Program, saved *audit.Scope) (*asked, error) {
	out, apps, catalogue, err := q.lookUp(p)
	if err != nil {
		return nil, err
	}
	if err := q.addConnections(out, apps, saved); err != nil {
		return nil, err
	}
	if err := q.addDetails(p, out); err != nil {
		return nil, err
	}
	if err := q.addBaseline(out); err != nil {
		return nil, err
	}
	out.connectors = used(out, catalogue)
	return out, q.addFixes(out)
}

// addFixes takes the folder for the fixes, which has to be free.
func (q *Question) addFixes(out *asked) error {
	if out.fixes = q.WriteFix; out.fixes != "" {
		if err := sfdx.Free(out.fixes); err != nil {
			return Misuse("name a directory that is empty, or that doesn't exist yet in one that does",
				"--write-fix: %w", err)
		}
	}
	return nil
}

// lookUp reads the apps of the flags and the policy, with the connections that it asks for.
func (q *Question) lookUp(p *Program) (*asked, []audit.App, *config.Catalogue, error) {
	catalogue, err := builtinConnectors()
	if err != nil {
		return nil, nil, nil, err
	}
	var apps []audit.App
	for _, word := range q.Apps.Words {
		if word.Flag == "connector" {
			c, err := config.LoadConnector(word.Value, checkIDs())
			if err != nil {
				return nil, nil, nil, err
			}
			catalogue = catalogue.With(c)
			apps = append(apps, c.App)
			continue
		}
		app, err := config.ParseApp(word.Value, catalogue)
		if err != nil {
			return nil, nil, nil, fmt.Errorf("--app: %w", err)
		}
		if known := catalogue.Suggest(word.Value); len(known) > 0 && app.Connector == "" {
			p.note("note: orgaudit knows what %s needs: --app connector:%s asks more exactly", app.Title(),
				strings.Join(known, " or --app connector:"))
		}
		apps = append(apps, app)
	}
	out := &asked{question: &audit.Question{Tool: tool()}, checkDNS: q.CheckDNS}
	if out.policy, err = q.loadPolicy(catalogue); err != nil {
		return nil, nil, nil, err
	}
	if out.policy != nil {
		out.question.Connections = slices.Clone(out.policy.Connections)
	}
	return out, apps, catalogue, nil
}

// readScope is what a snapshot is to hold, when nothing is asked of it yet: an app without a user, or users without
// an app, are enough to be read.
func (q *Question) readScope(p *Program) (audit.Scope, error) {
	out, apps, _, err := q.lookUp(p)
	if err != nil {
		return audit.Scope{}, err
	}
	for _, app := range apps {
		out.question.Connections = append(out.question.Connections, audit.Ask{App: app})
	}
	s := out.scope()
	s.Usernames = appendNew(s.Usernames, q.Users)
	s.Profiles = appendNew(s.Profiles, q.Profiles)
	s.PermissionSets = appendNew(s.PermissionSets, q.PermissionSets)
	return s, nil
}

// loadPolicy reads the policy that is named, or the default one; nil where there is none.
func (q *Question) loadPolicy(catalogue *config.Catalogue) (*audit.Policy, error) {
	file := q.Policy
	if file == "" {
		if q.noDefaultPolicy {
			return nil, nil
		}
		if _, err := os.Stat(DefaultPolicy); errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		file = DefaultPolicy
	}
	return config.LoadPolicy(file, catalogue, checkIDs())
}

// addConnections asks every app of the flags with every user of the flags.
func (q *Question) addConnections(out *asked, apps []audit.App, saved *audit.Scope) error {
	for flag, values := range map[string][]string{"--user": q.Users, "--profile": q.Profiles,
		"--permission-set": q.PermissionSets} {
		if slices.ContainsFunc(values, func(s string) bool { return strings.TrimSpace(s) == "" }) {
			return Misuse("name one", "%s is empty", flag)
		}
	}
	usernames, profiles, sets := q.Users, q.Profiles, q.PermissionSets
	who := len(usernames) + len(profiles) + len(sets)
	switch {
	case len(apps) == 0 && who == 0 && out.policy != nil:
		return nil
	case len(apps) == 0 && who == 0 && saved != nil && len(saved.Apps) > 0:
		apps, usernames, profiles, sets = saved.Apps, saved.Usernames, saved.Profiles, saved.PermissionSets
	case len(apps) == 0 && who == 0:
		return Misuse("name an app and a user, like --app connector:marketo-sales-insight-actions --user "+
			"jane@acme.com, or a policy by --policy FILE",
			"nothing is asked: there is no app, no user and no policy")
	case len(apps) == 0:
		return Misuse("name what they are to connect: --app NAME, --app connector:ID or --connector FILE (`orgaudit "+
			"connectors` lists the built-in ones)",
			"users are named, but no app")
	case who == 0:
		return Misuse("name who is to connect it: --user USERNAME, --profile NAME or --permission-set NAME",
			"an app is named, but no user")
	}
	for _, app := range apps {
		out.question.Connections = append(out.question.Connections,
			audit.Ask{App: app, Usernames: usernames, Profiles: profiles, PermissionSets: sets})
	}
	return nil
}

// addDetails takes what the flags say about the app's way of signing in and about the failure that was seen.
func (q *Question) addDetails(p *Program, out *asked) error {
	ask := out.question
	if err := q.addFailOn(out); err != nil {
		return err
	}
	for _, ip := range q.FromIPs {
		if _, err := netip.ParseAddr(ip); err != nil {
			if _, err := netip.ParsePrefix(ip); err != nil {
				return Misuse("write 192.0.2.7 or 192.0.2.0/24",
					"--from-ip: %q is not a valid IP address or CIDR range", ip)
			}
		}
	}
	ask.FromIPs = q.FromIPs
	host, err := hostName(q.LoginHost)
	if err != nil {
		return err
	}
	ask.LoginHost = host
	if q.Symptom == "" && q.SymptomAt != "" {
		return Misuse("say what was seen by --symptom", "--symptom-at is given without --symptom")
	}
	if q.Symptom == "" {
		return nil
	}
	var apps []audit.App
	for _, c := range ask.Connections {
		apps = append(apps, c.App)
	}
	ask.Symptom = diagnose.Recognise(q.Symptom, checks.All(), apps)
	if ask.Symptom.Text == diagnose.Unrecognised {
		p.say("warning", "the symptom is not recognised: it can't be told whether the org explains it")
	}
	if q.SymptomAt != "" {
		at, ok := config.ParseMoment(q.SymptomAt)
		if !ok {
			return Misuse("write it as 2026-11-20, \"2026-11-20 09:00\" (UTC) or 2026-11-20T18:00:00+09:00",
				"--symptom-at: %q is not a valid time", q.SymptomAt)
		}
		ask.Symptom.At = &at
	}
	return nil
}

func (q *Question) addFailOn(out *asked) error {
	if q.FailOn == "" {
		return nil
	}
	if !slices.Contains(Severities(), q.FailOn) {
		return Misuse("take "+strings.Join(Severities(), ", "), "--fail-on: there is no severity %q", q.FailOn)
	}
	out.question.FailOn = audit.Severity(q.FailOn)
	return nil
}

// hostName takes a host as a reader copies it, with or without https:// and a path.
func hostName(text string) (string, error) {
	host := strings.ToLower(strings.TrimSpace(text))
	if _, after, ok := strings.Cut(host, "://"); ok {
		host = after
	}
	host, _, _ = strings.Cut(host, "/")
	if host == "" && text == "" {
		return "", nil
	}
	if !strings.Contains(host, ".") || strings.ContainsAny(host, " @?#") {
		return "", Misuse("write only the host, for example login.salesforce.com",
			"--login-host: %q is not a valid host name", text)
	}
	return host, nil
}

// scope is what a snapshot must hold to answer the question.
func (a *asked) scope() audit.Scope {
	s := audit.Scope{CheckDNS: a.checkDNS}
	for _, ask := range a.question.Connections {
		s.Usernames = appendNew(s.Usernames, ask.Usernames)
		s.Profiles = appendNew(s.Profiles, ask.Profiles)
		s.PermissionSets = appendNew(s.PermissionSets, ask.PermissionSets)
		// Two names of one app are kept: each may know what the other doesn't.
		if !slices.ContainsFunc(s.Apps, func(a audit.App) bool { return reflect.DeepEqual(a, ask.App) }) {
			s.Apps = append(s.Apps, ask.App)
		}
	}
	if a.policy != nil {
		s.Holders = a.policy.HolderPermissions()
		s.PolicyUsernames = a.policy.Usernames()
		s.Standing = slices.ContainsFunc(checks.All(),
			func(c *audit.Check) bool { return c.Standing != nil && !c.PolicyOnly && c.Asked(a.policy) })
	}
	return s
}

// appendNew adds the names that a list doesn't have yet.
func appendNew(list, names []string) []string {
	for _, name := range names {
		if !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return list
}
