package config

import (
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
	"gopkg.in/yaml.v3"
)

const secretHint = "keep it elsewhere and write {env: NAME}, {file: PATH} or {keychain: NAME}"

// literalSecrets finds secrets that stand in the file itself.
func literalSecrets(doc *document) Errors {
	var errs Errors
	orgs := childNode(doc.root, "orgs")
	if orgs == nil || aliasTarget(orgs).Kind != yaml.SequenceNode {
		return nil
	}
	for _, entry := range aliasTarget(orgs).Content {
		for _, secret := range new(Org).Secrets() {
			value := childNode(aliasTarget(entry), secret.Key)
			if value != nil && aliasTarget(value).Kind == yaml.ScalarNode && !isNull(value) {
				errs = append(errs, doc.errorAt(value, secret.Key+" does not belong in this file", secretHint))
			}
		}
	}
	return errs
}

// orgsReader checks the entries of a list and collects what is wrong with them.
type orgsReader struct {
	doc    *document
	errors Errors
}

func (r *orgsReader) fail(p problem, at ...any) {
	if p.message != "" {
		r.errors = append(r.errors, r.doc.errorAt(r.doc.at(at...), p.message, p.hint))
	}
}

var (
	aliasText = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)
	envText   = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
)

func (r *orgsReader) check(orgs []Org) {
	seen := map[string]int{}
	for i, o := range orgs {
		line := r.doc.at("orgs", i, "alias").Line
		switch first, twice := seen[o.Alias]; {
		case o.Alias == "":
		case !aliasText.MatchString(o.Alias):
			r.fail(problem{"an alias holds only letters, digits, dots, hyphens and underscores", ""},
				"orgs", i, "alias")
		case twice:
			r.fail(problem{fmt.Sprintf("alias %q is taken", o.Alias), fmt.Sprintf("by the org in line %d", first)},
				"orgs", i, "alias")
		default:
			seen[o.Alias] = line
		}
		if o.LoginURL != "" {
			r.fail(checkLoginURL(o.LoginURL), "orgs", i, "login_url")
		}
		if o.ClientID != "" && !keyText.MatchString(o.ClientID) {
			r.fail(problem{
				"client_id is not a valid Consumer Key", "write it without spaces, as the app's page shows it",
			},
				"orgs", i, "client_id")
		}
		r.checkCredential(o, i)
		r.checkSecrets(o, i)
		r.checkSchedule(o.Schedule, i)
	}
}

// checkCredential compares an entry's keys with those that its kind of credential needs and takes.
func (r *orgsReader) checkCredential(o Org, i int) {
	credential, ok := credentialOf(o.Auth)
	if !ok {
		return // the schema reported it
	}
	has := map[string]bool{
		"login_url": o.LoginURL != "", "username": o.Username != "", "client_id": o.ClientID != "",
		"key_file": o.KeyFile != "",
	}
	for _, secret := range o.Secrets() {
		has[secret.Key] = *secret.Ref != nil
	}
	for _, key := range credential.needs {
		if !has[key] {
			r.fail(problem{fmt.Sprintf("auth %s needs %s", o.Auth, key), ""}, "orgs", i)
		}
	}
	known := slices.Concat(credential.needs, credential.takes)
	for key, is := range has {
		if is && !slices.Contains(known, key) {
			r.errors = append(r.errors, r.doc.errorAt(r.doc.keyAt("orgs", i, key),
				fmt.Sprintf("auth %s has no %s", o.Auth, key), "it takes "+strings.Join(known, ", ")))
		}
	}
}

func (r *orgsReader) checkSecrets(o Org, i int) {
	for _, secret := range o.Secrets() {
		if ref := *secret.Ref; ref != nil {
			r.checkSecret(*ref, secret.Key, "orgs", i, secret.Key)
		}
	}
}

// checkSecret checks where a secret is said to be. The path leads to what is called name.
func (r *orgsReader) checkSecret(ref SecretRef, name any, at ...any) {
	places := 0
	for _, place := range []string{ref.Env, ref.File, ref.Keychain} {
		if place != "" {
			places++
		}
	}
	switch {
	case places != 1:
		r.fail(problem{
			fmt.Sprintf("%v must name one place where it is kept", name),
			"write {env: NAME}, {file: PATH} or {keychain: NAME}",
		}, at...)
	case ref.Env != "" && !envText.MatchString(ref.Env):
		r.fail(problem{
			"env must be the name of an environment variable, not its value", "for example {env: ACME_SECRET}",
		}, append(slices.Clone(at), "env")...)
	}
}

// checkLoginURL never repeats the address: one with a password in it is among those that are refused.
func checkLoginURL(text string) problem {
	hint := "write it as https://acme.my.salesforce.com, without a path"
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "":
		return problem{"login_url is not a valid address", hint}
	case u.User != nil:
		return problem{"login_url must hold no user name and no password", hint}
	case u.Scheme != "https" && !isLoopback(u.Hostname()):
		return problem{"login_url must begin with https://", hint}
	case u.Scheme != "https" && u.Scheme != "http":
		return problem{"login_url must begin with https://", hint}
	case strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "":
		return problem{"login_url must end after the host", hint}
	}
	return problem{}
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (r *orgsReader) checkSchedule(s *Schedule, i int) {
	if s == nil {
		return
	}
	if s.Cron != "" {
		// The time zone has a key of its own: the parser would take one in the expression as well.
		if _, err := cron.ParseStandard(s.Cron); err != nil || strings.Contains(s.Cron, "TZ=") {
			r.fail(problem{
				"cron is not a valid schedule",
				`write minute, hour, day of month, month and day of week, for example "0 6 * * 1-5", or @daily`,
			}, "orgs", i, "schedule", "cron")
		}
	}
	if s.TZ != "" {
		if _, err := time.LoadLocation(s.TZ); err != nil || s.TZ == "Local" {
			r.fail(problem{
				"tz is not a valid time zone", "write its name in the tz database, for example Europe/Berlin",
			},
				"orgs", i, "schedule", "tz")
		}
	}
	if s.Jitter != "" {
		if d, ok := ParseAge(s.Jitter); !ok || d > 24*time.Hour {
			r.fail(problem{"jitter is not a valid duration of at most a day", "write it as 30m or 2h"},
				"orgs", i, "schedule", "jitter")
		}
	}
}
