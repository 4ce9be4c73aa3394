package main

import (
	"github.com/spf13/cobra"

	"orgaudit/internal/app"
	"orgaudit/internal/simorg"
)

func demoCommand(p *app.Program) *cobra.Command {
	a, list := &app.Audit{}, false
	cmd := &cobra.Command{
		Use: "demo [SCENARIO]", Short: "See a real audit of a simulated org: no credentials, no network",
		Long: "Audit a simulated org inside the program. Everything but the org is real: the same requests, the same " +
			"checks, the same report\nand exit code. Without a scenario it is " + app.FirstScenario + ".",
		Example: `  orgaudit demo
  orgaudit demo --list
  orgaudit demo several-causes --format json`,
		Args: takes(0, 1, "a scenario"), ValidArgsFunction: oneOf(simorg.Names),
		RunE: func(cmd *cobra.Command, args []string) error {
			if list {
				return p.ListScenarios()
			}
			return p.Demo(cmd.Context(), firstOr(args, app.FirstScenario), a)
		},
	}
	cmd.Flags().BoolVar(&list, "list", false, "list the scenarios")
	addOutputFlags(cmd, &a.Out)
	addCheckDNSFlag(cmd, &a.Ask)
	addSaveFlag(cmd, &a.Save)
	addReadingFlags(cmd, &a.From)
	return cmd
}
