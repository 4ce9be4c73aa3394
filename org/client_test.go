package org

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"orgaudit/audit"
)

func TestOpenChoosesTheNewestVersionThatBothKnow(t *testing.T) {
	list := func(numbers ...string) string {
		var parts []string
		for _, n := range numbers {
			parts = append(parts, `{"label":"x","url":"/services/data/v`+n+`","version":"`+n+`"}`)
		}
		return "[" + strings.Join(parts, ",") + "]"
	}
	for _, tc := range []struct {
		name, body, want, wantErr string
	}{
		{"newest of the org", list("31.0", "66.0", "67.0"), "67.0", ""},
		{"newest of the program", list("67.0", "68.0", "69.0"), "68.0", ""},
		{"unsorted", list("67.0", "31.0"), "67.0", ""},
		{"the oldest that works", list("49.0"), "49.0", ""},
		{
			"too old", list("31.0", "48.0"), "",
			"the org is too old: acme.my.salesforce.com offers API version 48.0 at most",
		},
		{"none", `[]`, "", "lists no API version"},
		{"nonsense", `[{"version":"vNext"}]`, "", "lists no API version"},
		{"null", `null`, "", "lists no API version"},
		{"another shape", `{"a":1}`, "", "not the JSON expected"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := &fakeHost{answer: func(r *http.Request, _ string) (*http.Response, error) {
				if r.URL.Path == "/services/data/" {
					return asJSON(200, tc.body)
				}
				return asJSON(200, userinfo)
			}}
			c, err := Open(t.Context(), AccessToken{InstanceURL: acme, Token: goodToken}, Options{HTTP: f})
			if tc.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), tc.wantErr) {
					t.Fatalf("got %v, want …%s…", err, tc.wantErr)
				}
				if _, typed := errors.AsType[*VersionError](err); !typed && strings.Contains(tc.wantErr, "version") {
					t.Errorf("%T is not a *VersionError", err)
				}
				return
			}
			if err != nil || c.version != tc.want {
				t.Fatalf("got %v %v, want %s", c, err, tc.want)
			}
			if c.orgID != "00Dxx0000000001EAA" || c.userID != "005xx000001Sv6AAAS" ||
				c.Username() != "ada@acme.example" {
				t.Errorf("who: %q %q %q", c.orgID, c.userID, c.Username())
			}
			if c.InstanceURL() != acme {
				t.Errorf("instance %q", c.InstanceURL())
			}
		})
	}
}

func TestOpenGoesOnWhenUserinfoIsRefused(t *testing.T) {
	f := &fakeHost{answer: func(r *http.Request, _ string) (*http.Response, error) {
		if r.URL.Path == "/services/data/" {
			return asJSON(200, versions)
		}
		return respond(403, "text/html; charset=UTF-8", "Bad_OAuth_Token"), nil
	}}
	c := openFake(t, f)
	if c.userID != "" || c.orgID != "" {
		t.Errorf("got %q %q, want nothing", c.userID, c.orgID)
	}
}

func TestOverLoopback(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Sforce-Limit-Info", "api-usage=18/15000")
		if got := r.Header.Get("Authorization"); got != "Bearer "+goodToken {
			t.Errorf("authorization %q", got)
		}
		if got := r.UserAgent(); got != "orgaudit/1" {
			t.Errorf("user agent %q", got)
		}
		switch r.URL.Path {
		case "/services/data/":
			_, _ = w.Write([]byte(versions))
		case "/services/oauth2/userinfo":
			_, _ = w.Write([]byte(userinfo))
		default:
			_, _ = w.Write([]byte(`{"totalSize":1,"done":true,"records":[{"Name":"Acme"}]}`))
		}
	}))
	defer server.Close()
	c, err := Open(t.Context(), AccessToken{InstanceURL: server.URL, Token: goodToken},
		Options{UserAgent: "orgaudit/1"})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	rows, err := query[struct{ Name string }](t.Context(), c, dataAPI, "organization", "SELECT Name FROM Organization")
	if err != nil || len(rows) != 1 || rows[0].Name != "Acme" {
		t.Fatalf("got %v %v", rows, err)
	}
	if used, allowed, ok := c.apiUsage(); used != 18 || allowed != 15000 || !ok {
		t.Errorf("usage %d/%d %v", used, allowed, ok)
	}
	if calls := c.calls(); calls.REST != 3 || calls.SOAP != 0 || calls.Bytes == 0 {
		t.Errorf("calls %+v", calls)
	}
}

func TestAddresses(t *testing.T) {
	for in, want := range map[string]string{
		"acme.my.salesforce.com":                         acme,
		" https://ACME.my.salesforce.com:443/ ":          acme,
		"https://acme.my.salesforce.com/lightning/page?": acme,
		"http://127.0.0.1:8080/x":                        "http://127.0.0.1:8080",
		"http://127.9.8.7:1":                             "http://127.9.8.7:1",
		"http://localhost:80":                            "http://localhost:80",
		"http://[::1]:8080":                              "http://[::1]:8080",
		"http://acme.my.salesforce.com":                  "refused",
		"http://127.0.0.1.evil.example":                  "refused",
		"http://localhost.evil.example":                  "refused",
		"http://10.0.0.1":                                "refused",
		"ftp://acme.my.salesforce.com":                   "refused",
		"https://user:pw-canary@acme.my.salesforce.com":  "refused",
		"":         "refused",
		"https://": "refused",
		"https://acme.my.salesforce.com:bad-port-canary": "refused",
	} {
		got, err := parseHost(in)
		switch {
		case want == "refused" && err == nil:
			t.Errorf("%s: was taken as %s", in, got)
		case want == "refused" && strings.Contains(err.Error(), "canary"):
			t.Errorf("%s: the error quotes it: %v", in, err)
		case want != "refused" && (err != nil || got.String() != want):
			t.Errorf("%s: got %v %v, want %s", in, got, err, want)
		}
	}
}

func TestOpenRefusesPlainHTTPToAPublicHost(t *testing.T) {
	f := newFake(notFound)
	_, err := Open(t.Context(), AccessToken{InstanceURL: "http://acme.my.salesforce.com", Token: goodToken},
		Options{HTTP: f})
	failed, ok := errors.AsType[*SignInError](err)
	if !ok || failed.Credential != "access-token" || !strings.Contains(err.Error(), "use https") {
		t.Errorf("got %v", err)
	}
	if len(f.came) != 0 {
		t.Errorf("sent %v", f.came)
	}
}

func TestOpenEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	f := &fakeHost{answer: func(r *http.Request, _ string) (*http.Response, error) {
		cancel()
		<-r.Context().Done()
		return nil, r.Context().Err()
	}}
	_, err := Open(ctx, AccessToken{InstanceURL: acme, Token: goodToken}, Options{HTTP: f})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// A token that somebody else obtained may be over: the first answer that takes a session tells.
func TestOpenEndsWithASessionThatIsOver(t *testing.T) {
	f := &fakeHost{answer: func(r *http.Request, _ string) (*http.Response, error) {
		switch r.URL.Path {
		case "/services/data/":
			return asJSON(200, versions)
		case "/services/oauth2/userinfo":
			return respond(403, "text/html; charset=UTF-8", "Bad_OAuth_Token"), nil
		}
		return asJSON(401, badSession)
	}}
	_, err := Open(t.Context(), AccessToken{InstanceURL: acme, Token: goodToken}, Options{HTTP: f})
	var failed *SignInError
	if !errors.As(err, &failed) || failed.Code != "INVALID_SESSION_ID" || failed.Host == "" {
		t.Fatalf("got %v", err)
	}
	s := Unread(err, acme, audit.Scope{}, time.Now())
	if s.Entered() || s.Failure == nil || !s.Failure.SignIn {
		t.Errorf("entered %v, failure %+v", s.Entered(), s.Failure)
	}
}
