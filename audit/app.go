package audit

import (
	"slices"
	"strings"
)

// Kinds of app: what Salesforce knows it as.
const (
	KindConnectedApp      = "connected-app"
	KindExternalClientApp = "external-client-app"
	KindNone              = "none" // a plain API session: no app at all
)

// Flows by which an app signs in.
const (
	FlowWebServer         = "web-server"
	FlowUserAgent         = "user-agent"
	FlowJWT               = "jwt"
	FlowClientCredentials = "client-credentials"
	FlowPassword          = "password"
	FlowDevice            = "device"
	FlowSOAPLogin         = "soap-login"
	FlowSession           = "session"
)

// Flows lists every flow that a connector may name.
func Flows() []string {
	return []string{
		FlowWebServer, FlowUserAgent, FlowJWT, FlowClientCredentials, FlowPassword, FlowDevice,
		FlowSOAPLogin, FlowSession,
	}
}

// MyDomainHost stands, as a login host, for the org's own My Domain host, which the admin types into the app.
const MyDomainHost = "{my_domain}"

// SignIn is one way in which an app signs in.
type SignIn struct {
	Flow      string   `json:"flow"`
	LoginHost string   `json:"login_host,omitempty"`
	PKCE      *bool    `json:"pkce,omitempty"` // nil: not known
	Scopes    []string `json:"scopes,omitempty"`
}

// App is what is to be connected: what was asked for, completed by its connector where it has one.
type App struct {
	Ask          string   `json:"ask"` // as the reader wrote it
	Name         string   `json:"name,omitempty"`
	Connector    string   `json:"connector,omitempty"`
	ConsumerKeys []string `json:"consumer_keys,omitempty"`
	Aliases      []string `json:"aliases,omitempty"` // labels under which it shows up in an org
	Kind         string   `json:"kind,omitempty"`    // a hint; "" where nothing is known
	// CustomerApp says that each customer creates the app in its own org, under a name that nobody else knows: that no
	// app of these names is found proves nothing.
	CustomerApp bool     `json:"customer_app,omitempty"`
	SignIns     []SignIn `json:"sign_ins,omitempty"`
	FromIPs     []string `json:"from_ips,omitempty"`
	Needs       Needs    `json:"needs,omitzero"`
	// Symptoms are texts of the vendor's own error pages, with the checks that they point to.
	Symptoms []VendorSymptom `json:"symptoms,omitempty"`
	// VendorFixes are the vendor's own pages for a failed check, by check ID.
	VendorFixes map[string]Page `json:"vendor_fixes,omitempty"`
	Sources     []Page          `json:"sources,omitempty"`
}

// Needs is what a connector documents that its user or org must have besides API Enabled.
type Needs struct {
	UserPermissions []string `json:"user_permissions,omitempty"`
	Licenses        []string `json:"licenses,omitempty"`   // the user holds one of these
	FreeSeats       []string `json:"free_seats,omitempty"` // the org has one free of each
	Editions        []string `json:"editions,omitempty"`
}

// VendorSymptom is a text that a vendor shows when a connection fails.
type VendorSymptom struct {
	Match  string   `json:"match"`
	Codes  []string `json:"codes,omitempty"`
	Checks []string `json:"checks,omitempty"`
}

// Page is a published page, as a source or further reading.
type Page struct {
	Title string `json:"title"`
	URL   string `json:"url"`
	Date  string `json:"date,omitempty"`
}

// Title is the app's name for a reader: its own, else the ask.
func (a App) Title() string {
	if a.Name != "" {
		return a.Name
	}
	return a.Ask
}

// Names lists the app's name and aliases, each once.
func (a App) Names() []string {
	var names []string
	for _, n := range append([]string{a.Name}, a.Aliases...) {
		if n != "" && !slices.ContainsFunc(names, func(have string) bool { return sameName(have, n) }) {
			names = append(names, n)
		}
	}
	return names
}

// Same reports whether two asks mean one app: by connector, key, or a name they share.
func (a App) Same(b App) bool {
	if a.Connector != "" && a.Connector == b.Connector {
		return true
	}
	if len(a.ConsumerKeys) > 0 && len(b.ConsumerKeys) > 0 {
		return slices.ContainsFunc(a.ConsumerKeys, func(k string) bool { return slices.Contains(b.ConsumerKeys, k) })
	}
	return slices.ContainsFunc(a.Names(), func(n string) bool {
		return slices.ContainsFunc(b.Names(), func(m string) bool { return sameName(n, m) })
	})
}

// How an app was recognised in an org.
const (
	MatchKey   = "consumer key"
	matchName  = "name"
	matchAlias = "alias"
	matchNone  = "none"
)

// Match is what an org has of an app.
type Match struct {
	app       App
	kind      string // KindConnectedApp, KindExternalClientApp or KindNone
	By        string // MatchKey, matchName, matchAlias or matchNone: how the strongest trace was recognised
	Label     string // the name under which the org shows it, "" without a trace
	key       string // its consumer key, where one is known
	Connected *ConnectedApp
	twins     []*ConnectedApp // further connected apps of the same label, where no key tells which is meant
	External  *ExternalClientApp
	// externalTwins are further External Client Apps of the same label.
	externalTwins []*ExternalClientApp
	Blocked       []*BlockedApp // components that block this app
	namesakes     []*BlockedApp // blocked apps of the same label but another key: other apps
	Traced        bool          // any row of the snapshot names it
}

// Describe says how the app was recognised, for a reader.
func (m Match) Describe() Words {
	if m.By == matchAlias {
		return Say("alias %q", m.Label)
	}
	return Say(m.By)
}

// ID is the Salesforce id of the app in this org, "" while it is not installed.
func (m Match) ID() string {
	switch {
	case m.Connected != nil:
		return m.Connected.ID
	case m.External != nil:
		return m.External.ID
	}
	return ""
}

// Resolve looks an app up among connected apps, External Client Apps, blocked apps and approvals. A Consumer Key
// that the org shows outranks every name; names are tried in the order name, then aliases. An org shows one product
// under several names, and two apps may share a label: the match says by what it was made.
func (x *Index) Resolve(app App) Match {
	m := Match{app: app, By: matchNone, kind: app.Kind}
	if len(app.ConsumerKeys) > 0 {
		m.key = app.ConsumerKeys[0]
	}
	x.resolveInstalled(&m)
	x.resolveBlocked(&m)
	if m.By == matchNone {
		for i, name := range m.names() {
			if x.trace[fold(name)] && !x.onlyNamesake(&m, name) {
				m.found(nameRank(i, app), name)
				break
			}
		}
	}
	if m.kind == "" {
		m.kind = KindConnectedApp
	}
	return m
}

func (x *Index) resolveInstalled(m *Match) {
	if c := x.connectedWithKey(m.app.ConsumerKeys); c != nil {
		m.Connected, m.kind, m.key = c, KindConnectedApp, c.Policy.ConsumerKey
		m.found(MatchKey, c.Name)
		return
	}
	for i, name := range m.app.Names() {
		connected, external := x.connectedNamed(name, m.app), x.external[fold(name)]
		if len(connected) == 0 && len(external) == 0 {
			continue
		}
		// Both: the connector's hint decides; a connected app is the older and commoner kind.
		if len(external) > 0 && (len(connected) == 0 || m.app.Kind == KindExternalClientApp) {
			m.External, m.externalTwins, m.kind = external[0], external[1:], KindExternalClientApp
		} else {
			m.Connected, m.twins, m.kind = connected[0], connected[1:], KindConnectedApp
		}
		m.found(nameRank(i, m.app), name)
		return
	}
}

// connectedWithKey finds the connected app that has one of the keys. Salesforce shows the Consumer Key of those apps
// only that the org owns.
func (x *Index) connectedWithKey(keys []string) *ConnectedApp {
	for i := range x.ConnectedApps {
		c := &x.ConnectedApps[i]
		if c.Policy != nil && c.Policy.ConsumerKey != "" && slices.Contains(keys, c.Policy.ConsumerKey) {
			return c
		}
	}
	return nil
}

// connectedNamed finds the connected apps of a label that may be the one asked for: one that shows another Consumer Key
// is another app.
func (x *Index) connectedNamed(name string, app App) []*ConnectedApp {
	var out []*ConnectedApp
	for _, c := range x.connected[fold(name)] {
		shown := c.Policy != nil && c.Policy.ConsumerKey != ""
		if len(app.ConsumerKeys) == 0 || !shown || slices.Contains(app.ConsumerKeys, c.Policy.ConsumerKey) {
			out = append(out, c)
		}
	}
	return out
}

func (x *Index) resolveBlocked(m *Match) {
	names, keys := m.names(), m.app.ConsumerKeys
	if c := m.Connected; c != nil && c.Policy != nil && c.Policy.ConsumerKey != "" && len(m.twins) == 0 {
		keys = append(slices.Clip(keys), c.Policy.ConsumerKey) // the org shows the key of its own app
	}
	for i := range x.BlockedApps {
		b := &x.BlockedApps[i]
		byKey := slices.Contains(keys, b.ConsumerKey)
		at := slices.IndexFunc(names, func(n string) bool { return sameName(b.Name, n) || sameName(b.Label, n) })
		switch {
		case byKey:
			m.Blocked, m.key = append(m.Blocked, b), b.ConsumerKey
			m.found(MatchKey, firstOf(b.Name, b.Label))
			// The component pairs the key with a name: under it the app is found where no key is shown.
			if m.Connected == nil && m.External == nil {
				if c := x.connectedNamed(b.Name, m.app); len(c) > 0 {
					m.Connected, m.twins, m.kind = c[0], c[1:], KindConnectedApp
				}
			}
		case at >= 0 && len(keys) > 0:
			m.namesakes = append(m.namesakes, b)
		case at >= 0:
			m.Blocked = append(m.Blocked, b)
			if m.By == matchNone {
				m.found(nameRank(at, m.app), names[at])
			}
		}
	}
}

// onlyNamesake reports whether all that the org knows under a name is an app with another key, blocked or its own.
func (x *Index) onlyNamesake(m *Match, name string) bool {
	others := len(m.namesakes) + len(x.connected[fold(name)])
	if others == 0 || len(x.connectedNamed(name, m.app)) > 0 || len(x.external[fold(name)]) > 0 {
		return false
	}
	return !slices.ContainsFunc(x.Approvals, func(a Approval) bool { return sameName(a.AppName, name) })
}

// names are those under which the org may show the app: the ask's, and the installed app's own.
func (m *Match) names() []string {
	names := m.app.Names()
	if m.Connected != nil && !slices.ContainsFunc(names, func(n string) bool { return sameName(n, m.Connected.Name) }) {
		names = append(names, m.Connected.Name)
	}
	return names
}

func (m *Match) found(by, label string) {
	m.Traced = true
	if m.By == matchNone || by == MatchKey {
		m.By, m.Label = by, label
	}
}

// covers reports whether an approval is for this app: by the installed app's id, else by name.
func (m Match) covers(a *Approval) bool {
	if a.AppID != "" && m.ID() != "" {
		return SameID(a.AppID, m.ID())
	}
	return slices.ContainsFunc(m.names(), func(n string) bool { return sameName(a.AppName, n) })
}

func nameRank(i int, app App) string {
	if i == 0 && app.Name != "" {
		return matchName
	}
	return matchAlias
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			return t
		}
	}
	return ""
}

// appNames lists every app name that the snapshot mentions, in the spelling of the org, sorted.
func (x *Index) appNames() []string {
	var names []string
	add := func(name string) {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, a := range x.ConnectedApps {
		add(a.Name)
	}
	for _, a := range x.ExternalClientApps {
		add(firstOf(a.Label, a.Name))
	}
	for _, b := range x.BlockedApps {
		add(firstOf(b.Name, b.Label))
	}
	for _, a := range x.Approvals {
		add(a.AppName)
	}
	slices.Sort(names)
	return names
}
