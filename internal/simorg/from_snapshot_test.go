package simorg_test

import (
	"strings"
	"testing"

	"orgaudit/audit"
	"orgaudit/internal/simorg"
)

func TestFromSnapshotRefusesWhatAScenarioCannotSay(t *testing.T) {
	for _, tc := range []struct {
		snapshot audit.Snapshot
		want     string
	}{
		{audit.Snapshot{
			Users: []audit.User{{ID: "0055g0000000001", Username: "jane@acme.example", ProfileID: "00e5g0000000001"}},
		},
			"user jane@acme.example refers to the profile 00e5g0000000001, which the snapshot lacks"},
		{audit.Snapshot{
			Profiles: []audit.Profile{{ID: "00e5g0000000001", Name: "Sales"}, {ID: "00e5g0000000002", Name: "sales"}},
		},
			`there are two of the profile "sales"`},
		{audit.Snapshot{
			Groups: []audit.PermissionSetGroup{{
				ID: "0PG5g0000000001", Name: "Ops", PermissionSetIDs: []string{"0PS5g0000000009"},
			}},
		},
			"permission set group Ops refers to the permission set 0PS5g0000000009, which the snapshot lacks"},
		{audit.Snapshot{AppAccess: []audit.AppAccess{{AppID: "0H45g0000000001", PermissionSetID: "0PS5g0000000001"}}},
			"an assignment to an app refers to the app 0H45g0000000001, which the snapshot lacks"},
		{audit.Snapshot{Org: audit.Org{APIVersion: "soon"}}, `"soon" is not a valid API version`},
		{audit.Snapshot{Org: audit.Org{TrialExpiry: "soon"}}, "the end of the trial"},
	} {
		if _, err := simorg.FromSnapshot(&tc.snapshot); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("got %v, want %s", err, tc.want)
		}
	}
}

// A user of whom only the id, the username or the name is known is part of the org all the same, and of no profile.
func TestFromSnapshotKeepsWhoIsOnlyMentioned(t *testing.T) {
	s, err := simorg.FromSnapshot(&audit.Snapshot{
		Org:         audit.Org{URL: "https://acme.my.salesforce.com"},
		Auditor:     audit.Auditor{Username: "ada@acme.example", Permissions: map[string]bool{"ViewAllUsers": true}},
		Scope:       audit.Scope{NearUsernames: map[string][]string{"jan@acme.example": {"jane@acme.example"}}},
		Approvals:   []audit.Approval{{UserID: "0055g0000000007AAA", AppName: "Slack", Count: 3, UseCount: 9}},
		BlockedApps: []audit.BlockedApp{{FullName: "B1", ConsumerKey: "k", Name: "Grabber", CreatedBy: "Ben Blocker"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	server := serve(t, s)
	for q, want := range map[string]int{
		"SELECT COUNT() FROM User WHERE Username IN ('ada@acme.example','jane@acme.example') AND ProfileId = null": 2,
		"SELECT COUNT() FROM User WHERE Name = 'Ben Blocker'":                                                      1,
	} {
		if got := count(t, server, q); got != want {
			t.Errorf("%s: %d, want %d", q, got, want)
		}
	}
	if len(s.OauthTokens) != 3 || s.OauthTokens[0].UseCount != 9 || s.OauthTokens[1].UseCount != 0 {
		t.Errorf("got %+v", s.OauthTokens)
	}
}
