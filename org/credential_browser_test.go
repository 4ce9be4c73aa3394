package org

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// browse is a browser: it visits the redirect address with what Salesforce would add, and gives the page shown.
func browse(t *testing.T, authorize string, answer func(q url.Values) url.Values) (int, string) {
	t.Helper()
	u := mustURL(t, authorize)
	back := mustURL(t, u.Query().Get("redirect_uri"))
	back.RawQuery = answer(u.Query()).Encode()
	transport := &http.Transport{DisableKeepAlives: true}
	response, err := (&http.Client{Transport: transport}).Get(back.String())
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	defer response.Body.Close()
	page, _ := io.ReadAll(response.Body)
	if response.Header.Get("Content-Security-Policy") != "default-src 'none'" {
		t.Errorf("headers %v", response.Header)
	}
	return response.StatusCode, string(page)
}

const anyPort = "http://localhost:0/OauthRedirect"

func TestBrowser(t *testing.T) {
	var challenge, redirect string
	f := loginHost(t, func(form url.Values) (*http.Response, error) {
		switch form.Get("grant_type") {
		case "authorization_code":
			sum := sha256.Sum256([]byte(form.Get("code_verifier")))
			if base64.RawURLEncoding.EncodeToString(sum[:]) != challenge || form.Get("code") != "aPrx" ||
				form.Get("redirect_uri") != redirect || form.Get("client_id") != "PlatformCLI" ||
				form.Has("client_secret") {
				t.Errorf("form %v", form)
			}
			return asJSON(200, strings.Replace(tokenAnswer, "{", `{"refresh_token":"5Aep.first",`, 1))
		case "refresh_token":
			if form.Get("refresh_token") != "5Aep.first" {
				t.Errorf("form %v", form)
			}
			return asJSON(200, `{"access_token":"at2","refresh_token":"5Aep.second"}`)
		}
		return notFound(nil, "")
	})
	var shown string
	var saved []string
	credential := Browser{
		LoginURL: acme, RedirectURL: anyPort,
		Show: func(address string) { shown = address },
		Open: func(_ context.Context, address string) error {
			q := mustURL(t, address).Query()
			challenge, redirect = q.Get("code_challenge"), q.Get("redirect_uri")
			if !strings.HasPrefix(address, acme+"/services/oauth2/authorize?") || q.Get("response_type") != "code" ||
				q.Get("code_challenge_method") != "S256" || q.Get("scope") != "api refresh_token" ||
				len(q.Get("state")) < 32 {
				t.Errorf("opened %s", address)
			}
			// A stranger's state doesn't end the sign-in.
			if code, _ := browse(t, address, func(url.Values) url.Values {
				return url.Values{"code": {"evil"}, "state": {"x"}}
			}); code != 400 {
				t.Errorf("a wrong state was answered %d", code)
			}
			if code, _ := browse(t, address, func(url.Values) url.Values {
				return url.Values{"error": {"x"}, "state": {"x"}}
			}); code != 400 {
				t.Errorf("a wrong state was answered %d", code)
			}
			if code, _ := browse(t, address, func(q url.Values) url.Values {
				return url.Values{"state": q["state"]}
			}); code != 400 {
				t.Errorf("no code was answered %d", code)
			}
			code, page := browse(t, address, func(q url.Values) url.Values {
				return url.Values{"code": {"aPrx"}, "state": q["state"]}
			})
			if code != 200 || !strings.Contains(page, "Signed in to Salesforce") {
				t.Errorf("%d %s", code, page)
			}
			return nil
		},
		Save: func(s Secret) error { saved = append(saved, string(s)); return nil },
	}
	c := signedIn(t, credential, f)
	if shown == "" || len(saved) != 1 || saved[0] != "5Aep.first" {
		t.Errorf("shown %q, saved %v", shown, saved)
	}
	// The session ends: it is renewed by the refresh token, without the browser.
	opened := shown
	rest := f.answer
	f.answer = func(r *http.Request, body string) (*http.Response, error) {
		if strings.HasSuffix(r.URL.Path, "/query") {
			if r.Header.Get("Authorization") != "Bearer at2" {
				return asJSON(401, badSession)
			}
			return asJSON(200, noRows)
		}
		return rest(r, body)
	}
	if _, err := query[profileRow](t.Context(), c, dataAPI, "profiles", profiles); err != nil || len(saved) != 2 ||
		saved[1] != "5Aep.second" || shown != opened {
		t.Errorf("got %v, saved %v", err, saved)
	}
}

func TestBrowserRefusals(t *testing.T) {
	for _, tc := range []struct {
		name     string
		answer   func(q url.Values) url.Values
		code     string
		text     string
		page     string
		exchange string
	}{
		{"blocked", func(q url.Values) url.Values {
			return url.Values{
				"error":             {"OAUTH_APP_BLOCKED"},
				"error_description": {"this app is blocked by admin"},
				"state":             q["state"],
			}
		}, "OAUTH_APP_BLOCKED", "this app is blocked by admin", "OAUTH_APP_BLOCKED: this app is blocked by admin", ""},
		{"without state", func(url.Values) url.Values {
			return url.Values{
				"error":             {"access_denied"},
				"error_description": {"<script>end-user denied authorization"},
			}
		}, "access_denied", "<script>end-user denied authorization", "&lt;script&gt;", ""},
		{"at the exchange", func(q url.Values) url.Values {
			return url.Values{"code": {"aPrxCANARY"}, "state": q["state"]}
		}, "invalid_grant", "expired authorization code [secret]", "Signed in",
			`{"error":"invalid_grant","error_description":"expired authorization code aPrxCANARY"}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := loginHost(t, func(url.Values) (*http.Response, error) { return asJSON(400, tc.exchange) })
			_, err := Open(t.Context(),
				Browser{LoginURL: acme, RedirectURL: anyPort, Open: func(_ context.Context, address string) error {
					if _, page := browse(t, address, tc.answer); !strings.Contains(page, tc.page) {
						t.Errorf("page %s", page)
					}
					return nil
				}}, Options{HTTP: f})
			e, ok := errors.AsType[*SignInError](err)
			if !ok || e.Credential != "web" || e.Code != tc.code || e.Description != tc.text ||
				e.Host != "acme.my.salesforce.com" {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestBrowserThatNeverComesBack(t *testing.T) {
	f := newFake(notFound)
	credential := Browser{
		LoginURL:    acme,
		RedirectURL: "http://127.0.0.1:0/OauthRedirect",
		Wait:        time.Millisecond,
		Show:        func(string) {},
		Open:        func(context.Context, string) error { return errors.New("no browser") },
	}
	if _, err := Open(t.Context(), credential, Options{HTTP: f}); err == nil ||
		!strings.Contains(err.Error(), "did not come back within 1ms") ||
		!strings.Contains(err.Error(), "orgaudit diagnose") {
		t.Errorf("got %v", err)
	}
	credential.Show = nil
	if _, err := Open(t.Context(), credential, Options{HTTP: f}); err == nil ||
		!strings.Contains(err.Error(), "open a browser: no browser") {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	credential = Browser{
		LoginURL:    acme,
		RedirectURL: anyPort,
		Open:        func(context.Context, string) error { cancel(); return nil },
	}
	if _, err := Open(ctx, credential, Options{HTTP: f}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestBrowserPort(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, port, err := net.SplitHostPort(taken.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	for redirect, want := range map[string]string{
		"http://localhost:" + port + "/OauthRedirect": "end the program that uses the port",
		"https://localhost:1717/OauthRedirect":        "not one of this machine",
		"http://acme.example:1717/OauthRedirect":      "not one of this machine",
		"http://localhost/OauthRedirect":              "not one of this machine",
	} {
		_, err := Open(t.Context(), Browser{LoginURL: acme, RedirectURL: redirect, Wait: time.Millisecond},
			Options{HTTP: newFake(notFound)})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v", redirect, err)
		}
	}
}

func TestOpenBrowser(t *testing.T) {
	for _, address := range []string{"file:///etc/passwd", "javascript:alert(1)", "-h", "http://acme.example/"} {
		if err := OpenBrowser(t.Context(), address); err == nil {
			t.Errorf("%s was opened", address)
		}
	}
	// No program, no browser.
	t.Setenv("PATH", t.TempDir())
	if err := OpenBrowser(t.Context(), acme); err == nil {
		t.Error("a browser was opened without one")
	}
}
