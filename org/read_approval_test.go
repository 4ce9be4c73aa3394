package org_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"orgaudit/audit"
	"orgaudit/internal/simorg"
	"orgaudit/org"
)

// acme is the org of the scenario in which all is well, with changes.
func acme(t testing.TB, change func(*simorg.Scenario)) *simorg.Scenario {
	t.Helper()
	s := load(t, "all-clear")
	if change != nil {
		change(s)
	}
	return s
}

// jane asks about the one connection of the built-in scenarios.
func jane() audit.Scope {
	return audit.Scope{
		Usernames: []string{"jane@acme.example"},
		Apps:      []audit.App{{Ask: "Sales Insight Actions", Name: "Sales Insight Actions"}},
	}
}

// readFrom reads a snapshot, and gives the server for what it saw.
func readFrom(t testing.TB, scenario *simorg.Scenario, scope audit.Scope) (*audit.Snapshot, *simorg.Server) {
	t.Helper()
	server := serve(t, scenario)
	return open(t, server, org.Options{}).Snapshot(t.Context(), scope), server
}

// refusedParts lists the refused parts with the permission that each needs, in order.
func refusedParts(s *audit.Snapshot) []string {
	var out []string
	for _, part := range audit.Parts() {
		if why, ok := s.Refused[part]; ok {
			out = append(out, strings.TrimSuffix(fmt.Sprintf("%s: %s", part, why.NeedsPermission), ": "))
		}
	}
	return out
}

func wantRefused(t testing.TB, s *audit.Snapshot, want ...string) {
	t.Helper()
	if got := refusedParts(s); !slices.Equal(got, want) {
		t.Errorf("refused %q, want %q", got, want)
		for part, why := range s.Refused {
			t.Logf("%s: %+v", part, why)
		}
	}
}

func asked(server *simorg.Server, text string) (found []string) {
	for _, r := range server.Requests() {
		if strings.Contains(r, text) {
			found = append(found, r)
		}
	}
	return found
}

func TestApprovalsBeyondWhereOauthTokenEndsSilently(t *testing.T) {
	const tokens = 6001
	many := func(s *simorg.Scenario) {
		s.OauthTokens = nil
		for i := range tokens {
			s.OauthTokens = append(s.OauthTokens, simorg.OauthToken{
				User: "jane@acme.example", AppName: "Slack", App: "Slack", UseCount: 1, Bare: i%3 == 0,
				// Hundreds share a moment, also around the ends of windows of 2,000.
				Created: time.Date(2025, 1, 1, 0, 0, i/400, 0, time.UTC),
			})
		}
	}
	for name, scope := range map[string]audit.Scope{"of the users in scope": jane(), "of the org": {Standing: true}} {
		s, server := readFrom(t, acme(t, many), scope)
		wantRefused(t, s)
		if len(s.Approvals) != 1 || s.Approvals[0].Count != tokens || s.Approvals[0].UseCount != tokens {
			t.Errorf("%s: got %+v, want %d", name, s.Approvals, tokens)
		}
		if len(asked(server, "FROM OauthToken")) == 0 {
			t.Errorf("%s: nothing was asked", name)
		}
	}
	// More at one moment than a query gives: what is beyond can't be reached, and that is said.
	s, _ := readFrom(t, acme(t, func(s *simorg.Scenario) {
		many(s)
		for i := range s.OauthTokens {
			s.OauthTokens[i].Created = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
		}
	}), jane())
	wantRefused(t, s, "approvals")
}

func TestApprovalsOfOthersAreHiddenSilently(t *testing.T) {
	blind := func(s *simorg.Scenario) { s.Auditor.Lacks = []string{"CustomizeApplication"} }
	for name, scope := range map[string]audit.Scope{"of the users in scope": jane(), "of the org": {Standing: true}} {
		s, _ := readFrom(t, acme(t, blind), scope)
		wantRefused(t, s, "approvals: Customize Application")
		if slices.ContainsFunc(s.Approvals, func(a audit.Approval) bool { return a.AppName != "Salesforce CLI" }) {
			t.Errorf("%s: saw %+v", name, s.Approvals)
		}
	}
}

func TestApprovalsOfBareRowsAndUninstalledApps(t *testing.T) {
	created := time.Date(2024, 6, 1, 9, 0, 0, 0, time.UTC)
	s, _ := readFrom(t, acme(t, func(s *simorg.Scenario) {
		s.OauthTokens = []simorg.OauthToken{
			{User: "jane@acme.example", AppName: "ToutApp", Bare: true, Created: created, UseCount: 2},
			{User: "jane@acme.example", AppName: "toutapp", Created: created.Add(time.Hour), UseCount: 3},
			// renamed since: another app by its id
			{User: "jane@acme.example", AppName: "ToutApp", App: "Slack", Created: created},
			{User: "omar@acme.example", AppName: "ToutApp", Created: created},
		}
	}), jane())
	wantRefused(t, s)
	if len(s.Approvals) != 2 {
		t.Fatalf("got %+v", s.Approvals)
	}
	if a := s.Approvals[0]; a.AppID != "" || a.Count != 2 || a.UseCount != 5 || !a.First.Equal(created) ||
		a.LastUsed != nil {
		t.Errorf("got %+v", a)
	}
	if a := s.Approvals[1]; !strings.HasPrefix(a.AppID, "0H4") || a.Count != 1 {
		t.Errorf("got %+v", a)
	}
}

func TestNoQueryAsksForATokenOrASecret(t *testing.T) {
	for _, scope := range []audit.Scope{
		jane(),
		{
			Standing:       true,
			Profiles:       []string{"Admin"},
			PermissionSets: []string{"MSI_Users"},
			Usernames:      []string{"x@acme.example"},
		},
	} {
		_, server := readFrom(t, acme(t, nil), scope)
		for _, secret := range []string{
			"accesstoken", "deletetoken", "requesttoken", "extlclntappglobaloauthsettings", "oauthconsumer", "secret",
		} {
			for _, r := range server.Requests() {
				if strings.Contains(strings.ToLower(r), secret) {
					t.Errorf("asked for %s: %s", secret, r)
				}
			}
		}
		if writes := server.Writes(); len(writes) > 0 {
			t.Errorf("wrote %v", writes)
		}
	}
}
