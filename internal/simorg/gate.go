package simorg

import (
	"net/netip"
	"strings"
	"time"
)

// flow is how an app signs in: an OAuth flow, SOAP login() or a session.
type flow int

const (
	flowWebServer flow = iota
	flowUserAgent
	flowJWT
	flowClientCredentials
	flowPassword
	flowDevice
	flowRefresh
	flowSoapLogin
	flowSession // a browser's own sign-in, through no app
)

// throughPage tells whether the user passes Salesforce's login page.
func (f flow) throughPage() bool { return f == flowWebServer || f == flowUserAgent || f == flowDevice }

// attempt is one try to sign in.
type attempt struct {
	client  *client
	user    int32
	viewer  viewer
	flow    flow
	generic bool // at login.salesforce.com or test.salesforce.com
	from    string
	now     time.Time
}

// refusal is why an attempt fails, in the words of each endpoint.
type refusal struct {
	status                int    // of the token endpoint, 0 means 400
	code, text            string // token endpoint
	redirect, description string // authorize endpoint; empty means code and text
	page                  bool   // authorize shows Salesforce's own error page instead of redirecting
	soap, soapText        string // LoginFault
}

// gates lets an attempt through or says what stops it first. The sign-in of the user comes before the app: until it is
// known who signs in, it isn't known to which org, and the block list and the policies of apps belong to the org.
func (w *world) gates(a *attempt) *refusal {
	if r := w.signIn(a); r != nil {
		return r
	}
	if r := w.appGates(a); r != nil {
		return r
	}
	if !a.viewer.may("ApiEnabled") || w.scenario.Org.APIDisabled {
		// Login History shows "Failed: OAuth API access disabled".
		return &refusal{
			code:        "invalid_grant",
			text:        "authentication failure",
			redirect:    "LOGIN_OAUTH_API_DISABLED",
			description: "OAuth API access disabled",
		}
	}
	return nil
}

// signIn holds the gates of the user: the host, the state of the user, addresses and hours. The redirect codes are
// those of the login events (Object Reference, LoginEvent Status).
func (w *world) signIn(a *attempt) *refusal {
	u := w.users[a.user].src
	failure := func(event, description, soap, soapText string) *refusal {
		return &refusal{
			code:        "invalid_grant",
			text:        "authentication failure",
			redirect:    event,
			description: description,
			soap:        soap,
			soapText:    soapText,
		}
	}
	settings := w.scenario.Settings.MyDomain
	orgDomainOnly := settings.CanOnlyLoginWithMyDomainURL
	if a.flow == flowSoapLogin {
		orgDomainOnly = settings.DoesAPILoginRequireOrgDomain
	}
	typesPassword := a.flow.throughPage() || a.flow == flowSoapLogin || a.flow == flowPassword || a.flow == flowSession
	switch {
	case a.generic && orgDomainOnly && a.flow != flowRefresh:
		return failure("LOGIN_ERROR_ORG_DOMAIN_ONLY", "Restricted domain", "INVALID_LOGIN", "")
	case u.Inactive:
		r := failure("LOGIN_ERROR_USER_INACTIVE", "User is inactive", "INVALID_LOGIN", "")
		if a.flow == flowRefresh {
			r.text = "inactive user"
		}
		return r
	case u.Frozen:
		return failure("LOGIN_ERROR_USER_FROZEN", "User is frozen", "INVALID_LOGIN", "")
	case u.Locked && typesPassword:
		return failure("LOGIN_ERROR_PASSWORD_LOCKOUT", "Password lockout", "PASSWORD_LOCKOUT", "")
	}
	if a.viewer.may("ApiUserOnly") && a.flow.throughPage() {
		return failure("LOGIN_ERROR_USER_API_ONLY", "Failed: API-only user", "", "")
	}
	profile := w.users[a.user].profile
	if profile < 0 {
		return nil
	}
	p := w.profiles[profile].src
	if p.License == "Salesforce Integration" && a.flow.throughPage() {
		// Such a user can't finish the approval: the page breaks off without saying why.
		return &refusal{
			page:        true,
			redirect:    "OAUTH_APPROVAL_ERROR_GENERIC",
			description: "An unexpected error has occured during authentication. Please try again.",
		}
	}
	// The JWT flow is held to the ranges whatever IP Relaxation says (Connected App IP Relaxation and Continuous IP
	// Enforcement); SOAP login and a browser's session know no app.
	relaxed := a.client != nil && a.client.bypassIP && a.flow != flowJWT
	if len(p.LoginIPRanges) > 0 && !relaxed && !isInside(p.LoginIPRanges, a.from) {
		r := failure("LOGIN_ERROR_RESTRICTED_DOMAIN", "Restricted IP", "LOGIN_DURING_RESTRICTED_DOMAIN",
			"login during restricted domain not allowed")
		if a.flow == flowRefresh || a.flow == flowJWT {
			r.text = "ip restricted"
		}
		return r
	}
	if !w.openNow(p.LoginHours, a.now) {
		return failure("LOGIN_ERROR_RESTRICTED_TIME", "Restricted time", "LOGIN_DURING_RESTRICTED_TIME",
			"login during restricted time not allowed")
	}
	return nil
}

// appGates holds the gates of the app: the block, API Access Control, installation, the permitted users.
func (w *world) appGates(a *attempt) *refusal {
	c := a.client
	blocked := &refusal{
		code:        "app_blocked",
		text:        "this app is blocked by admin",
		redirect:    "OAUTH_APP_BLOCKED",
		description: "this app is blocked by admin",
	}
	switch {
	case w.blocks(c.key) != nil:
		return blocked
	case c.external && c.disabled:
		return &refusal{
			code:        "invalid_client",
			text:        "external client app is disabled",
			redirect:    "OAUTH_EC_APP_NOT_FOUND",
			description: "External client app is not installed in this org",
		}
	case !w.admitsToAPI(&session{user: a.user, app: c}, a.viewer, a.now):
		return blocked
	case !c.installed && (a.flow == flowDevice || !a.viewer.may("CanApproveUninstalledApps") && !w.approved(c, a.user)):
		return &refusal{code: "invalid_client", text: "app must be installed into org", page: true}
	case c.adminApproved && !w.preApproved(c, a.user, a.now):
		text := "user is not admin approved to access this app"
		return &refusal{code: "invalid_app_access", text: text, redirect: "OAUTH_APP_ACCESS_DENIED", description: text}
	case a.flow == flowJWT && !c.adminApproved && !w.approved(c, a.user):
		return &refusal{code: "invalid_grant", text: "user hasn't approved this consumer"}
	}
	oidc := w.scenario.Settings.OauthOidc
	if a.flow == flowPassword && (oidc.BlockUsernamePasswordFlow || c.external) ||
		a.flow == flowUserAgent && oidc.BlockUserAgentFlow {
		return &refusal{
			code:        "invalid_grant",
			text:        "authentication failure",
			redirect:    "unsupported_response_type",
			description: "response type not supported",
		}
	}
	return nil
}

// isInside says whether an address lies in one of the ranges. An address that isn't known lies in
// none; an IPv4 address is the same in its IPv6 form.
func isInside(ranges []IPRange, address string) bool {
	at, err := netip.ParseAddr(address)
	if err != nil {
		return false
	}
	for _, r := range ranges {
		start, startErr := netip.ParseAddr(r.Start)
		end, endErr := netip.ParseAddr(r.End)
		if startErr == nil && endErr == nil && at.Unmap().Compare(start.Unmap()) >= 0 &&
			at.Unmap().Compare(end.Unmap()) <= 0 {
			return true
		}
	}
	return false
}

// openNow says whether the hours admit this moment, in the org's time zone. A day without hours is open.
func (w *world) openNow(hours []LoginHours, now time.Time) bool {
	local := now.In(w.zone)
	minute := local.Hour()*60 + local.Minute()
	for _, h := range hours {
		if strings.EqualFold(h.Day, local.Weekday().String()) {
			start, end, err := h.minutes()
			return err == nil && minute >= start && minute < end
		}
	}
	return true
}

// address is where the client comes from: what a proxy says, what the
// scenario asks about, or the peer of the connection.
func (c *call) address() string {
	if first, _, _ := strings.Cut(c.request.Header.Get("X-Forwarded-For"), ","); first != "" {
		return strings.TrimSpace(first)
	}
	if asked := c.server.world.scenario.Ask.FromIPs; len(asked) > 0 {
		first, _, _ := strings.Cut(asked[0], "/")
		return first
	}
	return c.place.addr
}
