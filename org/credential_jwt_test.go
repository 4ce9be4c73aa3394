package org

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

func rsaKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func pemOf(kind string, der []byte) Secret {
	return Secret(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func pkcs8(t *testing.T, key any) Secret {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return pemOf("PRIVATE KEY", der)
}

func TestJWT(t *testing.T) {
	key := rsaKey(t)
	for name, text := range map[string]Secret{
		"PKCS #1": pemOf("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key)),
		"PKCS #8": pkcs8(t, key),
	} {
		f := loginHost(t, func(form url.Values) (*http.Response, error) {
			if len(form) != 2 || form.Get("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer" {
				t.Errorf("form %v", form)
			}
			parts := strings.Split(form.Get("assertion"), ".")
			if len(parts) != 3 {
				t.Fatalf("%d parts", len(parts))
			}
			signature, err := base64.RawURLEncoding.DecodeString(parts[2])
			if err != nil {
				t.Error(err)
			}
			digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
			if err := rsa.VerifyPKCS1v15(&key.PublicKey, crypto.SHA256, digest[:], signature); err != nil {
				t.Error(err)
			}
			header, _ := base64.RawURLEncoding.DecodeString(parts[0])
			claims, _ := base64.RawURLEncoding.DecodeString(parts[1])
			if string(header) != `{"alg":"RS256"}` ||
				string(claims) != `{"iss":"3MVG9","sub":"ada@acme.example","aud":"https://login.salesforce.com","exp":1790000180}` {
				t.Errorf("%s: %s %s", name, header, claims)
			}
			return asJSON(200, tokenAnswer)
		})
		c := signedIn(t,
			JWT{LoginURL: "https://login.salesforce.com", ClientID: "3MVG9", Username: "ada@acme.example", Key: text},
			f)
		if c.Username() != "ada@acme.example" {
			t.Errorf("user name %q", c.Username())
		}
	}
}

func TestJWTAudiences(t *testing.T) {
	key := pkcs8(t, rsaKey(t))
	audience := func(form url.Values) string {
		var claims struct {
			Audience string `json:"aud"`
		}
		payload, _ := base64.RawURLEncoding.DecodeString(strings.Split(form.Get("assertion"), ".")[1])
		if err := json.Unmarshal(payload, &claims); err != nil {
			t.Error(err)
		}
		return claims.Audience
	}
	for _, tc := range []struct {
		name, only, right, refusal string
		want                       []string
		code                       string
	}{
		{"the login URL", "", acme, "", []string{acme}, ""},
		{
			"falls back", "", "https://test.salesforce.com", "Audience validation failed",
			[]string{acme, "https://login.salesforce.com", "https://test.salesforce.com"}, "",
		},
		{
			"none is right", "", "none", "audience is invalid",
			[]string{acme, "https://login.salesforce.com", "https://test.salesforce.com"}, "invalid_grant",
		},
		{
			"the one given", "https://x.example", "none", "audience is invalid", []string{"https://x.example"},
			"invalid_grant",
		},
		{"another refusal ends it", "", "none", "user hasn't approved this consumer", []string{acme}, "invalid_grant"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var tried []string
			f := loginHost(t, func(form url.Values) (*http.Response, error) {
				tried = append(tried, audience(form))
				if audience(form) == tc.right {
					return asJSON(200, tokenAnswer)
				}
				return asJSON(400, `{"error":"invalid_grant","error_description":"`+tc.refusal+`"}`)
			})
			_, err := Open(t.Context(), JWT{LoginURL: acme, ClientID: "a", Username: "b", Key: key, Audience: tc.only},
				Options{HTTP: f})
			if !slices.Equal(tried, tc.want) {
				t.Errorf("tried %v", tried)
			}
			e, _ := errors.AsType[*SignInError](err)
			if tc.code == "" && err != nil ||
				tc.code != "" && (e == nil || e.Code != tc.code || e.Description != tc.refusal) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestJWTKeys(t *testing.T) {
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		key  Secret
		want string
	}{
		"nothing":      {"", "not PEM"},
		"a passphrase": {pemOf("ENCRYPTED PRIVATE KEY", []byte("CANARY")), "has a passphrase"},
		"an old passphrase": {
			Secret(pem.EncodeToMemory(&pem.Block{
				Type:    "RSA PRIVATE KEY",
				Headers: map[string]string{"DEK-Info": "AES-128-CBC,00"},
				Bytes:   []byte("x"),
			})), "has a passphrase",
		},
		"elliptic":      {pkcs8(t, ec), "not an RSA key"},
		"a certificate": {pemOf("CERTIFICATE", []byte("CANARY")), "holds a CERTIFICATE"},
		"broken 1":      {pemOf("RSA PRIVATE KEY", []byte("CANARY")), "PKCS #1"},
		"broken 8":      {pemOf("PRIVATE KEY", []byte("CANARY")), "PKCS #8"},
	} {
		f := newFake(notFound)
		_, err := Open(t.Context(), JWT{LoginURL: acme, ClientID: "a", Username: "b", Key: tc.key}, Options{HTTP: f})
		if e, ok := errors.AsType[*SignInError](err); !ok || e.Credential != "jwt" ||
			!strings.Contains(e.Description, tc.want) || len(f.came) > 0 {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
