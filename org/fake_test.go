package org

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// fakeHost is an org in memory: a handler for each request, and a record of what came.
type fakeHost struct {
	mu      sync.Mutex
	answer  func(r *http.Request, body string) (*http.Response, error)
	came    []string // method host path?query
	bodies  []string
	headers []http.Header
}

func (f *fakeHost) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
		r.Body.Close()
	}
	f.mu.Lock()
	f.came = append(f.came, r.Method+" "+r.URL.String())
	f.bodies = append(f.bodies, string(body))
	f.headers = append(f.headers, r.Header.Clone())
	f.mu.Unlock()
	response, err := f.answer(r, string(body))
	if response != nil && response.Request == nil {
		response.Request = r
	}
	return response, err
}

func (f *fakeHost) requests(path string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, came := range f.came {
		if strings.Contains(came, path) {
			n++
		}
	}
	return n
}

func (f *fakeHost) last() (request, body string, header http.Header) {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := len(f.came) - 1
	return f.came[i], f.bodies[i], f.headers[i]
}

func respond(status int, contentType, body string, header ...string) *http.Response {
	r := &http.Response{
		StatusCode:    status,
		Status:        http.StatusText(status),
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        http.Header{"Content-Type": {contentType}},
		Body:          io.NopCloser(strings.NewReader(body)),
		ContentLength: int64(len(body)),
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

func asJSON(status int, body string, header ...string) (*http.Response, error) {
	return respond(status, "application/json;charset=UTF-8", body, header...), nil
}

func asXML(status int, body string) (*http.Response, error) {
	return respond(status, "text/xml;charset=UTF-8", body), nil
}

const (
	acme       = "https://acme.my.salesforce.com"
	goodToken  = "00Dxx0000000001!AQ.CANARY.token"
	versions   = `[{"label":"Summer '25","url":"/services/data/v64.0","version":"64.0"},{"label":"Summer '26","url":"/services/data/v67.0","version":"67.0"}]`
	userinfo   = `{"user_id":"005xx000001Sv6AAAS","organization_id":"00Dxx0000000001EAA","preferred_username":"ada@acme.example"}`
	badSession = `[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]`
)

// newFake answers the version list and userinfo, and leaves the rest to the function.
func newFake(rest func(r *http.Request, body string) (*http.Response, error)) *fakeHost {
	return &fakeHost{answer: func(r *http.Request, body string) (*http.Response, error) {
		switch r.URL.Path {
		case "/services/data/":
			return asJSON(200, versions)
		case "/services/oauth2/userinfo":
			return asJSON(200, userinfo)
		}
		return rest(r, body)
	}}
}

func notFound(*http.Request, string) (*http.Response, error) {
	return asJSON(404, `[{"errorCode":"NOT_FOUND","message":"The requested resource does not exist"}]`)
}

func openFake(t testing.TB, f *fakeHost) *Client {
	t.Helper()
	c, err := Open(context.Background(), AccessToken{InstanceURL: acme, Token: goodToken}, Options{HTTP: f})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// soql is the query of a request, or nothing.
func soql(r *http.Request) string { return r.URL.Query().Get("q") }

func soapAnswer(inner string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ` +
		`xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>` +
		inner + `</soapenv:Body></soapenv:Envelope>`
}

func soapFault(code, text string) string {
	return soapAnswer(fmt.Sprintf(`<soapenv:Fault xmlns:sf="http://soap.sforce.com/2006/04/metadata"><faultcode>sf:%s</faultcode><faultstring>%s: %s</faultstring></soapenv:Fault>`, code, code, text))
}

func mustURL(t testing.TB, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func contextFor(t *testing.T, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(t.Context(), d)
}
