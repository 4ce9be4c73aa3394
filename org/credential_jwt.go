package org

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

const (
	grantJWT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
	// assertionLife is what Salesforce allows an assertion ("OAuth 2.0 JWT Bearer Flow": within three minutes).
	assertionLife = 3 * time.Minute
)

// JWT signs in as a user by an assertion signed with the key whose certificate the app holds. The user or an admin
// must have approved the app before.
type JWT struct {
	LoginURL string // login.salesforce.com, test.salesforce.com or the org's My Domain URL
	ClientID string // consumer key
	Username string
	Key      Secret // PEM of an RSA key, PKCS #1 or PKCS #8, without a passphrase
	Audience string // "" = the login URL, then login.salesforce.com, then test.salesforce.com
}

// Name is "jwt".
func (JWT) Name() string { return "jwt" }

func (w JWT) signIn(ctx context.Context, n *loginNetwork, _ *session) (*session, error) {
	host, err := parseHost(w.LoginURL)
	if err != nil {
		return nil, signInFailed(w, "", err)
	}
	if w.ClientID == "" || w.Username == "" {
		return nil, signInFailed(w, host.Host, errors.New("the consumer key or the user name is empty"))
	}
	key, err := parseKey(w.Key)
	if err != nil {
		return nil, signInFailed(w, host.Host, err)
	}
	for _, audience := range w.audiences(host) {
		var s *session
		s, err = w.present(ctx, n, host, key, audience)
		// Which audience is right depends on the org, and only this answer tells that it wasn't the one.
		answered, ok := apiError(err)
		if !ok || !slices.ContainsFunc(answered.Messages, func(m string) bool {
			return strings.Contains(strings.ToLower(m), "audience")
		}) {
			if err != nil {
				return nil, signInFailed(w, host.Host, err)
			}
			return s, nil
		}
	}
	return nil, signInFailed(w, host.Host, err)
}

func (w JWT) audiences(host *url.URL) []string {
	if w.Audience != "" {
		return []string{w.Audience}
	}
	list := []string{host.String()}
	for _, common := range []string{"https://login.salesforce.com", "https://test.salesforce.com"} {
		if !slices.Contains(list, common) {
			list = append(list, common)
		}
	}
	return list
}

// present signs an assertion and exchanges it. The exchange goes through the client-credentials flow of package oauth2
// with another grant type: its own JWT flow ignores the context and loses the error code.
func (w JWT) present(
	ctx context.Context, n *loginNetwork, host *url.URL, key *rsa.PrivateKey, audience string,
) (*session, error) {
	assertion, err := w.assertion(key, audience, n.network.now())
	if err != nil {
		return nil, err
	}
	config := clientcredentials.Config{
		TokenURL:       host.String() + tokenPath,
		AuthStyle:      oauth2.AuthStyleInParams,
		EndpointParams: url.Values{"grant_type": {grantJWT}, "assertion": {string(assertion)}},
	}
	token, err := config.Token(n.oauth(ctx, host, assertion))
	if err != nil {
		return nil, err
	}
	s, err := sessionOf(token, host)
	if err != nil {
		return nil, err
	}
	s.username = w.Username
	return s, nil
}

func (w JWT) assertion(key *rsa.PrivateKey, audience string, now time.Time) (Secret, error) {
	claims, err := json.Marshal(struct {
		Issuer   string `json:"iss"`
		Subject  string `json:"sub"`
		Audience string `json:"aud"`
		Expires  int64  `json:"exp"`
	}{strings.TrimSpace(w.ClientID), w.Username, audience, now.Add(assertionLife).Unix()})
	if err != nil {
		return "", err
	}
	encode := base64.RawURLEncoding.EncodeToString
	signed := encode([]byte(`{"alg":"RS256"}`)) + "." + encode(claims)
	digest := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest[:])
	if err != nil {
		return "", fmt.Errorf("sign the assertion: %w", err)
	}
	return Secret(signed + "." + encode(signature)), nil
}

// parseKey reads an RSA key. Its errors say what was found instead, never the content.
func parseKey(text Secret) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("the key is not PEM: give the private key's file (-----BEGIN PRIVATE KEY-----)")
	}
	if strings.Contains(block.Type, "ENCRYPTED") || block.Headers["DEK-Info"] != "" {
		return nil, errors.New("the key has a passphrase: remove it with `openssl pkey -in KEY -out KEY.plain`, " +
			"and keep that file private")
	}
	switch block.Type {
	case "RSA PRIVATE KEY":
		key, err := x509.ParsePKCS1PrivateKey(block.Bytes)
		if err != nil {
			return nil, errors.New("the key is not a valid RSA key in PKCS #1 form")
		}
		return key, nil
	case "PRIVATE KEY":
		parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
		if err != nil {
			return nil, errors.New("the key is not a valid key in PKCS #8 form")
		}
		key, ok := parsed.(*rsa.PrivateKey)
		if !ok {
			return nil, errors.New("the key is not an RSA key, and Salesforce signs with RS256 only")
		}
		return key, nil
	}
	return nil, fmt.Errorf("the PEM holds a %s: give the private key, not the certificate", scrub(block.Type))
}
