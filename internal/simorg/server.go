package simorg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Server is a simulated org that answers requests. It is safe for concurrent use.
type Server struct {
	world  *world
	clock  func() time.Time
	faults []*armedFault
	token  string

	mu       sync.Mutex
	sessions map[string]*session
	codes    map[string]*authCode
	devices  map[string]*deviceCode
	refresh  map[string]*refreshToken
	jtis     map[string]bool
	cursors  []*cursor
	jobs     map[string]*retrieval
	serial   int
	used     int // API calls since the org was made
	steady   bool
	writes   []string
	log      []string
	traffic  Traffic
	inFlight int
}

// Traffic is what a server has answered so far.
type Traffic struct {
	Requests int // HTTP requests of every kind
	Peak     int // the most that were under way at one time
	Bytes    int64
}

// Option changes how a server runs.
type Option func(*Server)

// WithClock gives the org a clock of its own instead of standing still at Scenario.Now.
func WithClock(now func() time.Time) Option { return func(s *Server) { s.clock = now } }

// WithSteadyLimits keeps the calls of a run out of the allocation that the limits show: which of several calls under
// way comes first would else stand in the report.
func WithSteadyLimits() Option { return func(s *Server) { s.steady = true } }

// New builds the org of a scenario. The error names the first part that can't be: a name that nothing in the scenario
// has, an unknown permission, an id that is none.
func New(scenario *Scenario, options ...Option) (*Server, error) {
	if scenario.Generate != "" {
		if scenario.Generate != "large" {
			return nil, fmt.Errorf("scenario %q: generate can be large only, not %q", scenario.Title, scenario.Generate)
		}
		whole := Large()
		whole.Title, whole.Description, whole.Ask, whole.Expect = scenario.Title, scenario.Description, scenario.Ask,
			scenario.Expect
		whole.Now, whole.Faults = scenario.Now, scenario.Faults
		scenario = whole
	}
	now := scenario.Now
	if now.IsZero() {
		now = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	}
	s := &Server{
		clock:    func() time.Time { return now },
		sessions: map[string]*session{},
		codes:    map[string]*authCode{},
		devices:  map[string]*deviceCode{},
		refresh:  map[string]*refreshToken{},
		jtis:     map[string]bool{},
		jobs:     map[string]*retrieval{},
	}
	for _, o := range options {
		o(s)
	}
	w, err := newWorld(scenario, s.clock())
	if err != nil {
		return nil, fmt.Errorf("building the simulated org: %w", err)
	}
	s.world = w
	for _, f := range scenario.Faults {
		if !slices.Contains(faultKinds(), f.Kind) {
			return nil, fmt.Errorf("building the simulated org: there is no fault %q: use one of %v",
				f.Kind, faultKinds())
		}
		s.faults = append(s.faults, &armedFault{Fault: f})
	}
	s.token = s.open(&session{user: w.auditor})
	return s, nil
}

// Token is an access token of the auditor: a plain session, as one copied from the Salesforce CLI is.
func (s *Server) Token() string { return s.token }

// URL is the My Domain URL of the org, for clients that go through Transport.
func (s *Server) URL() string { return "https://" + s.world.host() }

// Writes are the requests that would have changed something, in order: "POST /services/data/v67.0/sobjects/User" or
// "SOAP deploy". All of them were refused.
func (s *Server) Writes() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.writes)
}

// Requests are the last 10,000 requests, oldest first: method, path and, of a
// query, the statement; or "SOAP operation Type".
func (s *Server) Requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.log)
}

// Traffic counts what the server has answered so far.
func (s *Server) Traffic() Traffic {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.traffic
}

// maxBody is more than any request that reads needs.
const maxBody = 4 << 20

// call is one request on its way through the server.
type call struct {
	server  *Server
	request *http.Request
	place   place
	body    []byte
	// operation, objects and envelope are set for SOAP; objects also for queries.
	operation string
	objects   []string
	envelope  *envelope
	version   int
	session   *session
	viewer    viewer
	short     bool // pages are to be shorter than asked for
	noNext    bool // pages are to lack the address of the next
}

// respond answers a request. The error is one of reading its body.
func (s *Server) respond(r *http.Request, where place) (*reply, error) {
	c := &call{server: s, request: r, place: where}
	if r.Body != nil {
		body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
		if err != nil {
			return nil, fmt.Errorf("reading the request: %w", err)
		}
		if len(body) > maxBody {
			return &reply{status: http.StatusRequestEntityTooLarge, contentType: jsonType}, nil
		}
		c.body = body
	}
	c.look()
	s.note(c)
	var answer *reply
	var bends []Fault
	for _, f := range s.faults {
		if !f.hits(c) {
			continue
		}
		switch f.Kind {
		case FaultShortPage:
			c.short = true
		case FaultNoNextURL:
			c.noNext = true
		}
		bends = append(bends, f.Fault)
		if answer == nil {
			answer = f.replaces(c)
		}
	}
	if answer == nil {
		answer = c.route()
	}
	for _, f := range bends {
		answer.bend(f)
	}
	return answer, nil
}

// look finds out what faults and logs want to know before anything is answered.
func (c *call) look() {
	path := c.request.URL.Path
	switch {
	case strings.HasPrefix(path, "/services/Soap/"):
		c.envelope = readEnvelope(c.body)
		c.operation, c.objects = c.envelope.operation, c.envelope.types()
	case strings.Contains(path, "/query") && len(c.server.faults) > 0: // nobody else asks for the objects of a query
		if q, err := parseQuery(c.request.URL.Query().Get("q")); err == nil {
			c.objects = []string{q.From.Object}
		} else if open := c.server.cursorAt(path); open != nil {
			c.objects = []string{open.result.object}
		}
	}
}

// refuse words an error for the API that was called.
func (c *call) refuse(e *apiError) *reply {
	if c.envelope != nil {
		return soapFault(c, e.code, e.code+": "+e.message, "")
	}
	return &reply{status: e.status, contentType: jsonType, body: e.json()}
}

func (s *Server) note(c *call) {
	line := c.request.Method + " " + c.request.URL.Path
	if c.operation != "" {
		line = strings.TrimSuffix("SOAP "+c.operation+" "+strings.Join(c.objects, " "), " ")
	} else if q := c.request.URL.Query().Get("q"); q != "" {
		line += " " + q
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log = append(s.log, line)
	if len(s.log) > 10_000 {
		s.log = slices.Delete(s.log, 0, len(s.log)-10_000)
	}
}

// wrote records a request that would have changed something.
func (s *Server) wrote(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes = append(s.writes, what)
}

func (s *Server) enter() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.traffic.Requests++
	s.inFlight++
	s.traffic.Peak = max(s.traffic.Peak, s.inFlight)
}

func (s *Server) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inFlight--
}

// ServeHTTP answers on a real listener, whose every host name is the org's
// My Domain unless it starts with login. or test.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.enter()
	defer s.leave()
	answer, err := s.respond(r, s.servedAt(r))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if waitFor(r.Context(), answer.latency) != nil || answer.reset {
		panic(http.ErrAbortHandler)
	}
	answer.writeHeader(w.Header())
	if r.Method == http.MethodHead {
		answer.body = nil
	}
	w.WriteHeader(answer.status)
	body := answer.reader(r.Context())
	n, err := io.Copy(flushing{w}, body)
	s.sent(n, err == nil, answer)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
}

// flushing sends every piece at once, so that a slow body is slow for the client too.
type flushing struct{ http.ResponseWriter }

func (f flushing) Write(b []byte) (int, error) {
	n, err := f.ResponseWriter.Write(b)
	if flusher, ok := f.ResponseWriter.(http.Flusher); ok {
		flusher.Flush()
	}
	return n, err
}

func (s *Server) sent(n int64, whole bool, answer *reply) {
	s.mu.Lock()
	s.traffic.Bytes += n
	s.mu.Unlock()
	if whole && answer.delivered != nil {
		answer.delivered()
	}
}

func (r *reply) writeHeader(h http.Header) {
	if r.contentType != "" {
		h.Set("Content-Type", r.contentType)
	}
	if r.location != "" {
		h.Set("Location", r.location)
	}
	if r.usage != "" {
		h.Set("Sforce-Limit-Info", r.usage)
	}
}

var errTruncated = errors.New("the simulated connection broke in the middle of the body")

// reader gives the body, slowly or only in part when a fault says so.
func (r *reply) reader(ctx context.Context) io.Reader {
	half := len(r.body) / 2
	switch {
	case r.truncated:
		return io.MultiReader(bytes.NewReader(r.body[:half]), failing{errTruncated})
	case r.slow > 0:
		return io.MultiReader(bytes.NewReader(r.body[:half]), &late{
			ctx: ctx, delay: r.slow, rest: bytes.NewReader(r.body[half:]),
		})
	default:
		return bytes.NewReader(r.body)
	}
}
