package audit

import "slices"

// AppRow is an app that the org has, connected or External Client, as a check sees one.
type AppRow struct {
	c         *Case
	connected *ConnectedApp
	external  *ExternalClientApp
}

// Kind is what Salesforce knows the app as: by its row, else as its connector hints.
func (c *Case) Kind() string {
	m := &c.match
	switch {
	case m.app.Kind == KindNone:
	case m.External != nil && m.app.Kind != KindExternalClientApp:
		c.rests(PartConnectedApps.bit()) // a connected app of the name would be meant
	case m.Connected != nil && m.app.Kind == KindExternalClientApp:
		c.rests(PartExternalClientApps.bit())
	case m.Connected == nil && m.External == nil && m.app.Kind == "":
		c.rests(setOf(PartConnectedApps, PartExternalClientApps))
	}
	return m.kind
}

// Installed is the app in this org. That it isn't there rests on the apps that may be it.
func (c *Case) Installed() AppRow {
	m := &c.match
	if m.Connected == nil && m.External == nil {
		c.rests(PartConnectedApps.bit())
		if m.app.Kind != KindConnectedApp {
			c.rests(PartExternalClientApps.bit())
		}
	}
	c.Kind()
	return AppRow{c, m.Connected, m.External}
}

// Traced reports whether any row of the org names the app.
func (c *Case) Traced() bool {
	if !c.match.Traced {
		c.rests(setOf(PartConnectedApps, PartExternalClientApps, PartBlockedApps, PartApprovals))
	}
	return c.match.Traced
}

// AppNames lists every app name that the org shows, to offer near ones.
func (v *View) AppNames() []string { return v.index.appNames() }

// ProfileNames and PermissionSetNames list the names that the org has, to offer near ones.
func (v *View) ProfileNames() []string { return v.index.profileNames() }

// PermissionSetNames lists the API names of the permission sets.
func (v *View) PermissionSetNames() []string { return v.index.permissionSetNames() }

// Exists reports whether the org has the app.
func (a AppRow) Exists() bool { return a.connected != nil || a.external != nil }

// External reports whether it is an External Client App.
func (a AppRow) External() bool { return a.external != nil }

// Name is the app's in this org.
func (a AppRow) Name() string {
	switch {
	case a.connected != nil:
		return a.connected.Name
	case a.external != nil:
		return a.external.Name
	}
	return ""
}

// FoundBy says how it was recognised.
func (a AppRow) FoundBy() Words { return a.c.match.Describe() }

// ID is the app's Salesforce id.
func (a AppRow) ID() string {
	a.single()
	return a.c.match.ID()
}

// single notes where several apps of one label may be meant: nothing but the label is known of the one that is. That
// the app has no twin rests on all apps of its kind, unless its Consumer Key tells which it is.
func (a AppRow) single() {
	m := &a.c.match
	switch {
	case m.By == MatchKey:
	case m.Connected != nil:
		a.c.each(PartConnectedApps.bit())
	case m.External != nil:
		a.c.each(PartExternalClientApps.bit())
	}
	if n := len(m.twins); n > 0 {
		a.c.lacks("",
			Say("%d connected apps of this org are named %q, and Salesforce shows no Consumer Key by which to tell "+
				"which is meant",
				n+1, m.Connected.Name))
	}
	if n := len(m.externalTwins); n > 0 {
		a.c.lacks("",
			Say("%d External Client Apps of this org are named %q, and it can't be told which is meant; "+
				"ask by the API name",
				n+1, m.Label))
	}
}

// AdminApprovedOnly reports whether Permitted Users lets in only those whom an admin approved. An app
// that is not installed has no policy in this org.
func (a AppRow) AdminApprovedOnly() bool {
	flag, part := (*bool)(nil), PartConnectedApps
	switch {
	case a.connected != nil:
		flag = a.connected.AdminApprovedOnly
	case a.external != nil:
		flag, part = a.external.AdminApprovedOnly, PartExternalClientApps
	default:
		return false
	}
	a.single()
	if flag == nil {
		a.c.lacks(part, Say("Permitted Users of %s", a.c.Title()))
		return false
	}
	return *flag
}

// Enabled reports whether an External Client App is.
func (a AppRow) Enabled() bool {
	if a.external == nil {
		return false
	}
	a.single()
	if a.external.IsEnabled == nil {
		a.c.lacks(PartExternalClientApps, Say("whether %s is enabled", a.c.Title()))
		return false
	}
	return *a.external.IsEnabled
}

// managed reports whether it is from a package of another org, whose settings are not shown here.
func (a AppRow) managed() bool { return a.external != nil && a.external.Distribution == "Managed" }

// OAuth is the app's OAuth policy. Shown is false for an app whose policy Salesforce doesn't show, since the org
// doesn't own it: it counts as Salesforce's default.
func (c *Case) OAuth() PolicyRow {
	app := c.Installed()
	app.single()
	switch {
	case len(c.match.twins)+len(c.match.externalTwins) > 0:
	case app.connected != nil && app.connected.Policy != nil:
		c.saw(PartAppPolicies.bit())
		return PolicyRow{c, app.connected.Policy}
	case app.external != nil && app.external.Policy != nil:
		c.saw(PartAppPolicies.bit())
		return PolicyRow{c, app.external.Policy}
	case app.external != nil && app.external.Distribution == "Local":
		// A local External Client App is the org's own: its policy is there to be read.
		c.lacks(PartAppPolicies, Say("the OAuth policy of %s", c.Title()))
	case !app.Exists(): // it may be the org's own
		c.rests(setOf(PartConnectedApps, PartExternalClientApps))
	}
	c.rests(PartAppPolicies.bit())
	return PolicyRow{c: c}
}

// PolicyRow is an app's OAuth policy as a check sees it.
type PolicyRow struct {
	c   *Case
	row *OAuthPolicy
}

// Shown reports whether Salesforce shows the policy to this org.
func (p PolicyRow) Shown() bool { return p.row != nil }

// Values gives what an absent element leaves at Salesforce's default.
func (p PolicyRow) values() OAuthPolicy {
	if p.row == nil {
		return OAuthPolicy{}
	}
	return *p.row
}

// IPRelaxation, SessionLevel, RefreshToken and RunAs are elements that are absent at Salesforce's default.
func (p PolicyRow) IPRelaxation() string { return p.values().IPRelaxation }

// SessionLevel is the session level that the app demands.
func (p PolicyRow) SessionLevel() string { return p.values().SessionLevel }

// RefreshToken is the refresh token policy.
func (p PolicyRow) RefreshToken() string { return p.values().RefreshToken }

// RunAs is the username of the client-credentials user.
func (p PolicyRow) RunAs() string { return p.values().RunAs }

// RequiresPKCE reports whether the app requires it.
func (p PolicyRow) RequiresPKCE() bool {
	flag := p.values().RequiresPKCE
	return flag != nil && *flag
}

// ScopesShown reports whether Salesforce shows the scopes: not those of a package of another org.
func (p PolicyRow) ScopesShown() bool {
	return p.row != nil && (len(p.row.Scopes) > 0 || !(AppRow{p.c, nil, p.c.match.External}).managed())
}

// Scopes are the app's; every app has one.
func (p PolicyRow) Scopes() []string {
	if p.row != nil && len(p.row.Scopes) == 0 {
		p.c.lacks(PartAppPolicies, Say("the scopes of %s", p.c.Title()))
	}
	return p.values().Scopes
}

// DeviceFlow reports whether the app's device flow is on; it is by default.
func (p PolicyRow) DeviceFlow() bool {
	return p.row == nil || p.c.element(p.row.DeviceFlow, PartAppPolicies, "isDeviceFlowEnabled")
}

// ClientCredentials reports whether the app's client-credentials flow is on.
func (p PolicyRow) ClientCredentials() bool {
	return p.row != nil && p.c.element(p.row.ClientCredentials, PartAppPolicies, "isClientCredentialEnabled")
}

// Block finds what blocks the app: an admin's block, or one that API Access Control made.
func (c *Case) Block(byAccessControl bool) (b BlockedApp, ok bool) {
	at := slices.IndexFunc(c.match.Blocked, func(b *BlockedApp) bool { return b.ByAPIAccessControl == byAccessControl })
	if at < 0 {
		c.rests(PartBlockedApps.bit())
		if len(c.keys()) == 0 && len(c.index.BlockedApps) > len(c.match.Blocked) {
			// one of them may have the key that the org's own app shows
			c.rests(setOf(PartConnectedApps, PartAppPolicies))
			if app := c.match.Connected; app != nil && app.Policy != nil {
				c.lacks(PartAppPolicies, Say("the Consumer Key of %s", c.Title()))
			}
		}
		return b, false
	}
	if b = *c.match.Blocked[at]; !slices.Contains(c.keys(), b.ConsumerKey) {
		c.blockedByName(&b)
	}
	c.saw(PartBlockedApps.bit())
	return b, true
}

// blockedByName notes what it takes to say that a block of the app's name is a block of the app: a block belongs to a
// Consumer Key. The key of an External Client App is never shown, and that of an app that the org owns decides alone.
func (c *Case) blockedByName(b *BlockedApp) {
	(AppRow{c: c}).single()
	if app := c.match.Connected; app != nil && len(c.keys()) == 0 {
		c.each(setOf(PartConnectedApps, PartAppPolicies))
	}
	name := fold(firstOf(b.Name, b.Label))
	if c.match.External != nil || len(c.index.connected[name]) > 0 && len(c.index.external[name]) > 0 {
		c.lacks("", blockOfAName(firstOf(b.Name, b.Label), c.Title()))
	}
}

// blockOfAName says that a block is known by a name only, which isn't enough to say which app it blocks.
func blockOfAName(name, app string) Words {
	return Say("an app named %q is blocked by a Consumer Key that this org doesn't show for %s, so it can't be told "+
		"whether it is the same app; by hand: %s", name, app, Say(PartBlockedApps.ByHand()))
}

// keys are the Consumer Keys by which the app is known.
func (c *Case) keys() []string {
	keys := c.match.app.ConsumerKeys
	app := c.match.Connected
	if app != nil && app.Policy != nil && app.Policy.ConsumerKey != "" && len(c.match.twins) == 0 {
		keys = append(slices.Clip(keys), app.Policy.ConsumerKey)
	}
	return keys
}

// Namesakes are blocked apps of the same label but another key: other apps.
func (c *Case) Namesakes() []*BlockedApp { return c.match.namesakes }

// Approved sums up the user's earlier approvals of the app.
func (c *Case) Approved() (Approval, bool) {
	approval, ok := c.index.approved(c.user, c.match)
	if ok {
		c.saw(PartApprovals.bit())
	} else {
		c.rests(PartApprovals.bit())
	}
	return approval, ok
}

// ApprovedTimes counts the user's approvals of the app. Less than a limit rests on all of them.
func (c *Case) ApprovedTimes(limit int) int {
	approval, _ := c.index.approved(c.user, c.match)
	if approval.Count < limit {
		c.rests(PartApprovals.bit())
	}
	return approval.Count
}
