package simorg

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// assertion is the payload of a JWT bearer assertion. aud may be a string or a list.
type assertion struct {
	Issuer   string          `json:"iss"`
	Subject  string          `json:"sub"`
	Audience json.RawMessage `json:"aud"`
	Expires  json.Number     `json:"exp"`
	ID       string          `json:"jti"`
}

// skew is how far an assertion's expiry may lie in the past.
const skew = 3 * time.Minute

func (c *call) jwtGrant(form url.Values) *reply {
	w := c.server.world
	parts := strings.Split(form.Get("assertion"), ".")
	claims, err := readAssertion(parts)
	if err != nil {
		return c.invalidGrant("invalid assertion")
	}
	app := w.client(claims.Issuer)
	if app == nil {
		return c.oauthError(http.StatusBadRequest, "invalid_client_id", "client identifier invalid")
	}
	if err := verifySignature(parts, app.certificate); err != nil {
		return c.invalidGrant("invalid assertion")
	}
	if !c.audienceFits(claims.Audience) {
		return c.invalidGrant("audience is invalid")
	}
	expires, err := claims.Expires.Float64()
	if err != nil || time.Unix(int64(min(expires, 1e12)), 0).Add(skew).Before(c.server.clock()) {
		return c.invalidGrant("assertion expired")
	}
	if claims.ID != "" && !c.server.firstUse(claims.Issuer+" "+claims.ID) {
		return c.oauthError(http.StatusBadRequest, "bad_jti_claim", "jti was used before")
	}
	user, known := w.userByName[strings.ToLower(claims.Subject)]
	if !known || !c.rightLoginHost() {
		return c.invalidGrant("user hasn't approved this consumer")
	}
	return c.enter(app, user, flowJWT, nil, false)
}

func (s *Server) firstUse(jti string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := s.jtis[jti]
	s.jtis[jti] = true
	return !seen
}

func readAssertion(parts []string) (*assertion, error) {
	if len(parts) != 3 {
		return nil, errors.New("an assertion has three parts")
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return nil, fmt.Errorf("decoding the payload: %w", err)
	}
	var a assertion
	if err := json.Unmarshal(payload, &a); err != nil {
		return nil, fmt.Errorf("decoding the payload: %w", err)
	}
	return &a, nil
}

// verifySignature checks the RS256 signature with the app's certificate or public key.
func verifySignature(parts []string, certificate string) error {
	header, err := base64.RawURLEncoding.DecodeString(parts[0])
	if err != nil {
		return fmt.Errorf("decoding the header: %w", err)
	}
	var algorithm struct {
		Alg string `json:"alg"`
	}
	if err := json.Unmarshal(header, &algorithm); err != nil || algorithm.Alg != "RS256" {
		return errors.New("only RS256 is supported")
	}
	key, err := publicKey(certificate)
	if err != nil {
		return err
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil {
		return fmt.Errorf("decoding the signature: %w", err)
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if err := rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], signature); err != nil {
		return fmt.Errorf("checking the signature: %w", err)
	}
	return nil
}

func publicKey(certificate string) (*rsa.PublicKey, error) {
	block, _ := pem.Decode([]byte(certificate))
	if block == nil {
		return nil, errors.New("the app has no certificate")
	}
	var key any
	if block.Type == "CERTIFICATE" {
		parsed, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("reading the certificate: %w", err)
		}
		key = parsed.PublicKey
	} else {
		parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("reading the public key: %w", err)
		}
		key = parsed
	}
	public, ok := key.(*rsa.PublicKey)
	if !ok {
		return nil, errors.New("the app's key is not an RSA key")
	}
	return public, nil
}

// audienceFits: the login host of the org's kind, or the org's own URL.
func (c *call) audienceFits(audience json.RawMessage) bool {
	var one string
	many := []string{}
	if json.Unmarshal(audience, &one) == nil {
		many = append(many, one)
	} else if json.Unmarshal(audience, &many) != nil {
		return false
	}
	login := "https://login.salesforce.com"
	if c.server.world.scenario.Org.Sandbox != "" {
		login = "https://test.salesforce.com"
	}
	for _, a := range many {
		switch strings.TrimSuffix(a, "/") {
		case login, c.place.base, c.server.URL():
			return true
		}
	}
	return false
}
