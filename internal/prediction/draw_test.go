package prediction_test

import (
	"math/rand/v2"
	"slices"

	"orgaudit/audit"
)

// draw is an org, a user and an app by chance, as the little that matters of them. The zero value is an app that gets
// in: an installed third-party app that signs in by the web server flow at the login host of a production org.
type draw struct {
	Sandbox bool
	// "": Enterprise Edition
	Edition string
	// Salesforce refuses every call, the audit's own too
	NoAPIInEdition bool
	// of the day's API requests
	NoCallsLeft bool
	// no column for Approve Uninstalled Connected Apps
	OldAPI           bool
	OnlyMyDomain     bool
	OnlyMyDomainSOAP bool
	// "": not provisioned; off; on; on for outsiders
	AccessControl  string
	BlockUserAgent bool
	BlockPassword  bool
	RequirePKCE    bool
	LockToIP       bool
	EnforceRanges  bool
	SOAPLoginOff   bool
	// Login History shows that it worked for the user
	SOAPLoginSeen bool

	// "": third party, installed; own; uninstalled; external; local external; disabled external; missing external
	App string
	// "": name and Consumer Key; name; key; alias
	AskedBy string
	// another installed app has the same label
	Twin bool
	// key; other label; access control; namesake
	Blocked string
	// Permitted Users: admin approved users are pre-authorized
	AdminOnly bool
	// profile; set; group; set in group; stopped set; session set; another profile
	AssignedTo string
	// earlier ones of the user
	Approvals    int
	Scopes       []string
	IPRelaxation string
	// the refresh token policy ends it at once
	RefreshEnds bool
	AppPKCE     bool
	// it demands high assurance sessions
	HighLevel bool
	DeviceOff bool
	// "": the user asked about; another; inactive; nobody; flow off
	RunAs string

	// "": web server
	Flow string
	// "": right; my domain; {my_domain}; wrong kind; another org; generic; unknown
	Host string
	// "": sent; not sent; unknown
	PKCE      string
	Asks      []string
	Addresses []string
	// its first task needs View Setup and Configuration
	NeedsSetup bool

	Missing  bool
	Inactive bool
	Frozen   bool
	Locked   bool
	UserType string
	License  string
	// the profile lacks API Enabled
	APIOff bool
	Grants []grant
	// login IP ranges of the profile, start-end
	Ranges []string
	// whole week; office hours; closed on sunday; monday only
	LoginHours string
}

// grant is a permission that reaches the user, or would if something did not stop it.
type grant struct {
	Permission string
	// "": profile; set; group
	Via string
	// of sets and groups: expired; inactive; revoked; session; activation; of groups: muted; outdated; "": ends later
	Stopped string
}

// flow is that of the way in, in the words of a connector.
func (d draw) flow() string {
	if d.Flow == "" {
		return audit.FlowWebServer
	}
	return d.Flow
}

func (d draw) external() bool {
	return slices.Contains([]string{"external", "local external", "disabled external", "missing external"}, d.App)
}

// asks are the scopes that the app asks for.
func (d draw) asks() []string {
	if len(d.Asks) == 0 {
		return []string{"api"}
	}
	return d.Asks
}

// staysConnected tells whether the app wants a refresh token, which only flows with a page give.
func (d draw) staysConnected() bool {
	return slices.Contains([]string{audit.FlowWebServer, audit.FlowUserAgent, audit.FlowDevice}, d.flow()) &&
		(slices.Contains(d.asks(), "refresh_token") || slices.Contains(d.asks(), "offline_access"))
}

// chance draws with a fixed outcome for each seed.
type chance struct{ *rand.Rand }

func (c chance) one(in int) bool { return c.IntN(in) == 0 }

func pick[T any](c chance, of ...T) T { return of[c.IntN(len(of))] }

// rarely gives one of some values, and mostly none.
func (c chance) rarely(of ...string) string {
	if !c.one(8) {
		return ""
	}
	return pick(c, of...)
}

// drawn is the draw of a seed. Each trouble is rare, so that many draws have none or one, and a quarter has many.
func drawn(seed uint64) draw {
	c := chance{rand.New(rand.NewPCG(seed, 4711))}
	rare := 40
	if c.one(4) {
		rare = 8
	}
	var d draw
	d.Flow = pick(c, append(audit.Flows(), "", audit.FlowJWT)...)
	d.App = pick(c, "", "", "", "own", "own", "own", "uninstalled", "uninstalled", "external", "local external",
		"local external")
	c.org(&d, rare)
	c.app(&d, rare)
	c.way(&d, rare)
	c.user(&d, rare)
	return d.sensible()
}

func (c chance) org(d *draw, rare int) {
	d.Sandbox = c.one(4)
	d.Edition = c.rarely("Unlimited Edition", "Performance Edition", "Developer Edition", "Professional Edition")
	d.NoAPIInEdition, d.NoCallsLeft, d.OldAPI = c.one(6*rare), c.one(6*rare), c.one(rare)
	d.OnlyMyDomain, d.OnlyMyDomainSOAP = c.one(rare), c.one(rare)
	if c.one(6) {
		d.AccessControl = pick(c, "off", "on", "on", "on for outsiders")
	}
	d.BlockUserAgent, d.BlockPassword, d.RequirePKCE = c.one(rare), c.one(rare), c.one(6)
	d.LockToIP, d.EnforceRanges = c.one(rare), c.one(rare)
	d.SOAPLoginOff, d.SOAPLoginSeen = c.one(2), c.one(2)
}

func (c chance) app(d *draw, rare int) {
	d.AskedBy = c.rarely("name", "key", "alias")
	d.Twin = c.one(2 * rare)
	if c.one(rare) {
		d.Blocked = pick(c, "key", "key", "other label", "access control", "namesake")
	}
	d.AdminOnly = c.one(6)
	if d.AdminOnly || c.one(rare) {
		d.AssignedTo = pick(c, "", "profile", "profile", "set", "group", "set in group", "stopped set", "session set",
			"another profile")
	}
	if c.one(3) || d.flow() == audit.FlowJWT && !c.one(4) {
		d.Approvals = pick(c, 1, 2, 4, 4, 5, 6)
	}
	if c.one(4) {
		d.Scopes = pick(c, []string{"Api"}, []string{"Full"}, []string{"Full", "RefreshToken"},
			[]string{"Api", "RefreshToken"}, []string{"Basic", "RefreshToken"}, []string{"Web"})
	}
	if c.one(6) {
		d.IPRelaxation = pick(c, "ENFORCE", "BYPASS", "BYPASS", "BYPASS_2FACTOR", "ENFORCE_RELAXREFRESH")
	}
	d.RefreshEnds, d.AppPKCE, d.HighLevel, d.DeviceOff = c.one(rare), c.one(rare), c.one(rare), c.one(rare)
	d.RunAs = c.rarely("another", "inactive", "nobody", "flow off")
	if d.App == "external" && c.one(rare) {
		d.App = pick(c, "disabled external", "missing external")
	}
}

func (c chance) way(d *draw, rare int) {
	switch {
	case c.one(3):
		d.Host = pick(c, "my domain", audit.MyDomainHost)
	case c.one(rare):
		d.Host = pick(c, "wrong kind", "another org", "generic", "unknown")
	}
	if c.one(4) {
		d.PKCE = pick(c, "not sent", "not sent", "unknown")
	}
	if c.one(2) {
		d.Asks = pick(c, []string{"api"}, []string{"api", "refresh_token"}, []string{"full", "offline_access"},
			[]string{"id", "api", "refresh_token"}, []string{"web", "api"})
	}
	if c.one(3) {
		d.Addresses = pick(c, []string{inside}, []string{inside, "198.51.100.124/30"}, []string{"192.0.2.7"},
			[]string{inside, "192.0.2.7"}, []string{"2001:db8::17"}, []string{"::ffff:198.51.100.9"})
	}
	d.NeedsSetup = c.one(rare)
}

func (c chance) user(d *draw, rare int) {
	d.Missing, d.Inactive, d.Frozen, d.Locked = c.one(3*rare), c.one(2*rare), c.one(2*rare), c.one(2*rare)
	if c.one(rare) {
		d.UserType = "PowerPartner"
	}
	if c.one(rare) {
		d.License = pick(c, "Salesforce Integration", "Salesforce Platform")
	}
	d.APIOff = c.one(5)
	for c.one(2) {
		g := grant{
			Permission: pick(c, "ApiEnabled", "ApiEnabled", "ApiEnabled", "UseAnyApiClient", "UseAnyApiClient",
				"CanApproveUninstalledApps", "CanApproveUninstalledApps", "ViewSetup"),
		}
		if c.one(2 * rare) {
			g.Permission = "ApiUserOnly"
		}
		g.Via = pick(c, "", "set", "group")
		if c.one(2) {
			g.Stopped = pick(c, "expired", "inactive", "revoked", "session", "activation", "muted", "outdated")
		}
		d.Grants = append(d.Grants, g)
	}
	if c.one(rare / 4) {
		d.Ranges = pick(c, []string{"198.51.100.0-198.51.100.255"},
			[]string{"198.51.100.126-198.51.100.255", "198.51.100.0-198.51.100.125"},
			[]string{"2001:db8::-2001:db8::ffff", "198.51.100.0-198.51.100.126"})
		if len(d.Addresses) == 0 && c.one(2) {
			d.Addresses = []string{inside}
		}
	}
	if c.one(rare) {
		d.LoginHours = pick(c, "whole week", "office hours", "closed on sunday", "monday only")
	}
}

// inside is an address that most drawn ranges let in.
const inside = "198.51.100.10"

// sensible takes out what no org has, and what nobody could tell from outside whatever the program did:
func (d draw) sensible() draw {
	// The block list of a plain session or SOAP login() is nobody's; a component of an External Client App by API
	// Access Control, from which these are exempt, is not documented to exist.
	if d.external() && d.Blocked == "access control" {
		d.Blocked = "key"
	}
	// By its name alone an app can't be told from a namesake, nor one that nobody installed from an installed one of
	// its label: a Consumer Key outranks every name, and Salesforce shows it of the org's own apps only.
	if d.AskedBy == "name" && (d.Blocked == "namesake" || d.Blocked == "other label") {
		d.Blocked = ""
	}
	if d.App != "" && d.App != "own" {
		d.Twin = false
	}
	d.Grants = slices.DeleteFunc(slices.Clone(d.Grants), func(g grant) bool { return g.Permission == "" })
	// What a login history shows has happened: sign-ins by SOAP login() of a user who may.
	d.SOAPLoginSeen = d.SOAPLoginSeen && !d.SOAPLoginOff
	// Nobody asks for a refresh token where none is given.
	if !slices.Contains([]string{audit.FlowWebServer, audit.FlowUserAgent, audit.FlowDevice}, d.flow()) {
		d.Asks = slices.DeleteFunc(slices.Clone(d.Asks), func(scope string) bool {
			return scope == "refresh_token" || scope == "offline_access"
		})
	}
	// An app that isn't installed has no policy here, and one of another org shows none.
	if d.App == "uninstalled" || d.App == "missing external" {
		d.AdminOnly, d.AssignedTo = false, ""
	}
	if d.App != "own" {
		d.Scopes, d.AppPKCE, d.DeviceOff = nil, false, false
	}
	if d.App != "own" && d.App != "local external" {
		d.IPRelaxation, d.RefreshEnds, d.HighLevel, d.RunAs = "", false, false, ""
	}
	// Without an edition or a call left nothing is read, so that there is nothing to compare beyond the refusal.
	if d.NoAPIInEdition {
		d.Edition, d.NoCallsLeft = "Team Edition", false
	}
	return d
}
