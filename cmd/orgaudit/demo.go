package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"orgaudit/config"
	"orgaudit/internal/simorg"
	"orgaudit/org"
	"orgaudit/report"
)

const firstScenario = "marketo-blocked"

func demoCommand(p *program) *cobra.Command {
	var (
		outs outputs
		time limit
		list bool
		save string
		dns  bool
	)
	cmd := &cobra.Command{
		Use: "demo [SCENARIO]", Short: "See a real audit of a simulated org: no credentials, no network",
		Long: "Audit a simulated org inside the program. Everything but the org is real: the same requests, the same checks, the same report\nand exit code. Without a scenario it is " + firstScenario + ".",
		Example: `  orgaudit demo
  orgaudit demo --list
  orgaudit demo several-causes --format json`,
		Args: takes(0, 1, "a scenario"), ValidArgsFunction: oneOf(simorg.Names),
		RunE: func(cmd *cobra.Command, args []string) error {
			if list {
				return p.listScenarios()
			}
			name := firstScenario
			if len(args) == 1 {
				name = args[0]
			}
			places, err := outs.resolve()
			if err != nil {
				return err
			}
			if save != "" {
				if err := writable(save); err != nil {
					return err
				}
			}
			scenario, err := loadScenario(name)
			if err != nil {
				return err
			}
			ctx, cancel, err := time.begin(cmd.Context())
			if err != nil {
				return err
			}
			defer cancel()
			d, err := simulated(scenario)
			if err != nil {
				return err
			}
			ask := askOf(scenario)
			ask.checkDNS = dns
			asked, err := ask.resolve(p, nil)
			if err != nil {
				return err
			}
			p.now = d.options.Now // the report of a scenario is always the same
			p.note("this is a simulated org (%s): %s", name, scenario.Title)
			return p.answer(ctx, request{read: p.live(d, asked.scope()), asked: asked, save: save}, places)
		},
	}
	cmd.Flags().BoolVar(&list, "list", false, "list the scenarios")
	addOutputFlags(cmd, &outs)
	addCheckDNSFlag(cmd, &dns)
	cmd.Flags().StringVar(&save, "save-snapshot", "", "keep what was read in this `FILE`")
	addTraceFlag(cmd, p)
	addTimeoutFlag(cmd, &time)
	return cmd
}

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
