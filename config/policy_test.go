package config

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"orgaudit/audit"
)

// The example stands in docs/policy.md.
func TestExamplePolicy(t *testing.T) {
	const file = "testdata/example.yaml"
	catalogue := builtin(t)
	got, err := LoadPolicy(file, catalogue, knownChecks())
	if err != nil {
		t.Fatal(err)
	}
	rule := func(line int) audit.Rule { return audit.Rule{File: file, Line: line} }
	actions, _ := catalogue.Get("marketo-sales-insight-actions")
	asked := actions.App
	asked.FromIPs = []string{"199.15.212.0/22"}
	app := func(name string, line int) audit.NamedApp {
		return audit.NamedApp{App: audit.App{Ask: name, Name: name}, Rule: rule(line)}
	}
	data, _ := os.ReadFile(file)
	sum := sha256.Sum256(data)
	want := &audit.Policy{
		File: file, SHA256: hex.EncodeToString(sum[:]),
		Connections: []audit.Ask{{
			App: asked, Usernames: []string{"jane@acme.com"}, Profiles: []string{"Marketing User"},
			PermissionSets: []string{"MSI_Users"}, Rule: rule(3),
		}},
		APIEnabled: audit.APIPolicy{
			Required: audit.APINames{
				Profiles:       []audit.Named{{Text: "Marketing User", Rule: rule(7)}},
				PermissionSets: []audit.Named{{Text: "Integration", Rule: rule(7)}},
			},
			Forbidden: audit.APINames{
				Profiles: []audit.Named{{Text: "Read Only", Rule: rule(8)}, {Text: "Contract*", Rule: rule(8)}},
			},
			Except: []audit.Named{{Text: "Contract Admin", Rule: rule(8)}},
		},
		Apps: audit.AppPolicy{
			Allowed:       []audit.NamedApp{{App: actions.App, Rule: rule(10)}, app("Salesforce CLI", 10)},
			Blocked:       []audit.NamedApp{app("Data Loader Partner", 11)},
			AdminApproved: []audit.NamedApp{app("*", 12)},
			Unlisted:      audit.UnlistedWarn, UnlistedRule: rule(13),
		},
		Bypass:       audit.Bypass{UseAnyAPIClient: []audit.Named{{Text: "admin@acme.com", Rule: rule(15)}}},
		Severity:     map[string]audit.Severity{"unknown-app": audit.Low},
		APILimitWarn: 80,
		Waivers: []audit.Waiver{{
			Check:   "profile-api-policy",
			Subject: "profile:Contract Temp",
			Reason:  "migration",
			Owner:   "ada@acme.com",
			Ticket:  "OPS-4711",
			Until:   time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC),
			Rule:    rule(19),
		}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func parsed(t *testing.T, text string) *audit.Policy {
	t.Helper()
	r := &policyReader{connectors: builtin(t), checks: knownChecks(), open: BuiltinPolicy}
	p, err := r.read("p.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Nobody may hold it, and nothing is asked: two policies.
func TestEmptyBypassList(t *testing.T) {
	p := parsed(t, "version: 1\nbypass: {use_any_api_client: []}\n")
	if p.Bypass.UseAnyAPIClient == nil || len(p.Bypass.UseAnyAPIClient) != 0 {
		t.Errorf("an empty list was read as %#v", p.Bypass.UseAnyAPIClient)
	}
	if p.Bypass.ApproveUninstalledApps != nil {
		t.Errorf("an absent list was read as %#v", p.Bypass.ApproveUninstalledApps)
	}
}

func TestLoginHost(t *testing.T) {
	p := parsed(t, `
version: 1
connections:
  - {app: connector:marketo-sales-insight-actions, users: {profiles: [A]}, login_host: Acme.my.salesforce.com}
  - {app: Another App, users: {profiles: [A]}, login_host: test.salesforce.com}
  - {app: Another App, users: {profiles: [A]}}
`)
	want := [][]audit.SignIn{
		{{Flow: audit.FlowWebServer, LoginHost: "acme.my.salesforce.com", Scopes: []string{"api", "refresh_token"}}},
		{{Flow: audit.FlowWebServer, LoginHost: "test.salesforce.com"}},
		nil,
	}
	for i, ask := range p.Connections {
		if diff := cmp.Diff(want[i], ask.App.SignIns); diff != "" {
			t.Errorf("connection %d: -want +got:\n%s", i, diff)
		}
	}
	actions, _ := builtin(t).Get("marketo-sales-insight-actions")
	if actions.App.SignIns[0].LoginHost != "login.salesforce.com" {
		t.Error("a policy changed the connector")
	}
}

func TestBuiltinPolicies(t *testing.T) {
	for _, name := range BuiltinPolicies() {
		p, err := LoadPolicy(name, builtin(t), knownChecks())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if p.File != name || p.Apps.UnlistedRule.File != name {
			t.Errorf("%s: its rules name %s and %s", name, p.File, p.Apps.UnlistedRule.File)
		}
	}
	strict, err := LoadPolicy("builtin:strict", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if strict.Apps.Unlisted != audit.UnlistedFail || len(strict.APIEnabled.Forbidden.Profiles) == 0 {
		t.Errorf("builtin:strict does not build on builtin:baseline: %+v", strict)
	}
	for _, name := range []string{"builtin:nothing", "baseline"} {
		if _, err := BuiltinPolicy(name); err == nil {
			t.Errorf("%s is no built-in policy, but was found", name)
		}
	}
}

func TestPolicyFileIsMissing(t *testing.T) {
	_, err := LoadPolicy(filepath.Join(t.TempDir(), "none.yaml"), nil, nil)
	if !errors.Is(err, fs.ErrNotExist) || !strings.HasPrefix(err.Error(), "cannot read the policy: ") {
		t.Errorf("got %v", err)
	}
}

// extracted writes the files of an archive into a directory of their own and makes it the current one.
func extracted(t *testing.T, archive string) {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
}

func TestExtends(t *testing.T) {
	extracted(t, `
-- orgaudit.yaml --
version: 1
extends: company/base.yaml
apps:
  allowed: [Own]
  unlisted: ignore
severity: {unknown-app: low}
-- company/base.yaml --
version: 1
extends: ../root.yaml
apps: {allowed: [Company], unlisted: fail}
api_limit: {warn_percent: 70}
severity: {unknown-app: high, app-policy: low}
-- root.yaml --
version: 1
apps: {allowed: [Root]}
api_limit: {warn_percent: 50}
`)
	p, err := LoadPolicy("orgaudit.yaml", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	var allowed []audit.Rule
	var names []string
	for _, a := range p.Apps.Allowed {
		names, allowed = append(names, a.App.Name), append(allowed, a.Rule)
	}
	if diff := cmp.Diff([]string{"Root", "Company", "Own"}, names); diff != "" {
		t.Errorf("lists are not joined in order: %s", diff)
	}
	places := []audit.Rule{
		{File: "root.yaml", Line: 2},
		{File: filepath.Join("company", "base.yaml"), Line: 3},
		{File: "orgaudit.yaml", Line: 4},
	}
	if diff := cmp.Diff(places, allowed); diff != "" {
		t.Errorf("rules lost their file: %s", diff)
	}
	if p.Apps.Unlisted != audit.UnlistedIgnore || p.APILimitWarn != 70 {
		t.Errorf("single values are not replaced: %q, %d", p.Apps.Unlisted, p.APILimitWarn)
	}
	if diff := cmp.Diff(map[string]audit.Severity{"unknown-app": "low", "app-policy": "low"}, p.Severity); diff != "" {
		t.Errorf("severities: %s", diff)
	}
}

func TestExtendsErrors(t *testing.T) {
	extracted(t, `
-- a.yaml --
version: 1
extends: sub/b.yaml
-- sub/b.yaml --
version: 1
extends: ../a.yaml
-- itself.yaml --
version: 1
extends: ./itself.yaml
-- missing.yaml --
version: 1
extends: none.yaml
-- directory.yaml --
version: 1
extends: sub
-- broken.yaml --
version: 1
extends: base.yaml
app: {}
-- base.yaml --
version: 1
aps: {}
-- conflict.yaml --
version: 1
extends: requires.yaml
api_enabled: {forbidden: {profiles: [A]}}
-- requires.yaml --
version: 1
api_enabled: {required: {profiles: [A]}}
`)
	b := filepath.Join("sub", "b.yaml")
	for file, want := range map[string]string{
		"a.yaml": b + ":2:10: extends leads back to a file that it came from\n  hint: a.yaml > " + b + " > a.yaml",
		"itself.yaml": "itself.yaml:2:10: extends leads back to a file that it came from\n" +
			"  hint: itself.yaml > itself.yaml",
		"missing.yaml": "missing.yaml:2:10: there is no file \"none.yaml\"\n" +
			"  hint: extends takes a path relative to this file, or builtin:baseline, builtin:strict",
		"directory.yaml": "directory.yaml:2:10: cannot read \"sub\"\n" +
			"  hint: check that it is a file and that you may read it",
		"broken.yaml": "base.yaml:2:1: unknown key \"aps\"\n  hint: did you mean \"apps\"?\n" +
			"broken.yaml:3:1: unknown key \"app\"\n  hint: did you mean \"apps\"?",
		"conflict.yaml": "conflict.yaml:3: API Enabled of profile \"A\" is both required and forbidden\n" +
			"  hint: the other rule is in requires.yaml:2",
	} {
		_, err := LoadPolicy(file, nil, nil)
		if err == nil {
			t.Errorf("%s: no error", file)
		} else if diff := cmp.Diff(want, err.Error()); diff != "" {
			t.Errorf("%s: -want +got:\n%s", file, diff)
		}
	}
}
