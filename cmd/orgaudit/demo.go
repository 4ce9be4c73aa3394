package main

import (
	"github.com/spf13/cobra"

	"orgaudit/internal/simorg"
)

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
