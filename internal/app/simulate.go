package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"orgaudit/internal/simorg"
)

func (p *Program) Simulate(ctx context.Context, name, listen string) error {
	scenario, err := LoadScenario(name)
	if err != nil {
		return err
	}
	if err := ofThisMachine(listen); err != nil {
		return err
	}
	// Clients sign in by assertions that end in minutes: the org's clock must be theirs.
	server, err := simorg.New(scenario, simorg.WithClock(p.Now))
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		return Misuse("take another port, or 0 for a free one", "listen at %s: %w", listen, err)
	}
	address := "http://" + listener.Addr().String()
	fmt.Fprintf(p.Stdout, "URL:   %s\nToken: %s\n\n%s='%s' \\\n  orgaudit audit --instance-url %s --app '%s' --user "+
		"'%s'\n",
		address, server.Token(), TokenVariable, server.Token(), address, scenario.Ask.App, scenario.Ask.User)
	p.note("this is a simulated org (%s): %s; Ctrl-C ends it", name, scenario.Title)

	web := &http.Server{Handler: server, ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- web.Serve(listener) }()
	select {
	case err = <-ended:
	case <-ctx.Done():
		shut, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		if web.Shutdown(shut) != nil {
			_ = web.Close()
		}
		err = <-ended
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("serve the simulated org: %w", err)
}

// ofThisMachine refuses addresses that others could reach: the token of a simulated org is no secret.
func ofThisMachine(listen string) error {
	host, _, err := net.SplitHostPort(listen)
	if err == nil {
		ip, notIP := netip.ParseAddr(host)
		if strings.EqualFold(host, "localhost") || notIP == nil && ip.IsLoopback() {
			return nil
		}
	}
	return Misuse("write it as 127.0.0.1:8787, or 127.0.0.1:0 for a free port",
		"--listen: %q is not an address of this machine alone", listen)
}
