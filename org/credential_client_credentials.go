package org

import (
	"context"
	"errors"
	"strings"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// ClientCredentials signs in as an app, which then acts as its Run As user. Salesforce answers this flow on the My
// Domain host only.
type ClientCredentials struct {
	LoginURL     string // the org's My Domain URL
	ClientID     string // consumer key
	ClientSecret Secret // consumer secret
}

// Name is "client-credentials".
func (ClientCredentials) Name() string { return "client-credentials" }

func (w ClientCredentials) signIn(ctx context.Context, n *loginNetwork, _ *session) (*session, error) {
	host, err := parseHost(w.LoginURL)
	if err != nil {
		return nil, signInFailed(w, "", err)
	}
	if w.ClientID == "" || w.ClientSecret == "" {
		return nil, signInFailed(w, host.Host, errors.New("the consumer key or the consumer secret is empty"))
	}
	secret := w.ClientSecret.trimmed()
	config := clientcredentials.Config{
		ClientID: strings.TrimSpace(w.ClientID), ClientSecret: string(secret), TokenURL: host.String() + tokenPath,
		// The other styles make two calls of each failure.
		AuthStyle: oauth2.AuthStyleInParams,
	}
	token, err := config.Token(n.oauth(ctx, host, secret))
	if err != nil {
		return nil, signInFailed(w, host.Host, err)
	}
	s, err := sessionOf(token, host)
	if err != nil {
		return nil, signInFailed(w, host.Host, err)
	}
	return s, nil
}
