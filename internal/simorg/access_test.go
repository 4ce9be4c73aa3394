package simorg_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"orgaudit/internal/simorg"
)

// Whether a user reaches the API is decided by every grant together, and by each grant's state.
func TestWhoReachesTheAPI(t *testing.T) {
	omar := func(w *simorg.Scenario) *simorg.User { return &w.Users[2] } // his profile lacks API Enabled
	grant := func(w *simorg.Scenario, a simorg.Assignment) {
		omar(w).PermissionSets = append(omar(w).PermissionSets, a)
	}
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name   string
		change func(*simorg.Scenario)
		want   int
	}{
		{"nothing grants it", func(*simorg.Scenario) {}, 403},
		{"a permission set", func(w *simorg.Scenario) { grant(w, simorg.Assignment{Name: "API_Access"}) }, 200},
		{
			"one that is inactive",
			func(w *simorg.Scenario) { grant(w, simorg.Assignment{Name: "API_Access", Inactive: true}) }, 403,
		},
		{
			"one that is revoked",
			func(w *simorg.Scenario) { grant(w, simorg.Assignment{Name: "API_Access", Revoked: true}) }, 403,
		},
		{
			"one that ended",
			func(w *simorg.Scenario) { grant(w, simorg.Assignment{Name: "API_Access", Expires: now}) }, 403,
		},
		{"one that ends later", func(w *simorg.Scenario) {
			grant(w, simorg.Assignment{Name: "API_Access", Expires: now.Add(time.Second)})
		}, 200},
		{
			"a session-based one", func(w *simorg.Scenario) { grant(w, simorg.Assignment{Name: "Elevated_Session"}) },
			403,
		},
		{"one that needs activation", func(w *simorg.Scenario) {
			w.PermissionSets[0].ActivationRequired = true
			grant(w, simorg.Assignment{Name: "API_Access"})
		}, 403},
		{"a group", func(w *simorg.Scenario) { omar(w).Groups = []simorg.Assignment{{Name: "Marketing_Ops"}} }, 200},
		{"a group that mutes it", func(w *simorg.Scenario) {
			w.PermissionSetGroups[0].Muting.Permissions = []string{"ApiEnabled"}
			omar(w).Groups = []simorg.Assignment{{Name: "Marketing_Ops"}}
		}, 403},
		{"a group that mutes it and a set of its own", func(w *simorg.Scenario) {
			w.PermissionSetGroups[0].Muting.Permissions = []string{"ApiEnabled"}
			omar(w).Groups = []simorg.Assignment{{Name: "Marketing_Ops"}}
			grant(w, simorg.Assignment{Name: "Data_Steward"})
		}, 200},
		{"a group that isn't recalculated", func(w *simorg.Scenario) {
			w.PermissionSetGroups[0].Status, w.PermissionSetGroups[0].Permissions = "Outdated", []string{"RunReports"}
			omar(w).Groups = []simorg.Assignment{{Name: "Marketing_Ops"}}
		}, 403},
		{"the profile", func(w *simorg.Scenario) { w.Profiles[3].Permissions = []string{"ApiEnabled"} }, 200},
		{"frozen", func(w *simorg.Scenario) {
			w.Profiles[3].Permissions, omar(w).Frozen = []string{"ApiEnabled"}, true
		}, 401},
		{"inactive", func(w *simorg.Scenario) {
			w.Profiles[3].Permissions, omar(w).Inactive = []string{"ApiEnabled"}, true
		}, 401},
		{"an edition without API", func(w *simorg.Scenario) {
			w.Profiles[3].Permissions, w.Org.APIDisabled = []string{"ApiEnabled"}, true
		}, 403},
	} {
		world := scenario(t, "all-clear")
		world.Auditor.Username = "omar@acme.example"
		c.change(world)
		if code, body := soql(t, serve(t, world), "SELECT Id FROM Organization"); code != c.want {
			t.Errorf("%s: %d %s, want %d", c.name, code, body, c.want)
		}
	}
}

// A locator works for the user and at the host that it was given to.
func TestLocatorsBelongToTheirUser(t *testing.T) {
	s := serve(t, manyUsers(t, 489))
	first := pageOf(t, s, "/services/data/v67.0/query?q="+url.QueryEscape("SELECT Id FROM User"),
		"Sforce-Query-Options", "batchSize=200")
	to := authorize(t, s, production, webServer(siaKey, "jane@acme.example"))
	_, jane := token(t, s, production, url.Values{
		"grant_type":   {"authorization_code"},
		"code":         {to.Query().Get("code")},
		"client_id":    {siaKey},
		"redirect_uri": {callback},
	})
	if code, body := get(t, s, first.NextRecordsURL, "Authorization", "Bearer "+jane.AccessToken); code != 400 ||
		errorCode(t, body) != "INVALID_QUERY_LOCATOR" {
		t.Errorf("another user's locator: %d %.200s", code, body)
	}
	if code, _ := get(t, s, first.NextRecordsURL); code != 200 {
		t.Errorf("one's own locator: %d", code)
	}
}

// The eleventh open query closes the first.
func TestOpenQueriesAreFew(t *testing.T) {
	s := serve(t, manyUsers(t, 489))
	var next []string
	for range 11 {
		next = append(next,
			pageOf(t, s, "/services/data/v67.0/query?q="+url.QueryEscape("SELECT Id FROM User"),
				"Sforce-Query-Options", "batchSize=200").NextRecordsURL)
	}
	if code, _ := get(t, s, next[0]); code != 400 {
		t.Errorf("the oldest of eleven open queries answered %d", code)
	}
	if code, _ := get(t, s, next[1]); code != 200 {
		t.Errorf("the second oldest answered %d", code)
	}
}

func TestBlockByAPIAccessControl(t *testing.T) {
	world := scenario(t, "marketo-blocked")
	world.Blocked[0].ByAPIAccessControl, world.Blocked[0].FullName = true, "Deployed_Block"
	code, body := metadata(t, serve(t, world),
		`<readMetadata><type>BlacklistedConsumer</type><fullNames>Deployed_Block</fullNames></readMetadata>`)
	if code != 200 || !strings.Contains(body, "<blockedByApiWhitelisting>true</blockedByApiWhitelisting>") {
		t.Errorf("%d %s", code, body)
	}
}
