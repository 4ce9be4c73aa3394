package prediction_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"orgaudit/audit"
	"orgaudit/internal/simorg"
)

const (
	jane     = "jane@acme.example"
	robot    = "robot@acme.example"
	gone     = "gone@acme.example"
	password = "correct horse"
	appName  = "Pipeline Mover"
	appKey   = "3MVG9PipelineMover0000000000000000000001"
	secret   = "4711secret"
	callback = "https://mover.example/callback"
)

// idle are the columns of permissions that no draw speaks of. An org has some four hundred of them, and describing them
// all each time is most of the time that a draw takes.
var idle = sync.OnceValue(func() []string {
	server, err := simorg.New(draw{AccessControl: "off"}.bare())
	if err != nil {
		panic(err)
	}
	_, _, body := vendor{server: server}.call(http.MethodGet,
		server.URL()+"/services/data/v68.0/sobjects/PermissionSet/describe", "", "", server.Token())
	var out []string
	for _, found := range regexp.MustCompile(`"Permissions([A-Za-z]+)"`).FindAllStringSubmatch(body, -1) {
		if field := "Permissions" + found[1]; !slices.Contains(namedPermissions(), found[1]) &&
			!slices.Contains(out, field) {
			out = append(out, field)
		}
	}
	return out
})

// namedPermissions are the permissions that draws give and audits ask for.
func namedPermissions() []string {
	return []string{
		"ApiEnabled", "UseAnyApiClient", "CanApproveUninstalledApps", "ApiUserOnly", "UseAnyApiAuth", "ViewSetup",
		"CustomizeApplication", "ModifyMetadata", "ModifyAllData", "ManageUsers", "ViewAllUsers",
		"MonitorLoginHistory", "ViewAllData", "RunReports",
	}
}

// now is a Friday morning in the org's time zone, Europe/Berlin.
var now = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

// scenario is the org of a draw.
func (d draw) scenario(certificate string) *simorg.Scenario {
	s := d.bare()
	s.AbsentFields = slices.Clone(idle())
	if d.OldAPI {
		s.AbsentFields = append(s.AbsentFields, "PermissionsCanApproveUninstalledApps")
	}
	d.addUser(s)
	d.addApp(s, certificate)
	return s
}

// bare is the org without the user and the app.
func (d draw) bare() *simorg.Scenario {
	s := &simorg.Scenario{
		Title: "drawn", Now: now, Auditor: simorg.Auditor{Username: "ada@acme.example"},
		Org: simorg.Org{Edition: d.Edition, TimeZone: "Europe/Berlin", APIDisabled: d.NoAPIInEdition},
		Users: []simorg.User{
			{Username: "ada@acme.example", Profile: "System Administrator"},
			{Username: robot, Profile: "Robots"},
			{Username: gone, Profile: "Robots", Inactive: true},
		},
		Profiles: []simorg.Profile{
			{Name: "System Administrator", Permissions: []string{
				"ApiEnabled", "ViewSetup", "CustomizeApplication", "ModifyMetadata", "ModifyAllData", "ManageUsers",
				"ViewAllUsers", "MonitorLoginHistory", "UseAnyApiClient", "ViewAllData",
			}},
			{Name: "Robots", Custom: true, Permissions: []string{"ApiEnabled"}},
		},
		PermissionSets: []simorg.PermissionSet{
			{Name: "Mover_Users", Permissions: []string{"RunReports"}},
			{Name: "Elevated", Type: "Session"},
		},
	}
	if d.Sandbox {
		s.Org.Sandbox = "uat"
	}
	if d.NoCallsLeft {
		s.Limits = map[string]simorg.Limit{"DailyApiRequests": {Max: 15_000, Remaining: 0}}
	}
	s.Settings = simorg.Settings{
		APIAccessControl: simorg.APIAccessControl{
			Provisioned:        d.AccessControl != "",
			On:                 d.AccessControl == "on",
			OnForExternalUsers: d.AccessControl == "on for outsiders",
		},
		MyDomain: simorg.MyDomainSettings{
			CanOnlyLoginWithMyDomainURL:  d.OnlyMyDomain,
			DoesAPILoginRequireOrgDomain: d.OnlyMyDomainSOAP,
		},
		OauthOidc: simorg.OauthOidcSettings{
			BlockUserAgentFlow:        d.BlockUserAgent,
			BlockUsernamePasswordFlow: d.BlockPassword,
			RequirePKCE:               d.RequirePKCE,
		},
		Security: simorg.SecuritySettings{
			LockSessionsToIP: d.LockToIP, EnforceIPRangesEveryRequest: d.EnforceRanges,
			// they widen no profile's ranges
			TrustedIPRanges: []simorg.IPRange{{Start: "192.0.2.0", End: "192.0.2.255"}},
		},
		SoapLogin: !d.SOAPLoginOff,
	}
	return s
}

func (d draw) addUser(s *simorg.Scenario) {
	p := simorg.Profile{Name: "Movers", Custom: true, License: d.License, UserType: d.UserType}
	if !d.APIOff {
		p.Permissions = append(p.Permissions, "ApiEnabled")
	}
	for _, r := range d.Ranges {
		start, end, _ := strings.Cut(r, "-")
		p.LoginIPRanges = append(p.LoginIPRanges, simorg.IPRange{Start: start, End: end})
	}
	p.LoginHours = hours(d.LoginHours)
	u := simorg.User{
		Username: jane,
		Profile:  "Movers",
		Inactive: d.Inactive,
		Frozen:   d.Frozen,
		Locked:   d.Locked,
		UserType: d.UserType,
		Password: password,
	}
	// Since Summer '26 SOAP login() wants Use Any API Auth in orgs that enforce it; this one does.
	p.Permissions = append(p.Permissions, "UseAnyApiAuth")
	for i, g := range d.Grants {
		g.to(s, &p, &u, i)
	}
	d.assign(s, &u)
	s.Profiles = append(s.Profiles, p)
	if d.Missing {
		return
	}
	s.Users = append(s.Users, u)
	if d.SOAPLoginSeen {
		s.LoginHistory = append(s.LoginHistory, simorg.Login{
			User:        jane,
			Time:        now.Add(-48 * time.Hour),
			Type:        "Other Apex API",
			APIType:     "SOAP Partner",
			Application: "Unknown",
		})
	}
}

// to gives the permission to the user.
func (g grant) to(s *simorg.Scenario, p *simorg.Profile, u *simorg.User, i int) {
	if g.Via == "" {
		p.Permissions = append(p.Permissions, g.Permission)
		return
	}
	set := simorg.PermissionSet{Name: fmt.Sprintf("Grant_%d", i), Permissions: []string{g.Permission}}
	assigned := simorg.Assignment{
		Name:     set.Name,
		Expires:  now.AddDate(0, 1, 0),
		Inactive: g.Stopped == "inactive",
		Revoked:  g.Stopped == "revoked",
	}
	if g.Stopped == "expired" {
		assigned.Expires = now.AddDate(0, 0, -1)
	}
	if g.Via == "set" {
		set.ActivationRequired = g.Stopped == "activation"
		if g.Stopped == "session" {
			set.Type = "Session"
		}
		u.PermissionSets = append(u.PermissionSets, assigned)
		s.PermissionSets = append(s.PermissionSets, set)
		return
	}
	s.PermissionSets = append(s.PermissionSets, set)
	group := simorg.PermissionSetGroup{
		Name:               fmt.Sprintf("Group_%d", i),
		Sets:               []string{set.Name},
		ActivationRequired: g.Stopped == "activation",
	}
	switch g.Stopped {
	case "muted":
		group.Muting = &simorg.Muting{Permissions: []string{g.Permission}}
	case "outdated":
		group.Status, group.Permissions = "Outdated", []string{"RunReports"}
	}
	s.PermissionSetGroups = append(s.PermissionSetGroups, group)
	assigned.Name = group.Name
	u.Groups = append(u.Groups, assigned)
}

// assign gives the user what pre-authorizes for the app.
func (d draw) assign(s *simorg.Scenario, u *simorg.User) {
	mover := simorg.Assignment{Name: "Mover_Users"}
	switch d.AssignedTo {
	case "set":
		u.PermissionSets = append(u.PermissionSets, mover)
	case "stopped set":
		mover.Expires = now.AddDate(0, 0, -1)
		u.PermissionSets = append(u.PermissionSets, mover)
	case "session set":
		u.PermissionSets = append(u.PermissionSets, simorg.Assignment{Name: "Elevated"})
	case "group", "set in group":
		s.PermissionSetGroups = append(s.PermissionSetGroups, simorg.PermissionSetGroup{
			Name: "Movers_Group", Sets: []string{"Mover_Users"},
		})
		u.Groups = append(u.Groups, simorg.Assignment{Name: "Movers_Group"})
	}
}

// access lists the profiles and permission sets that are assigned to the app.
func (d draw) access() (profiles, sets []string) {
	switch d.AssignedTo {
	case "profile":
		return []string{"Movers"}, nil
	case "another profile":
		return []string{"Robots"}, nil
	case "group":
		return nil, []string{"Movers_Group"}
	case "session set":
		return nil, []string{"Elevated"}
	case "set", "set in group", "stopped set":
		return nil, []string{"Mover_Users"}
	}
	return nil, nil
}

func hours(of string) []simorg.LoginHours {
	days := []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
	var out []simorg.LoginHours
	for _, day := range days {
		h := simorg.LoginHours{Day: day, Start: "00:00", End: "24:00"}
		switch of {
		case "":
			return nil
		case "office hours":
			h.Start, h.End = "08:00", "18:00"
		case "closed on sunday":
			if day == "sunday" {
				h.End = h.Start
			}
		case "monday only":
			if day != "monday" {
				continue
			}
		}
		out = append(out, h)
	}
	return out
}

func (d draw) addApp(s *simorg.Scenario, certificate string) {
	profiles, sets := d.access()
	runAs := map[string]string{"": jane, "another": robot, "inactive": gone}[d.RunAs]
	if d.Missing && runAs == jane {
		runAs = ""
	}
	if d.external() {
		d.addExternal(s, certificate, profiles, sets, runAs)
	} else {
		app := simorg.ConnectedApp{
			Name:              appName,
			ConsumerKey:       appKey,
			ClientSecret:      secret,
			Certificate:       certificate,
			Uninstalled:       d.App == "uninstalled",
			AdminApprovedOnly: d.AdminOnly,
			Profiles:          profiles,
			PermissionSets:    sets,
		}
		if d.App == "own" {
			app.Owned = &simorg.OwnedApp{
				Scopes:            d.Scopes,
				IPRelaxation:      d.IPRelaxation,
				PKCERequired:      d.AppPKCE,
				DeviceFlow:        !d.DeviceOff,
				ClientCredentials: d.RunAs != "flow off",
				RunAs:             runAs,
				CallbackURLs:      []string{callback},
			}
			if len(d.Scopes) == 0 {
				app.Owned.Scopes = []string{"Api", "Basic", "RefreshToken", "Web", "Full"}
			}
			if d.RefreshEnds {
				app.Owned.RefreshTokenPolicy = "zero"
			}
			if d.HighLevel {
				app.Owned.SessionLevel = "HIGH_ASSURANCE"
			}
		}
		s.ConnectedApps = append(s.ConnectedApps, app)
	}
	if d.Twin {
		s.ConnectedApps = append(s.ConnectedApps, simorg.ConnectedApp{
			Name: appName, DeveloperName: "Pipeline_Mover_2", ConsumerKey: appKey + "2",
		})
	}
	blocked := simorg.BlockedApp{
		ConsumerKey:        appKey,
		Name:               appName,
		ByAPIAccessControl: d.Blocked == "access control",
		Created:            now.AddDate(0, 0, -9),
	}
	switch d.Blocked {
	case "":
	case "namesake":
		blocked.ConsumerKey += "3"
		s.Blocked = append(s.Blocked, blocked)
	case "other label":
		blocked.Name = "Mover Pro"
		s.Blocked = append(s.Blocked, blocked)
	default:
		s.Blocked = append(s.Blocked, blocked)
	}
	if d.Missing || d.App == "missing external" {
		return
	}
	token := simorg.OauthToken{User: jane, AppName: appName, App: appName, Created: now.AddDate(0, -1, 0)}
	if d.App == "uninstalled" || d.Twin {
		token.App = ""
	}
	for range d.Approvals {
		s.OauthTokens = append(s.OauthTokens, token)
	}
}

func (d draw) addExternal(s *simorg.Scenario, certificate string, profiles, sets []string, runAs string) {
	if d.App == "missing external" {
		return
	}
	app := simorg.ExternalClientApp{
		Name:              appName,
		Label:             appName,
		ConsumerKey:       appKey,
		ClientSecret:      secret,
		Certificate:       certificate,
		Disabled:          d.App == "disabled external",
		DistributionState: "Managed",
		Profiles:          profiles,
		PermissionSets:    sets,
	}
	if d.App == "local external" {
		app.DistributionState, app.ClientCredentials, app.RunAs = "Local", d.RunAs != "flow off", runAs
		app.IPRelaxation = map[string]string{
			"":                     "",
			"ENFORCE":              "Enforce",
			"BYPASS":               "Bypass",
			"BYPASS_2FACTOR":       "Bypass_2factor",
			"ENFORCE_RELAXREFRESH": "Enforce_RelaxRefresh",
		}[d.IPRelaxation]
		if d.RefreshEnds {
			app.RefreshTokenPolicy = "Zero"
		}
		if d.HighLevel {
			app.SessionLevel = "HIGH_ASSURANCE"
		}
	}
	if d.AdminOnly {
		app.PermittedUsers = "AdminApprovedPreAuthorized"
	}
	s.ExternalClientApps = append(s.ExternalClientApps, app)
}

// question asks whether the user can connect the app.
func (d draw) question() *audit.Question {
	app := audit.App{
		Ask:          "connector:mover",
		Connector:    "mover",
		Name:         appName,
		ConsumerKeys: []string{appKey},
		FromIPs:      d.Addresses,
	}
	if d.external() {
		app.Kind = audit.KindExternalClientApp
	}
	switch d.AskedBy {
	case "name":
		app.Ask, app.Connector, app.ConsumerKeys, app.Kind = appName, "", nil, ""
	case "key":
		app.Ask, app.Connector, app.Name, app.Kind = "key:"+appKey, "", "", ""
	case "alias":
		app.Name, app.Aliases = "Mover Cloud", []string{appName}
	}
	way := audit.SignIn{Flow: d.flow(), LoginHost: d.hostSaid(), Scopes: d.Asks}
	if sent := d.PKCE == ""; d.PKCE != "unknown" {
		way.PKCE = &sent
	}
	app.SignIns = []audit.SignIn{way}
	if d.NeedsSetup {
		app.Needs.UserPermissions = []string{audit.ViewSetup.Name}
	}
	return &audit.Question{Connections: []audit.Ask{{App: app, Usernames: []string{jane}}}, Tool: "orgaudit test"}
}

// generic is the login host of the kind of org, or of the other kind.
func (d draw) generic(right bool) string {
	if d.Sandbox == right {
		return "test.salesforce.com"
	}
	return "login.salesforce.com"
}

// hostSaid is the login host as the connector names it, "" where it is not known.
func (d draw) hostSaid() string {
	if d.flow() == audit.FlowSession || d.Host == "unknown" {
		return ""
	}
	if d.Host == audit.MyDomainHost {
		return d.Host
	}
	return d.hosts()[0]
}

// hosts are those at which the app may sign in.
func (d draw) hosts() []string {
	own := "acme.my.salesforce.com"
	switch {
	case d.Sandbox:
		own = "acme--uat.sandbox.my.salesforce.com"
	case d.Edition == "Developer Edition":
		own = "acme-dev-ed.develop.my.salesforce.com"
	}
	byItself := d.flow() == audit.FlowClientCredentials
	switch d.Host {
	case "":
		if byItself {
			return []string{own}
		}
		return []string{d.generic(true)}
	case "generic":
		return []string{d.generic(true)}
	case "wrong kind":
		return []string{d.generic(false)}
	case "another org":
		if d.Sandbox {
			return []string{"globex--uat.sandbox.my.salesforce.com"}
		}
		return []string{"globex.my.salesforce.com"}
	case "unknown":
		if byItself {
			return []string{own}
		}
		return []string{d.generic(true), own}
	default:
		return []string{own}
	}
}
