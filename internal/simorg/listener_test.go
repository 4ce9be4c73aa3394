package simorg_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestOnARealListener(t *testing.T) {
	s := serve(t, scenario(t, "all-clear"))
	server := httptest.NewServer(s)
	defer server.Close()
	ask := func(host, path string) (int, string) {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+path, nil)
		r.Host = host
		r.Header.Set("Authorization", "Bearer "+s.Token())
		resp, err := server.Client().Do(r)
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
	if code, body := ask("", "/services/data/v67.0/"); code != 200 ||
		!strings.Contains(body, `"identity":"`+server.URL+"/id/") {
		t.Errorf("as My Domain: %d %s", code, body)
	}
	if code, _ := ask("login.localhost", "/services/data/v67.0/"); code != 404 {
		t.Errorf("a login host answered the REST API: %d", code)
	}
	if code, body := ask("login.localhost", "/services/oauth2/userinfo"); code != 200 ||
		!strings.Contains(body, "ada.admin@acme.example") {
		t.Errorf("userinfo at a login host: %d %s", code, body)
	}
	if s.Traffic().Requests != 3 {
		t.Errorf("counted %d requests", s.Traffic().Requests)
	}
}
