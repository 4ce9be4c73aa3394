package simorg

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// authCode is a code that authorize gave out; it works once.
type authCode struct {
	client    *client
	user      int32
	redirect  string
	challenge string
	scopes    []string
}

// refreshToken keeps an approval alive.
type refreshToken struct {
	client *client
	user   int32
	scopes []string
	serial int // grows from one approval to the next
}

// oauth answers /services/oauth2/….
func (c *call) oauth(name string) *reply {
	switch name {
	case "authorize":
		return c.authorize()
	case "token":
		return c.tokenEndpoint()
	case "userinfo":
		return c.userInfo()
	case "revoke", "singleaccess":
		c.server.wrote(c.request.Method + " " + c.request.URL.Path)
		return c.oauthError(http.StatusBadRequest, "unsupported_token_type", "the simulated org takes no writes")
	default:
		return urlGone()
	}
}

func (c *call) oauthError(status int, code, description string) *reply {
	b := append([]byte(`{"error":`), appendJSONString(nil, code)...)
	b = append(b, `,"error_description":`...)
	b = append(appendJSONString(b, description), '}')
	return &reply{status: status, contentType: jsonType, body: b}
}

// authorize signs a user in and sends the browser back. There is no login page: login_hint says who signs in, else it
// is the auditor, and whoever signs in consents.
func (c *call) authorize() *reply {
	q := c.request.URL.Query()
	if c.request.Method != http.MethodGet {
		return c.oauthError(http.StatusBadRequest, "invalid_request", "must use HTTP GET")
	}
	w := c.server.world
	back := q.Get("redirect_uri")
	app := w.client(q.Get("client_id"))
	switch {
	case app == nil:
		return c.errorPage("invalid_client_id", "client identifier invalid")
	case back == "" || len(app.callbacks) > 0 && !slices.Contains(app.callbacks, back):
		return c.errorPage("redirect_uri_mismatch", "redirect_uri must match configuration")
	}
	kind := flowWebServer
	switch q.Get("response_type") {
	case "code":
	case "token":
		kind = flowUserAgent
	default:
		return sendBack(back, kind,
			url.Values{"error": {"unsupported_response_type"}, "error_description": {"response type not supported"}},
			q.Get("state"))
	}
	demands := app.pkce || w.scenario.Settings.OauthOidc.RequirePKCE
	if demands && kind == flowWebServer && q.Get("code_challenge") == "" {
		return sendBack(back, kind,
			url.Values{"error": {"invalid_request"}, "error_description": {"missing required code challenge"}},
			q.Get("state"))
	}
	scopes := strings.Fields(q.Get("scope"))
	if !app.offers(scopes) {
		return sendBack(back, kind,
			url.Values{"error": {"invalid_scope"}, "error_description": {"the requested scope is not allowed"}},
			q.Get("state"))
	}
	user, known := w.auditor, true
	if hint := q.Get("login_hint"); hint != "" {
		user, known = w.userByName[strings.ToLower(hint)]
	}
	if !known || !c.rightLoginHost() {
		return sendBack(back, kind,
			url.Values{"error": {"LOGIN_ERROR_INVALID_USERNAME"}, "error_description": {"Invalid login"}},
			q.Get("state"))
	}
	if r := w.gates(c.attempt(app, user, kind)); r != nil {
		code, text := firstText(r.redirect, r.code), firstText(r.description, r.text)
		if r.page {
			return c.errorPage(code, text)
		}
		return sendBack(back, kind, url.Values{"error": {code}, "error_description": {text}}, q.Get("state"))
	}
	if kind == flowUserAgent {
		return sendBack(back, kind, c.tokenValues(app, user, scopes), q.Get("state"))
	}
	code := c.server.keepCode(&authCode{
		client: app, user: user, redirect: back, challenge: q.Get("code_challenge"), scopes: scopes,
	})
	return sendBack(back, kind, url.Values{"code": {code}}, q.Get("state"))
}

// keepCode makes a code that gives a token once.
func (s *Server) keepCode(given *authCode) string {
	code := "aPrx" + s.secret("code")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.codes[code] = given
	return code
}

// tokenValues opens a session and is what the user-agent flow sends back of it.
func (c *call) tokenValues(app *client, user int32, scopes []string) url.Values {
	token := c.server.open(&session{user: user, app: app, from: c.address(), scopes: scopes})
	values := url.Values{
		"access_token": {token},
		"instance_url": {c.place.base},
		"id":           {c.identityURL(user)},
		"token_type":   {"Bearer"},
		"issued_at":    {c.issuedAt()},
	}
	if keepsConnected(scopes) {
		values.Set("refresh_token", c.server.approve(app, user, scopes))
	}
	return values
}

func (c *call) attempt(app *client, user int32, kind flow) *attempt {
	now := c.server.clock()
	return &attempt{
		client: app, user: user, flow: kind, generic: c.place.kind != myDomain, from: c.address(), now: now,
		viewer: viewer{user: user, permissions: c.server.world.effective(user, now)},
	}
}

// sendBack redirects the browser to the app: in the query, of the user-agent flow in the fragment.
func sendBack(to string, kind flow, values url.Values, state string) *reply {
	if state != "" {
		values.Set("state", state)
	}
	separator := "?"
	switch {
	case kind == flowUserAgent:
		separator = "#"
	case strings.Contains(to, "?"):
		separator = "&"
	}
	return &reply{status: http.StatusFound, location: to + separator + values.Encode()}
}

// errorPage is Salesforce's own page, which doesn't echo the state.
func (c *call) errorPage(code, description string) *reply {
	return &reply{status: http.StatusFound, location: c.place.base + "/setup/secur/RemoteAccessErrorPage.apexp?" +
		url.Values{"error": {code}, "error_description": {description}}.Encode()}
}

func challengeOf(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func (c *call) issuedAt() string { return strconv.FormatInt(c.server.clock().UnixMilli(), 10) }

func (c *call) identityURL(user int32) string {
	login := "https://login.salesforce.com"
	if c.server.world.scenario.Org.Sandbox != "" {
		login = "https://test.salesforce.com"
	}
	return fmt.Sprintf("%s/id/%s/%s", login, c.server.world.orgID, c.server.world.users[user].id)
}

// userInfo is the OpenID view of the caller.
func (c *call) userInfo() *reply {
	token, err := bearerToken(c.request)
	if err != nil {
		token = c.request.URL.Query().Get("access_token")
	}
	session := c.server.session(token)
	if session == nil {
		return &reply{status: http.StatusForbidden, contentType: htmlType, body: []byte("Bad_OAuth_Token")}
	}
	w := c.server.world
	u := w.users[session.user]
	b := []byte(`{"sub":`)
	b = appendJSONString(b, c.identityURL(session.user))
	for _, field := range [][2]string{
		{"user_id", u.id}, {"organization_id", w.orgID}, {"preferred_username", u.src.Username},
		{"nickname", w.userName(session.user)}, {"name", w.userName(session.user)},
		{"email", firstText(u.src.Email, u.src.Username)}, {"user_type", strings.ToUpper(w.userType(session.user))},
		{"zoneinfo", w.timeZone()}, {"language", firstText(w.scenario.Org.Language, "en_US")},
	} {
		b = append(b, ',')
		b = append(appendJSONString(b, field[0]), ':')
		b = appendJSONString(b, field[1])
	}
	b = fmt.Appendf(b,
		`,"active":%t,"urls":{"rest":"%[2]s/services/data/v{version}/","metadata":"%[2]s/services/Soap/m/{version}/%[3]s",`+
			`"custom_domain":"%[2]s"}}`, !u.src.Inactive, c.place.base, w.orgID[:15])
	return jsonReply(b)
}

// identity answers /id/ORG/USER: the same as userinfo, for that user only.
func (c *call) identity() *reply {
	parts := strings.Split(strings.TrimPrefix(c.request.URL.Path, "/id/"), "/")
	token, err := bearerToken(c.request)
	if err != nil {
		return &reply{status: http.StatusForbidden, contentType: htmlType, body: []byte("Missing_OAuth_Token")}
	}
	session := c.server.session(token)
	switch {
	case session == nil:
		return &reply{status: http.StatusForbidden, contentType: htmlType, body: []byte("Bad_OAuth_Token")}
	case len(parts) != 2 || !sameID(parts[0], c.server.world.orgID):
		return &reply{status: http.StatusForbidden, contentType: htmlType, body: []byte("Wrong_Org")}
	case !sameID(parts[1], c.server.world.users[session.user].id):
		return &reply{status: http.StatusForbidden, contentType: htmlType, body: []byte("Bad_Id")}
	}
	return c.userInfo()
}

func sameID(a, b string) bool {
	return looksLikeID(a) && looksLikeID(b) && a[:15] == b[:15]
}
