package org_test

import (
	"slices"
	"testing"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/config"
	"orgaudit/connectors"
	"orgaudit/internal/simorg"
	"orgaudit/org"
)

// TestScenarios reads every simulated org and holds the judgement against what the scenario expects of it.
func TestScenarios(t *testing.T) {
	for _, name := range simorg.Names() {
		t.Run(name, func(t *testing.T) {
			scenario := load(t, name)
			server, app := serve(t, scenario), catalogued(t, scenario.Ask.App)
			client, err := org.Open(t.Context(),
				org.AccessToken{InstanceURL: server.URL(), Token: org.Secret(server.Token())},
				org.Options{HTTP: server.Transport()})
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			s := client.Snapshot(t.Context(), audit.Scope{
				Usernames: []string{scenario.Ask.User}, Apps: []audit.App{app},
			})
			report := audit.Evaluate(s, nil, &audit.Question{
				Connections: []audit.Ask{{App: app, Usernames: []string{scenario.Ask.User}}},
				LoginHost:   scenario.Ask.LoginHost,
			}, checks.All())
			got := report.Connections[0]
			if string(got.Verdict) != scenario.Expect.Verdict ||
				!slices.Equal(got.Causes, append([]string{}, scenario.Expect.Causes...)) ||
				got.Fix != scenario.Expect.Fix || report.ExitCode() != scenario.Expect.Exit {
				t.Errorf("got %s, causes %v, fix %q, exit %d; want %+v",
					got.Verdict, got.Causes, got.Fix, report.ExitCode(), scenario.Expect)
				for _, f := range report.Findings {
					t.Logf("%s %s: %s", f.Verdict, f.Check, f.Message)
				}
			}
			for part, why := range s.Refused {
				t.Logf("refused %s: %s (needs %s)", part, why.Reason, why.NeedsPermission)
			}
			t.Logf("calls %+v", s.Calls)
			if writes := server.Writes(); len(writes) > 0 {
				t.Errorf("writes left the program: %v", writes)
			}
			if calls := s.Calls.REST + s.Calls.SOAP; calls > 40 {
				t.Errorf("%d requests for a small org, want at most 40", calls)
			}
		})
	}
}

func load(t testing.TB, name string) *simorg.Scenario {
	t.Helper()
	data, err := simorg.File(name)
	if err != nil {
		t.Fatal(err)
	}
	var scenario simorg.Scenario
	if err := config.Decode(name, data, &scenario); err != nil {
		t.Fatal(err)
	}
	return &scenario
}

func serve(t testing.TB, scenario *simorg.Scenario) *simorg.Server {
	t.Helper()
	server, err := simorg.New(scenario)
	if err != nil {
		t.Fatal(err)
	}
	return server
}

func catalogued(t testing.TB, text string) audit.App {
	t.Helper()
	catalogue, err := config.Connectors(connectors.Files, nil)
	if err != nil {
		t.Fatal(err)
	}
	app, err := config.ParseApp(text, catalogue)
	if err != nil {
		t.Fatal(err)
	}
	return app
}
