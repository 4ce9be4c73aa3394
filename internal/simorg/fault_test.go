package simorg_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"orgaudit/internal/simorg"
)

func faulty(t testing.TB, faults ...simorg.Fault) *simorg.Server {
	t.Helper()
	world := scenario(t, "all-clear")
	world.Faults = faults
	return serve(t, world)
}

func TestFaultsThatReplaceTheAnswer(t *testing.T) {
	for _, c := range []struct {
		kind simorg.FaultKind
		code int
		body string
	}{
		{simorg.FaultSessionExpired, 401, "Session expired or invalid"},
		{simorg.FaultNotForREST, 401, "This session is not valid for use with the REST API"},
		{simorg.FaultUnavailable, 503, "<html>"},
		{simorg.FaultServerError, 500, "UNKNOWN_EXCEPTION"},
		{simorg.FaultHTML, 200, "<html>"},
		{simorg.FaultURLGone, 404, "URL No Longer Exists"},
		{
			simorg.FaultRequestLimit, 403,
			`[{"message":"TotalRequests Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]`,
		},
		{simorg.FaultConcurrent, 403, "ConcurrentRequests (Concurrent API Requests) Limit exceeded."},
		{simorg.FaultAPIDisabled, 403, "API_DISABLED_FOR_ORG"},
		{simorg.FaultQueryTimeout, 400, "QUERY_TIMEOUT"},
		{simorg.FaultNullError, 400, "null"},
		{simorg.FaultEmptyError, 400, "[]"},
		{simorg.FaultRedirect, 302, ""},
	} {
		s := faulty(t, simorg.Fault{Kind: c.kind, Object: "User"})
		if code, body := soql(t, s, "SELECT Id FROM User"); code != c.code || !strings.Contains(body, c.body) {
			t.Errorf("%s: %d %s", c.kind, code, body)
		}
		if code, _ := soql(t, s, "SELECT Id FROM Profile"); code != 200 {
			t.Errorf("%s hit a query of another object: %d", c.kind, code)
		}
	}
}

func TestFaultsHitTheNth(t *testing.T) {
	for _, c := range []struct {
		fault simorg.Fault
		want  []int
	}{
		{simorg.Fault{Kind: simorg.FaultUnavailable}, []int{503, 503, 503, 503}},
		{simorg.Fault{Kind: simorg.FaultUnavailable, Nth: 2}, []int{200, 503, 200, 200}},
		{simorg.Fault{Kind: simorg.FaultUnavailable, Times: 2}, []int{503, 503, 200, 200}},
		{simorg.Fault{Kind: simorg.FaultUnavailable, Nth: 2, Times: 2}, []int{200, 503, 503, 200}},
		{simorg.Fault{Kind: simorg.FaultUnavailable, Method: "POST"}, []int{200, 200, 200, 200}},
		{simorg.Fault{Kind: simorg.FaultUnavailable, Path: "/services/data/v67.0/limits"}, []int{200, 200, 200, 200}},
	} {
		s := faulty(t, c.fault)
		for i, want := range c.want {
			if code, _ := soql(t, s, "SELECT Id FROM User"); code != want {
				t.Errorf("%+v, request %d: %d, want %d", c.fault, i+1, code, want)
			}
		}
	}
	if _, err := simorg.New(&simorg.Scenario{
		Auditor: simorg.Auditor{Username: "a"},
		Users:   []simorg.User{{Username: "a", UserType: "Standard"}},
		Faults:  []simorg.Fault{{Kind: "gremlin"}},
	}); err == nil || !strings.Contains(err.Error(), "gremlin") {
		t.Errorf("an unknown fault gave %v", err)
	}
}

func TestFaultsOfPages(t *testing.T) {
	world := manyUsers(t, 489)
	path := "/services/data/v67.0/query?q=" + url.QueryEscape("SELECT Id FROM User")
	world.Faults = []simorg.Fault{{Kind: simorg.FaultNoNextURL}}
	if p := pageOf(t, serve(t, world), path, "Sforce-Query-Options", "batchSize=200"); p.Done ||
		p.NextRecordsURL != "" || len(p.Records) != 200 {
		t.Errorf("done %t, next %q, %d rows", p.Done, p.NextRecordsURL, len(p.Records))
	}
	world.Faults = []simorg.Fault{{Kind: simorg.FaultShortPage}}
	if p := pageOf(t, serve(t, world), path, "Sforce-Query-Options", "batchSize=200"); p.Done || len(p.Records) != 100 {
		t.Errorf("a short page of %d rows", len(p.Records))
	}
	// A page that was lost on the way can be asked for again; so can one whose session had expired.
	for _, kind := range []simorg.FaultKind{simorg.FaultTruncated, simorg.FaultReset, simorg.FaultSessionExpired} {
		world.Faults = []simorg.Fault{{Kind: kind, Object: "User", Nth: 2}}
		s := serve(t, world)
		first := pageOf(t, s, path, "Sforce-Query-Options", "batchSize=200")
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+first.NextRecordsURL, nil)
		r.Header.Set("Authorization", "Bearer "+s.Token())
		if resp, err := s.Transport().RoundTrip(r); err == nil {
			if _, err = io.ReadAll(resp.Body); err == nil && resp.StatusCode == 200 {
				t.Errorf("%s: the page came through", kind)
			}
			resp.Body.Close()
		}
		if p := pageOf(t, s, first.NextRecordsURL); !p.Done || len(p.Records) != 300 {
			t.Errorf("%s: asked again: done %t, %d rows", kind, p.Done, len(p.Records))
		}
	}
}

func TestFaultsOfMetadata(t *testing.T) {
	s := faulty(t,
		simorg.Fault{Kind: simorg.FaultListRefused, Operation: "listMetadata", Object: "BlacklistedConsumer"},
		simorg.Fault{Kind: simorg.FaultReadEmpty, Operation: "readMetadata"})
	list := `<listMetadata><queries><type>BlacklistedConsumer</type></queries></listMetadata>`
	if code, body := metadata(t, s, list); code != 500 || !strings.Contains(body, "sf:INVALID_TYPE") {
		t.Errorf("list: %d %s", code, body)
	}
	if code, body := metadata(t, s, strings.ReplaceAll(list, "BlacklistedConsumer", "Profile")); code != 200 {
		t.Errorf("list of another type: %d %s", code, body)
	}
	if code, body := metadata(t, s,
		`<readMetadata><type>Profile</type><fullNames>Admin</fullNames></readMetadata>`); code != 200 ||
		strings.Contains(body, "<records") {
		t.Errorf("read: %d %s", code, body)
	}
	expired := faulty(t, simorg.Fault{Kind: simorg.FaultSessionExpired, Operation: "listMetadata", Nth: 1})
	if code, body := metadata(t, expired, list); code != 500 ||
		!strings.Contains(body, "<faultcode>sf:INVALID_SESSION_ID</faultcode>") {
		t.Errorf("an expired session: %d %s", code, body)
	}
	if code, _ := metadata(t, expired, list); code != 200 {
		t.Errorf("asked again: %d", code)
	}
}

func TestBrokenTransfers(t *testing.T) {
	ask := func(s *simorg.Server) (*http.Response, error) {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet,
			s.URL()+"/services/data/v67.0/query?q=SELECT+Id+FROM+User", nil)
		r.Header.Set("Authorization", "Bearer "+s.Token())
		return s.Transport().RoundTrip(r)
	}
	if _, err := ask(faulty(t, simorg.Fault{Kind: simorg.FaultReset})); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("reset gave %v", err)
	}
	resp, err := ask(faulty(t, simorg.Fault{Kind: simorg.FaultTruncated}))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); !errors.Is(err, io.ErrUnexpectedEOF) || json.Valid(body) {
		t.Errorf("truncated gave %v and %s", err, body)
	}
	for _, kind := range []simorg.FaultKind{simorg.FaultReset, simorg.FaultTruncated} {
		s := faulty(t, simorg.Fault{Kind: kind})
		server := httptest.NewServer(s)
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet,
			server.URL+"/services/data/v67.0/query?q=SELECT+Id+FROM+User", nil)
		r.Header.Set("Authorization", "Bearer "+s.Token())
		resp, err := server.Client().Do(r)
		if err == nil {
			_, err = io.ReadAll(resp.Body)
			resp.Body.Close()
		}
		if err == nil {
			t.Errorf("%s on a real connection did no harm", kind)
		}
		server.Close()
	}
}

func TestTimeAndContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := faulty(t, simorg.Fault{Kind: simorg.FaultLatency, DelayMS: 300}, simorg.Fault{
			Kind: simorg.FaultSlowBody, DelayMS: 5000, Object: "Profile",
		})
		start := time.Now()
		soql(t, s, "SELECT Id FROM User")
		if took := time.Since(start); took != 300*time.Millisecond {
			t.Errorf("latency took %v", took)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		r, _ := http.NewRequestWithContext(ctx, http.MethodGet,
			s.URL()+"/services/data/v67.0/query?q=SELECT+Id+FROM+Profile", nil)
		r.Header.Set("Authorization", "Bearer "+s.Token())
		start = time.Now()
		resp, err := s.Transport().RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(resp.Body); !errors.Is(err, context.DeadlineExceeded) ||
			time.Since(start) != time.Second {
			t.Errorf("a slow body past the deadline gave %v after %v", err, time.Since(start))
		}
		resp.Body.Close()
	})
}

func TestTrafficCountsConcurrency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := faulty(t, simorg.Fault{Kind: simorg.FaultLatency, DelayMS: 100})
		done := make(chan bool)
		for range 3 {
			go func() { soql(t, s, "SELECT Id FROM User"); done <- true }()
		}
		for range 3 {
			<-done
		}
		soql(t, s, "SELECT Id FROM User")
		if traffic := s.Traffic(); traffic.Requests != 4 || traffic.Peak != 3 || traffic.Bytes == 0 {
			t.Errorf("traffic is %+v", traffic)
		}
		if last := s.Requests()[3]; last != "GET /services/data/v67.0/query SELECT Id FROM User" {
			t.Errorf("the last request is %q", last)
		}
	})
}

func TestHostsInMemory(t *testing.T) {
	s := serve(t, scenario(t, "all-clear"))
	ask := func(target string) (*http.Response, error) {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
		return s.Transport().RoundTrip(r)
	}
	var dns *net.DNSError
	if _, err := ask("https://acme.example.com/"); !errors.As(err, &dns) || !dns.IsNotFound {
		t.Errorf("an unknown host gave %v", err)
	}
	if _, err := s.LookupHost(t.Context(), "acme.example.com."); !errors.As(err, &dns) || !dns.IsNotFound {
		t.Errorf("an unknown host resolves: %v", err)
	}
	if found, err := s.LookupHost(t.Context(), "acme.my.salesforce.com."); err != nil || len(found) == 0 {
		t.Errorf("the org's own host gave %v, %v", found, err)
	}
	for target, want := range map[string]int{
		"https://na139.salesforce.com/services/data/":            404,
		"https://acme.lightning.force.com/services/oauth2/token": 404,
		"https://login.salesforce.com/services/data/v67.0/":      404,
		"https://acme.my.salesforce.com/services/data/":          200,
		"https://ACME.my.salesforce.com:443/services/data":       200,
	} {
		resp, err := ask(target)
		if err != nil {
			t.Errorf("%s: %v", target, err)
			continue
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%s: %d, want %d", target, resp.StatusCode, want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r, _ := http.NewRequestWithContext(ctx, http.MethodGet, s.URL()+"/services/data/", nil)
	if _, err := s.Transport().RoundTrip(r); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled context gave %v", err)
	}
}
