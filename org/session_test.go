package org

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"orgaudit/audit"
)

// renewable is a credential that gives tok1, tok2, …
type renewable struct {
	mu    *sync.Mutex
	count *int
	fail  error
}

func (renewable) Name() string { return "test" }

func (w renewable) signIn(_ context.Context, _ *loginNetwork, last *session) (*session, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if last != nil && w.fail != nil {
		return nil, w.fail
	}
	*w.count++
	instance, err := parseHost(acme)
	return &session{
		token:    Secret(fmt.Sprintf("00Dxx0000000001!tok%d", *w.count)),
		instance: instance,
		userID:   "005",
		warnings: []string{"ends soon"},
	}, err
}

func openRenewable(t *testing.T, f *fakeHost, fail error) (*Client, *int) {
	t.Helper()
	n := new(int)
	c, err := Open(t.Context(), renewable{new(sync.Mutex), n, fail}, Options{HTTP: f})
	if err != nil {
		t.Fatal(err)
	}
	return c, n
}

func TestExpiryInMidPagination(t *testing.T) {
	f := newFake(func(r *http.Request, _ string) (*http.Response, error) {
		if strings.HasSuffix(r.URL.Path, "-2000") {
			if r.Header.Get("Authorization") != "Bearer 00Dxx0000000001!tok2" {
				return asJSON(401, badSession)
			}
			return asJSON(200, `{"totalSize":2,"done":true,"records":[{"Id":"00e2"}]}`)
		}
		return asJSON(200,
			`{"totalSize":2,"done":false,"nextRecordsUrl":"/services/data/v67.0/query/01g-2000","records":[{"Id":"00e1"}]}`)
	})
	c, signIns := openRenewable(t, f, nil)
	rows, err := query[profileRow](t.Context(), c, dataAPI, "profiles", profiles)
	if err != nil || len(rows) != 2 || *signIns != 2 {
		t.Errorf("got %v %v after %d sign-ins", rows, err, *signIns)
	}
	if got := c.Warnings(); !slices.Equal(got, []string{"ends soon"}) {
		t.Errorf("warnings %q", got)
	}
}

func TestRenewalHappensOnceForAll(t *testing.T) {
	f := newFake(func(r *http.Request, _ string) (*http.Response, error) {
		if strings.HasSuffix(r.Header.Get("Authorization"), "tok1") {
			return asJSON(401, badSession)
		}
		return asJSON(200, noRows)
	})
	c, signIns := openRenewable(t, f, nil)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if _, err := query[profileRow](t.Context(), c, dataAPI, "profiles", profiles); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if *signIns != 2 {
		t.Errorf("%d sign-ins", *signIns)
	}
}

func TestRenewalIsTriedOnce(t *testing.T) {
	for _, tc := range []struct {
		name, body    string
		status        int
		fail          error
		signIns, sent int
		want          string
	}{
		{"the new token is refused too", badSession, 401, nil, 2, 2, "Session expired or invalid"},
		{
			"no expiry: app or policy",
			`[{"errorCode":"INVALID_SESSION_ID","message":"This session is not valid for use with the REST API"}]`, 401,
			nil, 1, 1, "not valid for use with the REST API",
		},
		{
			"no expiry: agent",
			`[{"errorCode":"INVALID_SESSION_ID","message":"Connected app is not attached to Agent"}]`, 401, nil, 1, 1,
			"not attached",
		},
		{
			"no answer of Salesforce", "nope", 401, nil, 2, 2,
			"answered 401 with a body that is not a Salesforce error",
		},
		{"no renewal", badSession, 401, errNoRenewal, 1, 1, "Session expired or invalid"},
		{
			"failed renewal", badSession, 401,
			&SignInError{Credential: "test", Code: "invalid_grant", Description: "expired access/refresh token"}, 1, 1,
			"Session expired or invalid; then sign in by test: invalid_grant: expired access/refresh token",
		},
		{
			"403", `[{"errorCode":"API_CURRENTLY_DISABLED","message":"API is disabled for this User"}]`, 403, nil, 1, 1,
			"API is disabled for this User",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := newFake(func(*http.Request, string) (*http.Response, error) { return asJSON(tc.status, tc.body) })
			c, signIns := openRenewable(t, f, tc.fail)
			_, err := query[profileRow](t.Context(), c, dataAPI, "profiles", profiles)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v", err)
			}
			if e, ok := apiError(err); !ok || e.Status != tc.status {
				t.Errorf("got %v", err)
			}
			if *signIns != tc.signIns || f.requests("/query") != tc.sent {
				t.Errorf("%d sign-ins, %d requests", *signIns, f.requests("/query"))
			}
		})
	}
}

func TestSOAPCarriesTheTokenInItsEnvelopeAndIsRenewed(t *testing.T) {
	f := newFake(func(_ *http.Request, body string) (*http.Response, error) {
		if !strings.Contains(body, "<sessionId>00Dxx0000000001!tok2</sessionId>") {
			return asXML(500,
				soapFault("INVALID_SESSION_ID", "Invalid Session ID found in SessionHeader: Illegal Session"))
		}
		return asXML(200, soapAnswer(`<listMetadataResponse/>`))
	})
	c, signIns := openRenewable(t, f, nil)
	got, err := c.listMetadata(t.Context(), "BlacklistedConsumer")
	if err != nil || len(got) != 0 || *signIns != 2 {
		t.Errorf("got %v %v after %d sign-ins", got, err, *signIns)
	}
	if c.calls().SOAP != 2 {
		t.Errorf("calls %+v", c.calls())
	}
}

func TestSessionIDIsEscaped(t *testing.T) {
	got := string(withSession([]byte(`<a><sessionId></sessionId><b>&lt;sessionId&gt;</b></a>`),
		`x</sessionId><deploy/>`))
	want := `<a><sessionId>x&lt;/sessionId&gt;&lt;deploy/&gt;</sessionId><b>&lt;sessionId&gt;</b></a>`
	if got != want {
		t.Errorf("got %s", got)
	}
}

func TestWaitingForARenewalEndsWithItsContext(t *testing.T) {
	s := newSessions(AccessToken{}, nil, &session{token: "t"})
	<-s.turn
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.now(ctx, ""); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// A renewal that fails in the middle takes back nothing of what was read.
func TestASessionThatCanNotBeRenewedInTheMiddleWasEntered(t *testing.T) {
	f := newFake(func(r *http.Request, _ string) (*http.Response, error) {
		if strings.Contains(soql(r), "FROM Organization") {
			return asJSON(200, `{"totalSize":1,"done":true,"records":[{"Id":"00Dxx0000000001EAA","Name":"Acme"}]}`)
		}
		return asJSON(401, badSession)
	})
	c, _ := openRenewable(t, f, &SignInError{Credential: "test", Code: "invalid_grant", Host: "login.salesforce.com"})
	s := c.Snapshot(t.Context(), audit.Scope{})
	if !s.Entered() || s.Failure == nil || s.Failure.SignIn || s.Failure.Code != "invalid_grant" {
		t.Errorf("entered %v, failure %+v, sources %v", s.Entered(), s.Failure, s.Sources)
	}
}
