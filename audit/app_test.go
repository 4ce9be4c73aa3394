package audit_test

import (
	"testing"

	"orgaudit/audit"
)

// Trap: one product has several names in an org, and one name may be several apps.
func TestResolve(t *testing.T) {
	tests := []struct {
		name     string
		app      audit.App
		snapshot audit.Snapshot
		describe string
		id       string
		blocked  int
		traced   bool
	}{
		{
			"by name", audit.App{Name: "Sales Insight Actions"},
			audit.Snapshot{ConnectedApps: []audit.ConnectedApp{{ID: "0H4A", Name: "sales insight actions"}}}, "name",
			"0H4A", 0, true,
		},
		{
			"by alias", audit.App{Name: "Sales Insight Actions", Aliases: []string{"ToutApp"}},
			audit.Snapshot{ConnectedApps: []audit.ConnectedApp{{ID: "0H4A", Name: "ToutApp"}}}, `alias "ToutApp"`,
			"0H4A", 0, true,
		},
		{
			"the name before its aliases", audit.App{Name: "Sales Insight Actions", Aliases: []string{"ToutApp"}},
			audit.Snapshot{
				ConnectedApps: []audit.ConnectedApp{
					{ID: "0H4A", Name: "ToutApp"}, {ID: "0H4B", Name: "Sales Insight Actions"},
				},
			}, "name", "0H4B", 0, true,
		},
		{
			"a key outranks every name", audit.App{Name: "Copilot for Sales", ConsumerKeys: []string{"3MVG9key"}},
			audit.Snapshot{
				ConnectedApps: []audit.ConnectedApp{{ID: "0H4A", Name: "Microsoft Power Platform"}},
				BlockedApps:   []audit.BlockedApp{{ConsumerKey: "3MVG9key", Name: "Microsoft Power Platform"}},
			}, "consumer key", "0H4A", 1, true,
		},
		{
			"the key of an app that the org owns", audit.App{Ask: "key:3MVG9key", ConsumerKeys: []string{"3MVG9key"}},
			audit.Snapshot{ConnectedApps: []audit.ConnectedApp{
				{ID: "0H4A", Name: "Other", Policy: &audit.OAuthPolicy{ConsumerKey: "3MVG9other"}},
				{ID: "0H4B", Name: "Ours", Policy: &audit.OAuthPolicy{ConsumerKey: "3MVG9key"}},
			}}, "consumer key", "0H4B", 0, true,
		},
		{
			"an app of the org's own with another key is another app",
			audit.App{Name: "Bridge", ConsumerKeys: []string{"3MVG9key"}},
			audit.Snapshot{
				ConnectedApps: []audit.ConnectedApp{{
					ID:     "0H4A",
					Name:   "Bridge",
					Policy: &audit.OAuthPolicy{ConsumerKey: "3MVG9other"},
				}},
			}, "none", "", 0, false,
		},
		{
			"a key that is shown settles which of two names is meant",
			audit.App{Name: "Bridge", Aliases: []string{"Old Bridge"}, ConsumerKeys: []string{"3MVG9key"}},
			audit.Snapshot{ConnectedApps: []audit.ConnectedApp{
				{ID: "0H4A", Name: "Bridge", Policy: &audit.OAuthPolicy{ConsumerKey: "3MVG9other"}},
				{ID: "0H4B", Name: "Old Bridge"},
			}}, `alias "Old Bridge"`, "0H4B", 0, true,
		},
		{
			"the same label with another key is another app",
			audit.App{Name: "Sales Insight Actions", ConsumerKeys: []string{"3MVG9key"}},
			audit.Snapshot{BlockedApps: []audit.BlockedApp{{ConsumerKey: "3MVG9other", Name: "Sales Insight Actions"}}},
			"none", "", 0, false,
		},
		{
			"an approval is a trace", audit.App{Name: "Sales Insight Actions", Aliases: []string{"ToutApp"}},
			audit.Snapshot{Approvals: []audit.Approval{{UserID: "005A", AppName: "ToutApp", Count: 1}}},
			`alias "ToutApp"`, "", 0, true,
		},
		{
			"the hint decides between two kinds", audit.App{Name: "Bridge", Kind: audit.KindExternalClientApp},
			audit.Snapshot{
				ConnectedApps:      []audit.ConnectedApp{{ID: "0H4A", Name: "Bridge"}},
				ExternalClientApps: []audit.ExternalClientApp{{ID: "0xIA", Name: "Bridge"}},
			}, "name", "0xIA", 0, true,
		},
		{
			"without a hint a connected app", audit.App{Name: "Bridge"},
			audit.Snapshot{
				ConnectedApps:      []audit.ConnectedApp{{ID: "0H4A", Name: "Bridge"}},
				ExternalClientApps: []audit.ExternalClientApp{{ID: "0xIA", Name: "Bridge"}},
			}, "name", "0H4A", 0, true,
		},
		{"nowhere", audit.App{Name: "Sales Insight Actions"}, audit.Snapshot{}, "none", "", 0, false},
	}
	for _, test := range tests {
		m := audit.NewIndex(&test.snapshot).Resolve(test.app)
		if m.Describe().String() != test.describe || m.ID() != test.id || len(m.Blocked) != test.blocked ||
			m.Traced != test.traced {
			t.Errorf("%s: %s, id %q, %d blocks, traced %t", test.name, m.Describe(), m.ID(), len(m.Blocked), m.Traced)
		}
	}
}

func TestShortKeyHidesMostOfAKey(t *testing.T) {
	key := "3MVG9abcdefghijklmnopqrstuvwxyz0123456789"
	if got := audit.ShortKey(key); got != "3MVG9abcde…" {
		t.Errorf("shows %q", got)
	}
}
