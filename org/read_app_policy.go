package org

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"orgaudit/audit"
)

// maxAppComponents bounds how many connected apps are read as metadata, ten to a request.
const maxAppComponents = 60

// appComponent is what the metadata of a connected app shows to the org that owns it. Its secret is never decoded.
type appComponent struct {
	FullName string `xml:"fullName"`
	Label    string `xml:"label"`
	OAuth    struct {
		ConsumerKey       string   `xml:"consumerKey"`
		Scopes            []string `xml:"scopes"`
		RequiresPKCE      *bool    `xml:"isPkceRequired"`
		DeviceFlow        *bool    `xml:"isDeviceFlowEnabled"`
		ClientCredentials *bool    `xml:"isClientCredentialEnabled"`
		RunAs             string   `xml:"oauthClientCredentialUser"`
	} `xml:"oauthConfig"`
	Policy struct {
		IPRelaxation string `xml:"ipRelaxation"`
		RefreshToken string `xml:"refreshTokenPolicy"`
	} `xml:"oauthPolicy"`
	Session struct {
		Level string `xml:"sessionLevel"`
	} `xml:"sessionPolicy"`
}

// appPolicies reads the metadata of those connected apps in scope that the org owns: the others are listed nowhere. An
// app that is known by its Consumer Key alone may be any of them. unread says that not every connected app was seen.
func (r *reader) appPolicies(ctx context.Context, unread error) error {
	if len(r.scope.Apps) == 0 && !r.hasUsers() {
		return nil
	}
	wanted, every := r.wantedApps()
	if len(wanted) == 0 && !every {
		return unread
	}
	if err := r.unlisted(connectedAppType); err != nil {
		return err
	}
	files := slices.DeleteFunc(r.listed().of(connectedAppType), func(f fileProperties) bool {
		return !every && !slices.ContainsFunc(wanted, func(app *audit.ConnectedApp) bool { return r.listedAs(f, app) })
	})
	slices.SortFunc(files, func(a, b fileProperties) int { return strings.Compare(a.FullName, b.FullName) })
	owned := len(files)
	files = files[:min(owned, maxAppComponents)]
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = f.FullName
	}
	if len(names) == 0 {
		r.source(audit.PartAppPolicies, "metadata ConnectedApp, list: none of the org's own", 0)
		return unread
	}
	components, err := readMetadata[appComponent](ctx, r.client, connectedAppType, names)
	if err != nil {
		return err
	}
	r.source(audit.PartAppPolicies, "metadata ConnectedApp "+strings.Join(names, ", "), len(components))
	for _, c := range components {
		r.keepPolicy(c, files)
	}
	if len(components) < owned {
		return fmt.Errorf("read the metadata of connected apps: %w: %d of %d came",
			errIncomplete, len(components), owned)
	}
	return unread
}

// wantedApps are the connected apps in scope, every one that a name or key may mean; every is set where any may be.
func (r *reader) wantedApps() (wanted []*audit.ConnectedApp, every bool) {
	every = len(r.scope.Apps) == 0
	for _, app := range r.scope.Apps {
		every = every || len(app.Names()) == 0 && len(app.ConsumerKeys) > 0
	}
	for i := range r.snapshot.ConnectedApps {
		connected := &r.snapshot.ConnectedApps[i]
		if slices.ContainsFunc(r.scope.Apps, func(app audit.App) bool { return bearsName(app, connected.Name) }) {
			wanted = append(wanted, connected)
		}
	}
	return wanted, every
}

// bearsName tells whether one of an app's names is this one.
func bearsName(app audit.App, name string) bool {
	name = strings.TrimSpace(name)
	return name != "" &&
		slices.ContainsFunc(app.Names(), func(n string) bool { return strings.EqualFold(strings.TrimSpace(n), name) })
}

// listedAs tells whether a listed component is a connected app: by its id, or by its name where the id is no app's.
func (r *reader) listedAs(f fileProperties, app *audit.ConnectedApp) bool {
	if slices.ContainsFunc(r.snapshot.ConnectedApps, func(a audit.ConnectedApp) bool {
		return audit.SameID(a.ID, f.ID)
	}) {
		return audit.SameID(app.ID, f.ID)
	}
	return bareName(f.FullName) == bareName(app.Name)
}

// bareName is a name without what a metadata name can't hold: Salesforce makes the one of the other.
func bareName(name string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, name)
}

// keepPolicy gives the app that a component belongs to its policy.
func (r *reader) keepPolicy(c appComponent, files []fileProperties) {
	at := slices.IndexFunc(files, func(f fileProperties) bool { return sameFullName(f.FullName, c.FullName) })
	if at < 0 {
		return
	}
	var apps []*audit.ConnectedApp
	for i := range r.snapshot.ConnectedApps {
		if app := &r.snapshot.ConnectedApps[i]; r.listedAs(files[at], app) {
			apps = append(apps, app)
		}
	}
	if len(apps) != 1 {
		return // of two apps of one name it isn't told which one this is
	}
	apps[0].Policy = &audit.OAuthPolicy{
		FullName:          c.FullName,
		ConsumerKey:       c.OAuth.ConsumerKey,
		Scopes:            c.OAuth.Scopes,
		IPRelaxation:      c.Policy.IPRelaxation,
		RefreshToken:      c.Policy.RefreshToken,
		RequiresPKCE:      c.OAuth.RequiresPKCE,
		DeviceFlow:        c.OAuth.DeviceFlow,
		ClientCredentials: c.OAuth.ClientCredentials,
		RunAs:             c.OAuth.RunAs,
		SessionLevel:      c.Session.Level,
	}
}

// runAsUsers reads the users as whom apps in scope run by client credentials, with all that hangs on them: they sign in
// instead of the one asked about.
func (r *reader) runAsUsers(ctx context.Context) {
	var names []string
	add := func(policy *audit.OAuthPolicy) {
		if policy != nil && policy.RunAs != "" &&
			!slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, policy.RunAs) }) {
			names = append(names, policy.RunAs)
		}
	}
	view := audit.NewIndex(r.snapshot)
	for _, app := range r.scope.Apps {
		if !slices.ContainsFunc(app.SignIns, func(signIn audit.SignIn) bool {
			return signIn.Flow == audit.FlowClientCredentials
		}) {
			continue
		}
		m := view.Resolve(app)
		if m.Connected != nil {
			add(m.Connected.Policy)
		}
		if m.External != nil {
			add(m.External.Policy)
		}
	}
	names = slices.DeleteFunc(names, func(name string) bool { return view.User(name) != nil })
	if len(names) == 0 || ctx.Err() != nil {
		return
	}
	var filters []string
	for _, list := range soqlLists(names) {
		filters = append(filters, "Username IN ("+list+")")
	}
	found, err := r.findUsers(ctx, filters)
	if err != nil {
		r.refuse(audit.PartUsers, err)
	}
	if len(found) < len(names) {
		r.needsSight(audit.PartUsers)
	}
	r.readAround(ctx, found, nil)
	r.snapshot.Users = append(r.snapshot.Users, found...)
	slices.SortFunc(r.snapshot.Users, func(a, b audit.User) int { return byName(a.Username, b.Username, a.ID, b.ID) })
}

// externalPolicy is the OAuth policy of an External Client App (Object Reference, ExtlClntAppOauthPlcyCnfg). What else
// decides a sign-in is kept beside the app's secrets, and isn't read.
type externalPolicy struct {
	AppID             string `json:"ExternalClientApplicationId"`
	PermittedUsers    string `json:"PermittedUsersPolicyType"`
	IPRelaxation      string `json:"IpRelaxationPolicyType"`
	RefreshToken      string `json:"RefreshTokenPolicyType"`
	Period            int    `json:"RefreshTokenValidityPeriod"`
	Unit              string `json:"RefreshTokenValidityUnit"`
	ClientCredentials *bool  `json:"IsClientCredentialsFlowEnabled"`
	RunAs             string `json:"ClientCredentialsFlowUser"`
	SessionLevel      string `json:"RequiredSessionLevel"`
}

func (p externalPolicy) policy() *audit.OAuthPolicy {
	refresh := p.RefreshToken
	if p.Period > 0 {
		refresh += fmt.Sprintf(":%d:%s", p.Period, cmp.Or(p.Unit, "?"))
	}
	return &audit.OAuthPolicy{
		IPRelaxation:      p.IPRelaxation,
		RefreshToken:      refresh,
		ClientCredentials: p.ClientCredentials,
		RunAs:             p.RunAs,
		SessionLevel:      p.SessionLevel,
	}
}

// externalPolicies reads them: where no connection is asked about, for who is permitted only.
func (r *reader) externalPolicies(ctx context.Context) ([]externalPolicy, error) {
	const object = "ExtlClntAppOauthPlcyCnfg"
	always, optional := []string{"ExternalClientApplicationId", "PermittedUsersPolicyType"}, []string{}
	if r.connects() {
		optional = []string{
			"IpRelaxationPolicyType", "RefreshTokenPolicyType", "RefreshTokenValidityPeriod",
			"RefreshTokenValidityUnit", "IsClientCredentialsFlowEnabled", "ClientCredentialsFlowUser",
			"RequiredSessionLevel",
		}
	}
	rows, err := readColumns[externalPolicy](ctx, r, audit.PartExternalClientApps, object, "", always, optional...)
	if err == nil && r.connects() {
		r.source(audit.PartAppPolicies, "query "+object, len(rows))
	}
	return rows, err
}
