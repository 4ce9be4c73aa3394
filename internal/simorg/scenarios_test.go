package simorg_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"testing"

	"orgaudit/config"
	"orgaudit/internal/simorg"
)

// scenario decodes a built-in scenario as the program does.
func scenario(t testing.TB, name string) *simorg.Scenario {
	t.Helper()
	data, err := simorg.File(name)
	if err != nil {
		t.Fatal(err)
	}
	s := new(simorg.Scenario)
	if err := config.Decode(name+".yaml", data, s); err != nil {
		t.Fatal(err)
	}
	return s
}

func serve(t testing.TB, s *simorg.Scenario, options ...simorg.Option) *simorg.Server {
	t.Helper()
	server, err := simorg.New(s, options...)
	if err != nil {
		t.Fatal(err)
	}
	return server
}

// get asks the org as its auditor.
func get(t testing.TB, s *simorg.Server, path string, header ...string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+s.Token())
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return send(t, s, r)
}

func send(t testing.TB, s *simorg.Server, r *http.Request) (int, string) {
	t.Helper()
	resp, err := s.Transport().RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

func soql(t testing.TB, s *simorg.Server, q string) (int, string) {
	t.Helper()
	return get(t, s, "/services/data/v67.0/query?q="+url.QueryEscape(q))
}

func TestEveryScenarioBuilds(t *testing.T) {
	for _, name := range simorg.Names() {
		s := serve(t, scenario(t, name))
		code, body := soql(t, s, "SELECT Id, Name, OrganizationType, IsSandbox FROM Organization")
		if code != http.StatusOK || !json.Valid([]byte(body)) {
			t.Errorf("%s: %d %s", name, code, body)
		}
	}
}
