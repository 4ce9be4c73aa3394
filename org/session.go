package org

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/oauth2"
)

// session is what a sign-in gave.
type session struct {
	token    Secret
	refresh  Secret // where the credential has one
	instance *url.URL
	orgID    string // 18 characters; empty where not told
	userID   string // 18 characters; empty where not told
	username string // empty where not told
	warnings []string
}

// errNoRenewal is a credential's answer when it can't give a new token by itself.
var errNoRenewal = errors.New("this credential can't renew a session")

// sessions keeps the current session of a client and renews it once when it has expired. oauth2's own ReuseTokenSource
// can't: Salesforce's tokens come without expires_in, so it would never fetch another.
type sessions struct {
	credential Credential
	network    *loginNetwork
	turn       chan struct{} // holds one; whoever takes it out may read and replace current
	current    *session
}

func newSessions(credential Credential, n *loginNetwork, first *session) *sessions {
	s := &sessions{credential: credential, network: n, turn: make(chan struct{}, 1), current: first}
	s.turn <- struct{}{}
	return s
}

// now waits for its turn and gives the current session, after replacing it if its token is the stale one.
func (s *sessions) now(ctx context.Context, stale Secret) (*session, error) {
	select {
	case <-s.turn:
		defer func() { s.turn <- struct{}{} }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if stale == "" || s.current.token != stale {
		return s.current, nil
	}
	renewed, err := s.credential.signIn(ctx, s.network, s.current)
	if err != nil {
		return nil, err
	}
	for _, warning := range s.current.warnings {
		if !slices.Contains(renewed.warnings, warning) {
			renewed.warnings = append(renewed.warnings, warning)
		}
	}
	s.current = renewed
	return renewed, nil
}

// authorized gives each request the current token and, when the server calls it expired, renews it once and tries
// once more.
type authorized struct {
	sessions *sessions
	next     http.RoundTripper
}

func (a authorized) RoundTrip(r *http.Request) (*http.Response, error) {
	current, err := a.sessions.now(r.Context(), "")
	if err != nil {
		return nil, err
	}
	response, err := a.send(r, current)
	if answered, ok := apiError(err); !ok || !answered.expired() {
		return response, err
	}
	renewed, failed := a.sessions.now(r.Context(), current.token)
	switch {
	case errors.Is(failed, errNoRenewal):
		return nil, err
	case failed != nil:
		return nil, fmt.Errorf("%w; then %w", err, failed)
	}
	return a.send(r, renewed)
}

func (a authorized) send(r *http.Request, s *session) (*http.Response, error) {
	again := r.Clone(r.Context())
	if r.GetBody != nil {
		body, err := r.GetBody()
		if err != nil {
			return nil, err
		}
		again.Body = body
	}
	source := oauth2.StaticTokenSource(&oauth2.Token{AccessToken: string(s.token)})
	return (&oauth2.Transport{Source: source, Base: a.next}).RoundTrip(again)
}

// soapSession moves the token of a SOAP request from its header to where SOAP wants it, the envelope. It stands below
// the guard, so that the guard sees the request without it.
type soapSession struct {
	next http.RoundTripper
}

func (s soapSession) RoundTrip(r *http.Request) (*http.Response, error) {
	if !isSOAP(r) {
		return s.next.RoundTrip(r)
	}
	body, err := takeBody(r)
	if err != nil {
		return nil, err
	}
	sent := r.Clone(r.Context())
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	setBody(sent, withSession(body, token))
	return s.next.RoundTrip(sent)
}
