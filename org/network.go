package org

import (
	"net/http"
	"net/url"
	"time"

	"orgaudit/audit"
)

// network builds the chains of transports of one client over one base.
type network struct {
	base      http.RoundTripper
	bounds    *bounds
	maxAnswer int64
	now       func() time.Time
	userAgent string
	trace     func(audit.Call) // nil = nobody
}

// signed is the chain of a signed-in client: it reaches one host and only reads.
func (n *network) signed(s *sessions, host *url.URL) http.RoundTripper {
	return authorized{s, guard{host, onlyReads, soapSession{retried{n.wire(nil)}}}}
}

// signIn is the chain of the credentials: it reaches one host and its token endpoint or login(). Nothing is tried
// again, because a code or a rotated refresh token works once. The secrets are kept out of what the server says.
func (n *network) signIn(host *url.URL, secrets []Secret) http.RoundTripper {
	return guard{host, onlySignIn, n.wire(secrets)}
}

func (n *network) wire(secrets []Secret) http.RoundTripper {
	return limited{n.bounds, answer{
		limit: n.maxAnswer, secrets: secrets, meter: &n.bounds.meter, now: n.now, trace: n.trace,
		next: stamped{n.userAgent, n.base},
	}}
}

// stamped adds the headers that every request has.
type stamped struct {
	userAgent string
	next      http.RoundTripper
}

func (s stamped) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("User-Agent", s.userAgent)
	return s.next.RoundTrip(r)
}

// newWire is the base transport where none is given. It honours HTTPS_PROXY, as the company networks that admins sit
// in demand; TLS ends at Salesforce all the same.
func newWire() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		ForceAttemptHTTP2:     true,
		MaxIdleConnsPerHost:   defaultConcurrency,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   10 * time.Second,
		ResponseHeaderTimeout: 2 * time.Minute, // Salesforce ends a query after 120 seconds
	}
}
