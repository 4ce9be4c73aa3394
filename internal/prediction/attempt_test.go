package prediction_test

import (
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"orgaudit/audit"
	"orgaudit/internal/simorg"
)

// refused is what kept the app out, as the app or the browser sees it.
type refused struct {
	seen   string // the address of a redirect, or the body of an answer
	status int
	when   string // under which of the circumstances
}

func (r *refused) Error() string {
	return fmt.Sprintf("%s: HTTP %d %s", r.when, r.status, strings.TrimSpace(r.seen))
}

// vendor is the app as its vendor runs it, under one of the circumstances in which it has to work.
type vendor struct {
	draw
	server *simorg.Server
	key    *rsa.PrivateKey
	now    time.Time

	host    string
	address string
	sends   bool // PKCE
}

// circumstances are all in which the app has to work: a connector signs in at any time, from any of its addresses, at
// the host that it is set to. What isn't known of it may be either way.
func (v vendor) circumstances(yield func(vendor, time.Time) bool) {
	for _, v.host = range v.hosts() {
		for _, v.sends = range map[string][]bool{"": {true}, "not sent": {false}, "unknown": {true, false}}[v.PKCE] {
			for _, v.address = range v.from() {
				for _, at := range moments(v.LoginHours) {
					if !yield(v, at) {
						return
					}
				}
			}
		}
	}
}

// from lists the addresses of the app. Where none is known it is one that nobody can foresee.
func (d draw) from() []string {
	var out []string
	for _, text := range d.Addresses {
		network, err := netip.ParsePrefix(text)
		if err != nil {
			out = append(out, text)
			continue
		}
		for a := network.Masked().Addr(); network.Contains(a); a = a.Next() {
			out = append(out, a.String())
		}
	}
	if len(out) == 0 {
		out = append(out, elsewhere)
	}
	return out
}

// elsewhere is an address that no drawn range has.
const elsewhere = "203.0.113.7"

// moments are now and, where a profile has login hours, the edges of each day in the org's time zone.
func moments(hours string) []time.Time {
	out := []time.Time{now}
	if hours == "" {
		return out
	}
	zone := time.FixedZone("CET", 3600) // Berlin in November
	for day := range 7 {
		for _, minute := range []int{0, 8*60 - 1, 8 * 60, 18*60 - 1, 18 * 60, 24*60 - 1} {
			out = append(out, time.Date(2026, 11, 21+day, 0, minute, 0, 0, zone))
		}
	}
	return out
}

// connect signs in, makes a first call and, where the app stays connected, renews its session for another.
func (v vendor) connect() *refused {
	session, renew, r := v.signIn()
	if r != nil {
		return r
	}
	if r := v.firstTask(session); r != nil {
		return r
	}
	if !v.staysConnected() {
		return nil
	}
	if renew == "" {
		return &refused{seen: "no refresh token came with the access token"}
	}
	session, _, r = v.token(url.Values{
		"grant_type":    {"refresh_token"},
		"refresh_token": {renew},
		"client_id":     {appKey},
		"client_secret": {secret},
	})
	if r != nil {
		return r
	}
	return v.firstTask(session)
}

func (v vendor) signIn() (session, renew string, r *refused) {
	client := url.Values{"client_id": {appKey}, "client_secret": {secret}}
	switch v.flow() {
	case audit.FlowWebServer:
		return v.webServer()
	case audit.FlowUserAgent:
		return v.userAgent()
	case audit.FlowDevice:
		return v.device()
	case audit.FlowJWT:
		return v.token(url.Values{
			"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"},
			"assertion":  {v.assertion()},
		})
	case audit.FlowClientCredentials:
		client.Set("grant_type", "client_credentials")
		return v.token(client)
	case audit.FlowPassword:
		client.Set("grant_type", "password")
		client.Set("username", jane)
		client.Set("password", password)
		return v.token(client)
	case audit.FlowSOAPLogin:
		session, r := v.soapLogin()
		return session, "", r
	default: // a plain session: its user signs in by the browser, and the app takes what that has
		session, err := v.server.Session(jane, v.address)
		if err != nil {
			return "", "", &refused{seen: "https://login/?error=" + err.Error()}
		}
		return session, "", nil
	}
}

// authorize sends the browser to Salesforce and gives where Salesforce sends it back to.
func (v vendor) authorize(query url.Values) (back *url.URL, r *refused) {
	query.Set("client_id", appKey)
	query.Set("redirect_uri", callback)
	query.Set("scope", strings.Join(v.asks(), " "))
	query.Set("login_hint", jane)
	status, location, body := v.ask(http.MethodGet, "https://"+v.host+"/services/oauth2/authorize?"+query.Encode(),
		"", "")
	back, err := url.Parse(location)
	if status != http.StatusFound || err != nil {
		return nil, &refused{status: status, seen: body}
	}
	if !strings.HasPrefix(location, callback) || strings.Contains(location, "error=") {
		return nil, &refused{status: status, seen: location}
	}
	return back, nil
}

func (v vendor) webServer() (session, renew string, r *refused) {
	query := url.Values{"response_type": {"code"}}
	if v.sends {
		query.Set("code_challenge", challenge)
		query.Set("code_challenge_method", "S256")
	}
	back, r := v.authorize(query)
	if r != nil {
		return "", "", r
	}
	form := url.Values{
		"grant_type":    {"authorization_code"},
		"code":          {back.Query().Get("code")},
		"redirect_uri":  {callback},
		"client_id":     {appKey},
		"client_secret": {secret},
	}
	if v.sends {
		form.Set("code_verifier", verifier)
	}
	return v.token(form)
}

func (v vendor) userAgent() (session, renew string, r *refused) {
	back, r := v.authorize(url.Values{"response_type": {"token"}})
	if r != nil {
		return "", "", r
	}
	got, err := url.ParseQuery(back.Fragment)
	if err != nil {
		return "", "", &refused{seen: back.String()}
	}
	return got.Get("access_token"), got.Get("refresh_token"), nil
}

func (v vendor) device() (session, renew string, r *refused) {
	status, _, body := v.post("/services/oauth2/token", url.Values{
		"response_type": {"device_code"},
		"client_id":     {appKey},
		"scope":         {strings.Join(v.asks(), " ")},
	})
	var shown struct{ Device_code, User_code, Verification_uri string } //nolint:revive // the wire's names
	if status != http.StatusOK || json.Unmarshal([]byte(body), &shown) != nil {
		return "", "", &refused{status: status, seen: body}
	}
	page := "https://" + v.host + "/setup/connect?" +
		url.Values{"user_code": {shown.User_code}, "login_hint": {jane}}.Encode()
	if status, location, body := v.ask(http.MethodGet, page, "", ""); status != http.StatusOK {
		return "", "", &refused{status: status, seen: location + body}
	}
	return v.token(url.Values{"grant_type": {"device"}, "client_id": {appKey}, "code": {shown.Device_code}})
}

// token asks the token endpoint.
func (v vendor) token(form url.Values) (session, renew string, r *refused) {
	status, _, body := v.post("/services/oauth2/token", form)
	var got struct{ Access_token, Refresh_token, Scope string } //nolint:revive // the wire's names
	if status != http.StatusOK || json.Unmarshal([]byte(body), &got) != nil || got.Access_token == "" {
		return "", "", &refused{status: status, seen: body}
	}
	// A flow that can't ask for scopes gives those of the app. The vendor sees from the answer that one is missing.
	granted := strings.Fields(got.Scope)
	for _, scope := range v.asks() {
		if scope != "refresh_token" && scope != "offline_access" && v.App == "own" &&
			!slices.Contains(granted, scope) && !slices.Contains(granted, "full") {
			return "", "", &refused{status: status, seen: "error=invalid_scope: granted are " + got.Scope}
		}
	}
	return got.Access_token, got.Refresh_token, nil
}

const envelope = `<?xml version="1.0" encoding="utf-8"?><env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Body>` +
	`<n1:login xmlns:n1="urn:partner.soap.sforce.com"><n1:username>%s</n1:username><n1:password>%s</n1:password></n1:login></env:Body></env:Envelope>`

func (v vendor) soapLogin() (session string, r *refused) {
	status, _, body := v.ask(http.MethodPost, "https://"+v.host+"/services/Soap/u/64.0", "text/xml",
		fmt.Sprintf(envelope, jane, password))
	_, after, ok := strings.Cut(body, "<sessionId>")
	session, _, _ = strings.Cut(after, "</sessionId>")
	if status != http.StatusOK || !ok {
		return "", &refused{status: status, seen: body}
	}
	return session, nil
}

// firstTask makes the app's first call. Where sessions are locked to their
// address a vendor's call may come from another one.
func (v vendor) firstTask(session string) *refused {
	path := "/services/data/v64.0/"
	if v.NeedsSetup {
		path += "limits"
	}
	if v.LockToIP {
		v.address = elsewhere + "7"
	}
	status, _, body := v.call(http.MethodGet, v.server.URL()+path, "", "", session)
	if status != http.StatusOK {
		return &refused{status: status, seen: body}
	}
	return nil
}

func (v vendor) post(path string, form url.Values) (status int, location, body string) {
	return v.ask(http.MethodPost, "https://"+v.host+path, "application/x-www-form-urlencoded", form.Encode())
}

func (v vendor) ask(method, address, kind, body string) (status int, location, answer string) {
	return v.call(method, address, kind, body, "")
}

func (v vendor) call(method, address, kind, body, session string) (status int, location, answer string) {
	request, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		return 0, "", err.Error()
	}
	if kind != "" {
		request.Header.Set("Content-Type", kind)
		request.Header.Set("SOAPAction", `""`)
	}
	if session != "" {
		request.Header.Set("Authorization", "Bearer "+session)
	}
	request.Header.Set("X-Forwarded-For", v.address)
	response, err := v.server.Transport().RoundTrip(request)
	if err != nil {
		return 0, "", err.Error()
	}
	defer response.Body.Close()
	read, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, "", err.Error()
	}
	return response.StatusCode, response.Header.Get("Location"), string(read)
}

// tries asks under all circumstances and gives the distinct refusals, the first of each.
func (v vendor) tries(clock *time.Time) (out []*refused) {
	for with, at := range v.circumstances {
		*clock = at
		with.now = at
		r := with.connect()
		if r == nil || slices.ContainsFunc(out, func(have *refused) bool { return have.seen == r.seen }) {
			continue
		}
		r.when = fmt.Sprintf("at %s from %s on %s", with.host, with.address, at.UTC().Format("Mon 15:04"))
		out = append(out, r)
	}
	*clock = now
	return out
}
