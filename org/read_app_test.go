package org_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"orgaudit/audit"
	"orgaudit/internal/simorg"
)

func TestConnectedAppsWithoutViewSetup(t *testing.T) {
	blind := func(s *simorg.Scenario) { s.Auditor.Lacks = []string{"ViewSetup"} }
	closed := []string{
		"profiles: View Setup and Configuration", "permission-sets: View Setup and Configuration",
		"permission-set-groups: View Setup and Configuration",
		"permission-set-assignments: View Setup and Configuration", "connected-apps: View Setup and Configuration",
		"external-client-apps: View Setup and Configuration", "app-access: View Setup and Configuration",
		"setup-audit-trail: View Setup and Configuration",
	}
	// The setup-only columns don't show: names only, and Permitted Users isn't known.
	s, _ := readFrom(t, acme(t, blind), jane())
	wantRefused(t, s, closed...)
	if len(s.ConnectedApps) == 0 || s.ConnectedApps[0].AdminApprovedOnly != nil || s.ConnectedApps[0].Created != nil {
		t.Errorf("got %+v", s.ConnectedApps)
	}
	if s.APILimit == nil || s.APILimit.Max != 115000 {
		t.Errorf("the header Sforce-Limit-Info was not taken: %+v", s.APILimit)
	}
	// Or the object doesn't show at all.
	s, _ = readFrom(t, acme(t, func(s *simorg.Scenario) {
		blind(s)
		s.AbsentObjects = []string{"ConnectedApplication"}
	}), jane())
	wantRefused(t, s, slices.Insert(closed, len(closed)-1, "app-policies: View Setup and Configuration")...)
	if why := s.Refused[audit.PartConnectedApps]; why.Code != "INVALID_TYPE" {
		t.Errorf("got %+v", why)
	}
	if why := s.Refused[audit.PartAppAccess]; !strings.Contains(why.Reason,
		"connected apps could not be read: INVALID_TYPE") {
		t.Errorf("got %+v", why)
	}
}

// describe may show a column that a query refuses.
func TestAConnectedAppColumnThatTheQueryRefuses(t *testing.T) {
	scenario := acme(t, func(s *simorg.Scenario) {
		s.AbsentFields = []string{"ConnectedApplication.OptionsAllowAdminApprovedUsersOnly"}
		s.Auditor.Lacks = []string{"ViewSetup"}
	})
	s := readRewritten(t, scenario, jane(), func(r *http.Request, body string) string {
		if strings.HasSuffix(r.URL.Path, "/ConnectedApplication/describe") {
			return strings.Replace(body, `"fields":[`, `"fields":[{"name":"OptionsAllowAdminApprovedUsersOnly"},`, 1)
		}
		return body
	})
	why := s.Refused[audit.PartConnectedApps]
	if why.Code != "INVALID_FIELD" ||
		!strings.HasPrefix(why.Reason,
			"INVALID_FIELD: No such column 'OptionsAllowAdminApprovedUsersOnly' on entity") ||
		why.NeedsPermission != audit.ViewSetup.Label {
		t.Errorf("got %+v", why)
	}
}

func TestExternalClientAppsAbsentOrHidden(t *testing.T) {
	absent := func(s *simorg.Scenario) {
		s.AbsentObjects = []string{"ExternalClientApplication", "ExtlClntAppPlcyCnfg", "ExtlClntAppOauthPlcyCnfg"}
	}
	s, _ := readFrom(t, acme(t, absent), jane())
	wantRefused(t, s) // the auditor sees Setup: there are none
	if len(s.ExternalClientApps) != 0 {
		t.Errorf("got %+v", s.ExternalClientApps)
	}
	s, _ = readFrom(t, acme(t, func(s *simorg.Scenario) {
		absent(s)
		s.Auditor.Lacks = []string{"ViewSetup"}
	}), jane())
	if why := s.Refused[audit.PartExternalClientApps]; why.NeedsPermission != audit.ViewSetup.Label {
		t.Errorf("got %+v", why)
	}
	// What isn't known of the auditor is no proof of anything.
	s, _ = readFrom(t, acme(t, func(s *simorg.Scenario) {
		absent(s)
		s.AbsentObjects = append(s.AbsentObjects, "UserPermissionAccess")
	}), jane())
	if why, ok := s.Refused[audit.PartExternalClientApps]; !ok || !strings.Contains(why.Reason, "can't be told") {
		t.Errorf("got %+v", why)
	}
}

func TestExternalClientAppPolicies(t *testing.T) {
	s, _ := readFrom(t, acme(t, nil), jane())
	billing, support := s.ExternalClientApps[0], s.ExternalClientApps[1]
	if billing.Name != "Billing_Bridge" || !*billing.AdminApprovedOnly || !*billing.IsEnabled ||
		*support.AdminApprovedOnly {
		t.Errorf("got %+v", s.ExternalClientApps)
	}
	// Objects that the org doesn't show: the apps are known, their state is not.
	s, _ = readFrom(t, acme(t, func(s *simorg.Scenario) {
		s.AbsentObjects = []string{"ExtlClntAppPlcyCnfg", "ExtlClntAppOauthPlcyCnfg"}
	}), jane())
	wantRefused(t, s)
	if app := s.ExternalClientApps[0]; app.IsEnabled != nil || app.AdminApprovedOnly != nil {
		t.Errorf("got %+v", app)
	}
	// A policy that is new to this program is not known.
	s, _ = readFrom(t, acme(t, func(s *simorg.Scenario) { s.ExternalClientApps[0].PermittedUsers = "SomethingNew" }),
		jane())
	if got := s.ExternalClientApps[1].AdminApprovedOnly; got != nil {
		t.Errorf("took an unknown policy for %t", *got)
	}
	// A query that broke off is another matter: the part isn't complete.
	s, _ = readFrom(t, acme(t, func(s *simorg.Scenario) {
		s.Faults = []simorg.Fault{{Kind: simorg.FaultHTML, Object: "ExtlClntAppPlcyCnfg"}}
	}), jane())
	wantRefused(t, s, "external-client-apps")
	if len(s.ExternalClientApps) != 2 || s.ExternalClientApps[0].IsEnabled != nil {
		t.Errorf("got %+v", s.ExternalClientApps)
	}
}

func TestAccessIsNotCompleteWhereTheAppsAreNot(t *testing.T) {
	broken := func(s *simorg.Scenario) {
		s.Faults = []simorg.Fault{{Kind: simorg.FaultHTML, Object: "ConnectedApplication"}}
	}
	s, _ := readFrom(t, acme(t, broken), jane())
	wantRefused(t, s, "connected-apps", "app-access", "app-policies")
	// An app that was found all the same needs no other.
	scope := jane()
	scope.Apps = []audit.App{{Ask: "Billing Bridge", Name: "Billing Bridge"}}
	s, _ = readFrom(t, acme(t, broken), scope)
	wantRefused(t, s, "connected-apps")
	if len(s.AppAccess) != 1 {
		t.Errorf("got %+v", s.AppAccess)
	}
}

// Of two apps of one name the reader has to read who may use the one that the judge will look at.
func TestTwoAppsOfOneName(t *testing.T) {
	for _, swap := range []bool{false, true} {
		scenario := acme(t, func(s *simorg.Scenario) {
			twin := s.ConnectedApps[0]
			twin.AdminApprovedOnly, twin.Profiles, twin.ConsumerKey, twin.DeveloperName = true,
				[]string{"Marketing User"}, "3MVG9TWIN", "Twin"
			s.ConnectedApps[0].AdminApprovedOnly, s.ConnectedApps[0].Profiles = true, []string{"Marketing User"}
			s.ConnectedApps = append(s.ConnectedApps, twin)
			if swap {
				last := len(s.ConnectedApps) - 1
				s.ConnectedApps[0].ID, s.ConnectedApps[last].ID = "0H45g000000zzzz", "0H45g000000aaaa"
			}
		})
		s, _ := readFrom(t, scenario, jane())
		view := audit.NewIndex(s)
		if _, ok := view.PreAuthorized(view.User("jane@acme.example"), view.Resolve(jane().Apps[0]).ID()); !ok {
			t.Errorf("swap %t: who may use the app that is judged was not read: %+v of %+v",
				swap, s.AppAccess, s.ConnectedApps)
		}
	}
}

func TestSettingsWithAbsentElements(t *testing.T) {
	s, _ := readFrom(t, acme(t, func(s *simorg.Scenario) {
		s.Settings.MyDomain.Absent = []string{"canOnlyLoginWithMyDomainUrl", "doesApiLoginRequireOrgDomain"}
	}), jane())
	wantRefused(t, s)
	if got := s.ConnectedAppSettings; got == nil || got.AdminApprovedOnly != nil ||
		got.AdminApprovedOnlyForExternal != nil {
		t.Errorf("API Access Control is not provisioned, got %+v", got)
	}
	// Both flags are false by default (Metadata API Developer Guide, MyDomainSettings).
	if got := s.MyDomain; got == nil || got.Name != "acme" || got.OnlyMyDomainLogin || got.OnlyMyDomainAPILogin {
		t.Errorf("got %+v", got)
	}
	s, _ = readFrom(t, acme(t, func(s *simorg.Scenario) {
		s.Settings.APIAccessControl = simorg.APIAccessControl{Provisioned: true}
	}), jane())
	if got := s.ConnectedAppSettings; got.AdminApprovedOnly == nil || *got.AdminApprovedOnly {
		t.Errorf("got %+v", got)
	}
}

func TestSettingsThatAreNotThere(t *testing.T) {
	for name, to := range map[string]string{
		"nil record": `<result><records xsi:nil="true"/></result>`,
		"no record":  `<result></result>`,
		"no result":  ``,
	} {
		s := readRewritten(t, acme(t, nil), jane(), func(_ *http.Request, body string) string {
			if strings.Contains(body, `xsi:type="ConnectedAppSettings"`) ||
				strings.Contains(body, `xsi:type="MyDomainSettings"`) {
				head, rest, _ := strings.Cut(body, "<result>")
				_, tail, _ := strings.Cut(rest, "</result>")
				return head + to + tail
			}
			return body
		})
		t.Log(name)
		wantRefused(t, s, "connected-app-settings", "my-domain-settings")
		if s.ConnectedAppSettings != nil || s.MyDomain != nil {
			t.Errorf("%s: got %+v %+v", name, s.ConnectedAppSettings, s.MyDomain)
		}
	}
}

// The host is a guess only where the name settles it.
func TestMyDomainHostIsNoGuess(t *testing.T) {
	for _, tc := range []struct {
		change func(*simorg.Scenario)
		want   string
	}{
		{nil, "acme.my.salesforce.com"},
		{func(s *simorg.Scenario) { s.Org.Sandbox = "uat" }, "acme--uat.sandbox.my.salesforce.com"},
		{func(s *simorg.Scenario) { s.Org.Edition = "Developer Edition" }, "acme-dev-ed.develop.my.salesforce.com"},
		{func(s *simorg.Scenario) { s.Org.MyDomain = "acme.lightning.force.com" }, "acme.my.salesforce.com"},
		{func(s *simorg.Scenario) { s.Org.MyDomain, s.Org.Sandbox = "acme--uat.lightning.force.com", "uat" }, ""},
	} {
		s, _ := readFrom(t, acme(t, tc.change), jane())
		if s.Org.MyDomain != tc.want {
			t.Errorf("%s: got %q, want %q", s.Org.URL, s.Org.MyDomain, tc.want)
		}
	}
}
