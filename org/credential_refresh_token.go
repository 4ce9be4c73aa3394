package org

import (
	"context"
	"errors"
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/oauth2"
)

// cliClientID is the consumer key of the Salesforce CLI's own app, which every org knows and which has no secret.
const cliClientID = "PlatformCLI"

// RefreshToken signs in with a refresh token that a browser sign-in left.
type RefreshToken struct {
	LoginURL     string
	ClientID     string // "" = the Salesforce CLI's
	ClientSecret Secret // may be empty
	Token        Secret
	// Save keeps the refresh token that replaces Token where the app rotates them; the old one no longer works then.
	// nil = it isn't kept. An error becomes one of the client's warnings.
	Save func(Secret) error
}

// Name is "refresh-token".
func (RefreshToken) Name() string { return "refresh-token" }

func (w RefreshToken) signIn(ctx context.Context, n *loginNetwork, last *session) (*session, error) {
	host, err := parseHost(w.LoginURL)
	if err != nil {
		return nil, signInFailed(w, "", err)
	}
	token := w.Token.trimmed()
	if last != nil && last.refresh != "" {
		token = last.refresh
	}
	if token == "" {
		return nil, signInFailed(w, host.Host, errors.New("the refresh token is empty"))
	}
	s, err := refresh(ctx, n, host, w.ClientID, w.ClientSecret.trimmed(), token)
	if err != nil {
		return nil, signInFailed(w, host.Host, err)
	}
	if s.refresh != token {
		s.keep(w.Save)
	}
	return s, nil
}

// refresh exchanges a refresh token for a session, whose refresh token is the new one or, where none came, the old.
func refresh(
	ctx context.Context, n *loginNetwork, host *url.URL, clientID string, clientSecret, token Secret,
) (*session, error) {
	config := oauthApp(host, clientID, clientSecret)
	got, err := config.TokenSource(n.oauth(ctx, host, token, clientSecret),
		&oauth2.Token{RefreshToken: string(token)}).Token()
	if err != nil {
		return nil, err
	}
	return sessionOf(got, host)
}

// keep hands the refresh token to whoever stores it.
func (s *session) keep(save func(Secret) error) {
	if save == nil {
		s.warnings = append(s.warnings,
			"Salesforce replaced the refresh token, and the new one isn't stored: "+
				"the next sign-in by the old one will fail")
		return
	}
	if err := save(s.refresh); err != nil {
		s.warnings = append(s.warnings,
			"the refresh token can't be stored, so the next sign-in may fail: "+scrub(err.Error(), s.refresh))
	}
}

// oauthApp describes an app at a login host to package oauth2.
func oauthApp(host *url.URL, clientID string, secret Secret) *oauth2.Config {
	if clientID = strings.TrimSpace(clientID); clientID == "" {
		clientID = cliClientID
	}
	return &oauth2.Config{
		ClientID: clientID, ClientSecret: string(secret),
		Endpoint: oauth2.Endpoint{
			AuthURL:   host.String() + "/services/oauth2/authorize",
			TokenURL:  host.String() + tokenPath,
			AuthStyle: oauth2.AuthStyleInParams,
		},
	}
}

// The form is that of the Salesforce CLI's own parser: force://ID:SECRET:TOKEN@HOST, where SECRET may be empty.
var sfdxAuthURL = regexp.MustCompile(`^force://([a-zA-Z0-9._-]+={0,2}):([a-zA-Z0-9._-]*={0,2}):([a-zA-Z0-9._-]+={0,2})@([a-zA-Z0-9:._-]+)$`)

// ParseSFDXAuthURL reads the URL that `sf org auth show-sfdx-auth-url` shows. Save is left to the caller.
func ParseSFDXAuthURL(address Secret) (RefreshToken, error) {
	match := sfdxAuthURL.FindStringSubmatch(string(address.trimmed()))
	if match == nil {
		return RefreshToken{}, signInFailed(RefreshToken{}, "",
			errors.New("the SFDX auth URL is not of the form force://ID:SECRET:TOKEN@HOST"))
	}
	return RefreshToken{
		LoginURL:     "https://" + match[4],
		ClientID:     match[1],
		ClientSecret: Secret(match[2]),
		Token:        Secret(match[3]),
	}, nil
}
