package simorg_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
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

func TestEveryScenarioAsksAndExpects(t *testing.T) {
	for _, name := range simorg.Names() {
		s := scenario(t, name)
		if s.Title == "" || s.Description == "" || s.Ask.App == "" || s.Ask.User == "" || s.Ask.LoginHost == "" {
			t.Errorf("%s says too little: %+v", name, s.Ask)
		}
		exits := map[string]int{"ready": 0, "not_ready": 1, "unknown": 3}
		if exit, ok := exits[s.Expect.Verdict]; !ok || exit != s.Expect.Exit ||
			(len(s.Expect.Causes) > 0) != (exit == 1) {
			t.Errorf("%s expects %+v", name, s.Expect)
		}
		if count(t, serve(t, s), "SELECT COUNT() FROM User WHERE Username = '"+s.Ask.User+"'") == 0 &&
			name != "locked-out" {
			t.Errorf("%s asks about %s, whom the org doesn't have", name, s.Ask.User)
		}
	}
	if _, err := simorg.File("acme"); err == nil {
		t.Error("the shared part passes for a scenario")
	}
}

// A scenario that can't be is an error that names the part.
func TestNewRefuses(t *testing.T) {
	for want, change := range map[string]func(*simorg.Scenario){
		`"Ghosts"`:       func(w *simorg.Scenario) { w.Users[1].Profile = "Ghosts" },
		`"FlyPlanes"`:    func(w *simorg.Scenario) { w.Profiles[1].Permissions = []string{"FlyPlanes"} },
		`"nobody"`:       func(w *simorg.Scenario) { w.Auditor.Username = "nobody" },
		"Mars/Olympus":   func(w *simorg.Scenario) { w.Org.TimeZone = "Mars/Olympus" },
		"two of the":     func(w *simorg.Scenario) { w.Users = append(w.Users, w.Users[1]) },
		`"12"`:           func(w *simorg.Scenario) { w.Users[1].ID = "12" },
		`"moonday"`:      func(w *simorg.Scenario) { w.Profiles[7].LoginHours[0].Day = "moonday" },
		`"25:00"`:        func(w *simorg.Scenario) { w.Profiles[7].LoginHours[0].End = "25:00" },
		`"300.1.1.1"`:    func(w *simorg.Scenario) { w.Profiles[6].LoginIPRanges[0].End = "300.1.1.1" },
		`"Permissionz"`:  func(w *simorg.Scenario) { w.AbsentFields = []string{"Permissionz"} },
		`"Sprocket"`:     func(w *simorg.Scenario) { w.AbsentObjects = []string{"Sprocket"} },
		`"huge"`:         func(w *simorg.Scenario) { w.Generate = "huge" },
		"has no profile": func(w *simorg.Scenario) { w.Users[1].Profile = "" },
	} {
		world := scenario(t, "all-clear")
		change(world)
		if _, err := simorg.New(world); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error about %s, got %v", want, err)
		}
	}
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
