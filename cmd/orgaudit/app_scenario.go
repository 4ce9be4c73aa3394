package main

import (
	"fmt"
	"time"

	"orgaudit/config"
	"orgaudit/internal/simorg"
	"orgaudit/org"
	"orgaudit/report"
)

const firstScenario = "marketo-blocked"

func (p *program) listScenarios() error {
	var rows [][]string
	for _, name := range simorg.Names() {
		s, err := loadScenario(name)
		if err != nil {
			return err
		}
		rows = append(rows, []string{name, s.Title})
	}
	return report.WriteTable(p.stdout, []string{"Scenario", "What is wrong in it"}, rows, p.look())
}

// loadScenario reads a built-in scenario.
func loadScenario(name string) (*simorg.Scenario, error) {
	data, err := simorg.File(name)
	if err != nil {
		return nil, misuse(meant(name, simorg.Names(), "`orgaudit demo --list` lists them"), "there is no scenario %q", name)
	}
	s := &simorg.Scenario{}
	if err := config.Decode(name+".yaml", data, s); err != nil {
		return nil, err
	}
	if s.Now.IsZero() {
		s.Now = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC) // the report of a scenario never changes
	}
	return s, nil
}

// simulated is the door of an org that lives in this process.
func simulated(s *simorg.Scenario) (*door, error) {
	server, err := simorg.New(s, simorg.WithSteadyLimits()) // the report of a scenario never changes
	if err != nil {
		return nil, fmt.Errorf("build the simulated org: %w", err)
	}
	return &door{
		way: org.AccessToken{InstanceURL: server.URL(), Token: org.Secret(server.Token())}, address: server.URL(),
		options: org.Options{HTTP: server.Transport(), Resolve: server.LookupHost, Now: func() time.Time { return s.Now }},
	}, nil
}

// askOf is the question of a scenario, as flags would put it. No file of the current directory plays a part.
func askOf(s *simorg.Scenario) *question {
	q := &question{noDefaultPolicy: true, symptom: s.Ask.Symptom, loginHost: s.Ask.LoginHost, fromIPs: s.Ask.FromIPs}
	q.apps.words = []appWord{{"app", s.Ask.App}}
	q.users = []string{s.Ask.User}
	return q
}
