package randomorg

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"orgaudit/audit"
)

// signIns fills in what bears on a sign-in besides who may do what: it needs the rest of the snapshot.
func (m *Maker) signIns(s *audit.Snapshot) {
	s.Org.TimeZone = pick(m, []string{"America/New_York", "Asia/Kolkata", "Europe/Berlin"})
	s.Auditor.Permissions["MonitorLoginHistory"] = m.Often()
	m.newerPermissions(s)
	users := len(s.Scope.Usernames)+len(s.Scope.Profiles) > 0
	for i := range s.Profiles {
		if s.Scope.Standing || users {
			s.Profiles[i].MetadataName = fmt.Sprintf("Meta%d", i)
		}
	}
	for i := range s.Users {
		for j := range s.Profiles {
			if p := &s.Profiles[j]; p.ID == s.Users[i].ProfileID {
				s.Users[i].License = p.License
				p.LoginPolicy = m.loginPolicy()
			}
		}
	}
	if users || len(s.Scope.Apps) > 0 {
		s.Security = &audit.SecuritySettings{LockSessionsToIP: m.seldom(), EnforceIPRangesEveryRequest: m.seldom()}
		s.OAuth = &audit.OAuthSettings{BlockUserAgent: m.flag(), BlockPassword: m.flag(), RequirePKCE: m.flag()}
		if m.seldom() {
			s.OAuth.RequirePKCE = nil // an older API version
		}
		m.policies(s, users)
		m.changes(s)
	}
	m.logins(s)
	m.licenses(s)
	m.holders(s)
}

// newerPermissions are those that a newer API version or another edition has.
// Nobody sees Use Any API Auth before Summer '26.
func (m *Maker) newerPermissions(s *audit.Snapshot) {
	names := []string{"ApiUserOnly"}
	if s.Org.APIVersion != "65.0" {
		names = append(names, "UseAnyApiAuth")
	}
	if len(s.Scope.Apps) > 0 && m.seldom() {
		s.Scope.Apps[0].Needs.UserPermissions = []string{"ConvertLeads", "NoSuchPermission"}
		names = append(names, "ConvertLeads")
	}
	for _, name := range names {
		if m.seldom() && name != "ConvertLeads" {
			continue
		}
		for i := range s.Profiles {
			s.Profiles[i].Permissions[name] = m.seldom()
		}
		for i := range s.PermissionSets {
			s.PermissionSets[i].Permissions[name] = m.seldom()
		}
	}
}

func (m *Maker) loginPolicy() *audit.LoginPolicy {
	p := &audit.LoginPolicy{}
	for range m.IntN(3) {
		p.IPRanges = append(p.IPRanges, pick(m, []audit.IPRange{
			{Start: "198.51.100.0", End: "198.51.100.255"}, {Start: "2001:db8::1", End: "2001:db8::ffff"},
			{Start: "203.0.113.7", End: "203.0.113.7"},
		}))
	}
	for day := time.Sunday; day <= time.Saturday; day++ {
		if m.seldom() {
			start := m.IntN(24) * 60
			p.Hours = append(p.Hours, audit.LoginHours{Day: day, Start: start, End: start + m.IntN(1440-start+1)})
		}
	}
	return p
}

// policies are shown of the apps in scope that the org owns; where no app is in scope in particular, of all.
func (m *Maker) policies(s *audit.Snapshot, users bool) {
	runAs := []string{""}
	for _, u := range s.Users {
		runAs = append(runAs, u.Username)
	}
	for i := range s.ConnectedApps {
		asked := len(s.Scope.Apps) == 0 && users
		for _, app := range s.Scope.Apps {
			asked = asked || app.Name == s.ConnectedApps[i].Name
		}
		if asked && m.Often() {
			s.ConnectedApps[i].Policy = &audit.OAuthPolicy{
				FullName:          fmt.Sprintf("App_%d", i),
				ConsumerKey:       fmt.Sprintf("3MVG9OWNED%d", i),
				Scopes:            []string{"Api", "RefreshToken"}[m.IntN(2):],
				IPRelaxation:      pick(m, []string{"", "ENFORCE", "BYPASS"}),
				RefreshToken:      pick(m, []string{"infinite", "zero", "specific_lifetime:30:DAYS"}),
				RequiresPKCE:      m.flag(),
				DeviceFlow:        m.flag(),
				ClientCredentials: m.flag(),
				RunAs:             pick(m, runAs),
				SessionLevel:      pick(m, []string{"", "HIGH_ASSURANCE"}),
			}
		}
	}
	for i := range s.ExternalClientApps {
		s.ExternalClientApps[i].Policy = &audit.OAuthPolicy{
			IPRelaxation:      pick(m, []string{"Enforce", "Bypass"}),
			RefreshToken:      pick(m, []string{"Infinite", "Zero"}),
			ClientCredentials: m.flag(),
			RunAs:             pick(m, runAs),
			SessionLevel:      pick(m, []string{"", "STANDARD"}),
		}
	}
}

func (m *Maker) changes(s *audit.Snapshot) {
	say := map[string]string{"customDomainRedirectPolicy": "Changed the My Domain Login policy"}
	for _, app := range s.Scope.Apps {
		say["unblockConnectedApplication"] = "Unblocked Connected App " + app.Name + " to Salesforce"
	}
	for _, u := range s.Users {
		say["PermSetAssign"] = "Permission set P: assigned to user U (UserID: [" + u.ID[:15] + "])"
	}
	for action, display := range say {
		for range m.IntN(3) {
			s.SetupChanges = append(s.SetupChanges, audit.SetupChange{
				Action:  action,
				Section: m.word(),
				Display: display,
				By:      pick(m, []string{"ada@acme.example", "gone@acme.example"}),
				At:      *m.time(),
			})
		}
	}
}

func (m *Maker) logins(s *audit.Snapshot) {
	app := "Anything"
	for _, asked := range s.Scope.Apps {
		app = asked.Name
	}
	for _, u := range s.Users {
		for _, status := range []string{"Success", "Restricted IP", "Failed: OAuth API access disabled"} {
			if m.seldom() {
				s.Logins = append(s.Logins, audit.Login{
					UserID:      u.ID,
					Application: pick(m, []string{app, "N/A"}),
					LoginType:   "Remote Access 2.0",
					LoginURL:    "login.salesforce.com",
					Status:      status,
					Count:       1 + m.IntN(9),
					Last:        m.at.Add(-time.Duration(m.IntN(30*24*3600)) * time.Second),
				})
			}
		}
	}
}

// licenses are read where an app needs one.
func (m *Maker) licenses(s *audit.Snapshot) {
	if len(s.Scope.Apps) == 0 || m.Often() {
		return
	}
	s.Scope.Apps[0].Needs.FreeSeats = []string{"Salesforce"}
	for _, name := range []string{"Salesforce", "Analytics Cloud", "CRM User"} {
		s.Licenses = append(s.Licenses, audit.License{
			Name: name, Key: strings.ToUpper(name[:3]), Total: m.IntN(30) - 1, Used: m.IntN(20),
		})
	}
}

// holders are the active users in scope who hold a permission, and one more who has it by a permission set.
func (m *Maker) holders(s *audit.Snapshot) {
	if m.Often() {
		return
	}
	p := audit.ApproveUninstalledApps
	s.Scope.Holders = []string{p.Name}
	for i := range s.Profiles {
		s.Profiles[i].Permissions[p.Name] = false // the users of a profile who are only counted would hold it too
	}
	view := audit.NewIndex(s)
	for i := range s.Users {
		u := &s.Users[i]
		var via []string
		for _, path := range view.Paths(u, p) {
			if path.Grants {
				via = append(via, path.Via+" "+path.Name)
			}
		}
		if slices.Sort(via); u.IsActive && len(via) > 0 {
			s.Holders = append(s.Holders, audit.Holder{
				UserID: u.ID, Username: u.Username, Permission: p.Name, Via: via,
			})
		}
	}
	for _, set := range s.PermissionSets {
		if set.Type != audit.PermissionSetGroupOf && !set.RequiresActivation && set.Permissions[p.Name] {
			s.Holders = append(s.Holders, audit.Holder{
				UserID:     m.id("005"),
				Username:   "zoe@acme.example",
				Permission: p.Name,
				Via:        []string{"permission set " + set.Label},
			})
			return
		}
	}
}
