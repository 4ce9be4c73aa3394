package simorg

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

const jwtGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer"

// tokenEndpoint exchanges a grant for an access token.
func (c *call) tokenEndpoint() *reply {
	if c.request.Method != http.MethodPost {
		return c.oauthError(http.StatusBadRequest, "invalid_request", "must use HTTP POST")
	}
	form, err := url.ParseQuery(string(c.body))
	if err != nil {
		return c.oauthError(http.StatusBadRequest, "invalid_request", "the body is not a valid form")
	}
	if limit := c.server.dailyLimit(); limit.Remaining <= 0 {
		return c.refuse(&apiError{
			status: 403, code: "REQUEST_LIMIT_EXCEEDED", message: "TotalRequests Limit exceeded.",
		})
	}
	if name, secret, ok := c.request.BasicAuth(); ok {
		form.Set("client_id", name)
		form.Set("client_secret", secret)
	}
	if form.Get("response_type") == "device_code" {
		return c.deviceCode(form)
	}
	switch form.Get("grant_type") {
	case "authorization_code":
		return c.codeGrant(form)
	case "refresh_token":
		return c.refreshGrant(form)
	case jwtGrant:
		return c.jwtGrant(form)
	case "client_credentials":
		return c.clientCredentialsGrant(form)
	case "password":
		return c.passwordGrant(form)
	case "device":
		return c.deviceGrant(form)
	default:
		return c.oauthError(http.StatusBadRequest, "unsupported_grant_type", "grant type not supported")
	}
}

// authenticate finds the app of a token request and checks its secret where it has one.
func (c *call) authenticate(form url.Values, secretNeeded bool) (*client, *reply) {
	app := c.server.world.client(form.Get("client_id"))
	secret := form.Get("client_secret")
	switch {
	case app == nil:
		return nil, c.oauthError(http.StatusBadRequest, "invalid_client_id", "client identifier invalid")
	case app.secret == "" && !secretNeeded, secret == "" && !secretNeeded:
		return app, nil
	case subtle.ConstantTimeCompare([]byte(secret), []byte(app.secret)) != 1:
		return nil, c.oauthError(http.StatusBadRequest, "invalid_client", "invalid client credentials")
	}
	return app, nil
}

func (c *call) invalidGrant(description string) *reply {
	return c.oauthError(http.StatusBadRequest, "invalid_grant", description)
}

// enter applies the gates and answers with a token or with what stops the user.
func (c *call) enter(app *client, user int32, kind flow, scopes []string, withRefresh bool) *reply {
	if r := c.server.world.gates(c.attempt(app, user, kind)); r != nil {
		status := r.status
		if status == 0 {
			status = http.StatusBadRequest
		}
		return c.oauthError(status, r.code, r.text)
	}
	if scopes == nil {
		scopes = app.asked() // such a request names none: what the app has is granted
	}
	return c.grant(app, user, scopes, withRefresh)
}

// grant prints a token response. There is no expires_in: how long a session lives is the org's business.
func (c *call) grant(app *client, user int32, scopes []string, withRefresh bool) *reply {
	token := c.server.open(&session{user: user, app: app, from: c.address(), scopes: scopes})
	id := c.identityURL(user)
	fields := [][2]string{{"access_token", token}}
	if withRefresh {
		fields = append(fields, [2]string{"refresh_token", c.server.approve(app, user, scopes)})
	}
	mac := hmac.New(sha256.New, []byte(app.secret))
	mac.Write([]byte(id + c.issuedAt()))
	granted := strings.Join(scopes, " ")
	if granted == "" {
		granted = "api"
	}
	fields = append(fields,
		[2]string{"signature", base64.StdEncoding.EncodeToString(mac.Sum(nil))}, [2]string{"scope", granted},
		[2]string{"instance_url", c.place.base}, [2]string{"id", id}, [2]string{"token_type", "Bearer"},
		[2]string{"issued_at", c.issuedAt()})
	b := []byte{'{'}
	for i, f := range fields {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendJSONString(b, f[0]), ':')
		b = appendJSONString(b, f[1])
	}
	return jsonReply(append(b, '}'))
}

func (c *call) codeGrant(form url.Values) *reply {
	app, refused := c.authenticate(form, false)
	if refused != nil {
		return refused
	}
	s := c.server
	s.mu.Lock()
	code := s.codes[form.Get("code")]
	delete(s.codes, form.Get("code"))
	s.mu.Unlock()
	switch {
	case code == nil || code.client.key != app.key:
		return c.invalidGrant("invalid authorization code")
	case code.redirect != form.Get("redirect_uri"):
		return c.oauthError(http.StatusBadRequest, "redirect_uri_mismatch", "redirect_uri must match configuration")
	case code.challenge != "" && challengeOf(form.Get("code_verifier")) != code.challenge:
		return c.invalidGrant("invalid code verifier")
	}
	return c.grant(app, code.user, code.scopes, len(code.scopes) == 0 || keepsConnected(code.scopes))
}

// keepsConnected says whether granted scopes give a refresh token.
func keepsConnected(scopes []string) bool {
	return slices.Contains(scopes, "refresh_token") || slices.Contains(scopes, "offline_access")
}

// approvalLimit is how many approvals of one app a user may have; the next one
// removes the oldest (Knowledge Article 000205876).
const approvalLimit = 5

// approve gives a refresh token, and ends the user's oldest one of the app where that is one too many.
func (s *Server) approve(app *client, user int32, scopes []string) string {
	fresh := "5Aep861" + s.secret("refresh")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refresh[fresh] = &refreshToken{client: app, user: user, scopes: scopes, serial: s.serial}
	oldest, taken := "", 0
	for token, r := range s.refresh {
		if r.client.key != app.key || r.user != user {
			continue
		}
		taken++
		if oldest == "" || r.serial < s.refresh[oldest].serial {
			oldest = token
		}
	}
	if taken > approvalLimit {
		delete(s.refresh, oldest)
	}
	return fresh
}

func (c *call) refreshGrant(form url.Values) *reply {
	app, refused := c.authenticate(form, false)
	if refused != nil {
		return refused
	}
	c.server.mu.Lock()
	kept := c.server.refresh[form.Get("refresh_token")]
	c.server.mu.Unlock()
	if kept == nil || kept.client.key != app.key || app.endsRefresh {
		return c.invalidGrant("expired access/refresh token")
	}
	return c.enter(app, kept.user, flowRefresh, kept.scopes, false)
}

func (c *call) clientCredentialsGrant(form url.Values) *reply {
	if c.place.kind != myDomain {
		return c.invalidGrant("request not supported on this domain")
	}
	app, refused := c.authenticate(form, true)
	if refused != nil {
		return refused
	}
	if !app.clientCredentials || app.runAs < 0 || c.server.world.users[app.runAs].src.Inactive {
		return c.invalidGrant("no client credentials user enabled")
	}
	return c.enter(app, app.runAs, flowClientCredentials, nil, false)
}

func (c *call) passwordGrant(form url.Values) *reply {
	app, refused := c.authenticate(form, true)
	if refused != nil {
		return refused
	}
	w := c.server.world
	user, known := w.userByName[strings.ToLower(form.Get("username"))]
	if !known || !c.rightLoginHost() || !w.passwordFits(user, form.Get("password")) {
		return c.invalidGrant("authentication failure")
	}
	return c.enter(app, user, flowPassword, nil, false)
}
