package org

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"
)

const (
	// defaultRedirect is what the Salesforce CLI's own app has registered; another address is refused with
	// redirect_uri_mismatch.
	defaultRedirect = "http://localhost:1717/OauthRedirect"
	browserWait     = 5 * time.Minute
)

// Browser signs in by the web-server flow with PKCE: the user signs in at Salesforce in a browser, which then comes
// back to a port of this machine.
type Browser struct {
	LoginURL string
	// "" = the Salesforce CLI's
	ClientID string
	// may be empty
	ClientSecret Secret
	// as registered in the app, on this machine; "" = http://localhost:1717/OauthRedirect
	RedirectURL string
	// nil = api, refresh_token
	Scopes []string
	// tells the user which address to open; nil = nobody
	Show func(address string)
	// opens a browser; nil = the user does
	Open func(context.Context, string) error
	// for the user; 0 = 5 minutes
	Wait time.Duration
	// keeps the refresh token, also each new one; nil = it isn't kept
	Save func(refreshToken Secret) error
}

// Name is "web".
func (Browser) Name() string { return "web" }

func (w Browser) signIn(ctx context.Context, n *loginNetwork, last *session) (*session, error) {
	host, err := parseHost(w.LoginURL)
	if err != nil {
		return nil, signInFailed(w, "", err)
	}
	secret := w.ClientSecret.trimmed()
	var s *session
	switch {
	case last == nil:
		s, err = w.ask(ctx, n, host, secret)
	case last.refresh == "":
		return nil, errNoRenewal
	default:
		s, err = refresh(ctx, n, host, w.ClientID, secret, last.refresh)
	}
	if err != nil {
		return nil, signInFailed(w, host.Host, err)
	}
	isNew := last == nil || s.refresh != last.refresh
	if w.Save != nil && s.refresh != "" && isNew {
		s.keep(w.Save)
	}
	return s, nil
}

func (w Browser) ask(ctx context.Context, n *loginNetwork, host *url.URL, secret Secret) (*session, error) {
	wait := w.Wait
	if wait == 0 {
		wait = browserWait
	}
	config := oauthApp(host, w.ClientID, secret)
	if config.Scopes = w.Scopes; config.Scopes == nil {
		config.Scopes = []string{"api", "refresh_token"}
	}
	state, verifier := oauth2.GenerateVerifier(), oauth2.GenerateVerifier()
	back, err := listenForCallback(ctx, w.RedirectURL, state)
	if err != nil {
		return nil, err
	}
	defer back.close()
	config.RedirectURL = back.address
	address := config.AuthCodeURL(state, oauth2.S256ChallengeOption(verifier))
	if w.Show != nil {
		w.Show(address)
	}
	if w.Open != nil {
		// Where no browser can be opened the user still has the address.
		if err := w.Open(ctx, address); err != nil && w.Show == nil {
			return nil, fmt.Errorf("open a browser: %w", err)
		}
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	var came callback
	select {
	case came = <-back.came:
	case <-ctx.Done():
		return nil, fmt.Errorf("the browser did not come back: %w", ctx.Err())
	case <-timer.C:
		return nil, fmt.Errorf("the browser did not come back within %s: if it shows an error page of Salesforce, "+
			"give that page's address to `orgaudit diagnose`", wait)
	}
	if came.failure != "" {
		return nil, &SignInError{
			Credential:  w.Name(),
			Host:        host.Host,
			Code:        came.failure,
			Description: came.description,
		}
	}
	token, err := config.Exchange(n.oauth(ctx, host, came.code, Secret(verifier), secret),
		string(came.code), oauth2.VerifierOption(verifier))
	if err != nil {
		return nil, err
	}
	return sessionOf(token, host)
}

// callback is what the browser brought back.
type callback struct {
	code                 Secret
	failure, description string
}

// callbackServer is the server on this machine that the browser is redirected to.
type callbackServer struct {
	address string // the redirect URL, with the port that was got
	came    chan callback
	close   func()
}

func listenForCallback(ctx context.Context, redirect, state string) (*callbackServer, error) {
	if redirect == "" {
		redirect = defaultRedirect
	}
	u, err := url.Parse(redirect)
	if err != nil || u.Scheme != "http" || !isLoopback(u.Hostname()) || u.Port() == "" {
		return nil, errors.New("the redirect URL is not one of this machine: give http://localhost:PORT/PATH, " +
			"as registered in the app")
	}
	listeners, err := listenLocally(ctx, u)
	if err != nil {
		return nil, err
	}
	_, port, err := net.SplitHostPort(listeners[0].Addr().String())
	if err != nil {
		return nil, err
	}
	u.Host = net.JoinHostPort(u.Hostname(), port)
	back := &callbackServer{address: u.String(), came: make(chan callback, 1)}
	server := &http.Server{
		Handler:           callbackHandler{path: u.Path, state: state, came: back.came},
		ReadHeaderTimeout: 10 * time.Second,
		MaxHeaderBytes:    64 << 10,
	}
	var serving sync.WaitGroup
	for _, l := range listeners {
		// Serve always ends with an error, which is that of the shutdown.
		serving.Go(func() { _ = server.Serve(l) })
	}
	back.close = func() {
		// The page that says how it went is still on its way to the browser.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		if server.Shutdown(ctx) != nil {
			_ = server.Close()
		}
		serving.Wait()
	}
	return back, nil
}

// listenLocally takes the port on the loopback addresses that the name stands for: a browser may try either first.
func listenLocally(ctx context.Context, u *url.URL) ([]net.Listener, error) {
	hosts := []string{u.Hostname()}
	if strings.EqualFold(u.Hostname(), "localhost") {
		hosts = []string{"127.0.0.1", "::1"}
	}
	var listeners []net.Listener
	var first error
	port := u.Port()
	for _, host := range hosts {
		l, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort(host, port))
		if err != nil {
			if first == nil {
				first = err
			}
			// Where another program has the port on one address, the browser may reach that one.
			if host == "127.0.0.1" {
				break
			}
			continue
		}
		listeners = append(listeners, l)
		if _, got, err := net.SplitHostPort(l.Addr().String()); err == nil {
			port = got
		}
	}
	if len(listeners) == 0 {
		return nil, fmt.Errorf("listen for the browser: %w: end the program that uses the port (another sign-in?) "+
			"and try again", first)
	}
	return listeners, nil
}
