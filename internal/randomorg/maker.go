// Package randomorg makes orgs by chance, as snapshots of them, for tests of what holds in every org.
package randomorg

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"orgaudit/audit"
)

// Maker makes snapshots in which every reference leads somewhere, as complete ones have.
type Maker struct {
	*rand.Rand
	ids int
	at  time.Time
}

// New makes a maker of seeds: what it makes is the same whenever it is asked in the same order.
func New(seed, stream uint64) *Maker { return &Maker{Rand: rand.New(rand.NewPCG(seed, stream))} }

func (m *Maker) id(prefix string) string {
	m.ids++
	return fmt.Sprintf("%s7Q%010dAAA", prefix, m.ids*7919)
}

// Often is true in two of three cases.
func (m *Maker) Often() bool  { return m.IntN(3) > 0 }
func (m *Maker) seldom() bool { return m.IntN(4) == 0 }
func (m *Maker) flag() *bool  { b := m.IntN(2) == 0; return &b }

func (m *Maker) time() *time.Time {
	at := m.at.Add(-time.Duration(m.IntN(400*24*3600)) * time.Second)
	return &at
}

// word makes a name of its own with what is hard to escape in it.
func (m *Maker) word() string {
	m.ids++
	hard := []string{
		"", "O'Neil", `back\slash`, `"quoted"`, "100%", "under_score", "a & b <c>", "émile", "漢字", "🦊",
		"Custom: x", "$(=cmd)",
	}
	return strings.TrimSpace(fmt.Sprintf("%s N%d", hard[m.IntN(len(hard))], m.ids))
}

func (m *Maker) permissions(provisioned bool) map[string]bool {
	p := map[string]bool{"ApiEnabled": m.seldom(), "CanApproveUninstalledApps": m.seldom()}
	if provisioned {
		p["UseAnyApiClient"] = m.seldom()
	}
	return p
}

func pick[T any](m *Maker, from []T) T { return from[m.IntN(len(from))] }

// Snapshot makes an org as it is read in full.
func (m *Maker) Snapshot() *audit.Snapshot {
	m.at = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	host := pick(m,
		[]string{
			"acme.my.salesforce.com", "acme--uat.sandbox.my.salesforce.com", "acme-dev-ed.develop.my.salesforce.com",
		})
	name, _, _ := strings.Cut(strings.SplitN(host, ".", 2)[0], "--")
	s := &audit.Snapshot{
		Schema: audit.SnapshotSchema, TakenAt: m.at,
		Org: audit.Org{
			ID:         m.id("00D"),
			Name:       m.word(),
			Edition:    pick(m, []string{"Enterprise Edition", "Developer Edition", "Professional Edition"}),
			Instance:   "NA7",
			IsSandbox:  strings.Contains(host, "--"),
			URL:        "https://" + host,
			MyDomain:   host,
			APIVersion: pick(m, []string{"65.0", "67.0", "68.0"}),
		},
		Auditor: audit.Auditor{
			UserID:      m.id("005"),
			Username:    "ada@acme.example",
			Permissions: map[string]bool{"ModifyAllData": m.Often()},
		},
		APILimit: &audit.APILimit{Max: 5000 + m.IntN(9000), Remaining: 4000},
		MyDomain: &audit.MyDomainSettings{Name: name, OnlyMyDomainLogin: m.seldom(), OnlyMyDomainAPILogin: m.seldom()},
	}
	for _, p := range audit.AuditPermissions() {
		s.Auditor.Permissions[p.Name] = true
	}
	if m.seldom() {
		s.Org.TrialExpiry = m.at.AddDate(0, 0, m.IntN(30)).Format("2006-01-02T15:04:05.000-0700")
	}
	s.ConnectedAppSettings = &audit.ConnectedAppSettings{}
	provisioned := m.seldom()
	if provisioned {
		s.ConnectedAppSettings.AdminApprovedOnly, s.ConnectedAppSettings.AdminApprovedOnlyForExternal = m.flag(),
			m.flag()
	}
	s.Scope.Standing = m.seldom()
	m.access(s, provisioned)
	m.staff(s)
	m.apps(s)
	m.blocks(s)
	m.approvals(s)
	m.signIns(s)
	return s
}

func (m *Maker) access(s *audit.Snapshot, provisioned bool) {
	for range 1 + m.IntN(5) {
		s.Profiles = append(s.Profiles, audit.Profile{
			ID:              m.id("00e"),
			Name:            m.word(),
			UserType:        pick(m, []string{"Standard", "PowerPartner"}),
			License:         pick(m, []string{"Salesforce", "Analytics Cloud"}),
			IsCustom:        m.Often(),
			PermissionSetID: m.id("0PS"),
			Permissions:     m.permissions(provisioned),
		})
	}
	for range m.IntN(6) {
		set := audit.PermissionSet{
			ID:          m.id("0PS"),
			Name:        fmt.Sprintf("Set_%d", m.ids),
			Label:       m.word(),
			Type:        pick(m, []string{"Regular", "Session", "Standard", "Integration"}),
			Permissions: m.permissions(provisioned),
		}
		set.RequiresActivation = set.Type == "Session" || m.seldom()
		if m.seldom() {
			set.Namespace = "vendor"
		}
		s.PermissionSets = append(s.PermissionSets, set)
	}
	plain := slices.Clone(s.PermissionSets)
	for range m.IntN(4) {
		group := audit.PermissionSetGroup{
			ID:                 m.id("0PG"),
			Name:               fmt.Sprintf("Group_%d", m.ids),
			Label:              m.word(),
			Status:             pick(m, []string{"Updated", "Outdated", "Failed"}),
			RequiresActivation: m.seldom(),
		}
		for _, set := range plain {
			if m.seldom() {
				group.PermissionSetIDs = append(group.PermissionSetIDs, set.ID)
			}
		}
		slices.Sort(group.PermissionSetIDs)
		if m.seldom() {
			group.Muted = map[string]bool{"ApiEnabled": true}
		}
		s.Groups = append(s.Groups, group)
		s.PermissionSets = append(s.PermissionSets, audit.PermissionSet{
			ID:                 m.id("0PS"),
			Name:               group.Name,
			Label:              group.Label,
			Type:               audit.PermissionSetGroupOf,
			RequiresActivation: group.RequiresActivation,
			GroupID:            group.ID,
			Permissions:        m.permissions(provisioned),
		})
	}
}

// staff makes the users, all of whom are in scope: by their profile if that is, else by name.
func (m *Maker) staff(s *audit.Snapshot) {
	scoped := map[string]bool{}
	for i, p := range s.Profiles {
		if m.seldom() {
			scoped[p.ID] = true
			s.Scope.Profiles = append(s.Scope.Profiles, pick(m, []string{p.Name, fmt.Sprintf("Meta%d", i)}))
		}
	}
	for range m.IntN(7) {
		p := pick(m, s.Profiles)
		u := audit.User{
			ID:        m.id("005"),
			Name:      m.word(),
			IsActive:  m.Often(),
			UserType:  p.UserType,
			ProfileID: p.ID,
			IsFrozen:  m.flag(),
			IsLocked:  m.flag(),
			Username: fmt.Sprintf("%s%d@acme.example",
				pick(m, []string{"o'neil", "100%_a", `back\slash`, `"q"`, "ünï", "plain"}), m.ids),
			Assignments: []audit.Assignment{{PermissionSetID: p.PermissionSetID, IsActive: true}},
		}
		if m.Often() {
			u.LastLogin = m.time()
		}
		for _, set := range s.PermissionSets {
			if !m.seldom() {
				continue
			}
			a := audit.Assignment{
				PermissionSetID: set.ID,
				GroupID:         set.GroupID,
				IsActive:        m.Often(),
				IsRevoked:       m.seldom(),
			}
			if m.seldom() {
				expires := m.at.AddDate(0, 0, m.IntN(60)-30).Add(time.Hour)
				a.Expires = &expires
				a.IsActive = a.IsActive && expires.After(m.at)
			}
			u.Assignments = append(u.Assignments, a)
		}
		s.Users = append(s.Users, u)
		if !u.IsActive || !scoped[u.ProfileID] {
			s.Scope.Usernames = append(s.Scope.Usernames, u.Username)
		}
	}
	m.colleagues(s, scoped)
	if m.seldom() {
		s.Scope.Usernames = append(s.Scope.Usernames, "xylophone.quartet.of.nowhere@elsewhere.example")
	}
}

// colleagues count the active users of the profiles that somebody in scope has. A profile that is in
// scope itself has no other active users than those.
func (m *Maker) colleagues(s *audit.Snapshot, scoped map[string]bool) {
	for i := range s.Profiles {
		p := &s.Profiles[i]
		known, count := false, 0
		for _, u := range s.Users {
			if u.ProfileID == p.ID {
				known = true
				if u.IsActive {
					count++
				}
			}
		}
		if !known {
			continue
		}
		if !scoped[p.ID] {
			count += m.IntN(4)
		}
		p.ActiveUsers = &count
	}
}

func (m *Maker) apps(s *audit.Snapshot) {
	for range m.IntN(5) {
		s.ConnectedApps = append(s.ConnectedApps, audit.ConnectedApp{
			ID: m.id("0H4"), Name: m.word(), AdminApprovedOnly: m.flag(), Created: m.time(),
		})
	}
	for range m.IntN(3) {
		s.ExternalClientApps = append(s.ExternalClientApps, audit.ExternalClientApp{
			ID:                m.id("0xI"),
			Name:              fmt.Sprintf("External_%d", m.ids),
			Label:             m.word(),
			Distribution:      pick(m, []string{"Local", "Managed"}),
			IsEnabled:         m.flag(),
			AdminApprovedOnly: m.flag(),
		})
	}
	asked := ""
	if len(s.ConnectedApps) > 0 && m.Often() {
		app := pick(m, s.ConnectedApps)
		asked = app.ID
		s.Scope.Apps = []audit.App{{Ask: app.Name, Name: app.Name}}
	}
	var parents []string
	for _, p := range s.Profiles {
		parents = append(parents, p.PermissionSetID)
	}
	for _, p := range s.PermissionSets {
		parents = append(parents, p.ID)
	}
	var ids []string
	for _, a := range s.ConnectedApps {
		ids = append(ids, a.ID)
	}
	for _, a := range s.ExternalClientApps {
		ids = append(ids, a.ID)
	}
	for _, id := range ids {
		for _, parent := range parents {
			if m.seldom() && (asked == "" || asked == id) {
				s.AppAccess = append(s.AppAccess, audit.AppAccess{AppID: id, PermissionSetID: parent})
			}
		}
	}
}

func (m *Maker) blocks(s *audit.Snapshot) {
	for i := range m.IntN(25) {
		s.BlockedApps = append(s.BlockedApps, audit.BlockedApp{
			FullName:           fmt.Sprintf("BlacklistedConsumer15596923621%03d", i),
			ConsumerKey:        fmt.Sprintf("3MVG9EXAMPLE%d", m.ids+i),
			Name:               m.word(),
			Label:              m.word(),
			ByAPIAccessControl: m.seldom(),
			CreatedBy:          m.word(),
			Created:            m.time(),
		})
	}
}

// approvals are those of the users in scope, or of anybody.
func (m *Maker) approvals(s *audit.Snapshot) {
	var users []string
	for _, u := range s.Users {
		users = append(users, u.ID)
	}
	if s.Scope.Standing {
		users = append(users, m.id("005"))
	}
	for _, user := range users {
		for range m.IntN(3) {
			a := audit.Approval{
				UserID:   user,
				AppName:  m.word(),
				Count:    1 + m.IntN(5),
				UseCount: m.IntN(900),
				First:    m.time(),
			}
			if len(s.ConnectedApps) > 0 && m.Often() {
				a.AppID = pick(m, s.ConnectedApps).ID
			}
			if m.Often() {
				a.LastUsed = m.time()
			}
			s.Approvals = append(s.Approvals, a)
		}
	}
}
