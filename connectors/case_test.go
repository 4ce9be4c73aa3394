package connectors_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/config"
)

// orgCase is an org in which Jane connects the app, and the answer. Each connector has testdata/<ID>.txtar with orgs
// that are good for it and bad ones; the file name of a section is what the case shows.
type orgCase struct {
	Installed   []string `json:"installed"`   // labels of connected apps that other orgs own
	External    []string `json:"external"`    // labels of External Client Apps that packages brought
	Own         []string `json:"own"`         // labels of External Client Apps that the org owns, which run as Jane
	Blocked     []string `json:"blocked"`     // labels of apps that an admin blocked
	Permissions []string `json:"permissions"` // of Jane's profile, besides API Enabled
	License     string   `json:"license"`     // of Jane, default Salesforce
	NoAPI       bool     `json:"no_api"`      // her profile lacks API Enabled
	// AdminApproved is Permitted Users of every app = "Admin approved users are pre-authorized".
	AdminApproved    bool `json:"admin_approved"`
	APIAccessControl bool `json:"api_access_control"`

	Want   audit.ConnectionVerdict `json:"want"`
	Causes []string                `json:"causes"`
	Says   string                  `json:"says"` // part of a message that keeps the app from being ready
}

func TestConnectorsInTheirOrgs(t *testing.T) {
	for _, c := range builtin(t).All() {
		archive, err := txtar.ParseFile("testdata/" + c.App.Connector + ".txtar")
		if err != nil {
			t.Errorf("%s has no cases: %v", c.App.Connector, err)
			continue
		}
		seen := map[audit.ConnectionVerdict]bool{}
		for _, section := range archive.Files {
			t.Run(c.App.Connector+"/"+section.Name, func(t *testing.T) {
				var o orgCase
				if err := config.Decode(section.Name, section.Data, &o); err != nil {
					t.Fatal(err)
				}
				seen[o.Want] = true
				o.run(t, c.App)
			})
		}
		if !seen[audit.Ready] || !seen[audit.NotReady] || c.App.CustomerApp && !seen[audit.CannotTell] {
			t.Errorf("%s lacks a good org, a bad one, or one with another name of the customer's app", c.App.Connector)
		}
	}
}

func (o *orgCase) run(t *testing.T, app audit.App) {
	report := audit.Evaluate(o.org(t), nil, &audit.Question{
		Connections: []audit.Ask{{App: app, Usernames: []string{"jane@acme.example"}}}, Tool: "orgaudit test",
	}, checks.All())
	got := report.Connections[0]
	if got.Verdict != o.Want || !slices.Equal(got.Causes, o.Causes) {
		t.Errorf("%s, causes %v; want %s, %v", got.Verdict, got.Causes, o.Want, o.Causes)
	}
	said := false
	for _, f := range report.Findings {
		if f.Verdict == audit.Fail || f.Verdict == audit.Unknown {
			t.Logf("%s: %s: %s", f.Check, f.Verdict, f.Message)
			said = said || strings.Contains(f.Message, o.Says)
		}
	}
	if o.Says != "" && !said {
		t.Errorf("no message says %q", o.Says)
	}
}

// org is the clean org of the checks' cases with this case's apps and user.
func (o *orgCase) org(t *testing.T) *audit.Snapshot {
	t.Helper()
	data, err := os.ReadFile("../checks/testdata/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var plain map[string]any
	if err := config.Decode("base.yaml", data, &plain); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(plain)
	if err != nil {
		t.Fatal(err)
	}
	s := &audit.Snapshot{}
	if err := json.Unmarshal(text, s); err != nil {
		t.Fatal(err)
	}
	o.apps(s)
	o.user(s)
	return s
}

func (o *orgCase) apps(s *audit.Snapshot) {
	yes := true
	s.ConnectedApps, s.ExternalClientApps = nil, nil
	for _, label := range o.Installed {
		s.ConnectedApps = append(s.ConnectedApps, audit.ConnectedApp{
			ID: "0H45g0000000App", Name: label, AdminApprovedOnly: &o.AdminApproved,
		})
	}
	for _, label := range o.External {
		s.ExternalClientApps = append(s.ExternalClientApps, audit.ExternalClientApp{
			ID:                "0xI5g0000000App",
			Name:              strings.ReplaceAll(label, " ", "_"),
			Label:             label,
			Distribution:      "Managed",
			IsEnabled:         &yes,
			AdminApprovedOnly: &o.AdminApproved,
		})
	}
	for _, label := range o.Own {
		s.ExternalClientApps = append(s.ExternalClientApps, audit.ExternalClientApp{
			ID:                "0xI5g0000000Own",
			Name:              strings.ReplaceAll(label, " ", "_"),
			Label:             label,
			Distribution:      "Local",
			IsEnabled:         &yes,
			AdminApprovedOnly: &o.AdminApproved,
			Policy: &audit.OAuthPolicy{
				Scopes:            []string{"Api", "RefreshToken"},
				RefreshToken:      "infinite",
				ClientCredentials: &yes,
				RunAs:             "jane@acme.example",
			},
		})
	}
	for _, label := range o.Blocked {
		s.BlockedApps = append(s.BlockedApps, audit.BlockedApp{
			FullName: "Blocked", Name: label, ConsumerKey: "3MVG9blocked",
		})
	}
	if o.APIAccessControl {
		s.ConnectedAppSettings = &audit.ConnectedAppSettings{AdminApprovedOnly: &yes}
	}
}

func (o *orgCase) user(s *audit.Snapshot) {
	jane := slices.IndexFunc(s.Users, func(u audit.User) bool { return u.Username == "jane@acme.example" })
	profile := slices.IndexFunc(s.Profiles, func(p audit.Profile) bool { return p.ID == s.Users[jane].ProfileID })
	license := o.License
	if license == "" {
		license = "Salesforce"
	}
	s.Users[jane].License, s.Profiles[profile].License = license, license
	// A license that is a profile's is a user license: it can't reach a user beside another one.
	for _, other := range []string{"Salesforce", "Salesforce Platform", "Salesforce Integration"} {
		s.Profiles = append(s.Profiles, audit.Profile{ID: "00e5g" + other, Name: other + " User", License: other})
	}
	held := map[string]bool{"ApiEnabled": !o.NoAPI}
	for _, name := range []string{
		"CanApproveUninstalledApps", "UseAnyApiClient", "ApiUserOnly", "ViewAllUsers", "ViewSetup", "ModifyMetadata",
	} {
		held[name] = false
	}
	for _, name := range o.Permissions {
		held[name] = true
	}
	s.Profiles[profile].Permissions = held
}
