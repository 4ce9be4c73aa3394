package org_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"orgaudit/audit"
	"orgaudit/internal/simorg"
)

func TestLoginsOfTheUsersAndApps(t *testing.T) {
	at := func(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 0, 0, 0, time.UTC) }
	scenario := acme(t, func(s *simorg.Scenario) {
		const app = "Sales Insight Actions"
		row := simorg.Login{
			User:        "jane@acme.example",
			Application: app,
			Type:        "Remote Access 2.0",
			URL:         "login.salesforce.com",
		}
		s.LoginHistory = nil
		for _, l := range []struct {
			application, status string
			at                  time.Time
		}{
			{app, "Restricted IP", at(9, 8)}, {app, "Restricted IP", at(11, 9)},
			{"sales insight actions", "Success", at(12, 9)},
			{"N/A", "Restricted domain", at(13, 9)},                              // names no app
			{"Browser", "User is frozen", at(14, 9)},                             // the login page comes before the app
			{"Browser", "Success", at(14, 10)}, {"Slack", "Success", at(14, 11)}, // neither
			{app, "Success", at(20, 9).AddDate(0, 0, -31)}, // too long ago
		} {
			row.Application, row.Status, row.Time = l.application, l.status, l.at
			s.LoginHistory = append(s.LoginHistory, row)
		}
		row.User, row.Application, row.Time = "omar@acme.example", app, at(15, 9)
		s.LoginHistory = append(s.LoginHistory, row)
	})
	s := readWith(t, scenario, jane())
	wantRefused(t, s)
	var got []string
	for _, l := range s.Logins {
		got = append(got, fmt.Sprintf("%s %s %d %s", l.Application, l.Status, l.Count, l.Last.Format("01-02T15")))
		if l.UserID != s.Users[0].ID || l.LoginURL != "login.salesforce.com" || l.LoginType != "Remote Access 2.0" {
			t.Errorf("got %+v", l)
		}
	}
	want := []string{
		"Browser User is frozen 1 11-14T09", "N/A Restricted domain 1 11-13T09",
		"Sales Insight Actions Restricted IP 2 11-11T09", "sales insight actions Success 1 11-12T09",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want (-) and got (+):\n%s", diff)
	}
	// No app in particular: all of them.
	if s := readWith(t, scenario, audit.Scope{Usernames: []string{"jane@acme.example"}}); len(s.Logins) != 6 {
		t.Errorf("got %+v", s.Logins)
	}
}

// Sign-ins by SOAP login() name a client, not the app.
func TestSOAPLoginsOfAnAppThatSignsInSo(t *testing.T) {
	scenario := acme(t, func(s *simorg.Scenario) {
		s.LoginHistory = []simorg.Login{{
			User:        "jane@acme.example",
			Application: "Some Client",
			Type:        "Other Apex API",
			Time:        s.Now.AddDate(0, 0, -1),
		}}
	})
	scope := jane()
	if s := readWith(t, scenario, scope); len(s.Logins) != 0 {
		t.Errorf("got %+v", s.Logins)
	}
	scope.Apps[0].SignIns = []audit.SignIn{{Flow: audit.FlowSOAPLogin}}
	if s := readWith(t, scenario, scope); len(s.Logins) != 1 || s.Logins[0].Application != "Some Client" {
		t.Errorf("got %+v", s.Logins)
	}
}

// Without one of two permissions Salesforce shows a user's own sign-ins and doesn't say so.
func TestLoginHistoryOfAnAuditorWhoMayNotSeeIt(t *testing.T) {
	for _, tc := range []struct {
		lacks   []string
		refused bool
	}{
		{[]string{"ManageUsers", "MonitorLoginHistory"}, true},
		{[]string{"ManageUsers"}, false},
		{[]string{"MonitorLoginHistory"}, false},
	} {
		s := readWith(t, acme(t, func(s *simorg.Scenario) { s.Auditor.Lacks = tc.lacks }), jane())
		why, refused := s.Refused[audit.PartLoginHistory]
		if refused != tc.refused || refused && why.NeedsPermission != audit.ManageUsers.Label ||
			len(s.Logins) > 0 == tc.refused {
			t.Errorf("lacking %v: %+v, logins %+v", tc.lacks, why, s.Logins)
		}
	}
}

// many makes more groups of sign-ins than an aggregate query may give, spread over the days or at one moment.
func many(s *simorg.Scenario, groups int, spread time.Duration) {
	s.LoginHistory = nil
	for i := range groups {
		s.LoginHistory = append(s.LoginHistory, simorg.Login{
			User:        "jane@acme.example",
			Application: fmt.Sprintf("App %04d", i),
			Time:        s.Now.Add(-time.Hour - time.Duration(i)*spread/time.Duration(groups)),
		})
	}
	// One group in every window: it has to be added up.
	for day := range 29 {
		s.LoginHistory = append(s.LoginHistory, simorg.Login{
			User:        "jane@acme.example",
			Application: "Daily",
			Time:        s.Now.AddDate(0, 0, -day).Add(-time.Minute),
		})
	}
}

func TestMoreGroupsOfLoginsThanAQueryGives(t *testing.T) {
	scope := audit.Scope{Usernames: []string{"jane@acme.example"}}
	s := readWith(t, acme(t, func(s *simorg.Scenario) { many(s, 5000, 29*24*time.Hour) }), scope)
	wantRefused(t, s)
	if len(s.Logins) != 5001 {
		t.Errorf("%d groups", len(s.Logins))
	}
	at := slices.IndexFunc(s.Logins, func(l audit.Login) bool { return l.Application == "Daily" })
	if l := s.Logins[at]; l.Count != 29 || !l.Last.Equal(time.Date(2026, 11, 20, 8, 59, 0, 0, time.UTC)) {
		t.Errorf("got %+v", l)
	}
	// All at one moment: no window is small enough.
	s = readWith(t, acme(t, func(s *simorg.Scenario) { many(s, 2500, time.Second) }), scope)
	wantRefused(t, s, "login-history")
	if why := s.Refused[audit.PartLoginHistory]; why.Code != "EXCEEDED_ID_LIMIT" &&
		!strings.Contains(why.Reason, "more than 16 requests") {
		t.Errorf("got %+v", why)
	}
}
