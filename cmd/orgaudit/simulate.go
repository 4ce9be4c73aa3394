package main

import (
	"github.com/spf13/cobra"

	"orgaudit/internal/app"
	"orgaudit/internal/simorg"
)

func simulateCommand(p *app.Program) *cobra.Command {
	var listen string
	cmd := &cobra.Command{
		Use: "simulate [SCENARIO]", Short: "Serve a simulated org on this machine, for trying policies and clients",
		Long: "Serve a simulated org at an address of this machine until Ctrl-C. It prints the address, an access " +
			"token and a command\nthat audits it. Requests that would change something are refused.",
		Example: `  orgaudit simulate
  orgaudit simulate all-clear --listen 127.0.0.1:8787`,
		Args: takes(0, 1, "a scenario"), ValidArgsFunction: oneOf(simorg.Names),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.Simulate(cmd.Context(), firstOr(args, app.FirstScenario), listen)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:0", "`ADDRESS` of this machine; port 0 takes a free one")
	return cmd
}
