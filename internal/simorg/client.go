package simorg

import "strings"

// client is an app as the OAuth endpoints know it: a connected app or an external client app.
type client struct {
	key, name, secret, certificate string
	callbacks                      []string
	installed, disabled, external  bool
	adminApproved                  bool
	pkce                           bool
	bypassIP                       bool
	clientCredentials              bool
	runAs                          int32
	scopes                         []string // as metadata spells them; empty allows every scope
	endsRefresh                    bool     // refresh tokens expire at once
	app, eca                       int32    // -1: not this kind
}

// client finds an app by its consumer key; nil means that Salesforce knows none.
func (w *world) client(key string) *client {
	if key == "" {
		return nil
	}
	for i := range w.apps {
		a := &w.apps[i]
		if a.src.ConsumerKey != key {
			continue
		}
		c := &client{
			key: key, name: a.src.Name, secret: a.src.ClientSecret, certificate: a.src.Certificate, installed: !a.src.Uninstalled,
			adminApproved: a.src.AdminApprovedOnly, runAs: a.runAs, app: int32(i), eca: -1,
		}
		if o := a.src.Owned; o != nil {
			c.callbacks, c.pkce, c.bypassIP, c.clientCredentials = o.CallbackURLs, o.PKCERequired, o.IPRelaxation == "BYPASS", o.ClientCredentials
			c.scopes, c.endsRefresh = o.Scopes, o.RefreshTokenPolicy == "zero"
		}
		return c
	}
	for i := range w.ecas {
		a := &w.ecas[i]
		if a.src.ConsumerKey == key {
			return &client{
				key: key, name: either(a.src.Label, a.src.Name), secret: a.src.ClientSecret, certificate: a.src.Certificate, installed: true,
				disabled: a.src.Disabled, external: true, adminApproved: a.src.PermittedUsers == "AdminApprovedPreAuthorized",
				callbacks: a.src.CallbackURLs, pkce: a.src.PKCERequired, bypassIP: a.src.IPRelaxation == "Bypass",
				clientCredentials: a.src.ClientCredentials, endsRefresh: a.src.RefreshTokenPolicy == "Zero", runAs: a.runAs, app: -1, eca: int32(i),
			}
		}
	}
	if b := w.blocks(key); b != nil { // a blocked app that nobody installed
		return &client{key: key, name: b.src.Name, runAs: -1, app: -1, eca: -1}
	}
	return nil
}

// offers says whether an app has all the scopes that a request names. Requests and metadata spell them differently.
func (c *client) offers(requested []string) bool {
	if len(c.scopes) == 0 {
		return true
	}
	plain := func(scope string) string {
		scope = strings.ToLower(strings.ReplaceAll(scope, "_", ""))
		if scope == "offlineaccess" {
			return "refreshtoken"
		}
		return scope
	}
	have := map[string]bool{}
	for _, scope := range c.scopes {
		have[plain(scope)] = true
	}
	for _, scope := range requested {
		if name := plain(scope); !have[name] && (!have["full"] || name == "refreshtoken") {
			return false
		}
	}
	return true
}

// preApproved says whether one of the user's permission sets (their profile's included) is among those the app lists.
func (w *world) preApproved(c *client, user int32) bool {
	for i := range w.access {
		a := &w.access[i]
		if a.app != c.app || a.eca != c.eca {
			continue
		}
		for _, row := range w.data["permissionsetassignment"].byName["assigneeid"].byParent().of(user) {
			if w.assigned[row].set == a.set && w.assignmentActive(row, w.started) {
				return true
			}
		}
	}
	return false
}

// approved says whether the user has an approval of the app from before.
func (w *world) approved(c *client, user int32) bool {
	for i := range w.tokens {
		t := &w.tokens[i]
		if t.user != user {
			continue
		}
		if t.menu >= 0 && w.menu[t.menu].app == c.app && w.menu[t.menu].eca == c.eca || t.menu < 0 && t.src.AppName == c.name {
			return true
		}
	}
	return false
}

// admitsToAPI applies API Access Control to a session. External client apps are exempt; Use Any API Client exempts installed apps
// and plain sessions.
func (w *world) admitsToAPI(s *session, v viewer) bool {
	if a := w.scenario.Settings.APIAccessControl; !a.Provisioned || !a.On {
		return true
	}
	switch {
	case s.app == nil:
		return v.may("UseAnyApiClient")
	case s.app.external:
		return true
	case s.app.installed && v.may("UseAnyApiClient"):
		return true
	default:
		return s.app.installed && s.app.adminApproved && w.preApproved(s.app, s.user)
	}
}
