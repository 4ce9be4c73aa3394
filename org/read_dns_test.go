package org_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/internal/simorg"
	"orgaudit/org"
)

// names is a resolver that keeps what it was asked.
type names struct {
	asked  []string
	answer func(context.Context, string) ([]string, error)
}

func (n *names) resolve(ctx context.Context, host string) ([]string, error) {
	n.asked = append(n.asked, host)
	return n.answer(ctx, host)
}

func failing(err error) *names {
	return &names{answer: func(context.Context, string) ([]string, error) { return nil, err }}
}

func never(t *testing.T) *names {
	return &names{answer: func(_ context.Context, host string) ([]string, error) {
		t.Errorf("%s was looked up", host)
		return nil, errors.New("not asked for")
	}}
}

func checkDNS() audit.Scope {
	scope := jane()
	scope.CheckDNS = true
	return scope
}

func lookedUp(t *testing.T, n *names) *audit.DNS {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC) }
	s := open(t, serve(t, acme(t, nil)), org.Options{Now: now, Resolve: n.resolve}).Snapshot(t.Context(), checkDNS())
	wantRefused(t, s) // whatever the name servers say, the org was read
	if want := []string{"acme.my.salesforce.com."}; !slices.Equal(n.asked, want) {
		t.Errorf("looked up %q, want %q", n.asked, want)
	}
	if s.DNS == nil || s.DNS.Host != "acme.my.salesforce.com" || !s.DNS.At.Equal(now()) {
		t.Fatalf("got %+v", s.DNS)
	}
	return s.DNS
}

func TestDNS(t *testing.T) {
	server := serve(t, acme(t, nil))
	if got := lookedUp(t, &names{answer: server.LookupHost}); !got.Resolves || got.NoSuchHost() || got.Error != "" {
		t.Errorf("found: got %+v", got)
	}
	notFound := &net.DNSError{Err: "no such host", Name: "acme.my.salesforce.com.", IsNotFound: true}
	if got := lookedUp(t, failing(notFound)); !got.NoSuchHost() {
		t.Errorf("not found: got %+v", got)
	}
	for name, test := range map[string]struct {
		err  error
		want string
	}{
		"timeout": {&net.DNSError{Err: "i/o timeout", Server: "10.1.2.3:53", IsTimeout: true}, "in time"},
		"server fail": {
			&net.DNSError{Err: "server misbehaving", Server: "10.1.2.3:53", IsTemporary: true}, "usable answer",
		},
		"not found, for now": {&net.DNSError{
			Err: "server misbehaving", Server: "10.1.2.3:53", IsNotFound: true, IsTemporary: true,
		}, "usable answer"},
		"other":       {errors.New("dial udp 10.1.2.3:53: connection refused"), "usable answer"},
		"interrupted": {context.Canceled, "interrupted"},
	} {
		got := lookedUp(t, failing(test.err))
		if got.Resolves || got.NoSuchHost() || !strings.Contains(got.Error, test.want) ||
			strings.Contains(got.Error, "10.1.2.3") {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

// A resolver that doesn't answer costs the run seconds, not its time.
func TestDNSHasADeadlineOfItsOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		silent := &names{answer: func(ctx context.Context, _ string) ([]string, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}}
		if got := lookedUp(t, silent); got.NoSuchHost() || got.Resolves || !strings.Contains(got.Error, "in time") {
			t.Errorf("got %+v", got)
		}
		if took := time.Since(begun); took != 5*time.Second {
			t.Errorf("it took %s", took)
		}
	})
}

func TestNothingIsLookedUpUnasked(t *testing.T) {
	s := open(t, serve(t, acme(t, nil)), org.Options{Resolve: never(t).resolve}).Snapshot(t.Context(), jane())
	if s.DNS != nil {
		t.Errorf("got %+v", s.DNS)
	}
}

// An org that was reached on this machine is a simulated one: its name isn't the name of an org out there.
func TestLoopbackIsNotLookedUp(t *testing.T) {
	server := serve(t, acme(t, nil))
	web := httptest.NewServer(server)
	defer web.Close()
	client, err := org.Open(t.Context(), org.AccessToken{InstanceURL: web.URL, Token: org.Secret(server.Token())},
		org.Options{Resolve: never(t).resolve})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	s := client.Snapshot(t.Context(), checkDNS())
	if s.DNS == nil || s.DNS.Resolves || s.DNS.NoSuchHost() || !strings.Contains(s.DNS.Error, "on this machine") {
		t.Errorf("got %+v", s.DNS)
	}
}

// The law of the simulated org holds with a look-up: it resolves its own name.
func TestDNSReadsTheSameFromItsSnapshot(t *testing.T) {
	read := func(scenario *simorg.Scenario) *audit.Snapshot {
		server := serve(t, scenario)
		now := func() time.Time { return time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC) }
		return open(t, server, org.Options{Now: now, Resolve: server.LookupHost}).Snapshot(t.Context(), checkDNS())
	}
	first := read(acme(t, nil))
	scenario, err := simorg.FromSnapshot(first)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, read(scenario), sameSnapshot); diff != "" || !first.DNS.Resolves {
		t.Errorf("read (-) and read again (+):\n%s", diff)
	}
}

// signsIn lets users sign in at login.salesforce.com and is no way to the host that it sends them to.
type signsIn struct{}

func (signsIn) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		r.Body.Close()
	}
	if host := r.URL.Hostname(); host != "login.salesforce.com" {
		return nil, &net.OpError{
			Op:  "dial",
			Net: "tcp",
			Err: &net.DNSError{Err: "no such host", Name: host, IsNotFound: true},
		}
	}
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Request: r,
		Body: io.NopCloser(strings.NewReader(`{"access_token":"00Dxx0000000001!AQ.x","token_type":"Bearer","instance_url":"https://acme.my.salesforce.com","id":"https://login.salesforce.com/id/00Dxx0000000001EAA/005xx000001Sv6AAAS"}`)),
	}, nil
}

// Salesforce sends the audit user to a My Domain host that doesn't exist for this machine: that was the look-up.
func TestEnteringAtAHostThatDoesNotResolve(t *testing.T) {
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	credential := org.RefreshToken{LoginURL: "https://login.salesforce.com", ClientID: "3MVG9", Token: "5Aep.x"}
	_, err := org.Open(t.Context(), credential, org.Options{HTTP: signsIn{}, Resolve: never(t).resolve})
	if err == nil {
		t.Fatal("it was entered")
	}
	s := org.Unread(err, "https://login.salesforce.com", checkDNS(), at)
	if got := s.DNS; got == nil || got.Host != "acme.my.salesforce.com" || !got.NoSuchHost() || !got.At.Equal(at) {
		t.Errorf("got %+v for %v", got, err)
	}
	report := audit.Evaluate(s, nil,
		&audit.Question{
			Connections: []audit.Ask{{
				App:       catalogued(t, "connector:marketo-sales-insight-actions"),
				Usernames: jane().Usernames,
			}},
		}, checks.All())
	if c := report.Connections[0]; c.Verdict != audit.NotReady ||
		!slices.Equal(c.Causes, []string{"my-domain-login"}) || c.Fix != "sign-in-first" {
		t.Errorf("judged %s, causes %v, fix %s", c.Verdict, c.Causes, c.Fix)
	}
	if got := org.Unread(err, "https://login.salesforce.com", jane(), at).DNS; got != nil {
		t.Errorf("not asked, and got %+v", got)
	}
	for name, address := range map[string]string{
		"the host was typed": "https://ACME.my.salesforce.com/", "who knows": "",
	} {
		if got := org.Unread(err, address, checkDNS(), at).DNS; got != nil {
			t.Errorf("%s: got %+v", name, got)
		}
	}
	proxy := &net.DNSError{Err: "no such host", Name: "proxy.acme.example", IsNotFound: true}
	slow := &net.DNSError{Err: "i/o timeout", Name: "acme.my.salesforce.com", IsTimeout: true}
	for _, err := range []error{proxy, slow, errors.New("no such host")} {
		if got := org.Unread(err, "https://login.salesforce.com", checkDNS(), at).DNS; got != nil {
			t.Errorf("%v: got %+v", err, got)
		}
	}
}
