package org

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/singleflight"

	"orgaudit/audit"
)

const (
	// defaultConcurrency lets a small org be read in as many rounds as its longest chain of dependent requests has. It
	// is below the 25 long requests that Salesforce allows an org at once.
	defaultConcurrency = 20
	defaultUserAgent   = "orgaudit"
)

// Options say how an org is reached. The zero value reaches it over the network.
type Options struct {
	// carries every request; nil = the network; a simulated org's in the demo
	HTTP http.RoundTripper
	// nil = time.Now
	Now func() time.Time
	// looks up the org's My Domain host where a scope asks; nil = this machine's resolver
	Resolve Resolve
	// what is read of the Setup Audit Trail; none = nothing of it
	Actions []*audit.SetupAction
	// told after each page of rows, from several goroutines; nil = nobody
	Progress func(part string, rows int)
	// told of each request that left, retries and the sign-in included, from several goroutines; nil = nobody
	Trace func(audit.Call)
	// "" = orgaudit
	UserAgent string
	// requests under way at once; 0 = 20
	Concurrency int
	// bound of one answer in bytes, unpacked; 0 = 64 MiB
	MaxAnswer int64
}

// Resolve gives the addresses of a host name that may end in a dot, as LookupHost of a *[net.Resolver] does: a host
// that doesn't exist is a *[net.DNSError] with IsNotFound.
type Resolve func(ctx context.Context, host string) (addresses []string, err error)

// Client reads one org. It is safe for concurrent use. Close it when done.
type Client struct {
	instance *url.URL
	version  string // of the API, e.g. "67.0"
	orgID    string // in 18 characters, or empty where the sign-in didn't tell it; userID as well
	userID   string
	username string
	options  Options
	network  *network
	sessions *sessions
	wire     http.RoundTripper // the whole chain
	fields   singleflight.Group
	known    sync.Map // sObject name → map[string]bool
	owned    *http.Transport
	opened   time.Time // before the sign-in
}

// Open signs in, chooses the API version and learns who it is. It gives an error that is or wraps a *[SignInError]
// when the sign-in fails, a *[VersionError] when the org has no version that works, or an *[APIError].
func Open(ctx context.Context, credential Credential, options Options) (*Client, error) {
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Resolve == nil {
		options.Resolve = net.DefaultResolver.LookupHost
	}
	if options.UserAgent == "" {
		options.UserAgent = defaultUserAgent
	}
	if options.Concurrency <= 0 {
		options.Concurrency = defaultConcurrency
	}
	if options.MaxAnswer <= 0 {
		options.MaxAnswer = maxAnswer
	}
	c := &Client{options: options, opened: options.Now()}
	if options.HTTP == nil {
		c.owned = newWire()
		options.HTTP = c.owned
	}
	c.network = &network{
		base: options.HTTP, bounds: newBounds(options.Concurrency), maxAnswer: options.MaxAnswer,
		now: options.Now, userAgent: options.UserAgent, trace: options.Trace,
	}
	if err := c.open(ctx, credential); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

func (c *Client) open(ctx context.Context, credential Credential) error {
	n := &loginNetwork{network: c.network}
	first, err := credential.signIn(ctx, n, nil)
	if err != nil {
		return signInFailed(credential, "", err)
	}
	c.instance = first.instance
	c.sessions = newSessions(credential, n, first)
	c.wire = c.network.signed(c.sessions, c.instance)
	c.orgID, c.userID, c.username = first.orgID, first.userID, first.username

	g, both := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		c.version, err = c.chooseVersion(both)
		return err
	})
	if c.userID == "" {
		g.Go(func() error { return c.askWho(both) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	if c.userID == "" {
		return c.proveSession(ctx, credential)
	}
	return nil
}

// proveSession asks one thing that takes a session, where nothing has yet: the versions are told to anybody, and the
// identity service refuses good tokens as well. A session that is over is a sign-in that failed; every other answer is
// left to whoever reads.
func (c *Client) proveSession(ctx context.Context, credential Credential) error {
	var limits json.RawMessage
	err := c.getJSON(ctx, "/services/data/v"+c.version+"/limits", &limits)
	if answered, ok := apiError(err); ok && answered.expired() {
		return signInFailed(credential, c.instance.Host, err)
	}
	return ctx.Err()
}

// Close frees the idle connections. The client still works afterwards.
func (c *Client) Close() {
	if c.owned != nil {
		c.owned.CloseIdleConnections()
	}
}

// InstanceURL is where the org's API is: scheme and host, without a slash at the end.
func (c *Client) InstanceURL() string { return c.instance.String() }

// Username is the user name of the running user, or empty where the sign-in didn't tell it.
func (c *Client) Username() string { return c.username }

// calls counts what was sent so far.
func (c *Client) calls() callCounts { return c.network.bounds.meter.calls() }

// Warnings are what the credential has to say besides success, e.g. that it ends soon.
func (c *Client) Warnings() []string {
	current, err := c.sessions.now(context.Background(), "")
	if err != nil {
		return nil
	}
	return current.warnings
}

var limitInfo = regexp.MustCompile(`api-usage=(\d+)/(\d+)`)

// apiUsage is the org's count of API requests in the last 24 hours and its allowance, as the latest answer's header
// Sforce-Limit-Info had it. ok is false where no answer had the header.
func (c *Client) apiUsage() (used, allowed int, ok bool) {
	latest := c.network.bounds.meter.limitInfo.Load()
	if latest == nil {
		return 0, 0, false
	}
	match := limitInfo.FindStringSubmatch(*latest)
	if match == nil {
		return 0, 0, false
	}
	used, err := strconv.Atoi(match[1])
	allowed, err2 := strconv.Atoi(match[2])
	return used, allowed, err == nil && err2 == nil
}

// askWho learns org and user of a bare token. The service may refuse a token without the right scope; then both stay
// empty, and only the end of the context is an error.
func (c *Client) askWho(ctx context.Context) error {
	var who struct {
		Org      string `json:"organization_id"`
		User     string `json:"user_id"`
		Username string `json:"preferred_username"`
	}
	if err := c.getJSON(ctx, "/services/oauth2/userinfo", &who); err != nil {
		if ctx.Err() != nil {
			return err
		}
		return nil
	}
	c.orgID, c.userID, c.username = who.Org, who.User, who.Username
	return nil
}

// VersionError is an org without an API version that this program can use.
type VersionError struct {
	Host   string
	Newest string // the newest version the org lists; empty if none
}

// Error says which versions the org and the program know.
func (e *VersionError) Error() string {
	if e.Newest == "" {
		return fmt.Sprintf("%s lists no API version: check that the address is the org's My Domain URL", e.Host)
	}
	return fmt.Sprintf("the org is too old: %s offers API version %s at most, and reading the blocked apps needs %d.0",
		e.Host, e.Newest, oldestVersion)
}

const (
	// oldestVersion is the first with the metadata type BlacklistedConsumer (Metadata API Developer Guide).
	oldestVersion = 49
	// newestVersion is that of Winter '27, the newest whose objects this program knows.
	newestVersion = 68
)

var versionNumber = regexp.MustCompile(`^(\d{2,3})\.0$`)

// chooseVersion takes the newest version that both the org and the program know.
func (c *Client) chooseVersion(ctx context.Context) (string, error) {
	var offered []struct {
		Version string `json:"version"`
	}
	if err := c.getJSON(ctx, "/services/data/", &offered); err != nil {
		return "", fmt.Errorf("read the API versions: %w", err)
	}
	best, newest := 0, 0
	for _, o := range offered {
		match := versionNumber.FindStringSubmatch(o.Version)
		if match == nil {
			continue
		}
		number, err := strconv.Atoi(match[1])
		if err != nil {
			continue
		}
		newest = max(newest, number)
		if number <= newestVersion {
			best = max(best, number)
		}
	}
	switch {
	case newest == 0:
		return "", &VersionError{Host: c.instance.Host}
	case best < oldestVersion:
		return "", &VersionError{Host: c.instance.Host, Newest: fmt.Sprintf("%d.0", newest)}
	}
	return fmt.Sprintf("%d.0", best), nil
}

// errIncomplete marks an answer that lacks part of what it says it has. Such an answer is unknown, never a pass.
var errIncomplete = errors.New("the answer is incomplete")
