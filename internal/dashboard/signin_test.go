package dashboard_test

import (
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"orgaudit/internal/dashboard"
)

func TestOnlyThisMachineWithoutSignIn(t *testing.T) {
	s := options(store(t))
	at := serve(t, s.Options)
	for _, header := range [][]string{{"Host", "evil.example"}, {"X-Forwarded-For", "1.2.3.4"}} {
		if code, _, _ := do(t, at.Client(), "GET", at.URL+"/", nil, header...); code != 403 {
			t.Errorf("%v: %d", header, code)
		}
		if code, _, _ := do(t, at.Client(), "POST", at.URL+"/orgs/prod/runs", url.Values{}, header...); code != 403 {
			t.Errorf("%v: %d", header, code)
		}
	}
	if code, _, _ := do(t, at.Client(), "POST", at.URL+"/orgs/prod/runs", url.Values{}, "Sec-Fetch-Site",
		"cross-site"); code != 403 {
		t.Errorf("another site may run: %d", code)
	}
	if len(s.asked) > 0 {
		t.Errorf("ran %v", s.asked)
	}
	code, _, header := do(t, still(), "POST", at.URL+"/orgs/prod/runs", url.Values{}, "Sec-Fetch-Site", "same-origin")
	if code != 303 || header.Get("Location") != "/orgs/prod?asked=1" || len(s.asked) != 1 {
		t.Errorf("%d %v %v", code, header, s.asked)
	}
	if code, _, _ := do(t, still(), "POST", at.URL+"/orgs/nobody/runs", url.Values{}); code != 404 {
		t.Errorf("unknown org: %d", code)
	}
}

func TestSignIn(t *testing.T) {
	s := options(store(t))
	now := today
	s.Now = func() time.Time { return now }
	hash := func(password string) string {
		h, err := dashboard.HashPassword(password)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	s.SignIn = dashboard.SignIn{OperatorHash: hash("operator password"), ViewerHash: hash("viewer's password")}
	s.MetricsToken = "metrics-token"
	at := serve(t, s.Options)
	if code, _, h := do(t, still(), "GET", at.URL+"/orgs/prod?x=1", nil); code != 303 ||
		h.Get("Location") != "/login?next=%2Forgs%2Fprod%3Fx%3D1" {
		t.Errorf("%d %s", code, h.Get("Location"))
	}
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/metrics": 401} {
		if code, _, _ := do(t, still(), "GET", at.URL+path, nil); code != want {
			t.Errorf("%s: %d", path, code)
		}
	}
	if code, _, _ := do(t, still(), "GET", at.URL+"/metrics", nil, "Authorization",
		"Bearer metrics-token"); code != 200 {
		t.Errorf("metrics by token: %d", code)
	}
	signIn := func(password, next string) (*http.Client, int, http.Header) {
		c := still()
		code, _, h := do(t, c, "POST", at.URL+"/login", url.Values{"password": {password}, "next": {next}})
		return c, code, h
	}
	for next, want := range map[string]string{
		"/waivers":             "/waivers",
		"//evil.example":       "/",
		"https://evil.example": "/",
		`/\evil.example`:       "/",
		"javascript:x":         "/",
	} {
		if _, code, h := signIn("viewer's password", next); code != 303 || h.Get("Location") != want {
			t.Errorf("%s: %d %s", next, code, h.Get("Location"))
		}
	}
	viewer, _, h := signIn("viewer's password", "/")
	for _, want := range []string{"HttpOnly", "SameSite=Strict", "orgaudit="} {
		if !strings.Contains(h.Get("Set-Cookie"), want) {
			t.Errorf("the cookie lacks %s: %s", want, h.Get("Set-Cookie"))
		}
	}
	if code, body, _ := do(t, viewer, "GET", at.URL+"/", nil); code != 200 || strings.Contains(body, "Run now") {
		t.Errorf("viewer: %d", code)
	}
	if code, _, _ := do(t, viewer, "POST", at.URL+"/orgs/prod/runs", url.Values{}); code != 403 || len(s.asked) > 0 {
		t.Errorf("a viewer runs: %d", code)
	}
	operator, _, _ := signIn("operator password", "/")
	if code, _, _ := do(t, operator, "POST", at.URL+"/orgs/prod/runs", url.Values{}); code != 303 || len(s.asked) != 1 {
		t.Errorf("operator: %d %v", code, s.asked)
	}
	now = now.Add(3 * time.Hour)
	if code, _, _ := do(t, operator, "GET", at.URL+"/", nil); code != 303 {
		t.Errorf("an idle session lives: %d", code)
	}
	operator, _, _ = signIn("operator password", "/")
	if code, _, _ := do(t, operator, "POST", at.URL+"/logout", nil); code != 303 {
		t.Errorf("logout: %d", code)
	}
	if code, _, _ := do(t, operator, "GET", at.URL+"/", nil); code != 303 {
		t.Errorf("signed out and inside: %d", code)
	}
	for range 5 {
		if _, code, _ := signIn("wrong", "/"); code != 401 {
			t.Errorf("wrong password: %d", code)
		}
	}
	if _, code, _ := signIn("operator password", "/"); code != 429 {
		t.Errorf("not slowed down: %d", code)
	}
	now = now.Add(2 * time.Minute)
	if _, code, _ := signIn("operator password", "/"); code != 303 {
		t.Errorf("slowed down for ever: %d", code)
	}
}

func TestProxy(t *testing.T) {
	s := options(store(t))
	s.SignIn.Proxy = &dashboard.Proxy{
		From:           []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")},
		UserHeader:     "X-User",
		GroupsHeader:   "X-Groups",
		OperatorGroups: []string{"ops"},
	}
	at := serve(t, s.Options)
	for _, test := range []struct {
		header []string
		want   int
	}{{nil, 401}, {[]string{"X-User", "lena"}, 403}, {[]string{"X-User", "lena", "X-Groups", "dev, ops"}, 303}} {
		if code, _, _ := do(t, still(), "POST", at.URL+"/orgs/prod/runs", url.Values{},
			test.header...); code != test.want {
			t.Errorf("%v: %d, not %d", test.header, code, test.want)
		}
	}
	s.SignIn.Proxy.From = []netip.Prefix{netip.MustParsePrefix("10.0.0.1/32")}
	at = serve(t, s.Options)
	if code, _, _ := do(t, still(), "GET", at.URL+"/", nil, "X-User", "lena"); code != 303 {
		t.Errorf("anybody may be the proxy: %d", code)
	}
}
