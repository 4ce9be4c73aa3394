package org_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"orgaudit/audit"
	"orgaudit/internal/simorg"
)

func heldBy(s *audit.Snapshot) (out []string) {
	for _, h := range s.Holders {
		out = append(out, fmt.Sprintf("%s %s by %s", h.Username, h.Permission, strings.Join(h.Via, " and ")))
	}
	return out
}

func TestHoldersOfAPermission(t *testing.T) {
	standing := audit.Scope{Standing: true, Holders: []string{"ApiEnabled", "CanApproveUninstalledApps"}}
	scenario := acme(t, func(s *simorg.Scenario) {
		s.PermissionSetGroups = append(s.PermissionSetGroups, simorg.PermissionSetGroup{
			Name: "Muted", Sets: []string{"API_Access"}, Muting: &simorg.Muting{Permissions: []string{"ApiEnabled"}},
		})
		give := func(sets, groups []simorg.Assignment, username string) {
			s.Users = append(s.Users, simorg.User{
				Username: username, Profile: "Read Only", PermissionSets: sets, Groups: groups,
			})
		}
		api := []simorg.Assignment{{Name: "API_Access"}}
		give(nil, []simorg.Assignment{{Name: "Muted"}}, "muted@acme.example")
		give([]simorg.Assignment{{Name: "API_Access", Revoked: true}}, nil, "revoked@acme.example")
		give([]simorg.Assignment{{Name: "API_Access", Inactive: true}}, nil, "unassigned@acme.example")
		give(api, []simorg.Assignment{{Name: "Marketing_Ops"}}, "twice@acme.example")
		s.Users = append(s.Users, simorg.User{
			Username:       "left@acme.example",
			Profile:        "Standard User",
			PermissionSets: api,
			Inactive:       true,
		})
	})
	s := readWith(t, scenario, standing)
	wantRefused(t, s)
	want := []string{
		"ada.admin@acme.example ApiEnabled by profile System Administrator",
		"ada.admin@acme.example CanApproveUninstalledApps by profile System Administrator",
		"jane@acme.example ApiEnabled by permission set group Marketing Operations",
		"lena@acme.example ApiEnabled by profile Custom: Sales Profile",
		"raj@acme.example ApiEnabled by profile Standard User", "sync@acme.example ApiEnabled by profile Integration",
		"twice@acme.example ApiEnabled by permission set API Access and permission set group Marketing Operations",
	}
	if diff := cmp.Diff(want, heldBy(s)); diff != "" {
		t.Errorf("want (-) and got (+):\n%s", diff)
	}
	if diff := cmp.Diff(s, again(t, s), sameSnapshot); diff != "" {
		t.Errorf("read (-) and read again (+):\n%s", diff)
	}
	server := serve(t, scenario)
	if open(t, server, orgOptions(scenario.Now)).Snapshot(t.Context(), standing); len(asked(server,
		"Assignee.Username")) != 1 {
		t.Errorf("one query serves all: %q", asked(server, "Assignee.Username"))
	}
	if s := readWith(t, scenario, audit.Scope{Standing: true}); s.Holders != nil ||
		s.Sources[audit.PartHolders] != nil {
		t.Errorf("not asked: %+v", s.Holders)
	}
}

func TestHoldersWhereTheOrgHasNoSuchPermission(t *testing.T) {
	both := audit.Scope{Standing: true, Holders: []string{"UseAnyApiClient", "CanApproveUninstalledApps"}}
	// Use Any API Client exists only where API Access Control is provisioned: elsewhere nobody holds it.
	s, _ := readFrom(t, acme(t, func(s *simorg.Scenario) { s.API.Newest = 68 }), both)
	wantRefused(t, s)
	if got := heldBy(s); len(got) != 1 {
		t.Errorf("got %q", got)
	}
	s, _ = readFrom(t, acme(t, func(s *simorg.Scenario) { s.API.Newest = 68 }), audit.Scope{
		Standing: true, Holders: []string{"UseAnyApiClient"},
	})
	wantRefused(t, s)
	if len(s.Sources[audit.PartHolders]) != 1 {
		t.Errorf("got %+v", s.Sources[audit.PartHolders])
	}
	// A permission without a column in this API version may have holders all the same.
	s, _ = readFrom(t, acme(t, func(s *simorg.Scenario) { s.API.Newest = 63 }), both)
	if why := s.Refused[audit.PartHolders]; !strings.Contains(why.Reason, "no column for CanApproveUninstalledApps") {
		t.Errorf("got %+v", why)
	}
}

// What a group mutes could not be read: nobody counts as a holder by it, and the list is no complete one.
func TestHoldersWhereTheirGrantsWereNotRead(t *testing.T) {
	for object, closed := range map[string]string{
		"MutingPermissionSet": "permission set groups", "Profile": "profiles",
	} {
		s, _ := readFrom(t, acme(t, func(s *simorg.Scenario) {
			s.Faults = []simorg.Fault{{Kind: simorg.FaultHTML, Object: object, Path: "/services/data/v68.0/query"}}
		}), audit.Scope{Standing: true, Holders: []string{"ApiEnabled"}})
		if why := s.Refused[audit.PartHolders]; !strings.HasPrefix(why.Reason, closed) {
			t.Errorf("%s: got %+v", object, why)
		}
		if got := strings.Join(heldBy(s), "\n"); strings.Contains(got, "jane@acme.example") != (object == "Profile") {
			t.Errorf("%s: got %s", object, got)
		}
	}
	s, _ := readFrom(t, acme(t, func(s *simorg.Scenario) { s.Auditor.Lacks = []string{"ViewSetup"} }), audit.Scope{
		Standing: true, Holders: []string{"ApiEnabled"},
	})
	if why := s.Refused[audit.PartHolders]; why.NeedsPermission != audit.ViewSetup.Label {
		t.Errorf("got %+v", why)
	}
}

// Thousands of holders come in pages; the smaller ones of Salesforce are as good.
func TestManyHolders(t *testing.T) {
	const users = 4500
	s, _ := readFrom(t, acme(t, func(s *simorg.Scenario) {
		for i := range users {
			s.Users = append(s.Users,
				simorg.User{Username: fmt.Sprintf("u%04d@acme.example", i),
					Profile: "Read Only",
					PermissionSets: []simorg.Assignment{
						{Name: "API_Access", Expires: time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)},
					}})
		}
		s.Faults = []simorg.Fault{{Kind: simorg.FaultShortPage, Object: "PermissionSetAssignment"}}
	}), audit.Scope{Standing: true, Holders: []string{"ApiEnabled"}})
	wantRefused(t, s)
	if len(s.Holders) != users+5 {
		t.Errorf("%d holders", len(s.Holders))
	}
}
