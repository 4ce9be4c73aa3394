package org

import (
	"context"
	"errors"
	"strings"
	"unicode"
)

// AccessToken is a token or session id that somebody else obtained. It ends when it expires.
type AccessToken struct {
	InstanceURL string
	Token       Secret
}

// Name is "access-token".
func (AccessToken) Name() string { return "access-token" }

func (w AccessToken) signIn(_ context.Context, _ *loginNetwork, last *session) (*session, error) {
	if last != nil {
		return nil, errNoRenewal
	}
	instance, err := parseHost(w.InstanceURL)
	if err != nil {
		return nil, signInFailed(w, "", err)
	}
	token := w.Token.trimmed()
	if err := checkToken(token); err != nil {
		return nil, signInFailed(w, instance.Host, err)
	}
	return &session{token: token, instance: instance}, nil
}

// checkToken tells what is wrong with a token that can't stand in a header.
func checkToken(token Secret) error {
	switch {
	case token == "":
		return errors.New("the access token is empty")
	case strings.HasPrefix(string(token), "[REDACTED]"):
		return errors.New("the access token was hidden by the Salesforce CLI: use `sf org auth show-access-token`")
	case strings.ContainsFunc(string(token), func(r rune) bool {
		return r <= ' ' || r > unicode.MaxASCII || r == 0x7f
	}):
		return errors.New("the access token holds characters that no token has: copy it again")
	}
	return nil
}
