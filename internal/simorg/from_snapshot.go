package simorg

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"orgaudit/audit"
)

// FromSnapshot makes the scenario whose org reads as a snapshot does: reading it again, as the same
// audit user and with the same scope, gives the snapshot back. Give New a clock that stands at the
// snapshot's TakenAt, or keep the scenario's own.
//
// A snapshot names only what it was asked about. Users that it mentions by id, username or name alone, such as the one
// who blocked an app, become users without a profile. What name servers said of the org's host is not the org's to say:
// that of a simulated org always resolves. The error names the first thing that a scenario can't say: a reference to
// something that the snapshot lacks, as one that was not read completely may hold, or two of one name.
func FromSnapshot(s *audit.Snapshot) (*Scenario, error) {
	f := &fromSnapshot{
		from:     s,
		to:       &Scenario{Title: cmp.Or(s.Org.Name, "An org") + " as it was read", Now: s.TakenAt},
		profiles: map[string]string{},
		sets:     map[string]string{},
		groups:   map[string]string{},
		users:    map[string]string{},
		apps:     map[string]string{},
	}
	for _, part := range []func() error{
		f.org, f.access, f.loginPolicies, f.staff, f.auditor, f.holders, f.installedApps, f.appPolicies, f.blockedApps,
		f.approvals, f.history,
	} {
		if err := part(); err != nil {
			return nil, fmt.Errorf("making a simulated org of the snapshot of %s: %w",
				cmp.Or(s.Org.Name, s.Org.URL), err)
		}
	}
	f.absent()
	return f.to, nil
}

// fromSnapshot maps ids, in their 15 characters, to the names by which a scenario refers.
type fromSnapshot struct {
	from                                *audit.Snapshot
	to                                  *Scenario
	profiles, sets, groups, users, apps map[string]string
	spares                              int
}

func shortID(id string) string { return id[:min(15, len(id))] }

func nameOfID(names map[string]string, what, id, usedBy string) (string, error) {
	if name, ok := names[shortID(id)]; ok {
		return name, nil
	}
	return "", fmt.Errorf("%s refers to the %s %s, which the snapshot lacks", usedBy, what, id)
}

// addName refuses a second name: parts of a scenario refer to each other by name.
func addName(names map[string]string, what, id, name string) error {
	for other, have := range names {
		if strings.EqualFold(have, name) && other != shortID(id) {
			return fmt.Errorf("there are two of the %s %q", what, name)
		}
	}
	names[shortID(id)] = name
	return nil
}

func timeOrZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

func isTrue(flag *bool) bool { return flag != nil && *flag }

func (f *fromSnapshot) org() error {
	s, o := f.from, &f.to.Org
	o.ID, o.Name, o.Edition, o.Instance, o.TimeZone = s.Org.ID, s.Org.Name, s.Org.Edition, s.Org.Instance,
		s.Org.TimeZone
	if u, err := url.Parse(s.Org.URL); err == nil && strings.Contains(u.Hostname(), ".") {
		o.MyDomain = u.Hostname()
	}
	if s.Org.IsSandbox {
		o.Sandbox = "sandbox"
		if _, name, ok := strings.Cut(strings.SplitN(o.MyDomain, ".", 2)[0], "--"); ok {
			o.Sandbox = name
		}
	}
	if s.Org.TrialExpiry != "" {
		expires, err := time.Parse("2006-01-02T15:04:05.000-0700", s.Org.TrialExpiry)
		if err != nil {
			return fmt.Errorf("the end of the trial: %w", err)
		}
		o.TrialExpires = expires
	}
	if s.Org.APIVersion != "" {
		newest, ok := readVersion(s.Org.APIVersion)
		if !ok {
			return fmt.Errorf("%q is not a valid API version", s.Org.APIVersion)
		}
		f.to.API = APIVersions{Oldest: min(31, newest), Newest: newest}
	}
	if l := s.APILimit; l != nil {
		f.to.Limits = map[string]Limit{"DailyApiRequests": {Max: l.Max, Remaining: l.Remaining}}
	}
	// Where the settings weren't read, the column of Use Any API Client shows that API Access Control is provisioned.
	f.to.Settings.APIAccessControl.Provisioned = len(s.Profiles) > 0 && !f.unknown(audit.UseAnyAPIClient.Name)
	if c := s.ConnectedAppSettings; c != nil {
		f.to.Settings.APIAccessControl = APIAccessControl{
			Provisioned: c.AdminApprovedOnly != nil || c.AdminApprovedOnlyForExternal != nil,
			On:          isTrue(c.AdminApprovedOnly), OnForExternalUsers: isTrue(c.AdminApprovedOnlyForExternal),
		}
	}
	if m := s.MyDomain; m != nil {
		f.to.Settings.MyDomain = MyDomainSettings{
			CanOnlyLoginWithMyDomainURL: m.OnlyMyDomainLogin, DoesAPILoginRequireOrgDomain: m.OnlyMyDomainAPILogin,
		}
	}
	if c := s.Security; c != nil {
		f.to.Settings.Security = SecuritySettings{
			LockSessionsToIP:            c.LockSessionsToIP,
			EnforceIPRangesEveryRequest: c.EnforceIPRangesEveryRequest,
		}
	}
	if c := s.OAuth; c != nil {
		f.to.Settings.OauthOidc = OauthOidcSettings{
			BlockUserAgentFlow:        isTrue(c.BlockUserAgent),
			BlockUsernamePasswordFlow: isTrue(c.BlockPassword),
			RequirePKCE:               isTrue(c.RequirePKCE),
		}
		for element, flag := range map[string]*bool{
			"blockOAuthUsrAgtFlow": c.BlockUserAgent,
			"blockOAuthUnPwFlow":   c.BlockPassword,
			"isPkceRequired":       c.RequirePKCE,
		} {
			if flag == nil {
				f.to.Settings.OauthOidc.Absent = append(f.to.Settings.OauthOidc.Absent, element)
			}
		}
	}
	for _, l := range s.Licenses {
		f.to.UserLicenses = append(f.to.UserLicenses, UserLicense{
			Name: l.Name, Key: l.Key, Total: l.Total, Used: &l.Used,
		})
	}
	return nil
}

func (f *fromSnapshot) installedApps() error {
	for _, a := range f.from.ConnectedApps {
		if err := addName(f.apps, "app", a.ID, a.Name); err != nil {
			return err
		}
		app := ConnectedApp{
			ID:                a.ID,
			Name:              a.Name,
			AdminApprovedOnly: isTrue(a.AdminApprovedOnly),
			Installed:         timeOrZero(a.Created),
		}
		var err error
		if app.Profiles, app.PermissionSets, err = f.accessTo(a.ID, a.Name); err != nil {
			return err
		}
		f.to.ConnectedApps = append(f.to.ConnectedApps, app)
	}
	for _, a := range f.from.ExternalClientApps {
		if err := addName(f.apps, "app", a.ID, a.Name); err != nil {
			return err
		}
		app := ExternalClientApp{
			ID: a.ID, Name: a.Name, Label: a.Label, Namespace: a.Namespace, DistributionState: a.Distribution,
			Disabled: a.IsEnabled != nil && !*a.IsEnabled,
		}
		if isTrue(a.AdminApprovedOnly) {
			app.PermittedUsers = "AdminApprovedPreAuthorized"
		}
		var err error
		if app.Profiles, app.PermissionSets, err = f.accessTo(a.ID, a.Name); err != nil {
			return err
		}
		f.to.ExternalClientApps = append(f.to.ExternalClientApps, app)
	}
	for _, a := range f.from.AppAccess {
		if _, err := nameOfID(f.apps, "app", a.AppID, "an assignment to an app"); err != nil {
			return err
		}
	}
	return nil
}

// accessTo lists the profiles and the permission sets, those of groups under the group's name, that may use an app.
func (f *fromSnapshot) accessTo(id, app string) (profiles, sets []string, err error) {
	owned := map[string]string{}
	for _, p := range f.from.Profiles {
		owned[shortID(p.PermissionSetID)] = p.Name
	}
	for _, a := range f.from.AppAccess {
		if !audit.SameID(a.AppID, id) {
			continue
		}
		if name, ok := owned[shortID(a.PermissionSetID)]; ok {
			profiles = append(profiles, name)
			continue
		}
		name, err := nameOfID(f.sets, "permission set", a.PermissionSetID, "app "+app)
		if err != nil {
			return nil, nil, err
		}
		sets = append(sets, name)
	}
	return profiles, sets, nil
}

func (f *fromSnapshot) blockedApps() error {
	for _, b := range f.from.BlockedApps {
		f.to.Blocked = append(f.to.Blocked, BlockedApp{
			ConsumerKey:        b.ConsumerKey,
			Name:               b.Name,
			Label:              b.Label,
			FullName:           b.FullName,
			ByAPIAccessControl: b.ByAPIAccessControl,
			Created:            timeOrZero(b.Created),
			CreatedBy:          f.userCalled(b.CreatedBy),
		})
	}
	return nil
}

// approvals gives each approval as many tokens as it counts; the first of them has the dates and the uses.
func (f *fromSnapshot) approvals() error {
	for _, a := range f.from.Approvals {
		token := OauthToken{
			User:     f.userWithID(a.UserID),
			AppName:  a.AppName,
			Created:  timeOrZero(a.First),
			LastUsed: timeOrZero(a.LastUsed),
			UseCount: a.UseCount,
		}
		if a.AppID != "" {
			var err error
			if token.App, err = nameOfID(f.apps, "app", a.AppID, "an approval of "+a.AppName); err != nil {
				return err
			}
		}
		for range a.Count {
			f.to.OauthTokens = append(f.to.OauthTokens, token)
			token.LastUsed, token.UseCount = time.Time{}, 0
		}
	}
	return nil
}

// absent leaves out what the snapshot shows this org not to have: columns of permissions that are not known of every
// profile and permission set, and the policies of External Client Apps.
func (f *fromSnapshot) absent() {
	if f.from.Org.TimeZone == "" && f.from.Org.Name != "" {
		f.to.AbsentFields = append(f.to.AbsentFields, "Organization.TimeZoneSidKey")
	}
	for _, p := range f.permissionsRead() {
		if p == audit.APIEnabled || p == audit.UseAnyAPIClient && !f.to.Settings.APIAccessControl.Provisioned {
			continue
		}
		if f.unknown(p.Name) {
			f.to.AbsentFields = append(f.to.AbsentFields, p.Field())
		}
	}
	if len(f.from.Auditor.Permissions) > 0 {
		for _, p := range append(audit.AuditPermissions(), audit.ModifyAllData, audit.MonitorLoginHistory) {
			if _, known := f.from.Auditor.Permissions[p.Name]; !known {
				f.to.AbsentFields = append(f.to.AbsentFields, "UserPermissionAccess."+p.Field())
			}
		}
	}
	if slices.ContainsFunc(f.from.ExternalClientApps, func(a audit.ExternalClientApp) bool {
		return a.IsEnabled == nil
	}) {
		f.to.AbsentObjects = append(f.to.AbsentObjects, "ExtlClntAppPlcyCnfg")
	}
	if slices.ContainsFunc(f.from.ExternalClientApps, func(a audit.ExternalClientApp) bool {
		return a.AdminApprovedOnly == nil
	}) {
		f.to.AbsentObjects = append(f.to.AbsentObjects, "ExtlClntAppOauthPlcyCnfg")
	}
}

// permissionsRead are the permissions that the snapshot's scope has a reader ask for.
func (f *fromSnapshot) permissionsRead() []audit.Permission {
	read := audit.SignInPermissions()
	names := slices.Clone(f.from.Scope.Holders)
	for _, app := range f.from.Scope.Apps {
		names = append(names, app.Needs.UserPermissions...)
	}
	for _, name := range names {
		_, real := userPermissions().numbers[name]
		if real && !slices.ContainsFunc(read, func(p audit.Permission) bool { return p.Name == name }) {
			read = append(read, audit.Permission{Name: name})
		}
	}
	return read
}

func (f *fromSnapshot) unknown(permission string) bool {
	lacks := func(permissions map[string]bool) bool { _, known := permissions[permission]; return !known }
	return slices.ContainsFunc(f.from.Profiles, func(p audit.Profile) bool { return lacks(p.Permissions) }) ||
		slices.ContainsFunc(f.from.PermissionSets, func(p audit.PermissionSet) bool { return lacks(p.Permissions) })
}
