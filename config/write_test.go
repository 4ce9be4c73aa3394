package config_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"orgaudit/audit"
	"orgaudit/config"
	"orgaudit/connectors"
)

// A connector that was written is read to the same app.
func TestWriteConnector(t *testing.T) {
	catalogue, err := config.Connectors(connectors.Files, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range catalogue.All() {
		text, err := config.WriteConnector(c.App)
		if err != nil {
			t.Fatal(err)
		}
		again, err := config.ParseConnector("again.yaml", text, nil)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if diff := cmp.Diff(c.App, again.App); diff != "" {
			t.Errorf("%s: -want +got:\n%s\n%s", c.App.Connector, diff, text)
		}
	}
}

// A policy that was written is read to the same policy, but for the places of its rules.
func TestWritePolicy(t *testing.T) {
	catalogue, err := config.Connectors(connectors.Files, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"version: 1\nextends: builtin:strict\n",
		"version: 1\nbypass: {use_any_api_client: []}\n",
		`version: 1
connections:
  - app: connector:marketo-sales-insight-actions
    users: {usernames: ["on", "yes: no", "007", "a\nb", "#x", "'q'"], profiles: [Marketing User], permission_sets: [MSI]}
    from_ips: [192.0.2.0/25]
    login_host: acme.my.salesforce.com
  - {app: "Data Loader", users: {usernames: [a@b.example]}, login_host: test.salesforce.com}
  - {app: "key:3MVG9abcdefghijklmnop", users: {profiles: ["=cmd()"]}}
  - {app: connector:microsoft-copilot-for-sales, users: {profiles: [x]}}
api_enabled: {required: {profiles: [A], permission_sets: [B]}, forbidden: {profiles: ["*"], permission_sets: ["C*"], except: [D]}, holders: []}
apps: {allowed: [connector:zendesk, "null", "*"], blocked: ["key:3MVG9qrstuvw"], installed: [Slack], admin_approved: ["~"], unlisted: fail}
bypass: {use_any_api_client: [a@b.example], approve_uninstalled_connected_apps: []}
approvals: {stale_days: 30}
api_limit: {warn_percent: 70}
severity: {unknown-app: low, app-policy: high}
waivers: [{check: app-policy, subject: "app:*", reason: "why: not", owner: Ada, ticket: "4711", until: 2027-01-31}]
`,
	} {
		want, err := config.ParsePolicy("policy.yaml", []byte(text), catalogue, nil)
		if err != nil {
			t.Fatal(err)
		}
		written, err := config.WritePolicy(want, catalogue)
		if err != nil {
			t.Fatal(err)
		}
		got, err := config.ParsePolicy("policy.yaml", written, catalogue, nil)
		if err != nil {
			t.Fatalf("%v\n%s", err, written)
		}
		places := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().Type() == reflect.TypeFor[audit.Rule]() },
			cmp.Ignore())
		if diff := cmp.Diff(want, got, places, cmpopts.IgnoreFields(audit.Policy{}, "SHA256")); diff != "" {
			t.Errorf("-want +got:\n%s\n%s", diff, written)
		}
		again, err := config.WritePolicy(got, catalogue)
		if err != nil || !slices.Equal(written, again) {
			t.Errorf("written twice it differs: %v\n%s\n%s", err, written, again)
		}
	}
}
