package org

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const tokenAnswer = `{"access_token":"00Dxx0000000001!AQ.new","instance_url":"https://acme.my.salesforce.com",` +
	`"id":"https://login.salesforce.com/id/00Dxx0000000001EAA/005xx000001Sv6AAAS","token_type":"Bearer","issued_at":"1710700000000","signature":"c2ln","scope":"api id"}`

// loginHost is a token endpoint: it hands each form to the function.
func loginHost(t *testing.T, token func(form url.Values) (*http.Response, error)) *fakeHost {
	return newFake(func(r *http.Request, body string) (*http.Response, error) {
		if r.Method != "POST" || r.URL.Path != "/services/oauth2/token" || r.Header.Get("Authorization") != "" {
			return notFound(r, body)
		}
		form, err := url.ParseQuery(body)
		if err != nil {
			t.Error(err)
		}
		return token(form)
	})
}

func signedIn(t *testing.T, credential Credential, f *fakeHost) *Client {
	t.Helper()
	c, err := Open(t.Context(), credential, Options{
		HTTP: f, Now: func() time.Time { return time.Unix(1_790_000_000, 0) },
	})
	if err != nil {
		t.Fatal(err)
	}
	if c.InstanceURL() != acme || c.orgID != "00Dxx0000000001EAA" || c.userID != "005xx000001Sv6AAAS" {
		t.Errorf("got %s %s %s", c.InstanceURL(), c.orgID, c.userID)
	}
	return c
}

func TestClientCredentials(t *testing.T) {
	f := loginHost(t, func(form url.Values) (*http.Response, error) {
		want := url.Values{"grant_type": {"client_credentials"}, "client_id": {"3MVG9"}, "client_secret": {"s&c=ret"}}
		if fmt.Sprint(form) != fmt.Sprint(want) {
			t.Errorf("form %v", form)
		}
		return asJSON(200, tokenAnswer)
	})
	c := signedIn(t,
		ClientCredentials{LoginURL: "login-acme.my.salesforce.com", ClientID: " 3MVG9", ClientSecret: "s&c=ret\n"}, f)
	if got := c.calls(); got.REST != 2 {
		t.Errorf("%+v: userinfo is not needed when the answer tells who it is", got)
	}
	if f.came[0] != "POST https://login-acme.my.salesforce.com/services/oauth2/token" ||
		!strings.HasPrefix(f.came[1], "GET "+acme+"/services/data/") {
		t.Errorf("came %v", f.came)
	}
}

// The instance that the answer names wins, but only over https.
func TestInstanceURLOfTheAnswer(t *testing.T) {
	credential := ClientCredentials{acme, "a", "CANARY-secret"}
	for address, want := range map[string]string{
		"http://acme.my.salesforce.com": "instance_url of the answer: plain http",
		"ftp://x":                       "not https",
		"https://u:CANARY-x@y.example":  "carries a user name",
	} {
		f := loginHost(t, func(url.Values) (*http.Response, error) {
			return asJSON(200, `{"access_token":"x","instance_url":"`+address+`"}`)
		})
		_, err := Open(t.Context(), credential, Options{HTTP: f})
		if e, ok := errors.AsType[*SignInError](err); !ok || !strings.Contains(e.Description, want) ||
			strings.Contains(err.Error(), "CANARY") {
			t.Errorf("%s: got %v", address, err)
		}
	}
	f := loginHost(t, func(url.Values) (*http.Response, error) { return asJSON(200, `{"access_token":"x"}`) })
	if c, err := Open(t.Context(), credential, Options{HTTP: f}); err != nil || c.InstanceURL() != acme ||
		c.userID != "005xx000001Sv6AAAS" {
		t.Errorf("got %v: the host asked and userinfo stand in", err)
	}
}

func TestRefreshToken(t *testing.T) {
	given := "5Aep.old"
	f := loginHost(t, func(form url.Values) (*http.Response, error) {
		if form.Get("grant_type") != "refresh_token" || form.Get("client_id") != "PlatformCLI" ||
			form.Has("client_secret") {
			t.Errorf("form %v", form)
		}
		if form.Get("refresh_token") != given {
			return asJSON(400, `{"error":"invalid_grant","error_description":"expired access/refresh token"}`)
		}
		return asJSON(200, tokenAnswer)
	})
	var saved []Secret
	credential := RefreshToken{
		LoginURL: acme,
		Token:    "5Aep.old",
		Save:     func(s Secret) error { saved = append(saved, s); return nil },
	}
	c := signedIn(t, credential, f)
	if len(saved) != 0 || len(c.Warnings()) != 0 {
		t.Errorf("an unchanged token was saved: %d, %v", len(saved), c.Warnings())
	}
	given = "other"
	_, err := Open(t.Context(), credential, Options{HTTP: f})
	if e, ok := errors.AsType[*SignInError](err); !ok ||
		*e != (SignInError{
			Credential:  "refresh-token",
			Code:        "invalid_grant",
			Description: "expired access/refresh token",
			Host:        "acme.my.salesforce.com",
			cause:       e.cause,
		}) {
		t.Errorf("got %v", err)
	}
}

func TestRefreshTokenRotation(t *testing.T) {
	n := 0
	f := newFake(func(r *http.Request, body string) (*http.Response, error) {
		if r.URL.Path == "/services/oauth2/token" {
			form, _ := url.ParseQuery(body)
			if want := fmt.Sprintf("rt%d", n); form.Get("refresh_token") != want {
				t.Errorf("presented %s, want %s", form.Get("refresh_token"), want)
			}
			n++
			return asJSON(200, fmt.Sprintf(`{"access_token":"at%d","refresh_token":"rt%d"}`, n, n))
		}
		if r.Header.Get("Authorization") != "Bearer at2" {
			return asJSON(401, badSession)
		}
		return asJSON(200, noRows)
	})
	var saved []string
	c, err := Open(t.Context(),
		RefreshToken{
			LoginURL: acme,
			Token:    "rt0",
			Save:     func(s Secret) error { saved = append(saved, string(s)); return nil },
		}, Options{HTTP: f})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := query[profileRow](t.Context(), c, dataAPI, "profiles", profiles); err != nil ||
		!slices.Equal(saved, []string{"rt1", "rt2"}) {
		t.Errorf("saved %v, %v", saved, err)
	}
	for _, save := range []func(Secret) error{
		nil, func(s Secret) error { return errors.New("disk full " + string(s)) },
	} {
		n = 0
		c, err := Open(t.Context(), RefreshToken{LoginURL: acme, Token: "rt0", Save: save}, Options{HTTP: f})
		if err != nil || len(c.Warnings()) != 1 || !strings.Contains(c.Warnings()[0], "refresh token") {
			t.Errorf("got %v", err)
		}
	}
}

func TestSFDXAuthURL(t *testing.T) {
	got, err := ParseSFDXAuthURL("force://PlatformCLI::5Aep861.abc_def@acme.my.salesforce.com\n")
	if err != nil || got.LoginURL != acme || got.ClientID != "PlatformCLI" || got.ClientSecret != "" ||
		got.Token != "5Aep861.abc_def" {
		t.Errorf("got %v %v", got, err)
	}
	got, err = ParseSFDXAuthURL("force://3MVG9==:secret=:tok==@localhost:8080")
	if err != nil || got.LoginURL != "https://localhost:8080" || string(got.ClientSecret) != "secret=" ||
		got.Token != "tok==" {
		t.Errorf("got %v %v", got, err)
	}
	for _, bad := range []Secret{
		"", "https://acme.example", "force://a:b:CANARY", "force://a:b:CANARY@h/path", "force://a:b:CANARY@h\nforce://",
		"xforce://a:b:CANARY@h",
	} {
		if _, err := ParseSFDXAuthURL(bad); err == nil || strings.Contains(err.Error(), "CANARY") {
			t.Errorf("%s: got %v", string(bad), err)
		}
	}
}

const loginAnswer = `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com"><soapenv:Body><loginResponse><result>` +
	`<passwordExpired>%v</passwordExpired><serverUrl>https://acme.my.salesforce.com/services/Soap/u/64.0/00Dxx0000000001</serverUrl><sessionId>00Dxx0000000001!AQ.new</sessionId><userId>005xx000001Sv6AAAS</userId>` +
	`<userInfo><organizationId>00Dxx0000000001EAA</organizationId><userName>ada@acme.example</userName></userInfo></result></loginResponse></soapenv:Body></soapenv:Envelope>`

func TestPassword(t *testing.T) {
	expired := false
	f := newFake(func(r *http.Request, body string) (*http.Response, error) {
		if r.URL.String() != "https://login.salesforce.com/services/Soap/u/64.0" {
			t.Errorf("%s", r.URL)
		}
		if !strings.Contains(body,
			"<username>a&lt;/username&gt;&lt;x/&gt;</username><password>p&amp;w&lt;/password&gt;t&lt;k</password></login>") {
			t.Errorf("body %s", body)
		}
		return asXML(200, fmt.Sprintf(loginAnswer, expired))
	})
	credential := Password{
		LoginURL:      "login.salesforce.com",
		Username:      "a</username><x/>",
		Password:      "p&w</password>",
		SecurityToken: "t<k",
	}
	c := signedIn(t, credential, f)
	if c.Username() != "ada@acme.example" || len(c.Warnings()) != 1 ||
		!strings.Contains(c.Warnings()[0], "Summer '27") {
		t.Errorf("got %q %q", c.Username(), c.Warnings())
	}
	expired = true
	if _, err := Open(t.Context(), credential, Options{HTTP: f}); err == nil ||
		!strings.Contains(err.Error(), "password has expired") {
		t.Errorf("got %v", err)
	}
}

func TestPasswordFaults(t *testing.T) {
	for code, text := range map[string]string{
		"INVALID_LOGIN":                  "Invalid username, password, security token; or user locked out.",
		"INVALID_OPERATION":              "SOAP API login() is disabled by default in this org.",
		"LOGIN_DURING_RESTRICTED_DOMAIN": "x",
	} {
		f := newFake(func(*http.Request, string) (*http.Response, error) {
			return asXML(500,
				soapAnswer(`<soapenv:Fault xmlns:sf="urn:fault.partner.soap.sforce.com"><faultcode>`+code+
					`</faultcode><faultstring>`+code+`: `+text+
					`</faultstring><detail><sf:LoginFault xsi:type="sf:LoginFault"><sf:exceptionCode>`+code+
					`</sf:exceptionCode><sf:exceptionMessage>`+text+
					`</sf:exceptionMessage></sf:LoginFault></detail></soapenv:Fault>`))
		})
		_, err := Open(t.Context(), Password{LoginURL: "https://test.salesforce.com", Username: "u", Password: "p"},
			Options{HTTP: f})
		if e, ok := errors.AsType[*SignInError](err); !ok || e.Code != code || e.Description != text ||
			e.Host != "test.salesforce.com" || len(f.came) != 1 {
			t.Errorf("got %v after %v", err, f.came)
		}
	}
}

func TestSignInRefusals(t *testing.T) {
	raw, err := os.ReadFile("testdata/oauth-errors.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(raw)) {
		var refusal struct {
			Status int             `json:"http"`
			Body   json.RawMessage `json:"body"`
			Code   string          `json:"code"`
			Text   string          `json:"text"`
		}
		if err := json.Unmarshal([]byte(line), &refusal); err != nil {
			t.Fatal(err)
		}
		f := loginHost(t, func(url.Values) (*http.Response, error) {
			return asJSON(refusal.Status, string(refusal.Body))
		})
		_, err := Open(t.Context(), ClientCredentials{acme, "3MVG9", "secret"}, Options{HTTP: f})
		e, ok := errors.AsType[*SignInError](err)
		if !ok || e.Credential != "client-credentials" || e.Host != "acme.my.salesforce.com" ||
			e.Code != refusal.Code ||
			e.Description != refusal.Text {
			t.Errorf("%s: got %v", refusal.Text, err)
		}
		if answered, ok := apiError(err); !ok || answered.Status != refusal.Status {
			t.Errorf("%s: the answer is lost", refusal.Text)
		}
		if len(f.came) != 1 {
			t.Errorf("%s: asked %d times", refusal.Text, len(f.came))
		}
	}
}

func TestSignInAnswersThatAreNone(t *testing.T) {
	for _, tc := range []struct {
		name string
		give func() (*http.Response, error)
		want string
	}{
		{
			"html", func() (*http.Response, error) { return respond(200, "text/html", "<html>CANARY"), nil },
			"an HTML page",
		},
		{"no token", status(200, `{"instance_url":"https://acme.my.salesforce.com"}`), "missing access_token"},
		{"truncated", status(200, `{"access_token":"CANARY`), "cannot parse json"},
		{
			"an error with a good status",
			status(200, `{"error":"invalid_grant","error_description":"authentication failure"}`),
			"invalid_grant: authentication failure",
		},
		{"null", status(400, `null`), "not a Salesforce error"},
		{
			"redirect", status(302, "", "Location", "https://evil.example/?x=CANARY"),
			"a redirect to https://evil.example",
		},
		{
			"unreachable", broken(errors.New("connection refused")),
			"cannot reach acme.my.salesforce.com: connection refused",
		},
	} {
		f := loginHost(t, func(url.Values) (*http.Response, error) { return tc.give() })
		_, err := Open(t.Context(), ClientCredentials{acme, "3MVG9", "secret"}, Options{HTTP: f})
		if e, ok := errors.AsType[*SignInError](err); !ok || !strings.Contains(err.Error(), tc.want) ||
			strings.Contains(err.Error(), "CANARY") {
			t.Errorf("%s: got %v %+v", tc.name, err, e)
		}
		if len(f.came) != 1 {
			t.Errorf("%s: asked %d times", tc.name, len(f.came))
		}
	}
}

func TestEmptyCredentials(t *testing.T) {
	for _, credential := range []Credential{
		AccessToken{acme, ""}, AccessToken{acme, " \n"},
		AccessToken{acme, "[REDACTED] Use 'sf org auth show-access-token' to view"}, AccessToken{acme, "a\nb"},
		AccessToken{"", "x"}, ClientCredentials{acme, "", "s"}, ClientCredentials{acme, "c", ""},
		ClientCredentials{"", "c", "s"}, JWT{LoginURL: acme, ClientID: "c"}, JWT{LoginURL: acme, Username: "u"}, JWT{},
		RefreshToken{LoginURL: acme}, RefreshToken{}, Password{LoginURL: acme, Username: "u"},
		Password{LoginURL: acme, Password: "p"}, Password{}, Browser{}, CLI{Alias: "--json"},
	} {
		f := newFake(notFound)
		_, err := Open(t.Context(), credential, Options{HTTP: f})
		if e, ok := errors.AsType[*SignInError](err); !ok || e.Credential != credential.Name() || e.Description == "" ||
			len(f.came) > 0 {
			t.Errorf("%T: got %v after %v", credential, err, f.came)
		}
	}
}

func TestSignInEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var once sync.Once
	f := &fakeHost{answer: func(r *http.Request, _ string) (*http.Response, error) {
		once.Do(cancel)
		<-r.Context().Done()
		return nil, r.Context().Err()
	}}
	_, err := Open(ctx, ClientCredentials{acme, "a", "b"}, Options{HTTP: f})
	if e, ok := errors.AsType[*SignInError](err); !ok || !errors.Is(err, context.Canceled) || e.Code != "" {
		t.Errorf("got %v", err)
	}
}
