package org_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"orgaudit/audit"
	"orgaudit/internal/simorg"
	"orgaudit/org"
)

func orgOptions(now time.Time) org.Options { return org.Options{Now: func() time.Time { return now }} }

// warehouse asks about the app that the org of the built-in scenarios owns, and that runs as a user of it.
func warehouse() audit.Scope {
	return audit.Scope{Usernames: []string{"jane@acme.example"}, Apps: []audit.App{
		{Ask: "Warehouse Sync", Name: "Warehouse Sync", SignIns: []audit.SignIn{{Flow: audit.FlowClientCredentials}}},
	}}
}

func ownedPolicy() *audit.OAuthPolicy {
	yes, no := true, false
	return &audit.OAuthPolicy{
		FullName:          "Warehouse_Sync",
		ConsumerKey:       "3MVG9WHSEXAMPLE0warehouse0sync",
		Scopes:            []string{"Api", "RefreshToken"},
		IPRelaxation:      "ENFORCE",
		RefreshToken:      "infinite",
		RequiresPKCE:      &yes,
		DeviceFlow:        &no,
		ClientCredentials: &yes,
		RunAs:             "sync@acme.example",
	}
}

func policyOf(s *audit.Snapshot, name string) *audit.OAuthPolicy {
	for _, a := range s.ConnectedApps {
		if a.Name == name {
			return a.Policy
		}
	}
	return nil
}

func TestThePolicyOfAnAppThatTheOrgOwns(t *testing.T) {
	s, server := readFrom(t, acme(t, nil), warehouse())
	wantRefused(t, s)
	if diff := cmp.Diff(ownedPolicy(), policyOf(s, "Warehouse Sync")); diff != "" {
		t.Errorf("want (-) and got (+):\n%s", diff)
	}
	// The user as whom it runs is read with all that decides a sign-in, and the profile's limits.
	if got := usernames(s); !slices.Equal(got, []string{"jane@acme.example", "sync@acme.example"}) {
		t.Fatalf("got %v", got)
	}
	view, u := user(t, s, "sync@acme.example")
	if !view.Holds(u, audit.APIEnabled) || u.IsFrozen == nil ||
		len(profileOf(t, s, "sync@acme.example").LoginPolicy.IPRanges) != 1 {
		t.Errorf("got %+v", u)
	}
	if s.Calls.REST+s.Calls.SOAP > 40 {
		t.Errorf("%+v", s.Calls)
	}
	for _, r := range server.Requests() {
		if strings.Contains(r, "ExtlClntAppGlobalOauthSettings") {
			t.Errorf("asked for what holds secrets: %s", r)
		}
	}
	// By another flow the user asked about signs in.
	scope := warehouse()
	scope.Apps[0].SignIns = []audit.SignIn{{Flow: audit.FlowWebServer}}
	if s, _ := readFrom(t, acme(t, nil), scope); len(s.Users) != 1 || policyOf(s, "Warehouse Sync") == nil {
		t.Errorf("got %v", usernames(s))
	}
	// Salesforce shows nothing of an app that is installed from elsewhere; that is no refusal.
	s, server = readFrom(t, acme(t, nil), jane())
	wantRefused(t, s)
	if policyOf(s, "Sales Insight Actions") != nil || len(asked(server, "SOAP readMetadata ConnectedApp ")) > 0 {
		t.Errorf("got %+v", s.ConnectedApps)
	}
	if got := s.Sources[audit.PartAppPolicies]; len(got) == 0 {
		t.Error("nothing says that it was looked for")
	}
}

func TestAnAppThatRunsAsAUserWhoIsNotThere(t *testing.T) {
	rewrite := func(_ *http.Request, body string) string {
		return strings.ReplaceAll(body, "<oauthClientCredentialUser>sync@", "<oauthClientCredentialUser>gone@")
	}
	s := readRewritten(t, acme(t, nil), warehouse(), rewrite)
	wantRefused(t, s)
	if got := usernames(s); !slices.Equal(got, []string{"jane@acme.example"}) ||
		policyOf(s, "Warehouse Sync").RunAs != "gone@acme.example" {
		t.Errorf("got %v", got)
	}
	// One whom the audit user may not see is another matter.
	s = readRewritten(t,
		acme(t, func(s *simorg.Scenario) { s.Auditor.Lacks = []string{"ViewAllUsers", "ManageUsers"} }),
		warehouse(), rewrite)
	if why := s.Refused[audit.PartUsers]; why.NeedsPermission != audit.ViewAllUsers.Label {
		t.Errorf("got %+v", why)
	}
}

func TestAnOwnedAppByItsKeyAlone(t *testing.T) {
	byKey := warehouse()
	byKey.Apps = []audit.App{{
		Ask:          "key:3MVG9WHSEXAMPLE0warehouse0sync",
		ConsumerKeys: []string{"3MVG9WHSEXAMPLE0warehouse0sync"},
		SignIns:      byKey.Apps[0].SignIns,
	}}
	s, _ := readFrom(t, acme(t, nil), byKey)
	wantRefused(t, s)
	m := audit.NewIndex(s).Resolve(byKey.Apps[0])
	if m.By != audit.MatchKey || m.Connected == nil || m.Connected.Name != "Warehouse Sync" ||
		m.Label != "Warehouse Sync" {
		t.Errorf("got %+v", m)
	}
	if len(s.AppAccess) != 1 || !audit.SameID(s.AppAccess[0].AppID, m.ID()) || len(s.Users) != 2 {
		t.Errorf("who may use it was not read: %+v, users %v", s.AppAccess, usernames(s))
	}
	// It may be any of the org's own: that they can't be seen leaves it open whether it is one.
	s, _ = readFrom(t,
		acme(t, func(s *simorg.Scenario) { s.Auditor.Lacks = []string{"ModifyMetadata", "ModifyAllData"} }), byKey)
	if why := s.Refused[audit.PartAppPolicies]; why.NeedsPermission != audit.ModifyMetadata.Label {
		t.Errorf("got %+v", why)
	}
	// More than can be read.
	s, server := readFrom(t, acme(t, func(s *simorg.Scenario) {
		for i := range 70 {
			s.ConnectedApps = append(s.ConnectedApps, simorg.ConnectedApp{
				Name:        fmt.Sprintf("Own %02d", i),
				ConsumerKey: fmt.Sprintf("own%02d", i),
				Owned:       &simorg.OwnedApp{},
			})
		}
	}), byKey)
	wantRefused(t, s, "app-policies")
	if why := s.Refused[audit.PartAppPolicies]; !strings.Contains(why.Reason, "60 of 71 came") ||
		len(asked(server, "SOAP readMetadata ConnectedApp")) != 6+1 {
		t.Errorf("got %+v, asked %q", why, asked(server, "SOAP readMetadata ConnectedApp"))
	}
}

// An app of the org's own bears the name of the product and another key: it is another app.
func TestTheKeySettlesWhichOfTwoNames(t *testing.T) {
	scope := jane()
	scope.Apps = []audit.App{{
		Ask:          "connector:x",
		Name:         "Warehouse Sync",
		Aliases:      []string{"Dataloader Partner"},
		ConsumerKeys: []string{"3MVG9DLPEXAMPLE0dataloader0partner"},
	}}
	s, _ := readFrom(t, acme(t, func(s *simorg.Scenario) {
		s.ConnectedApps[2].AdminApprovedOnly, s.ConnectedApps[2].Profiles = true, []string{"Marketing User"}
	}), scope)
	wantRefused(t, s)
	view := audit.NewIndex(s)
	m := view.Resolve(scope.Apps[0])
	if m.Connected == nil || m.Connected.Name != "Dataloader Partner" {
		t.Fatalf("got %+v", m)
	}
	if _, ok := view.PreAuthorized(view.User("jane@acme.example"), m.ID()); !ok {
		t.Errorf("who may use the app that is judged was not read: %+v", s.AppAccess)
	}
}

func TestComponentsAreMatchedByNameWhereTheListTellsNoID(t *testing.T) {
	s := readRewritten(t, acme(t, nil), warehouse(), func(_ *http.Request, body string) string {
		if !strings.Contains(body, "listMetadataResponse") {
			return body
		}
		return strings.ReplaceAll(body, "<id>0H4", "<id>777")
	})
	wantRefused(t, s)
	if diff := cmp.Diff(ownedPolicy(), policyOf(s, "Warehouse Sync")); diff != "" {
		t.Errorf("want (-) and got (+):\n%s", diff)
	}
}

func TestAPolicyThatDoesNotCome(t *testing.T) {
	for _, kind := range []simorg.FaultKind{simorg.FaultReadEmpty, simorg.FaultHTML} {
		s, _ := readFrom(t, acme(t, func(s *simorg.Scenario) {
			s.Faults = []simorg.Fault{{Kind: kind, Operation: "readMetadata", Object: "ConnectedApp"}}
		}), warehouse())
		wantRefused(t, s, "app-policies")
	}
}

func TestThePolicyOfAnExternalClientApp(t *testing.T) {
	scope := jane()
	scope.Apps = []audit.App{{Ask: "Support Bot", Name: "Support Bot", SignIns: warehouse().Apps[0].SignIns}}
	policies := func(s *simorg.Scenario) {
		bot := &s.ExternalClientApps[0]
		bot.IPRelaxation, bot.RefreshTokenPolicy, bot.ClientCredentials, bot.RunAs, bot.SessionLevel = "Bypass", "Zero",
			true, "sync@acme.example", "HIGH_ASSURANCE"
	}
	bot := func(s *audit.Snapshot) audit.ExternalClientApp { return s.ExternalClientApps[1] }
	yes := true
	s, server := readFrom(t, acme(t, policies), scope)
	wantRefused(t, s)
	want := &audit.OAuthPolicy{
		IPRelaxation:      "Bypass",
		RefreshToken:      "Zero",
		ClientCredentials: &yes,
		RunAs:             "sync@acme.example",
		SessionLevel:      "HIGH_ASSURANCE",
	}
	if diff := cmp.Diff(want, bot(s).Policy); diff != "" {
		t.Errorf("want (-) and got (+):\n%s", diff)
	}
	if !slices.Contains(usernames(s), "sync@acme.example") ||
		len(asked(server, "ExtlClntAppOauthPlcyCnfg/describe")) > 0 {
		t.Errorf("users %v, asked %q", usernames(s), asked(server, "describe"))
	}
	// An older API version lacks a column.
	s, _ = readFrom(t, acme(t, func(s *simorg.Scenario) {
		policies(s)
		s.AbsentFields = []string{"ExtlClntAppOauthPlcyCnfg.ClientCredentialsFlowUser"}
	}), scope)
	wantRefused(t, s)
	if p := bot(s).Policy; p == nil || p.RunAs != "" || p.IPRelaxation != "Bypass" || *bot(s).AdminApprovedOnly {
		t.Errorf("got %+v", p)
	}
	// The object doesn't show: it decides about this app, and about no other.
	hidden := func(s *simorg.Scenario) { s.AbsentObjects = []string{"ExtlClntAppOauthPlcyCnfg"} }
	s, _ = readFrom(t, acme(t, hidden), scope)
	wantRefused(t, s, "app-policies")
	if why := s.Refused[audit.PartAppPolicies]; !strings.HasPrefix(why.Reason,
		"the OAuth policies of External Client Apps could not be read") {
		t.Errorf("got %+v", why)
	}
	s, _ = readFrom(t, acme(t, hidden), jane())
	wantRefused(t, s)
}

// An app's documented permissions are read of everything that reaches a user, where the org has them.
func TestPermissionsThatAppsDocument(t *testing.T) {
	scope := jane()
	scope.Apps[0].Needs.UserPermissions = []string{"RunReports", "ManageDataIntegrations", "NoSuchPermission"}
	s, _ := readFrom(t, acme(t, nil), scope)
	wantRefused(t, s)
	view, jane := user(t, s, "jane@acme.example")
	for name, want := range map[string][2]bool{
		"RunReports":             {true, true},
		"ManageDataIntegrations": {false, true},
		"NoSuchPermission":       {false, false},
		"ApiUserOnly":            {false, true},
		"UseAnyApiAuth":          {false, true},
	} {
		p := audit.Permission{Name: name}
		if got := [2]bool{view.Holds(jane, p), view.Knows(jane, p)}; got != want {
			t.Errorf("%s: holds and knows %v, want %v", name, got, want)
		}
	}
	if paths := view.Paths(jane, audit.Permission{Name: "ManageDataIntegrations"}); len(paths) != 1 ||
		paths[0].Stopped.String() != "muted in the group" {
		t.Errorf("got %+v", paths)
	}
	// Use Any API Auth came with Summer '26.
	s, _ = readFrom(t, acme(t, func(s *simorg.Scenario) { s.API.Newest = 66 }), scope)
	wantRefused(t, s)
	if view, jane := user(t, s, "jane@acme.example"); view.Knows(jane, audit.UseAnyAPIAuth) ||
		!view.Knows(jane, audit.APIOnlyUser) {
		t.Error("took a permission for known that the API version lacks, or the reverse")
	}
}
