package simorg

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// deviceCode is what a device polls with until somebody has entered the code that it shows.
type deviceCode struct {
	client  *client
	scopes  []string
	shown   string // the code that the device shows
	user    int32
	granted bool
}

// deviceCode begins the device flow.
func (c *call) deviceCode(form url.Values) *reply {
	app, refused := c.authenticate(form, false)
	if refused != nil {
		return refused
	}
	if app.noDevice {
		return c.oauthError(http.StatusBadRequest, "oauth_flow_disabled", "device flow is not enabled")
	}
	code := "M0" + c.server.secret("device")
	shown := strings.ToUpper(c.server.secret("shown")[:8])
	c.server.mu.Lock()
	c.server.devices[code] = &deviceCode{client: app, scopes: strings.Fields(form.Get("scope")), shown: shown}
	c.server.mu.Unlock()
	return jsonReply(fmt.Appendf(nil,
		`{"device_code":%q,"user_code":%q,"verification_uri":"%s/setup/connect","interval":5}`,
		code, shown, c.place.base))
}

// connect is the page on which a user enters the code of a device. As at authorize, login_hint says who signs in.
func (c *call) connect() *reply {
	s, q := c.server, c.request.URL.Query()
	s.mu.Lock()
	var waiting *deviceCode
	for _, d := range s.devices {
		if d.shown == q.Get("user_code") {
			waiting = d
		}
	}
	s.mu.Unlock()
	user, known := s.world.userByName[strings.ToLower(q.Get("login_hint"))]
	switch {
	case waiting == nil:
		return htmlPage(http.StatusOK, "The code is invalid or has expired")
	case !known || !c.rightLoginHost():
		return c.errorPage("LOGIN_ERROR_INVALID_USERNAME", "Invalid login")
	case !waiting.client.offers(waiting.scopes):
		return c.errorPage("invalid_scope", "the requested scope is not allowed")
	}
	if r := s.world.gates(c.attempt(waiting.client, user, flowDevice)); r != nil {
		return c.errorPage(firstText(r.redirect, r.code), firstText(r.description, r.text))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	waiting.user, waiting.granted = user, true
	return htmlPage(http.StatusOK, "You're connected")
}

// deviceGrant answers a device that polls.
func (c *call) deviceGrant(form url.Values) *reply {
	app, refused := c.authenticate(form, false)
	if refused != nil {
		return refused
	}
	c.server.mu.Lock()
	waiting := c.server.devices[form.Get("code")]
	known := waiting != nil && waiting.client.key == app.key
	granted := known && waiting.granted
	if granted {
		delete(c.server.devices, form.Get("code"))
	}
	c.server.mu.Unlock()
	switch {
	case !known:
		return c.invalidGrant("invalid authorization code")
	case !granted:
		return c.oauthError(http.StatusBadRequest, "authorization_pending", "pending device authorization")
	}
	return c.grant(app, waiting.user, waiting.scopes, keepsConnected(waiting.scopes))
}
