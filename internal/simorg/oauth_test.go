package simorg_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"orgaudit/internal/simorg"
)

const (
	siaKey     = "3MVG9SIAEXAMPLE0sales0insight0actions"
	whsKey     = "3MVG9WHSEXAMPLE0warehouse0sync"
	botKey     = "3MVG9BOTEXAMPLE0support0bot"
	callback   = "https://app.example.com/callback"
	production = "https://login.salesforce.com"
)

type tokenAnswer struct {
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token"`
	InstanceURL  string `json:"instance_url"`
	ID           string `json:"id"`
	TokenType    string `json:"token_type"`
	IssuedAt     string `json:"issued_at"`
	Error        string `json:"error"`
	Description  string `json:"error_description"`
}

func token(t testing.TB, s *simorg.Server, host string, form url.Values) (int, tokenAnswer) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, host+"/services/oauth2/token",
		strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	code, body := send(t, s, r)
	var a tokenAnswer
	if err := json.Unmarshal([]byte(body), &a); err != nil {
		t.Fatalf("%d %s", code, body)
	}
	if strings.Contains(body, "expires_in") {
		t.Error("a token response has expires_in")
	}
	return code, a
}

// authorize gives where the browser is sent.
func authorize(t testing.TB, s *simorg.Server, host string, q url.Values) *url.URL {
	t.Helper()
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, host+"/services/oauth2/authorize?"+q.Encode(), nil)
	resp, err := s.Transport().RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	to, err := resp.Location()
	if err != nil {
		t.Fatalf("%d: %v", resp.StatusCode, err)
	}
	return to
}

func webServer(key, user string, more ...string) url.Values {
	q := url.Values{
		"response_type": {"code"},
		"client_id":     {key},
		"redirect_uri":  {callback},
		"state":         {"s1"},
		"login_hint":    {user},
	}
	for i := 0; i+1 < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	return q
}

func TestWebServerFlow(t *testing.T) {
	s := serve(t, scenario(t, "all-clear"))
	verifier := strings.Repeat("v", 43)
	sum := sha256.Sum256([]byte(verifier))
	challenge := base64.RawURLEncoding.EncodeToString(sum[:])
	code := func() string {
		to := authorize(t, s, production,
			webServer(siaKey, "jane@acme.example", "code_challenge", challenge, "code_challenge_method", "S256",
				"scope", "api refresh_token"))
		if to.Host != "app.example.com" || to.Query().Get("state") != "s1" || to.Query().Get("code") == "" {
			t.Fatalf("sent to %s", to)
		}
		return to.Query().Get("code")
	}
	exchange := func(code, verifier, redirect string) (int, tokenAnswer) {
		return token(t, s, production, url.Values{
			"grant_type":    {"authorization_code"},
			"code":          {code},
			"client_id":     {siaKey},
			"redirect_uri":  {redirect},
			"code_verifier": {verifier},
		})
	}
	if status, a := exchange(code(), "wrong", callback); status != 400 || a.Error != "invalid_grant" {
		t.Errorf("a wrong verifier: %d %+v", status, a)
	}
	if status, a := exchange(code(), verifier, callback+"/other"); status != 400 || a.Error != "redirect_uri_mismatch" {
		t.Errorf("another redirect: %d %+v", status, a)
	}
	good := code()
	status, a := exchange(good, verifier, callback)
	if status != 200 || a.InstanceURL != "https://acme.my.salesforce.com" || a.RefreshToken == "" ||
		a.TokenType != "Bearer" || a.IssuedAt != "1795165200000" {
		t.Fatalf("%d %+v", status, a)
	}
	if status, a := exchange(good, verifier, callback); status != 400 || a.Error != "invalid_grant" {
		t.Errorf("a code worked twice: %d %+v", status, a)
	}
	// The session is Jane's.
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+"/services/oauth2/userinfo", nil)
	r.Header.Set("Authorization", "Bearer "+a.AccessToken)
	if code, body := send(t, s, r); code != 200 || !strings.Contains(body, `"preferred_username":"jane@acme.example"`) {
		t.Errorf("%d %s", code, body)
	}
	if code, _ := get(t, s, "/services/data/v67.0/query?q=SELECT+Id+FROM+User",
		"Authorization", "Bearer "+a.AccessToken); code != 200 {
		t.Errorf("Jane's session reached the API with %d", code)
	}
	status, refreshed := token(t, s, production, url.Values{
		"grant_type": {"refresh_token"}, "refresh_token": {a.RefreshToken}, "client_id": {siaKey},
	})
	if status != 200 || refreshed.AccessToken == a.AccessToken || refreshed.RefreshToken != "" {
		t.Errorf("refreshing: %d %+v", status, refreshed)
	}
	if status, a := token(t, s, production, url.Values{
		"grant_type": {"refresh_token"}, "refresh_token": {"5Aep"}, "client_id": {siaKey},
	}); status != 400 || a.Description != "expired access/refresh token" {
		t.Errorf("an unknown refresh token: %d %+v", status, a)
	}
}

func TestRefreshTokenThatEndsAtOnce(t *testing.T) {
	world := scenario(t, "all-clear")
	world.ConnectedApps[0].Owned = &simorg.OwnedApp{RefreshTokenPolicy: "zero"}
	s := serve(t, world)
	to := authorize(t, s, production, webServer(siaKey, "jane@acme.example"))
	_, a := token(t, s, production, url.Values{
		"grant_type":   {"authorization_code"},
		"code":         {to.Query().Get("code")},
		"client_id":    {siaKey},
		"redirect_uri": {callback},
	})
	if status, again := token(t, s, production, url.Values{
		"grant_type": {"refresh_token"}, "refresh_token": {a.RefreshToken}, "client_id": {siaKey},
	}); status != 400 || again.Description != "expired access/refresh token" {
		t.Errorf("%d %+v", status, again)
	}
}

// What stops a user shows at the authorize endpoint with its own code.
func TestAuthorizeGates(t *testing.T) {
	jane := func(w *simorg.Scenario) *simorg.User { return &w.Users[1] }
	sia := func(w *simorg.Scenario) *simorg.ConnectedApp { return &w.ConnectedApps[0] }
	for _, c := range []struct {
		name   string
		change func(*simorg.Scenario)
		host   string
		query  url.Values
		code   string
		page   bool // on Salesforce's own page
	}{
		{name: "nothing"},
		{name: "unknown key", query: webServer("3MVG9unknown", ""), code: "invalid_client_id", page: true},
		{
			name:  "response type",
			query: webServer(siaKey, "", "response_type", "device_code"),
			code:  "unsupported_response_type",
		},
		{name: "callback", query: webServer(whsKey, ""), code: "redirect_uri_mismatch", page: true},
		{
			name:   "PKCE required",
			change: func(w *simorg.Scenario) { w.Settings.OauthOidc.RequirePKCE = true },
			code:   "invalid_request",
		},
		{name: "blocked", change: func(w *simorg.Scenario) {
			w.Blocked = append(w.Blocked, simorg.BlockedApp{ConsumerKey: siaKey, Name: "Sales Insight Actions"})
		}, code: "OAUTH_APP_BLOCKED"},
		{name: "API Access Control", change: func(w *simorg.Scenario) {
			w.Settings.APIAccessControl = simorg.APIAccessControl{Provisioned: true, On: true}
		}, code: "OAUTH_APP_BLOCKED"},
		{name: "API Access Control and admin-approved", change: func(w *simorg.Scenario) {
			w.Settings.APIAccessControl = simorg.APIAccessControl{Provisioned: true, On: true}
			sia(w).AdminApprovedOnly, sia(w).Profiles = true, []string{"Marketing User"}
		}},
		{
			name:   "not installed, never approved",
			change: func(w *simorg.Scenario) { sia(w).Uninstalled = true; w.OauthTokens = nil },
			code:   "invalid_client",
			page:   true,
		},
		{
			name:   "not installed, approved before",
			change: func(w *simorg.Scenario) { sia(w).Uninstalled = true; w.OauthTokens[0].App = "" },
		},
		{name: "not installed, may approve", change: func(w *simorg.Scenario) {
			sia(w).Uninstalled = true
			w.OauthTokens = nil
			w.PermissionSets[1].Permissions = append(w.PermissionSets[1].Permissions, "CanApproveUninstalledApps")
		}},
		{
			name:   "not pre-approved",
			change: func(w *simorg.Scenario) { sia(w).AdminApprovedOnly = true },
			code:   "OAUTH_APP_ACCESS_DENIED",
		},
		{name: "pre-approved by a permission set", change: func(w *simorg.Scenario) {
			sia(w).AdminApprovedOnly, sia(w).PermissionSets = true, []string{"MSI_Users"}
		}},
		{
			name:   "inactive",
			change: func(w *simorg.Scenario) { jane(w).Inactive = true },
			code:   "LOGIN_ERROR_USER_INACTIVE",
		},
		{name: "frozen", change: func(w *simorg.Scenario) { jane(w).Frozen = true }, code: "LOGIN_ERROR_USER_FROZEN"},
		{
			name:   "locked",
			change: func(w *simorg.Scenario) { jane(w).Locked = true },
			code:   "LOGIN_ERROR_PASSWORD_LOCKOUT",
		},
		{name: "API-only user", change: func(w *simorg.Scenario) {
			w.PermissionSets[1].Permissions = append(w.PermissionSets[1].Permissions, "ApiUserOnly")
		}, code: "LOGIN_ERROR_USER_API_ONLY"},
		{name: "scope that the app lacks",
			query: webServer(siaKey, "jane@acme.example", "scope", "api refresh_token"),
			change: func(w *simorg.Scenario) {
				sia(w).Owned = &simorg.OwnedApp{Scopes: []string{"Api", "Basic"}}
			},
			code: "invalid_scope"},
		{name: "scopes that the app has",
			query: webServer(siaKey, "jane@acme.example", "scope", "api offline_access"),
			change: func(w *simorg.Scenario) {
				sia(w).Owned = &simorg.OwnedApp{Scopes: []string{"Full", "RefreshToken"}}
			}},
		{name: "unknown user", query: webServer(siaKey, "nobody@acme.example"), code: "LOGIN_ERROR_INVALID_USERNAME"},
		{
			name:   "sandbox at the production host",
			change: func(w *simorg.Scenario) { w.Org.Sandbox = "uat" },
			code:   "LOGIN_ERROR_INVALID_USERNAME",
		},
		{
			name:   "sandbox at its host",
			change: func(w *simorg.Scenario) { w.Org.Sandbox = "uat" },
			host:   "https://test.salesforce.com",
		},
		{
			name:   "My Domain only",
			change: func(w *simorg.Scenario) { w.Settings.MyDomain.CanOnlyLoginWithMyDomainURL = true },
			code:   "LOGIN_ERROR_ORG_DOMAIN_ONLY",
		},
		{
			name:   "My Domain only, at My Domain",
			change: func(w *simorg.Scenario) { w.Settings.MyDomain.CanOnlyLoginWithMyDomainURL = true },
			host:   "https://acme.my.salesforce.com",
		},
		{name: "login IP ranges", change: func(w *simorg.Scenario) {
			w.Profiles[3].LoginIPRanges = []simorg.IPRange{{Start: "198.51.100.0", End: "198.51.100.255"}}
			w.Ask.FromIPs = []string{"203.0.113.0/24"}
		}, code: "LOGIN_ERROR_RESTRICTED_DOMAIN"},
		{name: "inside the login IP ranges", change: func(w *simorg.Scenario) {
			w.Profiles[3].LoginIPRanges = []simorg.IPRange{{Start: "203.0.113.0", End: "203.0.113.255"}}
			w.Ask.FromIPs = []string{"203.0.113.7"}
		}},
		{name: "login IP ranges relaxed", change: func(w *simorg.Scenario) {
			w.Profiles[3].LoginIPRanges = []simorg.IPRange{{Start: "198.51.100.0", End: "198.51.100.255"}}
			sia(w).Owned = &simorg.OwnedApp{IPRelaxation: "BYPASS"}
		}},
		{name: "login hours", change: func(w *simorg.Scenario) { // 9:00 UTC is 4:00 in New York
			w.Profiles[3].LoginHours = []simorg.LoginHours{{Day: "friday", Start: "08:00", End: "18:00"}}
		}, code: "LOGIN_ERROR_RESTRICTED_TIME"},
		{name: "no API", change: func(w *simorg.Scenario) { jane(w).Groups = nil }, code: "LOGIN_OAUTH_API_DISABLED"},
		{name: "external client app", query: webServer(botKey, "jane@acme.example")},
		{
			name:   "external client app disabled",
			query:  webServer(botKey, "jane@acme.example"),
			change: func(w *simorg.Scenario) { w.ExternalClientApps[0].Disabled = true },
			code:   "OAUTH_EC_APP_NOT_FOUND",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			world := scenario(t, "all-clear")
			if c.change != nil {
				c.change(world)
			}
			if c.query == nil {
				c.query = webServer(siaKey, "jane@acme.example")
			}
			if c.host == "" {
				c.host = production
			}
			to := authorize(t, serve(t, world), c.host, c.query)
			if got := to.Query().Get("error"); got != c.code || (got == "") == (to.Query().Get("code") == "") {
				t.Errorf("sent to %s, want error %q", to, c.code)
			}
			if onPage := to.Path == "/setup/secur/RemoteAccessErrorPage.apexp"; onPage != c.page ||
				onPage == (to.Query().Get("state") == "s1") {
				t.Errorf("sent to %s; Salesforce's own page: want %t", to, c.page)
			}
		})
	}
}

func TestClientCredentials(t *testing.T) {
	form := url.Values{
		"grant_type":    {"client_credentials"},
		"client_id":     {whsKey},
		"client_secret": {"simulated-secret-of-warehouse-sync"},
	}
	inRange := func(w *simorg.Scenario) { w.Ask.FromIPs = []string{"198.51.100.9"} }
	for _, c := range []struct {
		name, host string
		change     func(*simorg.Scenario)
		form       url.Values
		code, says string
	}{
		{name: "works", change: inRange},
		{
			name:   "at a login host",
			host:   production,
			change: inRange,
			code:   "invalid_grant",
			says:   "request not supported on this domain",
		},
		{
			name: "wrong secret",
			form: url.Values{"grant_type": {"client_credentials"}, "client_id": {whsKey}, "client_secret": {"no"}},
			code: "invalid_client",
			says: "invalid client credentials",
		},
		{
			name:   "no Run As user",
			change: func(w *simorg.Scenario) { w.ConnectedApps[5].Owned.RunAs = "" },
			code:   "invalid_grant",
			says:   "no client credentials user enabled",
		},
		{
			name:   "flow off",
			change: func(w *simorg.Scenario) { w.ConnectedApps[5].Owned.ClientCredentials = false },
			code:   "invalid_grant",
			says:   "no client credentials user enabled",
		},
		{
			name:   "not pre-approved",
			change: func(w *simorg.Scenario) { inRange(w); w.ConnectedApps[5].Profiles = nil },
			code:   "invalid_app_access",
			says:   "user is not admin approved to access this app",
		},
		{name: "blocked", change: func(w *simorg.Scenario) {
			inRange(w)
			w.Blocked = append(w.Blocked, simorg.BlockedApp{ConsumerKey: whsKey, Name: "Warehouse Sync"})
		}, code: "app_blocked", says: "this app is blocked by admin"},
		{
			name:   "daily limit used up",
			change: func(w *simorg.Scenario) { inRange(w); w.Limits["DailyApiRequests"] = simorg.Limit{Max: 100} },
			code:   "limit",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			world := scenario(t, "all-clear")
			if c.change != nil {
				c.change(world)
			}
			s := serve(t, world)
			if c.form == nil {
				c.form = form
			}
			if c.host == "" {
				c.host = s.URL()
			}
			if c.code == "limit" {
				r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, c.host+"/services/oauth2/token",
					strings.NewReader(c.form.Encode()))
				if code, body := send(t, s, r); code != 403 || errorCode(t, body) != "REQUEST_LIMIT_EXCEEDED" {
					t.Errorf("%d %s", code, body)
				}
				return
			}
			status, a := token(t, s, c.host, c.form)
			if a.Error != c.code || a.Description != c.says || (status == 200) != (c.code == "") {
				t.Errorf("%d %+v", status, a)
			}
			if status == 200 && (a.InstanceURL != s.URL() || a.RefreshToken != "") {
				t.Errorf("%+v", a)
			}
		})
	}
}

func TestPasswordFlow(t *testing.T) {
	world := scenario(t, "all-clear")
	world.Users[1].Password, world.Users[1].SecurityToken = "simulated-password", "token"
	world.ConnectedApps[0].ClientSecret = "simulated-secret"
	form := func(password string) url.Values {
		return url.Values{
			"grant_type":    {"password"},
			"client_id":     {siaKey},
			"client_secret": {"simulated-secret"},
			"username":      {"jane@acme.example"},
			"password":      {password},
		}
	}
	if status, a := token(t, serve(t, world), production, form("simulated-passwordtoken")); status != 400 ||
		a.Description != "authentication failure" {
		t.Errorf("a blocked flow: %d %+v", status, a)
	}
	world.Settings.OauthOidc.BlockUsernamePasswordFlow = false
	s := serve(t, world)
	if status, a := token(t, s, production, form("simulated-passwordtoken")); status != 200 {
		t.Errorf("%d %+v", status, a)
	}
	if status, a := token(t, s, production, form("guess")); status != 400 || a.Error != "invalid_grant" ||
		a.Description != "authentication failure" {
		t.Errorf("a wrong password: %d %+v", status, a)
	}
	if status, a := token(t, s, production, url.Values{
		"grant_type": {"urn:ietf:params:oauth:grant-type:device_code"},
	}); status != 400 || a.Error != "unsupported_grant_type" {
		t.Errorf("device flow: %d %+v", status, a)
	}
}

// API Access Control shuts sessions out with a 401 that no new token cures.
func TestAPIAccessControlAtTheAPI(t *testing.T) {
	world := scenario(t, "all-clear")
	world.Settings.APIAccessControl = simorg.APIAccessControl{Provisioned: true, On: true}
	code, body := soql(t, serve(t, world), "SELECT Id FROM User")
	if code != 401 || !strings.Contains(body, "This session is not valid for use with the REST API") {
		t.Errorf("%d %s", code, body)
	}
	world.Auditor.Permissions = []string{"UseAnyApiClient"}
	if code, body := soql(t, serve(t, world), "SELECT Id FROM User"); code != 200 {
		t.Errorf("with Use Any API Client: %d %s", code, body)
	}
}

func TestScopesReachTheAPI(t *testing.T) {
	s := serve(t, scenario(t, "all-clear"))
	for scope, want := range map[string]int{"api": 200, "full": 200, "id openid": 401} {
		to := authorize(t, s, production, webServer(siaKey, "jane@acme.example", "scope", scope))
		_, a := token(t, s, production, url.Values{
			"grant_type":   {"authorization_code"},
			"code":         {to.Query().Get("code")},
			"client_id":    {siaKey},
			"redirect_uri": {callback},
		})
		if code, body := get(t, s, "/services/data/v67.0/query?q=SELECT+Id+FROM+User",
			"Authorization", "Bearer "+a.AccessToken); code != want {
			t.Errorf("scope %s: %d %s, want %d", scope, code, body, want)
		}
	}
}

func TestIdentity(t *testing.T) {
	s := serve(t, scenario(t, "all-clear"))
	user := column(t, s, "SELECT Id FROM User WHERE Username = 'ada.admin@acme.example'", "Id")[0]
	org := column(t, s, "SELECT Id FROM Organization", "Id")[0]
	for path, want := range map[string]string{
		"/id/" + org + "/" + user:           `"user_id":"` + user,
		"/id/" + org[:15] + "/" + user[:15]: `"organization_id":"` + org,
		"/id/00D000000000001/" + user:       "Wrong_Org",
		"/id/" + org + "/005000000000009":   "Bad_Id",
	} {
		if code, body := get(t, s, path); !strings.Contains(body, want) ||
			(code == 200) != strings.HasPrefix(want, `"`) {
			t.Errorf("%s: %d %s", path, code, body)
		}
	}
	if code, body := get(t, s, "/services/oauth2/userinfo", "Authorization", "Bearer x"); code != 403 ||
		body != "Bad_OAuth_Token" {
		t.Errorf("userinfo with a wrong token: %d %s", code, body)
	}
}
