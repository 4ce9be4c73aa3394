package org_test

import (
	"slices"
	"strings"
	"testing"

	"orgaudit/audit"
	"orgaudit/internal/simorg"
)

func user(t testing.TB, s *audit.Snapshot, name string) (*audit.Index, *audit.User) {
	t.Helper()
	view := audit.NewIndex(s)
	u := view.User(name)
	if u == nil {
		t.Fatalf("no user %s in %+v", name, s.Users)
	}
	return view, u
}

func TestAssignmentsWithoutTheNewerColumns(t *testing.T) {
	everybody := audit.Scope{Usernames: []string{"sofia@acme.example"}}
	s, _ := readFrom(t, acme(t, nil), everybody)
	if view, u := user(t, s, "sofia@acme.example"); view.Holds(u, audit.APIEnabled) {
		t.Error("an expired assignment counts")
	}
	for _, scenario := range []*simorg.Scenario{
		acme(t, func(s *simorg.Scenario) { s.API.Newest = 51 }),
		acme(t, func(s *simorg.Scenario) {
			s.AbsentFields = []string{
				"PermissionSetAssignment.IsActive", "PermissionSetAssignment.ExpirationDate",
				"PermissionSetAssignment.IsRevoked",
			}
		}),
	} {
		s, _ := readFrom(t, scenario, everybody)
		if _, refused := s.Refused[audit.PartAssignments]; refused {
			t.Errorf("refused: %+v", s.Refused)
		}
		_, u := user(t, s, "sofia@acme.example")
		if len(u.Assignments) != 2 || !u.Assignments[0].IsActive || u.Assignments[1].Expires != nil {
			t.Errorf("got %+v", u.Assignments)
		}
	}
}

// Where an object can't be described its columns are asked for all the same: without IsActive and ExpirationDate a
// grant that has expired would count, without HasActivationRequired one that needs an activated session.
func TestColumnsAreAskedForWhereDescribeFails(t *testing.T) {
	describe := func(object string) simorg.Fault {
		return simorg.Fault{Kind: simorg.FaultHTML, Path: "/services/data/v68.0/sobjects/" + object}
	}
	scenario := acme(t, func(s *simorg.Scenario) {
		s.PermissionSetGroups[0].ActivationRequired = true
		s.Faults = []simorg.Fault{describe("PermissionSetAssignment"), describe("PermissionSetGroup")}
	})
	s, _ := readFrom(t, scenario, audit.Scope{Usernames: []string{"sofia@acme.example", "jane@acme.example"}})
	wantRefused(t, s)
	for _, name := range []string{"sofia@acme.example", "jane@acme.example"} {
		if view, u := user(t, s, name); view.Holds(u, audit.APIEnabled) {
			t.Errorf("%s has API Enabled by %+v", name, view.Paths(u, audit.APIEnabled))
		}
	}
}

func TestSessionBasedGrantsAndMuting(t *testing.T) {
	scenario := acme(t, func(s *simorg.Scenario) {
		s.PermissionSetGroups[0].Muting = &simorg.Muting{Permissions: []string{"ApiEnabled"}}
		s.PermissionSetGroups = append(s.PermissionSetGroups, simorg.PermissionSetGroup{
			Name: "Activated", Sets: []string{"API_Access"}, ActivationRequired: true,
		})
		s.Users[2].Groups = []simorg.Assignment{{Name: "Activated"}}
	})
	s, _ := readFrom(t, scenario, audit.Scope{
		Usernames: []string{"jane@acme.example", "omar@acme.example", "mia@acme.example"},
	})
	wantRefused(t, s)
	for name, want := range map[string]string{
		"jane@acme.example": "muted in the group",
		"omar@acme.example": "session-based",
		"mia@acme.example":  "session-based",
	} {
		view, u := user(t, s, name)
		paths := view.Paths(u, audit.APIEnabled)
		if len(paths) != 1 || !strings.Contains(paths[0].Stopped.String(), want) {
			t.Errorf("%s: got %+v, want one stopped as %s", name, paths, want)
		}
	}
	for _, g := range s.Groups {
		if slices.ContainsFunc(g.PermissionSetIDs, func(id string) bool { return strings.HasPrefix(id, "0QM") }) {
			t.Errorf("a muting set counts as a set of %s", g.Name)
		}
	}
}

// One of the two ways to read profiles leaves something out that the other has: without the owned permission
// sets nobody would be pre-authorized by profile.
func TestProfilesAreCompleteOnlyBothWays(t *testing.T) {
	for object, part := range map[string]string{
		"Profile": "profile-login-policies", "PermissionSet": "permission-sets",
	} {
		s, _ := readFrom(t,
			acme(t, func(s *simorg.Scenario) { s.Faults = []simorg.Fault{{Kind: simorg.FaultHTML, Object: object}} }),
			jane())
		wantRefused(t, s, "profiles", part)
		if len(s.Profiles) != 8 {
			t.Errorf("%s fails: kept %d profiles", object, len(s.Profiles))
		}
	}
}

// Older API versions have no column for Approve Uninstalled Connected Apps: the metadata tells.
func TestApproveUninstalledFromMetadata(t *testing.T) {
	p := audit.ApproveUninstalledApps
	old := func(change func(*simorg.Scenario)) *simorg.Scenario {
		return acme(t, func(s *simorg.Scenario) {
			s.API.Newest = 63
			if change != nil {
				change(s)
			}
		})
	}
	both := audit.Scope{Usernames: []string{"jane@acme.example", "ada.admin@acme.example"}}
	s, server := readFrom(t, old(nil), both)
	wantRefused(t, s)
	if view, u := user(t, s, "ada.admin@acme.example"); !view.Holds(u, p) {
		t.Error("the profile's permission was not found")
	}
	if view, u := user(t, s, "jane@acme.example"); view.Holds(u, p) || !view.Knows(u, p) {
		t.Errorf("jane: holds %t, knows %t", view.Holds(u, p), view.Knows(u, p))
	}
	if got := asked(server, "SOAP readMetadata P"); len(got) != 2 {
		t.Errorf("asked %q", got)
	}

	// A set inside a group has it: the group may mute it, so it isn't known.
	s, _ = readFrom(t, old(func(s *simorg.Scenario) {
		s.PermissionSets[2].Permissions = append(s.PermissionSets[2].Permissions, p.Name)
	}), both)
	if view, u := user(t, s, "jane@acme.example"); view.Knows(u, p) {
		t.Error("took a group for known whose set has the permission")
	}
	// The sets inside the group were not read: nor is it known.
	s, _ = readFrom(t, old(func(s *simorg.Scenario) {
		s.Faults = []simorg.Fault{{Kind: simorg.FaultHTML, Object: "PermissionSetGroupComponent"}}
	}), both)
	wantRefused(t, s, "permission-set-groups")
	if view, u := user(t, s, "jane@acme.example"); view.Knows(u, p) {
		t.Error("took a group for known whose sets were not read")
	}
	// No metadata: not known either.
	s, _ = readFrom(t, old(func(s *simorg.Scenario) { s.Auditor.Lacks = []string{"ModifyMetadata", "ModifyAllData"} }),
		both)
	if view, u := user(t, s, "jane@acme.example"); view.Holds(u, p) || view.Knows(u, p) {
		t.Error("took it for known without the metadata")
	}
}

func TestUseAnyAPIClientOnlyWhereProvisioned(t *testing.T) {
	for _, provisioned := range []bool{false, true} {
		s, _ := readFrom(t, acme(t, func(s *simorg.Scenario) { s.Settings.APIAccessControl.Provisioned = provisioned }),
			jane())
		wantRefused(t, s)
		view, u := user(t, s, "jane@acme.example")
		if view.Knows(u, audit.UseAnyAPIClient) != provisioned {
			t.Errorf("provisioned %t: known %t", provisioned, !provisioned)
		}
	}
}
