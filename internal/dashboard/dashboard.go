package dashboard

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"orgaudit/internal/history"
)

// Options are what a dashboard takes from the outside.
type Options struct {
	Store *history.Store
	// RunNow asks for a run of an org; its error is shown to the operator,
	// so it holds no secret. nil: there is no button.
	RunNow func(ctx context.Context, alias string) error
	// Queue tells the state of the queue; an error of it makes the dashboard not ready. nil: there is no queue.
	Queue func(ctx context.Context) (Queue, error)
	// Orgs lists the configured orgs. nil: only those that ever had a run are known.
	Orgs   func() []Org
	SignIn SignIn
	// MetricsToken opens /metrics to "Authorization: Bearer TOKEN" where
	// sign-in is required. "" = a signed-in browser only.
	MetricsToken string
	Log          *slog.Logger     // nil = none
	Now          func() time.Time // nil = time.Now
	Version      string
}

// Org is a configured org.
type Org struct {
	Alias    string
	Policy   string // path of its policy, "" for none
	Tags     []string
	Schedule string // as people read it, for example "0 6 * * * Europe/Berlin"; "" = none
}

// Dashboard is the handler of all pages. It may be used by many goroutines.
type Dashboard struct {
	o        Options
	pages    pages
	assets   *assets
	sessions *sessions
	throttle *throttle
	waivers  waiverCache
	metrics  *metrics
	handler  http.Handler
}

// New makes a dashboard. Password hashes that HashPassword didn't make and proxies without addresses are errors.
func New(o Options) (*Dashboard, error) {
	if o.Store == nil {
		return nil, errors.New("the dashboard needs a store")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if err := o.SignIn.check(); err != nil {
		return nil, err
	}
	d := &Dashboard{o: o, sessions: newSessions(o.Now), throttle: newThrottle(o.Now)}
	var err error
	if d.assets, err = loadAssets(); err != nil {
		return nil, fmt.Errorf("load the files of the dashboard: %w", err)
	}
	if d.pages, err = parsePages(); err != nil {
		return nil, fmt.Errorf("parse the pages of the dashboard: %w", err)
	}
	d.metrics = newMetrics(d)
	d.handler = d.routes()
	return d, nil
}

func (d *Dashboard) ServeHTTP(w http.ResponseWriter, r *http.Request) { d.handler.ServeHTTP(w, r) }

// routes says what is found where, and what somebody must be to get it.
func (d *Dashboard) routes() http.Handler {
	mux := http.NewServeMux()
	route := func(pattern string, least role, page func(http.ResponseWriter, *http.Request) error) {
		mux.Handle(pattern, d.metrics.count(pattern, d.allow(least, page)))
	}
	route("GET /{$}", viewer, d.fleetPage)
	route("GET /orgs/{alias}", viewer, d.orgPage)
	route("POST /orgs/{alias}/runs", operator, d.runNow)
	route("GET /runs/{id}", viewer, d.runPage)
	route("GET /runs/{id}/report", viewer, d.reportFile)
	route("GET /compare", viewer, d.comparePage)
	route("GET /compare/{format}", viewer, d.compareFile)
	route("GET /waivers", viewer, d.waiversPage)
	route("GET /queue", viewer, d.queuePage)
	route("GET /login", stranger, d.loginPage)
	route("POST /login", stranger, d.logIn)
	route("POST /logout", stranger, d.logOut)
	route("GET /assets/{name}", stranger, d.assets.serve)
	route("GET /healthz", stranger, d.healthy)
	route("GET /readyz", stranger, d.ready)
	route("GET /metrics", stranger, d.metricsPage)
	route("/", stranger, func(http.ResponseWriter, *http.Request) error { return errNoPage })
	// A browser says from which site a request comes; those of other sites that would change something are refused.
	guarded := http.NewCrossOriginProtection()
	guarded.SetDenyHandler(d.metrics.count("refused", d.allow(stranger, func(http.ResponseWriter, *http.Request) error {
		return &refusal{
			http.StatusForbidden, "This request came from another site.", "Open the page here and try again.",
		}
	})))
	return d.headers(d.guard(guarded.Handler(mux)))
}
