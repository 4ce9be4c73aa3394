package org_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"orgaudit/audit"
	"orgaudit/internal/simorg"
)

func TestLicenses(t *testing.T) {
	used := 3
	sets := func(s *simorg.Scenario) {
		s.PermissionSetLicenses = []simorg.PermissionSetLicense{
			{Name: "SalesforceCPQ", Label: "Salesforce CPQ", Total: 5, Used: &used},
			{Name: "Gone", Label: "Gone", Total: 5, Status: "Expired"},
		}
		s.UserLicenses[2].Total = -1
	}
	scope := jane()
	scope.Apps[0].Needs.FreeSeats = []string{"Salesforce CPQ"}
	s, _ := readFrom(t, acme(t, sets), scope)
	wantRefused(t, s)
	want := []audit.License{
		{Name: "Salesforce", Key: "SFDC", Total: 25, Used: 7},
		{Name: "Salesforce CPQ", Key: "SalesforceCPQ", Total: 5, Used: 3},
		{Name: "Salesforce Integration", Key: "INT", Total: 5, Used: 1},
		{Name: "Salesforce Platform", Key: "AUL", Total: -1, Used: 1},
	}
	if diff := cmp.Diff(want, s.Licenses); diff != "" {
		t.Errorf("want (-) and got (+):\n%s", diff)
	}
	// One of the two kinds alone is no complete answer.
	s, _ = readFrom(t, acme(t, func(s *simorg.Scenario) {
		sets(s)
		s.Faults = []simorg.Fault{{Kind: simorg.FaultHTML, Object: "PermissionSetLicense"}}
	}), scope)
	wantRefused(t, s, "licenses")
	if len(s.Licenses) != 3 {
		t.Errorf("kept %+v", s.Licenses)
	}
	s, _ = readFrom(t, acme(t, func(s *simorg.Scenario) {
		sets(s)
		s.Auditor.Lacks = []string{"ViewSetup"}
	}), scope)
	if why := s.Refused[audit.PartLicenses]; why.NeedsPermission != audit.ViewSetup.Label {
		t.Errorf("got %+v", why)
	}
	// A user license was meant: who could hold another doesn't matter.
	scope.Apps[0].Needs.FreeSeats = []string{"salesforce", "INT"}
	s, server := readFrom(t, acme(t, sets), scope)
	wantRefused(t, s)
	if len(s.Licenses) != 3 || len(asked(server, "PermissionSetLicense")) > 0 {
		t.Errorf("got %+v", s.Licenses)
	}
	// No app needs one: none is read.
	s, server = readFrom(t, acme(t, sets), jane())
	if s.Licenses != nil || len(asked(server, "TotalLicenses")) > 0 {
		t.Errorf("got %+v", s.Licenses)
	}
}

func TestTheUsersLicense(t *testing.T) {
	both := audit.Scope{Usernames: []string{"jane@acme.example", "sync@acme.example"}}
	s, _ := readFrom(t, acme(t, nil), both)
	if s.Users[0].License != "Salesforce" || s.Users[1].License != "Salesforce Integration" {
		t.Errorf("got %+v", s.Users)
	}
	// Where the license doesn't show the users do.
	s, _ = readFrom(t, acme(t, func(s *simorg.Scenario) { s.AbsentFields = []string{"Profile.UserLicenseId"} }), both)
	if _, refused := s.Refused[audit.PartUsers]; refused || len(s.Users) != 2 || s.Users[0].License != "" {
		t.Errorf("refused %v, got %+v", refusedParts(s), s.Users)
	}
}
