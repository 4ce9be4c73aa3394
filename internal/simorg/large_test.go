package simorg_test

import (
	"encoding/json"
	"net/url"
	"runtime"
	"testing"
	"time"

	"orgaudit/internal/simorg"
)

func count(t testing.TB, s *simorg.Server, q string) int {
	t.Helper()
	code, body := soql(t, s, q)
	var found struct{ TotalSize int }
	if err := json.Unmarshal([]byte(body), &found); err != nil || code != 200 {
		t.Fatalf("%s: %d %.300s", q, code, body)
	}
	return found.TotalSize
}

func TestLargeOrgHasItsSizes(t *testing.T) {
	if testing.Short() {
		t.Skip("builds 450,000 rows")
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := time.Now()
	s := serve(t, scenario(t, "large"))
	t.Logf("built in %v", time.Since(start))
	for q, want := range map[string]int{
		"SELECT COUNT() FROM Profile": 400,
		"SELECT COUNT() FROM PermissionSet WHERE IsOwnedByProfile = false AND Type != 'Group'": 1200,
		"SELECT COUNT() FROM PermissionSetGroup":                                               150,
		"SELECT COUNT() FROM MutingPermissionSet":                                              30,
		"SELECT COUNT() FROM User":                                                             60000,
		"SELECT COUNT() FROM User WHERE IsActive = true":                                       45000,
		"SELECT COUNT() FROM PermissionSetAssignment":                                          450000,
		"SELECT COUNT() FROM OauthToken":                                                       12000,
		"SELECT COUNT() FROM ConnectedApplication":                                             120,
		"SELECT COUNT() FROM ExternalClientApplication":                                        25,
	} {
		if got := count(t, s, q); got != want {
			t.Errorf("%s = %d, want %d", q, got, want)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	t.Logf("heap %d MiB", (after.HeapAlloc-before.HeapAlloc)>>20)
	if mib := (after.HeapAlloc - before.HeapAlloc) >> 20; mib > 250 {
		t.Errorf("the org takes %d MiB", mib)
	}
	runtime.KeepAlive(s)
}

func BenchmarkLargeFilteredAssignments(b *testing.B) {
	s := serve(b, simorg.Large())
	for name, q := range map[string]string{
		"by-permission": "SELECT COUNT() FROM PermissionSetAssignment " +
			"WHERE PermissionSet.PermissionsApiEnabled = true AND Assignee.IsActive = true",
		"by-username": "SELECT Id, PermissionSet.Name FROM PermissionSetAssignment " +
			"WHERE Assignee.Username = 'jane@acme.example'",
		"by-semi-join": "SELECT Id, PermissionSet.Name FROM PermissionSetAssignment WHERE AssigneeId IN (SELECT Id " +
			"FROM User WHERE Profile.Name = 'Marketing User')",
	} {
		path := "/services/data/v67.0/query?q=" + url.QueryEscape(q)
		b.Run(name, func(b *testing.B) {
			get(b, s, path)
			for b.Loop() {
				get(b, s, path)
			}
		})
	}
}
