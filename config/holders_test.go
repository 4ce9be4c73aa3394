package config

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"orgaudit/audit"
)

func TestHoldersAndStaleApprovals(t *testing.T) {
	p := parsed(t, `
version: 1
api_enabled: {holders: [jane@acme.com, "*@integration.acme.com"]}
bypass: {use_any_api_client: []}
approvals:
  stale_days: 180
`)
	at := func(line int) audit.Rule { return audit.Rule{File: "p.yaml", Line: line} }
	want := []audit.Named{{Text: "jane@acme.com", Rule: at(3)}, {Text: "*@integration.acme.com", Rule: at(3)}}
	if diff := cmp.Diff(want, p.APIEnabled.Holders); diff != "" {
		t.Errorf("holders: -want +got:\n%s", diff)
	}
	if p.StaleDays != 180 || p.StaleRule != at(6) {
		t.Errorf("stale after %d days, by %+v", p.StaleDays, p.StaleRule)
	}
	if diff := cmp.Diff([]string{"UseAnyApiClient", "ApiEnabled"}, p.HolderPermissions()); diff != "" {
		t.Errorf("permissions to read: -want +got:\n%s", diff)
	}
}

// An empty list and a number of days each ask for something by themselves; without the key nothing is asked.
func TestHoldersAndStaleApprovalsAloneAreAPolicy(t *testing.T) {
	for _, text := range []string{"api_enabled: {holders: []}", "approvals: {stale_days: 1}"} {
		p := parsed(t, "version: 1\n"+text+"\n")
		if p.APIEnabled.Holders == nil && p.StaleDays == 0 {
			t.Errorf("%s asks for nothing: %+v", text, p)
		}
	}
	if p := parsed(t, "version: 1\nextends: builtin:baseline\n"); p.APIEnabled.Holders != nil || p.StaleDays != 0 ||
		p.HolderPermissions() != nil {
		t.Errorf("a policy without the keys asks: %+v", p)
	}
	if got := (*audit.Policy)(nil).HolderPermissions(); got != nil {
		t.Errorf("no policy asks for %q", got)
	}
}
