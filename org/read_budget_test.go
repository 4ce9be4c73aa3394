package org_test

import (
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"orgaudit/audit"
	"orgaudit/internal/simorg"
	"orgaudit/org"
)

// chain is the longest chain of requests of which each needs the answer before: what an object has
// for columns, its rows, what hangs on these rows.
const chain = 3

// TestASnapshotTakesTheTimeOfItsLongestChain gives every request a second, on a clock of the test's own.
func TestASnapshotTakesTheTimeOfItsLongestChain(t *testing.T) {
	large := simorg.Large()
	all := warehouse()
	all.Standing, all.Holders = true,
		[]string{audit.APIEnabled.Name, audit.UseAnyAPIClient.Name, audit.ApproveUninstalledApps.Name}
	all.Apps[0].Needs.FreeSeats = []string{"Salesforce"}
	for _, tc := range []struct {
		name     string
		scenario *simorg.Scenario
		scope    audit.Scope
		requests int
		chain    int
	}{
		{"small", acme(t, nil), jane(), 40, chain},
		{
			"small, no such user", acme(t, nil),
			audit.Scope{Usernames: []string{"jane@acme.example", "jnae@acme.example"}, Apps: jane().Apps}, 40, chain,
		},
		{
			"small, standing", acme(t, nil), audit.Scope{Usernames: []string{"jane@acme.example"}, Standing: true},
			40, chain,
		},
		// Profiles as the permission sets that they own, whose columns come
		// first; then users, then what they are assigned.
		{"small, by profile", acme(t, nil), audit.Scope{Profiles: []string{"Admin"}, Apps: jane().Apps}, 40, 4},
		// The app's policy, after the list of apps, names the user as whom it
		// runs; then comes what this one is assigned.
		{"small, all that can be asked", acme(t, nil), all, 40, 5},
		{"large", large, jane(), 60, chain},
		{
			"large, all that can be asked", large,
			audit.Scope{
				Usernames: all.Usernames,
				Apps:      []audit.App{{Name: "Partner App 012", Needs: all.Apps[0].Needs}},
			}, 60, 4,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			server := serve(t, tc.scenario)
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				client, err := org.Open(t.Context(),
					org.AccessToken{InstanceURL: server.URL(), Token: org.Secret(server.Token())},
					org.Options{HTTP: slowly{server.Transport(), time.Second}})
				if err != nil {
					t.Fatal(err)
				}
				defer client.Close()
				opened := time.Now()
				s := client.Snapshot(t.Context(), tc.scope)
				took := time.Since(opened)
				wantRefused(t, s)
				if most := time.Duration(float64(tc.chain) * 1.3 * float64(time.Second)); took > most {
					t.Errorf("took %v after %v to open, want at most %v", took, opened.Sub(start), most)
				}
				if calls := s.Calls.REST + s.Calls.SOAP; calls > tc.requests || calls != server.Traffic().Requests {
					t.Errorf("counted %d requests, the org %d, want at most %d",
						calls, server.Traffic().Requests, tc.requests)
				}
				t.Logf("%v, %d REST, %d SOAP, %d bytes, %d at once",
					took, s.Calls.REST, s.Calls.SOAP, s.Calls.Bytes, server.Traffic().Peak)
			})
		})
	}
}

// TestALargeOrgStaysWithinItsMemory counts what is allocated while an org of 60,000 users is read, all of it, although
// most is freed on the way: the reader can't hold more than that. The simulated org's own share is in it.
func TestALargeOrgStaysWithinItsMemory(t *testing.T) {
	server := serve(t, simorg.Large())
	client := open(t, server, org.Options{})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	s := client.Snapshot(t.Context(), jane())
	runtime.ReadMemStats(&after)
	wantRefused(t, s)
	if mib := (after.TotalAlloc - before.TotalAlloc) >> 20; mib > 256 {
		t.Errorf("%d MiB were allocated, want at most 256", mib)
	} else {
		t.Logf("%d MiB allocated, %d KiB came", mib, s.Calls.Bytes>>10)
	}
}

// TestSnapshotsAtOnce reads one org through one client several times at once.
func TestSnapshotsAtOnce(t *testing.T) {
	client := open(t, serve(t, acme(t, nil)), org.Options{})
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if s := client.Snapshot(t.Context(), jane()); len(s.Refused) > 0 || len(s.Users) != 1 {
				t.Errorf("refused %v, users %v", refusedParts(s), usernames(s))
			}
		})
	}
	all.Wait()
}

func BenchmarkSnapshot(b *testing.B) {
	for name, scenario := range map[string]func() *simorg.Scenario{
		"small": func() *simorg.Scenario { return acme(b, nil) },
		"large": simorg.Large,
	} {
		b.Run(name, func(b *testing.B) {
			server := serve(b, scenario())
			b.ReportAllocs()
			for b.Loop() {
				client := open(b, server, org.Options{}) // each with a rate of its own
				if s := client.Snapshot(b.Context(), jane()); len(s.Refused) > 0 {
					b.Fatal(refusedParts(s))
				}
			}
		})
	}
}
