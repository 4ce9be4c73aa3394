package org

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"orgaudit/internal/simorg"
)

// Every credential leads into the simulated org, which is built from
// Salesforce's documentation and not from this client.
func TestCredentialsOfTheSimulatedOrg(t *testing.T) {
	key := rsaKey(t)
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	const ada, consumerKey = "ada@acme.example", "3MVG9AUDITOR"
	server, err := simorg.New(&simorg.Scenario{
		Title: "the auditor's app",
		Org:   simorg.Org{MyDomain: "acme"},
		Profiles: []simorg.Profile{{
			Name: "System Administrator",
			Permissions: []string{
				"ApiEnabled", "ViewSetup", "ModifyMetadata", "CustomizeApplication", "ViewAllUsers", "UseAnyApiAuth",
			},
		}},
		Users: []simorg.User{{
			Username:      ada,
			Profile:       "System Administrator",
			Password:      "p&w<d>",
			SecurityToken: "t0ken",
		}},
		Auditor:  simorg.Auditor{Username: ada},
		Settings: simorg.Settings{SoapLogin: true},
		ConnectedApps: []simorg.ConnectedApp{{
			Name:              "Auditor",
			ConsumerKey:       consumerKey,
			ClientSecret:      "s3cret",
			AdminApprovedOnly: true,
			Profiles:          []string{"System Administrator"},
			Certificate:       string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})),
			Owned: &simorg.OwnedApp{
				Scopes:            []string{"Api", "RefreshToken"},
				ClientCredentials: true,
				RunAs:             ada,
				PKCERequired:      true,
				SecretOptional:    true,
			},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	// The browser follows the redirects of the authorize page, as a signed-in user's would.
	browser := func(ctx context.Context, address string) error {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return err
		}
		response, err := server.Transport().RoundTrip(r)
		if err != nil {
			return err
		}
		defer response.Body.Close()
		back, err := response.Location()
		if err != nil {
			return err
		}
		status, page := browse(t, address, func(url.Values) url.Values { return back.Query() })
		if status != 200 || !strings.Contains(page, "Signed in") {
			t.Errorf("%d %s", status, page)
		}
		return nil
	}
	var kept Secret
	for _, credential := range []Credential{
		AccessToken{server.URL(), Secret(server.Token())},
		ClientCredentials{server.URL(), consumerKey, "s3cret"},
		JWT{LoginURL: server.URL(), ClientID: consumerKey, Username: ada, Key: pkcs8(t, key)},
		JWT{LoginURL: "https://login.salesforce.com", ClientID: consumerKey, Username: ada, Key: pkcs8(t, key)},
		Browser{
			LoginURL:    server.URL(),
			ClientID:    consumerKey,
			RedirectURL: anyPort,
			Open:        browser,
			Save:        func(s Secret) error { kept = s; return nil },
		},
		Password{LoginURL: "https://login.salesforce.com", Username: ada, Password: "p&w<d>", SecurityToken: "t0ken"},
	} {
		enterSimulated(t, server, credential)
	}
	if kept == "" {
		t.Fatal("the browser sign-in kept no refresh token")
	}
	enterSimulated(t, server, RefreshToken{LoginURL: server.URL(), ClientID: consumerKey, Token: kept})
	if writes := server.Writes(); len(writes) > 0 {
		t.Errorf("writes %v", writes)
	}
}

func enterSimulated(t *testing.T, server *simorg.Server, credential Credential) {
	t.Helper()
	// The clock is the org's, which a signed assertion has to agree with.
	now := func() time.Time { return time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC) }
	c, err := Open(t.Context(), credential, Options{HTTP: server.Transport(), Now: now})
	if err != nil {
		t.Errorf("%s: %v", credential.Name(), err)
		return
	}
	if c.InstanceURL() != server.URL() || c.version != "68.0" || c.userID == "" || c.orgID == "" {
		t.Errorf("%s: %s %s %q %q", credential.Name(), c.InstanceURL(), c.version, c.userID, c.orgID)
	}
	users, err := query[struct{ ID, Username string }](t.Context(), c, dataAPI, "users",
		"SELECT Id, Username FROM User")
	if err != nil || len(users) != 1 || users[0].ID != c.userID {
		t.Errorf("%s: %v %v", credential.Name(), users, err)
	}
	if n, err := count(t.Context(), c, "SELECT COUNT() FROM Profile"); err != nil || n != 1 {
		t.Errorf("%s: %d %v", credential.Name(), n, err)
	}
	if fields, err := c.describe(t.Context(), "PermissionSet"); err != nil || !fields["PermissionsApiEnabled"] {
		t.Errorf("%s: %d fields, %v", credential.Name(), len(fields), err)
	}
	settings, err := readMetadata[struct {
		FullName string `xml:"fullName"`
	}](t.Context(), c, "MyDomainSettings", []string{"MyDomain"})
	if err != nil || len(settings) != 1 || settings[0].FullName != "MyDomain" {
		t.Errorf("%s: %v %v", credential.Name(), settings, err)
	}
	if _, err := c.listMetadata(t.Context(), "BlacklistedConsumer"); err != nil {
		t.Errorf("%s: %v", credential.Name(), err)
	}
	if _, _, ok := c.apiUsage(); !ok {
		t.Errorf("%s: no API usage", credential.Name())
	}
}

func TestRetrieveFromTheSimulatedOrg(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, err := simorg.New(&simorg.Scenario{
			Title: "one blocked app",
			Profiles: []simorg.Profile{{
				Name: "System Administrator", Permissions: []string{"ApiEnabled", "ModifyMetadata"},
			}},
			Users:   []simorg.User{{Username: "ada@acme.example", Profile: "System Administrator"}},
			Auditor: simorg.Auditor{Username: "ada@acme.example"},
			Blocked: []simorg.BlockedApp{{ConsumerKey: "3MVG9", Name: "Sales Insight Actions", FullName: blocked}},
		})
		if err != nil {
			t.Fatal(err)
		}
		c, err := Open(t.Context(), AccessToken{server.URL(), Secret(server.Token())},
			Options{HTTP: server.Transport()})
		if err != nil {
			t.Fatal(err)
		}
		files, err := c.retrieve(t.Context(), map[string][]string{
			"BlacklistedConsumer": {"*"}, "Settings": {"MyDomain"},
		})
		if err != nil ||
			!strings.Contains(string(files["blacklistedConsumers/"+blocked+".blacklistedConsumer"]),
				"<consumerKey>3MVG9</consumerKey>") || len(files["settings/MyDomain.settings"]) == 0 {
			t.Errorf("got %v %v", files, err)
		}
		if writes := server.Writes(); len(writes) > 0 {
			t.Errorf("writes %v", writes)
		}
	})
}
