package main

import (
	"github.com/spf13/cobra"

	"orgaudit/internal/app"
	"orgaudit/internal/simorg"
)

func demoCommand(p *app.Program) *cobra.Command {
	var (
		outs app.Outputs
		time app.Limit
		list bool
		save string
		dns  bool
	)
	cmd := &cobra.Command{
		Use: "demo [SCENARIO]", Short: "See a real audit of a simulated org: no credentials, no network",
		Long: "Audit a simulated org inside the program. Everything but the org is real: the same requests, the same checks, the same report\nand exit code. Without a scenario it is " + app.FirstScenario + ".",
		Example: `  orgaudit demo
  orgaudit demo --list
  orgaudit demo several-causes --format json`,
		Args: takes(0, 1, "a scenario"), ValidArgsFunction: oneOf(simorg.Names),
		RunE: func(cmd *cobra.Command, args []string) error {
			if list {
				return p.ListScenarios()
			}
			name := app.FirstScenario
			if len(args) == 1 {
				name = args[0]
			}
			places, err := outs.Resolve()
			if err != nil {
				return err
			}
			if save != "" {
				if err := app.Writable(save); err != nil {
					return err
				}
			}
			scenario, err := app.LoadScenario(name)
			if err != nil {
				return err
			}
			ctx, cancel, err := time.Begin(cmd.Context())
			if err != nil {
				return err
			}
			defer cancel()
			d, err := app.Simulated(scenario)
			if err != nil {
				return err
			}
			ask := app.AskOf(scenario)
			ask.CheckDNS = dns
			asked, err := ask.Resolve(p, nil)
			if err != nil {
				return err
			}
			p.Now = d.Options.Now // the report of a scenario is always the same
			p.Note("this is a simulated org (%s): %s", name, scenario.Title)
			return p.Answer(ctx, app.Request{Read: p.Live(d, asked.Scope()), Asked: asked, Save: save}, places)
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
