package main

import (
	"github.com/spf13/cobra"

	"orgaudit/internal/app"
)

func connectorsCommand(p *app.Program) *cobra.Command {
	cmd := &cobra.Command{
		Use: "connectors", Short: "List and show the built-in connectors; check one of your own",
		Long: "A connector says what one app needs of an org: how it signs in, from where, and with which permissions.",
		Example: `  orgaudit connectors list
  orgaudit connectors show marketo-sales-insight-actions
  orgaudit connectors check my-app.yaml`,
		Args: noCommand,
		RunE: func(*cobra.Command, []string) error { return p.ListConnectors() },
	}
	cmd.AddCommand(
		&cobra.Command{
			Use: "list", Short: "List the built-in connectors", Example: "  orgaudit connectors list", Args: takes(0,
				0, ""),
			RunE: func(*cobra.Command, []string) error { return p.ListConnectors() },
		},
		&cobra.Command{
			Use: "show ID", Short: "Say what an app needs of an org", Example: "  orgaudit connectors show " +
				"marketo-engage-sync",
			Args: takes(1, 1, "the ID of a connector"), ValidArgsFunction: oneOf(app.Connectors),
			RunE: func(_ *cobra.Command, args []string) error { return p.ShowConnector(args[0]) },
		},
		&cobra.Command{
			Use: "check FILE", Short: "Check a connector file of your own", Example: "  orgaudit connectors check " +
				"my-app.yaml",
			Args: takes(1, 1, "the file of a connector"),
			RunE: func(_ *cobra.Command, args []string) error { return p.CheckConnector(args[0]) },
		},
	)
	return cmd
}
