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

func TestChangesThatNameWhatIsInScope(t *testing.T) {
	scenario := acme(t, func(s *simorg.Scenario) {
		s.SetupAuditTrail = nil
		for i, c := range []struct{ action, display string }{
			{"blockConnectedApplication", "Blocked Connected App Sales Insight Actions to Salesforce"},
			{"blockConnectedApplication", "Blocked Connected App Sales Insight Actionset to Salesforce"}, // another app
			{
				"profilePermChangedCustom",
				"Changed profile Marketing User: general user permission API Enabled was changed from enabled to " +
					"disabled",
			},
			// nobody's
			{
				"profilePermChangedCustom",
				"Changed profile Read Only: general user permission API Enabled was changed from enabled to disabled",
			},
			{
				"PermSetDisableUserPerm",
				"Changed permission set Marketo Sales Insight Users: API Enabled permission was changed from enabled " +
					"to disabled",
			},
			// inside jane's group
			{
				"PermSetDisableUserPerm",
				"Changed permission set Data_Steward: API Enabled permission was changed from enabled to disabled",
			},
			{"PermSetAssign", "Permission set MSI_Users: assigned to user Jane Park (UserID: [0055g0000000002])"},
			// somebody else
			{"PermSetAssign", "Permission set MSI_Users: assigned to user Omar Haddad (UserID: [0055g0000000003])"},
			{"changedprofileforuser", "Changed profile for user jane@acme.example from A to B"},
			{"loginIpRange", "Added Login Ip Range to Marketing User from 52.38.129.1 to 52.38.129.9"},
			{"customDomainRedirectPolicy", "Changed the My Domain Login policy"},
			{"createdUser", "Created new user Sales Insight Actions"}, // no change that bears on a sign-in
		} {
			s.SetupAuditTrail = append(s.SetupAuditTrail, simorg.SetupChange{
				Time:    s.Now.Add(-time.Duration(i) * time.Hour),
				By:      "ada.admin@acme.example",
				Action:  c.action,
				Section: "Section",
				Display: c.display,
			})
		}
	})
	s := readWith(t, scenario, jane())
	wantRefused(t, s)
	var got []string
	for _, c := range s.SetupChanges {
		got = append(got, fmt.Sprintf("%s %s", c.At.Format("15"), c.Display[:min(46, len(c.Display))]))
		if c.By != "ada.admin@acme.example" || c.Section != "Section" {
			t.Errorf("got %+v", c)
		}
	}
	want := []string{
		"09 Blocked Connected App Sales Insight Actions to", "07 Changed profile Marketing User: general user p",
		"05 Changed permission set Marketo Sales Insight U", "04 Changed permission set Data_Steward: API Enabl",
		"03 Permission set MSI_Users: assigned to user Jan", "01 Changed profile for user jane@acme.example fro",
		"00 Added Login Ip Range to Marketing User from 52", "23 Changed the My Domain Login policy",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want (-) and got (+):\n%s", diff)
	}
	// No app in particular: the changes of all apps.
	s = readWith(t, scenario, audit.Scope{Usernames: []string{"nils@acme.example"}})
	if len(s.SetupChanges) != 3 {
		t.Errorf("got %+v", s.SetupChanges)
	}
	if s := readWith(t, scenario, audit.Scope{Standing: true}); len(s.SetupChanges) != 0 ||
		len(s.Sources[audit.PartAuditTrail]) != 0 {
		t.Errorf("read without a connection: %+v", s.SetupChanges)
	}
}

func TestAnAuditTrailThatIsCutShort(t *testing.T) {
	s := readWith(t, acme(t, func(s *simorg.Scenario) {
		for i := range 2500 {
			s.SetupAuditTrail = append(s.SetupAuditTrail, simorg.SetupChange{
				Time:    s.Now.Add(-time.Duration(i) * time.Minute),
				Action:  "PermSetAssign",
				Display: fmt.Sprintf("Permission set P: assigned to user U%d", i),
			})
		}
	}), jane())
	wantRefused(t, s, "setup-audit-trail")
	if why := s.Refused[audit.PartAuditTrail]; !strings.Contains(why.Reason,
		"the latest 2000 entries were read, back to 2026-11-18") {
		t.Errorf("got %+v", why)
	}
}

// The user who made a change may not be visible to the audit user.
func TestAChangeByAUserWhoIsNotSeen(t *testing.T) {
	s := readWith(t, acme(t, func(s *simorg.Scenario) {
		s.SetupAuditTrail = []simorg.SetupChange{{
			Time:    s.Now,
			Action:  "customDomainRedirectPolicy",
			Display: "Changed",
			By:      "autoproc@acme.example",
		}}
		s.AbsentFields = []string{"User.Name"}
	}), audit.Scope{Apps: jane().Apps})
	if len(s.SetupChanges) != 1 || s.SetupChanges[0].By != "autoproc@acme.example" {
		t.Errorf("got %+v", s.SetupChanges)
	}
}
