package checks_test

import (
	"fmt"
	"testing"
	"time"

	"orgaudit/audit"
	"orgaudit/checks"
)

// BenchmarkEvaluate judges a large org: 500 profiles, 300 apps, 1,000 connections, and a standing policy over all.
func BenchmarkEvaluate(b *testing.B) {
	s, p, q := largeOrg(500, 300, 1000)
	all := checks.All()
	if r := audit.Evaluate(s, p, q, all); len(r.Connections) != 1000 || len(r.Findings) < 1000 {
		b.Fatalf("%d connections, %d findings", len(r.Connections), len(r.Findings))
	}
	b.ReportAllocs()
	for b.Loop() {
		audit.Evaluate(s, p, q, all)
	}
}

// largeOrg makes an org in which every seventh profile lacks API Enabled, every fifth app is admin-approved and every
// eleventh blocked; each user has a group and three permission sets.
func largeOrg(profiles, apps, connections int) (*audit.Snapshot, *audit.Policy, *audit.Question) {
	yes, no := true, false
	id := func(prefix string, i int) string { return fmt.Sprintf("%s5g%010d", prefix, i) }
	s := &audit.Snapshot{
		Schema:  audit.SnapshotSchema,
		TakenAt: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC),
		Org: audit.Org{
			ID:       id("00D", 1),
			Name:     "Large",
			Edition:  "Unlimited Edition",
			URL:      "https://large.my.salesforce.com",
			MyDomain: "large.my.salesforce.com",
		},
		Auditor:              audit.Auditor{Permissions: map[string]bool{audit.ViewAllUsers.Name: true}},
		APILimit:             &audit.APILimit{Max: 5_000_000, Remaining: 4_000_000},
		ConnectedAppSettings: &audit.ConnectedAppSettings{},
		MyDomain:             &audit.MyDomainSettings{Name: "large"},
	}
	for i := range profiles {
		s.Profiles = append(s.Profiles, audit.Profile{
			ID: id("00e", i), Name: fmt.Sprintf("Profile %03d", i), PermissionSetID: id("0PP", i),
			Permissions: map[string]bool{
				audit.APIEnabled.Name:             i%7 != 0,
				audit.ApproveUninstalledApps.Name: false,
				audit.UseAnyAPIClient.Name:        false,
			},
		})
	}
	for i := range 600 {
		s.PermissionSets = append(s.PermissionSets, audit.PermissionSet{
			ID: id("0PS", i), Name: fmt.Sprintf("Set_%03d", i), Label: fmt.Sprintf("Set %03d", i), Type: "Regular",
			Permissions: map[string]bool{
				audit.APIEnabled.Name:             i%9 == 0,
				audit.ApproveUninstalledApps.Name: false,
				audit.UseAnyAPIClient.Name:        false,
			},
		})
	}
	for i := range 100 {
		s.Groups = append(s.Groups, audit.PermissionSetGroup{
			ID:               id("0PG", i),
			Name:             fmt.Sprintf("Group_%03d", i),
			Status:           "Updated",
			PermissionSetIDs: []string{id("0PS", i), id("0PS", i+100), id("0PS", i+200)},
		})
		s.PermissionSets = append(s.PermissionSets, audit.PermissionSet{
			ID:      id("0PH", i),
			Name:    fmt.Sprintf("Group_%03d_sum", i),
			Type:    audit.PermissionSetGroupOf,
			GroupID: id("0PG", i),
			Permissions: map[string]bool{
				audit.APIEnabled.Name:             i%9 == 0,
				audit.ApproveUninstalledApps.Name: false,
				audit.UseAnyAPIClient.Name:        false,
			},
		})
	}
	for i := range apps {
		only := &no
		if i%5 == 0 {
			only = &yes
			for j := range 10 {
				s.AppAccess = append(s.AppAccess, audit.AppAccess{
					AppID: id("0H4", i), PermissionSetID: id("0PP", (i+j)%profiles),
				})
			}
		}
		name := fmt.Sprintf("App %03d", i)
		s.ConnectedApps = append(s.ConnectedApps, audit.ConnectedApp{
			ID: id("0H4", i), Name: name, AdminApprovedOnly: only,
		})
		if i%11 == 0 {
			s.BlockedApps = append(s.BlockedApps, audit.BlockedApp{
				FullName:    fmt.Sprintf("B%d", i),
				ConsumerKey: fmt.Sprintf("3MVG9key%03d", i),
				Name:        name,
			})
		}
	}
	q := &audit.Question{Tool: "orgaudit benchmark"}
	for i := range connections {
		username := fmt.Sprintf("user%04d@large.example", i)
		s.Users = append(s.Users, audit.User{
			ID:        id("005", i),
			Username:  username,
			IsActive:  true,
			ProfileID: id("00e", i%profiles),
			IsFrozen:  &no,
			IsLocked:  &no,
			Assignments: []audit.Assignment{
				{PermissionSetID: id("0PP", i%profiles), IsActive: true},
				{PermissionSetID: id("0PS", i%600), IsActive: true},
				{PermissionSetID: id("0PS", (i+50)%600), IsActive: true},
				{PermissionSetID: id("0PH", i%100), GroupID: id("0PG", i%100), IsActive: true},
			},
		})
		s.Scope.Usernames = append(s.Scope.Usernames, username)
		s.Approvals = append(s.Approvals, audit.Approval{
			UserID:   id("005", i),
			AppName:  fmt.Sprintf("App %03d", i%apps),
			AppID:    id("0H4", i%apps),
			Count:    1,
			UseCount: 9,
		})
		name := fmt.Sprintf("App %03d", i%apps)
		q.Connections = append(q.Connections, audit.Ask{
			App: audit.App{
				Ask:     name,
				Name:    name,
				SignIns: []audit.SignIn{{Flow: audit.FlowWebServer, LoginHost: "login.salesforce.com"}},
			},
			Usernames: []string{username},
		})
	}
	all := audit.App{Ask: "*", Name: "*"}
	p := &audit.Policy{
		File: "orgaudit.yaml",
		APIEnabled: audit.APIPolicy{
			Forbidden: audit.APINames{
				Profiles:       []audit.Named{{Text: "Profile 1*"}},
				PermissionSets: []audit.Named{{Text: "Set 2*"}},
			},
		},
		Apps: audit.AppPolicy{AdminApproved: []audit.NamedApp{{App: all}}, Unlisted: audit.UnlistedWarn},
	}
	return s, p, q
}
