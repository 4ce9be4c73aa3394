package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"orgaudit/config"
	"orgaudit/internal/dashboard"
	"orgaudit/internal/fleet"
	"orgaudit/internal/history"
)

// Bounds of the server's life.
const (
	webGrace   = 5 * time.Second  // for pages that are being sent
	auditGrace = 30 * time.Second // for running audits
	listLook   = 5 * time.Second  // between looks at the list of orgs
)

const DefaultListen = "127.0.0.1:8080"

// Service is a process that audits on schedule, as it is asked for: a server or a worker.
type Service struct {
	Config  string // settings, "" = the default ones
	DB      Database
	Workers int // audits at once
	Log     Logging
	Listen  string        // of a server: address of the dashboard
	Timeout time.Duration // of a worker: for one audit
}

// server is a running `serve`.
type server struct {
	p     *Program
	log   *slog.Logger
	store *history.Store
	fleet *fleet.Fleet
	tell  *teller

	mu   sync.Mutex
	list []config.Org
	text []byte // of the list's file
}

// Serve audits on schedule, shows a dashboard and tells what changed, until the context ends.
func (p *Program) Serve(ctx context.Context, asked *Service) error {
	settings, err := p.serveSettings(asked.Config)
	if err != nil {
		return err
	}
	s := &server{p: p}
	if s.log, err = p.logger(asked.Log, settings); err != nil {
		return err
	}
	signIn, err := p.signIn(settings)
	if err != nil {
		return err
	}
	listen := cmp.Or(asked.Listen, settings.Listen, DefaultListen)
	if err := alone(listen, signIn); err != nil {
		return err
	}
	s.tell = &teller{publicURL: settings.PublicURL, tags: tagsIn(s.orgs)}
	if s.tell.receivers, err = p.receivers(settings); err != nil {
		return err
	}
	if err := s.readList(); err != nil {
		return err
	}
	token := ""
	if ref := settings.MetricsToken; ref != nil {
		secret, err := p.fetch(*ref, settings.Path, "metrics_token", "token", "")
		if err != nil {
			return err
		}
		token = string(secret)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		if failed, ok := errors.AsType[*net.OpError](err); ok {
			err = failed.Err // the address is said already
		}
		return Misuse("another program may be there: take another port by --listen, or 0 for a free one",
			"listen at %s: %w", listen, err)
	}
	defer listener.Close() // the server closes it before
	if s.store, err = p.openServe(ctx, &asked.DB, settings); err != nil {
		return err
	}
	err = s.run(ctx, listener, settings, cmp.Or(asked.Workers, settings.Workers), signIn, token)
	return errors.Join(err, s.store.Close())
}

// run works until the context ends, and then lets what runs end.
func (s *server) run(ctx context.Context, listener net.Listener, settings *config.Serve, workers int,
	signIn dashboard.SignIn, token string) error {
	var err error
	o := s.p.working(s.store, s.log, s.tell)
	o.Orgs, o.Workers, o.Timeout, o.Grace = fleetOrgs(s.orgs()), workers, settings.AuditTimeout(), auditGrace
	if s.fleet, err = fleet.Open(ctx, s.store, o); err != nil {
		return err
	}
	pages, err := dashboard.New(dashboard.Options{
		Store: s.store, RunNow: s.runNow, Queue: s.queue, Orgs: s.shown, SignIn: signIn,
		MetricsToken: token, Log: s.log, Now: s.p.Now, Version: strings.TrimPrefix(tool(), "orgaudit "),
	})
	if err != nil {
		return Misuse("make a password by `orgaudit serve password`", "%w", err)
	}
	if err := s.fleet.Start(ctx); err != nil {
		return err
	}
	web := &http.Server{
		Handler: pages, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second,
		WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	ended := make(chan error, 1)
	go func() { ended <- web.Serve(listener) }()
	fmt.Fprintf(s.p.Stdout, "orgaudit serves http://%s/ (orgs on the list: %d)\n", listener.Addr(), len(s.orgs()))

	var besides sync.WaitGroup
	within, end := context.WithCancel(ctx)
	besides.Go(func() { s.watch(within) })
	if settings.Retention != nil {
		keep := history.Retention{KeepFor: settings.KeepFor(), KeepLast: settings.Retention.KeepLast}
		besides.Go(func() { s.prune(within, keep) })
	}
	select {
	case err = <-ended:
		err = fmt.Errorf("serve the dashboard: %w", err)
	case <-ctx.Done():
		s.log.Info("ending: running audits end first", "within", auditGrace)
	}
	end()
	besides.Wait()
	return errors.Join(err, s.stop(context.WithoutCancel(ctx), web))
}

func (s *server) stop(ctx context.Context, web *http.Server) error {
	shut, cancel := context.WithTimeout(ctx, webGrace)
	defer cancel()
	if web.Shutdown(shut) != nil {
		_ = web.Close()
	}
	within, cancel := context.WithTimeout(ctx, auditGrace+30*time.Second)
	defer cancel()
	err := s.fleet.Stop(within)
	s.log.Info("ended")
	return err
}

// prune keeps the history within its bounds: at the start and once a day.
func (s *server) prune(ctx context.Context, keep history.Retention) {
	daily := time.NewTicker(24 * time.Hour)
	defer daily.Stop()
	for {
		pruned, err := s.store.Prune(ctx, keep)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			s.log.Error("the history could not be pruned", "error", err)
		case pruned.Runs > 0:
			s.log.Info("pruned the history", "runs", pruned.Runs, "bytes", pruned.Bytes)
		}
		select {
		case <-ctx.Done():
			return
		case <-daily.C:
		}
	}
}

// readList reads the list of orgs where its file changed since.
func (s *server) readList() error {
	dir, err := s.p.configHome()
	if err != nil {
		return err
	}
	// What isn't there is an empty list: LoadOrgs says what else may be wrong.
	text, _ := os.ReadFile(config.OrgsPath(dir))
	s.mu.Lock()
	same := s.text != nil && string(text) == string(s.text)
	s.text = append([]byte{}, text...)
	s.mu.Unlock()
	if same {
		return errSameList
	}
	list, err := s.p.orgList()
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = list.All()
	return nil
}

var errSameList = errors.New("the list of orgs is as it was")

// watch takes over the list of orgs when it changes. A list that can't be read leaves the one before in force.
func (s *server) watch(ctx context.Context) {
	look := time.NewTicker(listLook)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
		}
		err := s.readList()
		if err == nil {
			err = s.fleet.Sync(ctx, fleetOrgs(s.orgs()))
		}
		switch {
		case err == nil:
			s.log.Info("took over the list of orgs", "orgs", len(s.orgs()))
		case !errors.Is(err, errSameList) && ctx.Err() == nil:
			s.log.Error("the list of orgs can't be taken over: the one before stays", "error", err)
		}
	}
}

func (s *server) orgs() []config.Org {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.list
}
