package org_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"orgaudit/audit"
	"orgaudit/internal/randomorg"
	"orgaudit/internal/simorg"
)

func TestRandomSnapshotsReadTheSame(t *testing.T) {
	// How a snapshot was read is no part of a made-up one; the order is the reader's.
	asGiven := append(slices.Clone(sameSnapshot),
		cmpopts.IgnoreFields(audit.Snapshot{}, "Sources"),
		cmpopts.SortSlices(func(a, b audit.Profile) bool { return a.ID < b.ID }),
		cmpopts.SortSlices(func(a, b audit.PermissionSet) bool { return a.ID < b.ID }),
		cmpopts.SortSlices(func(a, b audit.PermissionSetGroup) bool { return a.ID < b.ID }),
		cmpopts.SortSlices(func(a, b audit.User) bool { return a.ID < b.ID }),
		cmpopts.SortSlices(func(a, b audit.Assignment) bool {
			return a.PermissionSetID+a.GroupID < b.PermissionSetID+b.GroupID
		}),
		cmpopts.SortSlices(func(a, b audit.ConnectedApp) bool { return a.ID < b.ID }),
		cmpopts.SortSlices(func(a, b audit.ExternalClientApp) bool { return a.ID < b.ID }),
		cmpopts.SortSlices(func(a, b audit.AppAccess) bool {
			return a.AppID+a.PermissionSetID < b.AppID+b.PermissionSetID
		}),
		cmpopts.SortSlices(func(a, b audit.BlockedApp) bool { return a.FullName < b.FullName }),
		cmpopts.SortSlices(func(a, b audit.License) bool { return a.Name < b.Name }),
		cmpopts.SortSlices(func(a, b audit.Login) bool { return fmt.Sprint(a) < fmt.Sprint(b) }),
		cmpopts.SortSlices(func(a, b audit.SetupChange) bool { return fmt.Sprint(a) < fmt.Sprint(b) }),
		cmpopts.SortSlices(func(a, b audit.Holder) bool { return a.UserID < b.UserID }),
		cmpopts.SortSlices(func(a, b audit.Approval) bool {
			return a.UserID+a.AppName+a.AppID < b.UserID+b.AppName+b.AppID
		}),
	)
	seeds := uint64(200)
	if testing.Short() {
		seeds = 20
	}
	for seed := range seeds {
		made := randomorg.New(seed, 7).Snapshot()
		if diff := cmp.Diff(made, again(t, made), asGiven); diff != "" {
			t.Fatalf("seed %d: made (-) and read (+):\n%s", seed, diff)
		}
	}
}

// TestRandomSnapshotsOfABlindAuditor takes permissions away. What was refused then is refused again, for the same
// reason; what was read is the same. Where the snapshot lacks what another part of it refers to, such as the profiles
// of its users, no org can be made of it: the law can't hold, and has to say so.
func TestRandomSnapshotsOfABlindAuditor(t *testing.T) {
	held, broken := 0, 0
	for seed := range uint64(100) {
		m := randomorg.New(seed, 11)
		made := m.Snapshot()
		for _, p := range append(audit.AuditPermissions(), audit.ModifyAllData) {
			made.Auditor.Permissions[p.Name] = m.Often()
		}
		first := again(t, made)
		scenario, err := simorg.FromSnapshot(first)
		if err != nil {
			if len(first.Refused) == 0 {
				t.Fatalf("seed %d: a snapshot without a refused part makes no org: %v", seed, err)
			}
			broken++
			continue
		}
		scope := first.Scope
		scope.NearUsernames = nil
		if diff := cmp.Diff(first, readWith(t, scenario, scope), sameSnapshot); diff != "" {
			t.Fatalf("seed %d: read (-) and read again (+):\n%s", seed, diff)
		}
		held++
	}
	if held < 20 || broken == 0 {
		t.Errorf("the law was tried on %d snapshots and could not hold for %d: the orgs are too much alike",
			held, broken)
	}
}
