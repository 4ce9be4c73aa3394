package simorg_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"orgaudit/internal/simorg"
)

func TestDeviceFlow(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*simorg.Scenario)
		page   string // where Salesforce sends the user who enters the code; empty: nowhere
		code   string // of the answer when the device asks for its code
	}{
		{name: "installed", change: func(*simorg.Scenario) {}},
		{name: "uninstalled, and the user approved it before", change: func(w *simorg.Scenario) {
			w.ConnectedApps[0].Uninstalled = true
			w.OauthTokens = []simorg.OauthToken{{User: "jane@acme.example", AppName: w.ConnectedApps[0].Name}}
		}, page: "app+must+be+installed+into+org"},
		{name: "blocked", change: func(w *simorg.Scenario) {
			w.Blocked = []simorg.BlockedApp{{ConsumerKey: siaKey, Name: "Sales Insight Actions"}}
		}, page: "OAUTH_APP_BLOCKED"},
		{
			name:   "off in the app",
			change: func(w *simorg.Scenario) { w.ConnectedApps[0].Owned = &simorg.OwnedApp{} },
			code:   "oauth_flow_disabled",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			world := scenario(t, "all-clear")
			c.change(world)
			s := serve(t, world)
			r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, production+"/services/oauth2/token",
				strings.NewReader(url.Values{"response_type": {"device_code"}, "client_id": {siaKey}}.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			_, body := send(t, s, r)
			var shown map[string]any
			if err := json.Unmarshal([]byte(body), &shown); err != nil {
				t.Fatal(err)
			}
			if c.code != "" {
				if shown["error"] != c.code {
					t.Errorf("got %s, want %s", body, c.code)
				}
				return
			}
			poll := url.Values{"grant_type": {"device"}, "client_id": {siaKey}, "code": {shown["device_code"].(string)}}
			if _, a := token(t, s, production, poll); a.Error != "authorization_pending" {
				t.Errorf("before anybody entered the code: %+v", a)
			}
			page, _ := http.NewRequestWithContext(t.Context(), http.MethodGet,
				shown["verification_uri"].(string)+"?login_hint=jane@acme.example&user_code="+
					url.QueryEscape(shown["user_code"].(string)), nil)
			answer, err := s.Transport().RoundTrip(page)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			if !strings.Contains(answer.Header.Get("Location"), c.page) {
				t.Errorf("sent to %q, want %q", answer.Header.Get("Location"), c.page)
			}
			_, a := token(t, s, production, poll)
			if (c.page == "") != (a.AccessToken != "") {
				t.Errorf("after it: %+v", a)
			}
		})
	}
}

// A user has five approvals of an app: the sixth ends the first.
func TestTheSixthApprovalEndsTheOldest(t *testing.T) {
	s := serve(t, scenario(t, "all-clear"))
	var given []string
	for range 6 {
		to := authorize(t, s, production, webServer(siaKey, "jane@acme.example", "scope", "api refresh_token"))
		_, a := token(t, s, production, url.Values{
			"grant_type":   {"authorization_code"},
			"code":         {to.Query().Get("code")},
			"client_id":    {siaKey},
			"redirect_uri": {callback},
		})
		given = append(given, a.RefreshToken)
	}
	for i, refresh := range given {
		_, a := token(t, s, production, url.Values{
			"grant_type": {"refresh_token"}, "refresh_token": {refresh}, "client_id": {siaKey},
		})
		if ended := a.Description == "expired access/refresh token"; ended != (i == 0) {
			t.Errorf("approval %d: %+v", i+1, a)
		}
	}
}

// Session settings bind what begins at an address; the auditor's own session is just there.
func TestSessionsKeepToTheirAddress(t *testing.T) {
	ranges := []simorg.IPRange{{Start: "198.51.100.0", End: "198.51.100.255"}}
	for _, c := range []struct {
		name     string
		settings simorg.SecuritySettings
		ranges   []simorg.IPRange
		from     string
		want     int
	}{
		{name: "from elsewhere", from: "192.0.2.1", want: 200},
		{
			name:     "locked, from elsewhere",
			settings: simorg.SecuritySettings{LockSessionsToIP: true},
			from:     "192.0.2.1",
			want:     401,
		},
		{
			name:     "locked, from the same",
			settings: simorg.SecuritySettings{LockSessionsToIP: true},
			from:     "198.51.100.9",
			want:     200,
		},
		{name: "ranges at the sign-in only", ranges: ranges, from: "192.0.2.1", want: 200},
		{
			name:     "ranges on every request",
			settings: simorg.SecuritySettings{EnforceIPRangesEveryRequest: true},
			ranges:   ranges,
			from:     "192.0.2.1",
			want:     401,
		},
		{
			name:     "ranges on every request, inside as IPv6",
			settings: simorg.SecuritySettings{EnforceIPRangesEveryRequest: true},
			ranges:   ranges,
			from:     "::ffff:198.51.100.9",
			want:     200,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			world := scenario(t, "all-clear")
			world.Settings.Security = c.settings
			for i := range world.Profiles {
				if world.Profiles[i].Name == "Marketing User" {
					world.Profiles[i].LoginIPRanges = c.ranges
				}
			}
			s := serve(t, world)
			session, err := s.Session("jane@acme.example", "198.51.100.9")
			if err != nil {
				t.Fatal(err)
			}
			if code, body := get(t, s, "/services/data/v67.0/", "Authorization", "Bearer "+session, "X-Forwarded-For",
				c.from); code != c.want {
				t.Errorf("%d %s", code, body)
			}
			if code, body := get(t, s, "/services/data/v67.0/", "Authorization", "Bearer "+s.Token(), "X-Forwarded-For",
				"192.0.2.1"); code != 200 {
				t.Errorf("the auditor: %d %s", code, body)
			}
			if _, err := s.Session("jane@acme.example", "192.0.2.1"); (err != nil) != (c.ranges != nil) {
				t.Errorf("signing in from elsewhere: %v", err)
			}
		})
	}
}
