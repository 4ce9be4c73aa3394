package org

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/oauth2"
)

// Credential is what signs us in to an org: [AccessToken], [CLI], [ClientCredentials],
// [JWT], [RefreshToken], [Browser] or [Password].
type Credential interface {
	// Name is its name in the list of orgs, e.g. "client-credentials".
	Name() string
	// signIn gives a session; last is the one that has expired, or nil the first time.
	signIn(ctx context.Context, n *loginNetwork, last *session) (*session, error)
}

// loginNetwork is the network as a credential sees it: restricted to signing in.
type loginNetwork struct {
	network *network
}

// client reaches one login host. The secrets are removed from what that host says. The guard lets no redirect through,
// so the client has none to follow.
func (n *loginNetwork) client(host *url.URL, secrets ...Secret) *http.Client {
	return &http.Client{Transport: n.network.signIn(host, secrets)}
}

// oauth is a context in which package oauth2 reaches one login host.
func (n *loginNetwork) oauth(ctx context.Context, host *url.URL, secrets ...Secret) context.Context {
	return context.WithValue(ctx, oauth2.HTTPClient, n.client(host, secrets...))
}

// SignInError is a failed sign-in, in the words of the server where it gave any: the same codes that an app gets
// there, so that they can be diagnosed in the same way. It holds no secret.
type SignInError struct {
	Credential  string // as in Credential.Name
	Code        string // error, exceptionCode or the CLI's error name; empty when no server answered with one
	Description string // the server's sentence, or what went wrong on the way to it
	Host        string // who was asked; empty when nobody
	cause       error
}

// Error says which credential failed, where and why.
func (e *SignInError) Error() string {
	var b strings.Builder
	b.WriteString("sign in by " + e.Credential)
	if e.Host != "" {
		b.WriteString(" at " + e.Host)
	}
	for _, s := range []string{e.Code, e.Description} {
		if s != "" {
			b.WriteString(": " + s)
		}
	}
	return b.String()
}

// Unwrap gives the *[APIError], the network's or the context's error beneath.
func (e *SignInError) Unwrap() error { return e.cause }

// signInFailed makes a *SignInError of whatever a credential came upon.
func signInFailed(credential Credential, host string, err error) error {
	if _, ok := errors.AsType[*SignInError](err); ok || errors.Is(err, errNoRenewal) {
		return err
	}
	// The text of a url.Error names the request; what lies beneath says what happened.
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	e := &SignInError{Credential: credential.Name(), Host: host, cause: err}
	if answered, ok := apiError(err); ok {
		e.Description = answered.Problem
		if len(answered.Codes) > 0 {
			e.Code, e.Description = answered.Codes[0], answered.Messages[0]
		}
		return e
	}
	e.Description = scrub(err.Error())
	return e
}

var identityPath = regexp.MustCompile(`/id/(00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?)/(005[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?)$`)

// sessionOf reads the answer of the token endpoint. Salesforce's has no expires_in. instance_url says where the API
// is, which is often another host than the one asked; id names org and user.
func sessionOf(token *oauth2.Token, asked *url.URL) (*session, error) {
	s := &session{token: Secret(token.AccessToken), refresh: Secret(token.RefreshToken), instance: asked}
	if address, _ := token.Extra("instance_url").(string); address != "" {
		instance, err := parseHost(address)
		if err != nil {
			return nil, fmt.Errorf("instance_url of the answer: %w", err)
		}
		s.instance = instance
	}
	if id, _ := token.Extra("id").(string); id != "" {
		if match := identityPath.FindStringSubmatch(id); match != nil {
			s.orgID, s.userID = match[1], match[2]
		}
	}
	return s, nil
}
