package simorg

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// Sizes of the large org: what big Salesforce customers have.
const (
	largeProfiles       = 400
	largeSets           = 1_200
	largeGroups         = 150
	largeMutings        = 30
	largeUsers          = 60_000
	largeActive         = 45_000
	largeAssignments    = 450_000
	largeTokens         = 12_000
	largeConnectedApps  = 120
	largeExternalApps   = 25
	largeBlocked        = 40
	largeLoginGroups    = 3_000
	largeLoginsPerGroup = 3
)

// Large makes the large org. It is the same each time: the numbers come from a fixed seed.
func Large() *Scenario {
	r := rand.New(rand.NewPCG(42, 1_099))
	end := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	s := &Scenario{
		Title: "A large org",
		Org: Org{
			Name:     "Acme Worldwide",
			Edition:  "Unlimited Edition",
			Instance: "NA245",
			MyDomain: "acme-worldwide",
			TimeZone: "America/New_York",
		},
		Auditor:  Auditor{Username: "ada.admin@acme.example"},
		Limits:   map[string]Limit{"DailyApiRequests": {Max: 325_000, Remaining: 211_904}},
		Settings: Settings{APIAccessControl: APIAccessControl{Provisioned: true}},
	}
	s.UserLicenses = []UserLicense{{Name: "Salesforce", Total: 62_000}, {Name: "Salesforce Platform", Total: 5_000}}
	largeAccess(s, r)
	largeStaff(s, r, end)
	largeApps(s, r, end)
	largeHistory(s, r, end)
	return s
}

// largeAccess makes profiles, permission sets and groups. One profile in three and one set in twelve grant API Enabled.
func largeAccess(s *Scenario, r *rand.Rand) {
	s.Profiles = append(s.Profiles,
		Profile{Name: "System Administrator", Permissions: []string{
			"ApiEnabled", "ViewSetup", "CustomizeApplication", "ModifyMetadata", "ModifyAllData", "ManageUsers",
			"ViewAllUsers", "MonitorLoginHistory", "AssignPermissionSets", "ManageRemoteAccess",
			"CanApproveUninstalledApps", "UseAnyApiClient", "UseAnyApiAuth",
		}},
		Profile{Name: "Marketing User", Permissions: []string{"ApiEnabled", "ImportLeads"}},
		Profile{Name: "Standard User", Permissions: []string{"RunReports"}})
	for i := len(s.Profiles); i < largeProfiles; i++ {
		p := Profile{
			Name:        fmt.Sprintf("Region %03d Profile", i),
			Custom:      i%10 < 3,
			Permissions: []string{"RunReports", "LightningExperienceUser"},
		}
		if r.IntN(3) == 0 {
			p.Permissions = append(p.Permissions, "ApiEnabled")
		}
		s.Profiles = append(s.Profiles, p)
	}
	for i := range largeSets {
		p := PermissionSet{
			Name:        fmt.Sprintf("Set_%04d", i),
			Label:       fmt.Sprintf("Set %04d", i),
			Permissions: []string{"ViewRoles"},
		}
		switch {
		case i%12 == 0:
			p.Permissions = append(p.Permissions, "ApiEnabled")
		case i%40 == 7:
			p.Type = "Session"
		case i%20 == 3:
			p.Namespace, p.Type = fmt.Sprintf("vendor%02d", i%17), "Standard"
		}
		s.PermissionSets = append(s.PermissionSets, p)
	}
	for i := range largeGroups {
		g := PermissionSetGroup{Name: fmt.Sprintf("Group_%03d", i), Label: fmt.Sprintf("Group %03d", i)}
		for j := range 4 + r.IntN(8) {
			g.Sets = append(g.Sets, s.PermissionSets[(i*7+j*31)%largeSets].Name)
		}
		if i < largeMutings {
			g.Muting = &Muting{Permissions: []string{"ApiEnabled"}}
		}
		if i%50 == 49 {
			g.Status = "Outdated"
		}
		s.PermissionSetGroups = append(s.PermissionSetGroups, g)
	}
}

// largeStaff makes the users. With the assignment that each has to the set of
// their profile there are exactly largeAssignments.
func largeStaff(s *Scenario, r *rand.Rand, end time.Time) {
	s.Users = make([]User, 0, largeUsers)
	s.Users = append(s.Users,
		User{
			Username:  "ada.admin@acme.example",
			Name:      "Ada Admin",
			Profile:   "System Administrator",
			LastLogin: end.Add(-time.Hour),
		},
		User{
			Username:  "jane@acme.example",
			Name:      "Jane Park",
			Profile:   "Marketing User",
			LastLogin: end.Add(-20 * time.Hour),
		})
	first := []string{
		"Ana", "Ben", "Chloe", "Dev", "Eva", "Finn", "Gita", "Hugo", "Iris", "Jon", "Kim", "Liam", "Maya", "Noor",
		"Otto", "Pia",
	}
	last := []string{
		"Abara", "Brandt", "Costa", "Diaz", "Evans", "Fischer", "Gupta", "Hansen", "Ito", "Jensen", "Khan", "Lopez",
		"Meyer", "Novak",
	}
	left := largeAssignments - largeUsers
	for i := len(s.Users); i < largeUsers; i++ {
		u := User{
			Username:  fmt.Sprintf("user%05d@acme.example", i),
			Name:      first[r.IntN(len(first))] + " " + last[r.IntN(len(last))],
			Profile:   s.Profiles[2+r.IntN(largeProfiles-2)].Name,
			Inactive:  i >= largeActive,
			Frozen:    i%997 == 0,
			LastLogin: end.Add(-time.Duration(r.IntN(300*24)) * time.Hour),
		}
		rest := largeUsers - i
		more := left / rest
		if rest > 100 {
			more += []int{2, -2, 1, -1}[i%4]
		}
		grants := make([]Assignment, more)
		for j := range grants {
			grants[j].Name = s.PermissionSets[(r.IntN(largeSets/more)+j*(largeSets/more))%largeSets].Name
		}
		groups := 0
		if more > 2 && r.IntN(3) == 0 {
			groups = 1
			grants[0].Name = s.PermissionSetGroups[r.IntN(largeGroups)].Name
		}
		if r.IntN(50) == 0 {
			grants[more-1].Expires = end.AddDate(0, r.IntN(12)-6, 0)
		}
		u.Groups, u.PermissionSets = grants[:groups:groups], grants[groups:]
		left -= more
		s.Users = append(s.Users, u)
	}
}

func largeApps(s *Scenario, r *rand.Rand, end time.Time) {
	s.ConnectedApps = append(s.ConnectedApps, ConnectedApp{
		Name: "Sales Insight Actions", ConsumerKey: "3MVG9SIAEXAMPLE0sales0insight0actions",
	})
	for i := len(s.ConnectedApps); i < largeConnectedApps; i++ {
		a := ConnectedApp{
			Name:        fmt.Sprintf("Partner App %03d", i),
			ConsumerKey: fmt.Sprintf("3MVG9EXAMPLE0partner%03d", i),
			Installed:   end.AddDate(0, -r.IntN(60), 0),
		}
		if i%4 == 0 {
			a.AdminApprovedOnly = true
			for j := range 6 {
				a.Profiles = append(a.Profiles, s.Profiles[(i*5+j*61)%largeProfiles].Name)
				a.PermissionSets = append(a.PermissionSets, s.PermissionSets[(i*3+j*97)%largeSets].Name)
			}
		}
		if i%12 == 0 {
			a.Owned = &OwnedApp{Scopes: []string{"Api", "RefreshToken"}}
		}
		s.ConnectedApps = append(s.ConnectedApps, a)
	}
	for i := range largeExternalApps {
		s.ExternalClientApps = append(s.ExternalClientApps, ExternalClientApp{
			Name:        fmt.Sprintf("External_App_%02d", i),
			Label:       fmt.Sprintf("External App %02d", i),
			Disabled:    i%9 == 8,
			ConsumerKey: fmt.Sprintf("3MVG9EXAMPLE0external%02d", i),
		})
	}
	s.Blocked = append(s.Blocked, BlockedApp{
		ConsumerKey: "3MVG9SIAEXAMPLE0sales0insight0actions",
		Name:        "Sales Insight Actions",
		CreatedBy:   "ada.admin@acme.example",
		Created:     end.AddDate(0, 0, -8),
	})
	for i := len(s.Blocked); i < largeBlocked; i++ {
		b := BlockedApp{
			ConsumerKey: fmt.Sprintf("3MVG9EXAMPLE0blocked%02d", i),
			Name:        fmt.Sprintf("Blocked App %02d", i),
			Created:     end.AddDate(0, -i, 0),
		}
		switch {
		case i%7 == 0:
			b.FullName = fmt.Sprintf("Blocked_App_%02d", i) // deployed by name
		case i == 11:
			b.ByAPIAccessControl = true
		case i == 12:
			// the name differs from the installed app's
			b.ConsumerKey, b.Name = "3MVG9EXAMPLE0partner012", "Partner Application Twelve"
		}
		s.Blocked = append(s.Blocked, b)
	}
	s.OauthTokens = make([]OauthToken, 0, largeTokens)
	for i := range largeTokens {
		app := r.IntN(largeConnectedApps + 20)
		t := OauthToken{
			User:     s.Users[r.IntN(largeActive)].Username,
			Created:  end.Add(-time.Duration(i) * time.Hour),
			UseCount: r.IntN(500),
			Bare:     i%25 == 0,
		}
		t.LastUsed = t.Created.Add(time.Duration(r.IntN(72)) * time.Minute)
		t.AppName = fmt.Sprintf("Uninstalled App %02d", app-largeConnectedApps)
		if app < largeConnectedApps {
			t.AppName, t.App = s.ConnectedApps[app].Name, s.ConnectedApps[app].Name
		}
		s.OauthTokens = append(s.OauthTokens, t)
	}
}

// largeHistory makes more groups of sign-ins than an aggregate query may return.
func largeHistory(s *Scenario, r *rand.Rand, end time.Time) {
	statuses := []string{
		"Success", "Success", "Success", "Invalid password", "Failed: OAuth API access disabled", "Restricted IP",
		"Restricted domain",
	}
	for i := range largeLoginGroups {
		user, app, status := s.Users[i*14+1].Username, s.ConnectedApps[i%largeConnectedApps].Name,
			statuses[i%len(statuses)]
		for range largeLoginsPerGroup {
			s.LoginHistory = append(s.LoginHistory, Login{
				User:        user,
				Application: app,
				Status:      status,
				Type:        "Remote Access 2.0",
				URL:         "login.salesforce.com",
				Time:        end.Add(-time.Duration(1+r.IntN(29*24*60)) * time.Minute),
				SourceIP:    fmt.Sprintf("203.0.113.%d", i%250),
			})
		}
	}
	for i := range 400 {
		s.SetupAuditTrail = append(s.SetupAuditTrail, SetupChange{
			Time:    end.Add(-time.Duration(i*9) * time.Hour),
			Action:  "PermSetAssign",
			Section: "Manage Users",
			By:      "ada.admin@acme.example",
			Display: fmt.Sprintf("Permission set Set %04d: assigned to user %s", i, s.Users[i].Username),
		})
	}
	s.SetupAuditTrail = append(s.SetupAuditTrail, SetupChange{
		Time:    end.AddDate(0, 0, -8),
		Action:  "blockConnectedApplication",
		Section: "Connected Apps",
		By:      "ada.admin@acme.example",
		Display: "Blocked Connected App Sales Insight Actions to Salesforce",
	})
}
