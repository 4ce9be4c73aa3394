package simorg_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"orgaudit/internal/simorg"
)

func TestJWTBearer(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	certificate := string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	sign := func(with *rsa.PrivateKey, header, claims string) string {
		text := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." +
			base64.RawURLEncoding.EncodeToString([]byte(claims))
		sum := sha256.Sum256([]byte(text))
		signature, err := rsa.SignPKCS1v15(rand.Reader, with, crypto.SHA256, sum[:])
		if err != nil {
			t.Fatal(err)
		}
		return text + "." + base64.RawURLEncoding.EncodeToString(signature)
	}
	const rs256 = `{"alg":"RS256"}`
	claims := func(iss, sub, aud string, exp int64) string {
		return fmt.Sprintf(`{"iss":%q,"sub":%q,"aud":%q,"exp":%d}`, iss, sub, aud, exp)
	}
	soon := now.Add(2 * time.Minute).Unix()
	for _, c := range []struct {
		name, assertion string
		change          func(*simorg.Scenario)
		code, says      string
	}{
		{name: "approved before", assertion: sign(key, rs256, claims(siaKey, "jane@acme.example", production, soon))},
		{
			name:      "audience My Domain",
			assertion: sign(key, rs256, claims(siaKey, "jane@acme.example", "https://acme.my.salesforce.com", soon)),
		},
		{
			name: "within the skew",
			assertion: sign(key, rs256,
				claims(siaKey, "jane@acme.example", production, now.Add(-2*time.Minute).Unix())),
		},
		{
			name:      "milliseconds for seconds",
			assertion: sign(key, rs256, claims(siaKey, "jane@acme.example", production, now.UnixMilli())),
		},
		{
			name:      "never approved",
			assertion: sign(key, rs256, claims(siaKey, "ada.admin@acme.example", production, soon)),
			code:      "invalid_grant",
			says:      "user hasn't approved this consumer",
		},
		{name: "pre-approved",
			assertion: sign(key, rs256, claims(siaKey, "ada.admin@acme.example", production, soon)),
			change: func(w *simorg.Scenario) {
				w.ConnectedApps[0].AdminApprovedOnly, w.ConnectedApps[0].Profiles = true,
					[]string{"System Administrator"}
			}},
		{name: "not pre-approved",
			assertion: sign(key, rs256, claims(siaKey, "jane@acme.example", production, soon)),
			change:    func(w *simorg.Scenario) { w.ConnectedApps[0].AdminApprovedOnly = true },
			code:      "invalid_app_access",
			says:      "user is not admin approved to access this app"},
		{
			name:      "another key",
			assertion: sign(other, rs256, claims(siaKey, "jane@acme.example", production, soon)),
			code:      "invalid_grant",
			says:      "invalid assertion",
		},
		{
			name: "no signature",
			assertion: strings.TrimRight(sign(key, `{"alg":"none"}`,
				claims(siaKey, "jane@acme.example", production, soon)), "."),
			code: "invalid_grant",
			says: "invalid assertion",
		},
		{
			name: "expired",
			assertion: sign(key, rs256,
				claims(siaKey, "jane@acme.example", production, now.Add(-4*time.Minute).Unix())),
			code: "invalid_grant",
			says: "assertion expired",
		},
		{
			name:      "sandbox audience",
			assertion: sign(key, rs256, claims(siaKey, "jane@acme.example", "https://test.salesforce.com", soon)),
			code:      "invalid_grant",
			says:      "audience is invalid",
		},
		{
			name:      "unknown app",
			assertion: sign(key, rs256, claims("3MVG9none", "jane@acme.example", production, soon)),
			code:      "invalid_client_id",
			says:      "client identifier invalid",
		},
		{name: "no assertion", assertion: "x", code: "invalid_grant", says: "invalid assertion"},
		{name: "IP relaxation doesn't count",
			assertion: sign(key, rs256, claims(siaKey, "jane@acme.example", production, soon)),
			change: func(w *simorg.Scenario) {
				w.Profiles[3].LoginIPRanges = []simorg.IPRange{{Start: "198.51.100.0", End: "198.51.100.255"}}
				w.ConnectedApps[0].Owned = &simorg.OwnedApp{IPRelaxation: "BYPASS"}
			},
			code: "invalid_grant",
			says: "ip restricted"},
	} {
		t.Run(c.name, func(t *testing.T) {
			world := scenario(t, "all-clear")
			world.ConnectedApps[0].Certificate = certificate
			if c.change != nil {
				c.change(world)
			}
			status, a := token(t, serve(t, world), production, url.Values{
				"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"},
				"assertion":  {c.assertion},
			})
			if a.Error != c.code || a.Description != c.says || (status == 200) != (c.code == "") {
				t.Errorf("%d %+v, want %q %q", status, a, c.code, c.says)
			}
		})
	}
	t.Run("jti once", func(t *testing.T) {
		world := scenario(t, "all-clear")
		world.ConnectedApps[0].Certificate = certificate
		s := serve(t, world)
		form := url.Values{
			"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"},
			"assertion": {sign(key, rs256,
				fmt.Sprintf(`{"iss":%q,"sub":"jane@acme.example","aud":[%q],"exp":%d,"jti":"1"}`,
					siaKey, production, soon))},
		}
		if status, a := token(t, s, production, form); status != 200 {
			t.Errorf("first: %d %+v", status, a)
		}
		if status, a := token(t, s, production, form); status != 400 || a.Error != "bad_jti_claim" {
			t.Errorf("second: %d %+v", status, a)
		}
	})
}
