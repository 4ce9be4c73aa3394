package simorg

import (
	"slices"
	"strings"
	"time"
)

// client is an app as the OAuth endpoints know it: a connected app or an external client app.
type client struct {
	key, name, secret, certificate string
	callbacks                      []string
	installed, disabled, external  bool
	adminApproved                  bool
	pkce, noDevice                 bool
	highAssurance                  bool // its sessions have to be high assurance
	bypassIP                       bool
	clientCredentials              bool
	runAs                          int32
	scopes                         []string // as metadata spells them; empty allows every scope
	endsRefresh                    bool     // refresh tokens expire at once
	app, eca                       int32    // -1: not this kind
}

// highAssurance is the session level (metadata ConnectedAppSessionPolicy) that a
// sign-in without a second factor doesn't reach.
const highAssurance = "HIGH_ASSURANCE"

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
			key:           key,
			name:          a.src.Name,
			secret:        a.src.ClientSecret,
			certificate:   a.src.Certificate,
			installed:     !a.src.Uninstalled,
			adminApproved: a.src.AdminApprovedOnly,
			runAs:         a.runAs,
			app:           int32(i),
			eca:           -1,
		}
		if o := a.src.Owned; o != nil {
			c.callbacks, c.pkce, c.bypassIP, c.clientCredentials = o.CallbackURLs, o.PKCERequired,
				o.IPRelaxation == "BYPASS", o.ClientCredentials
			c.scopes, c.endsRefresh, c.noDevice = o.Scopes, o.RefreshTokenPolicy == "zero", !o.DeviceFlow
			c.highAssurance = o.SessionLevel == highAssurance
		}
		return c
	}
	for i := range w.ecas {
		a := &w.ecas[i]
		if a.src.ConsumerKey == key {
			return &client{
				key:               key,
				name:              firstText(a.src.Label, a.src.Name),
				secret:            a.src.ClientSecret,
				certificate:       a.src.Certificate,
				installed:         true,
				disabled:          a.src.Disabled,
				external:          true,
				adminApproved:     a.src.PermittedUsers == "AdminApprovedPreAuthorized",
				callbacks:         a.src.CallbackURLs,
				pkce:              a.src.PKCERequired,
				bypassIP:          a.src.IPRelaxation == "Bypass",
				clientCredentials: a.src.ClientCredentials,
				endsRefresh:       a.src.RefreshTokenPolicy == "Zero",
				runAs:             a.runAs,
				app:               -1,
				eca:               int32(i),
				highAssurance:     a.src.SessionLevel == highAssurance,
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
		switch scope = strings.ToLower(strings.ReplaceAll(scope, "_", "")); scope {
		case "offlineaccess":
			return "refreshtoken"
		case "id", "profile", "email", "address", "phone":
			return "basic"
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

// asked are the app's scopes as a request spells them.
func (c *client) asked() []string {
	out := make([]string, len(c.scopes))
	for i, scope := range c.scopes {
		switch scope {
		case "RefreshToken":
			out[i] = "refresh_token"
		case "Basic":
			out[i] = "id"
		case "Chatter", "Wave", "Eclair", "Pardot":
			out[i] = strings.ToLower(scope) + "_api"
		default:
			out[i] = strings.ToLower(scope)
		}
	}
	return out
}

// preApproved says whether one of the permission sets that reach the user (their profile's and those inside
// groups included) is among those that the app lists.
func (w *world) preApproved(c *client, user int32, now time.Time) bool {
	for i := range w.access {
		a := &w.access[i]
		if a.app != c.app || a.eca != c.eca {
			continue
		}
		for _, row := range w.data["permissionsetassignment"].byName["assigneeid"].byParent().of(user) {
			if w.grants(row, now) && (w.assigned[row].set == a.set || w.holds(w.assigned[row].group, a.set)) {
				return true
			}
		}
	}
	return false
}

// holds says whether a permission set group, -1 for none, has a set inside.
func (w *world) holds(group, set int32) bool {
	return group >= 0 &&
		slices.ContainsFunc(w.components, func(c componentRow) bool { return c.group == group && c.set == set })
}

// approved says whether the user has an approval of the app from before.
func (w *world) approved(c *client, user int32) bool {
	for i := range w.tokens {
		t := &w.tokens[i]
		if t.user != user {
			continue
		}
		if t.menu >= 0 && w.menu[t.menu].app == c.app && w.menu[t.menu].eca == c.eca ||
			t.menu < 0 && t.src.AppName == c.name {
			return true
		}
	}
	return false
}

// admitsToAPI applies API Access Control to a session. External client apps are exempt; Use Any
// API Client exempts installed apps and plain sessions. Customers and partners have a switch of
// their own, which limits them to installed apps.
func (w *world) admitsToAPI(s *session, v viewer, now time.Time) bool {
	a := w.scenario.Settings.APIAccessControl
	on, outsider := a.On, isOutsider(w.userType(s.user))
	if outsider {
		on = a.OnForExternalUsers
	}
	if !a.Provisioned || !on {
		return true
	}
	switch {
	case s.app == nil:
		return v.may("UseAnyApiClient")
	case s.app.external:
		return true
	case s.app.installed && (outsider || v.may("UseAnyApiClient")):
		return true
	default:
		return s.app.installed && s.app.adminApproved && w.preApproved(s.app, s.user, now)
	}
}

// isOutsider tells the users of customers and partners by their type.
func isOutsider(userType string) bool {
	switch userType {
	case "PowerPartner", "PowerCustomerSuccess", "CustomerSuccess", "CspLitePortal", "SelfService", "Guest":
		return true
	}
	return false
}
