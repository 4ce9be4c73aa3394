package simorg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"
)

// waitFor lets time pass, or ends early with the context.
func waitFor(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// late is the rest of a slow body.
type late struct {
	ctx   context.Context
	delay time.Duration
	rest  io.Reader
}

func (l *late) Read(p []byte) (int, error) {
	if err := waitFor(l.ctx, l.delay); err != nil {
		return 0, err
	}
	l.delay = 0
	return l.rest.Read(p)
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// Transport carries requests to the org without a network. It knows the org's My Domain host, login.salesforce.com and
// test.salesforce.com; other Salesforce hosts answer that the URL no longer exists, every other name doesn't resolve.
func (s *Server) Transport() http.RoundTripper { return transport{s} }

// LookupHost resolves the names that Transport carries requests to, as LookupHost of a net.Resolver does: each to one
// address of the block for documentation.
func (s *Server) LookupHost(ctx context.Context, host string) ([]string, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if _, ok := s.reachedAt(strings.TrimSuffix(host, ".")); !ok {
		return nil, noSuchHost(host)
	}
	return []string{"192.0.2.1"}, nil
}

func noSuchHost(host string) *net.DNSError {
	return &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

type transport struct{ server *Server }

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		defer r.Body.Close()
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	where, ok := t.server.reachedAt(r.URL.Hostname())
	if !ok {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: noSuchHost(r.URL.Hostname())}
	}
	t.server.enter()
	answer, err := t.server.respond(r, where)
	if err == nil {
		err = waitFor(r.Context(), answer.latency)
	}
	if err == nil && answer.reset {
		err = &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
	}
	if err != nil {
		t.server.leave()
		return nil, err
	}
	header := http.Header{}
	answer.writeHeader(header)
	if r.Method == http.MethodHead {
		answer.body = nil
	}
	length := int64(len(answer.body))
	if answer.slow > 0 || answer.truncated {
		length = -1
	}
	return &http.Response{
		Status:        fmt.Sprintf("%d %s", answer.status, http.StatusText(answer.status)),
		StatusCode:    answer.status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        header,
		ContentLength: length,
		Request:       r,
		Body: &inMemoryBody{
			server: t.server, answer: answer, ctx: r.Context(), reader: answer.reader(r.Context()),
		},
	}, nil
}

// inMemoryBody is a response body; the request is under way until it is read to the end or closed.
type inMemoryBody struct {
	server *Server
	answer *reply
	ctx    context.Context
	reader io.Reader
	read   int64
	whole  bool
	closed bool
}

func (b *inMemoryBody) Read(p []byte) (int, error) {
	if b.closed {
		return 0, http.ErrBodyReadAfterClose
	}
	if err := b.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := b.reader.Read(p)
	b.read += int64(n)
	switch {
	case errors.Is(err, errTruncated):
		err = io.ErrUnexpectedEOF
	case err == io.EOF:
		b.whole = true
	}
	return n, err
}

func (b *inMemoryBody) Close() error {
	if !b.closed {
		b.closed = true
		b.server.leave()
		// A JSON decoder stops at the last brace, before the end of the body: that answer has arrived too.
		b.server.sent(b.read, b.whole || b.read == int64(len(b.answer.body)), b.answer)
	}
	return nil
}

// place is where a request arrived.
type place struct {
	kind placeKind
	base string // the URL of the org for this client, without a slash at the end
	name string // the host name as it was used
	addr string // the client's address, empty in memory
}

type placeKind int

const (
	myDomain placeKind = iota
	productionLogin
	sandboxLogin
	otherHost
)

// reachedAt places a host name of the in-memory world; false means that it doesn't resolve.
func (s *Server) reachedAt(host string) (place, bool) {
	p := place{base: s.URL(), name: strings.ToLower(host)}
	switch {
	case p.name == s.world.host():
	case p.name == "login.salesforce.com":
		p.kind = productionLogin
	case p.name == "test.salesforce.com":
		p.kind = sandboxLogin
	case strings.HasSuffix(p.name, ".salesforce.com"), strings.HasSuffix(p.name, ".force.com"):
		p.kind = otherHost
	default:
		return p, false
	}
	return p, true
}

// servedAt places a request on a real listener by its Host header.
func (s *Server) servedAt(r *http.Request) place {
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	name, port, err := net.SplitHostPort(r.Host)
	if err != nil {
		name, port = r.Host, ""
	}
	p := place{base: scheme + r.Host, name: strings.ToLower(name)}
	p.addr, _, _ = net.SplitHostPort(r.RemoteAddr)
	rest := ""
	if after, ok := strings.CutPrefix(p.name, "login."); ok {
		p.kind, rest = productionLogin, after
	} else if after, ok := strings.CutPrefix(p.name, "test."); ok {
		p.kind, rest = sandboxLogin, after
	}
	switch {
	case rest == "salesforce.com":
		p.base = s.URL()
	case rest != "" && port != "":
		p.base = scheme + net.JoinHostPort(rest, port)
	case rest != "":
		p.base = scheme + rest
	}
	return p
}
