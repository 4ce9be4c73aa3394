package org_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/internal/simorg"
	"orgaudit/org"
)

// sameSnapshot is the law: what a snapshot says of an org, an org made of the snapshot says again. Not compared are
// what the reading itself does: its calls, its times, and the requests that it takes from the day's allowance.
var sameSnapshot = cmp.Options{
	cmpopts.IgnoreFields(audit.Snapshot{}, "Calls"),
	cmpopts.IgnoreFields(audit.Source{}, "At"),
	cmpopts.IgnoreFields(audit.APILimit{}, "Remaining"),
	cmpopts.EquateEmpty(),
	// A snapshot keeps what decides a sign-in: a muting set that mutes nothing else, a sign-in through another app and
	// a change of something else are not in it, and it doesn't tell the two kinds of licenses apart. So an org made of
	// it has fewer rows of these. What was kept is compared.
	cmpopts.IgnoreSliceElements(func(s audit.Source) bool {
		// numbers of users that a blind audit user counts and doesn't keep
		return strings.HasPrefix(s.Read, "SELECT ProfileId, COUNT(Id)")
	}),
	cmpopts.IgnoreMapEntries(func(part audit.Part, _ []audit.Source) bool {
		return slices.Contains([]audit.Part{
			audit.PartPermissionSetGroups, audit.PartLoginHistory, audit.PartAuditTrail, audit.PartLicenses,
			audit.PartHolders,
		}, part)
	}),
}

func readWith(t testing.TB, scenario *simorg.Scenario, scope audit.Scope) *audit.Snapshot {
	t.Helper()
	server := serve(t, scenario)
	now := scenario.Now
	if now.IsZero() {
		now = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	}
	s := open(t, server, org.Options{Now: func() time.Time { return now }}).Snapshot(t.Context(), scope)
	if writes := server.Writes(); len(writes) > 0 {
		t.Errorf("writes left the program: %v", writes)
	}
	return s
}

func open(t testing.TB, server *simorg.Server, options org.Options) *org.Client {
	t.Helper()
	options.HTTP, options.Actions = server.Transport(), audit.SetupActions(checks.All())
	client, err := org.Open(t.Context(), org.AccessToken{InstanceURL: server.URL(), Token: org.Secret(server.Token())},
		options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

func again(t testing.TB, s *audit.Snapshot) *audit.Snapshot {
	t.Helper()
	scope := s.Scope
	scope.NearUsernames = nil // it is an answer
	scenario, err := simorg.FromSnapshot(s)
	if err != nil {
		t.Fatal(err)
	}
	return readWith(t, scenario, scope)
}

func TestScenariosReadTheSameFromTheirSnapshot(t *testing.T) {
	for _, name := range simorg.Names() {
		scenario := load(t, name)
		app := catalogued(t, scenario.Ask.App)
		scopes := map[string]audit.Scope{
			"as asked":   {Usernames: []string{scenario.Ask.User, "jan@acme.example"}, Apps: []audit.App{app}},
			"by profile": {Profiles: []string{"Marketing User", "Admin"}},
			"standing": {
				PermissionSets: []string{"MSI_Users"},
				Usernames:      []string{"nobody@acme.example"},
				Standing:       true,
			},
		}
		if scenario.Generate == "large" {
			// The approvals of the whole org and the users of a profile would only repeat the small orgs, slowly.
			delete(scopes, "standing")
			delete(scopes, "by profile")
		}
		for kind, scope := range scopes {
			t.Run(name+"/"+kind, func(t *testing.T) {
				first := readWith(t, scenario, scope)
				if diff := cmp.Diff(first, again(t, first), sameSnapshot); diff != "" {
					t.Errorf("read (-) and read again (+):\n%s", diff)
				}
			})
		}
	}
}
