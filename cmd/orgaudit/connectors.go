package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"orgaudit/config"
	"orgaudit/internal/app"
	"orgaudit/report"
)

func connectorsCommand(p *app.Program) *cobra.Command {
	ids := func() []string {
		catalogue, err := app.BuiltinConnectors()
		if err != nil {
			return nil
		}
		return catalogue.IDs()
	}
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
			Use: "list", Short: "List the built-in connectors", Example: "  orgaudit connectors list", Args: takes(0, 0, ""),
			RunE: func(*cobra.Command, []string) error { return p.ListConnectors() },
		},
		&cobra.Command{
			Use: "show ID", Short: "Say what an app needs of an org", Example: "  orgaudit connectors show marketo-engage-sync",
			Args: takes(1, 1, "the ID of a connector"), ValidArgsFunction: oneOf(ids),
			RunE: func(_ *cobra.Command, args []string) error {
				catalogue, err := app.BuiltinConnectors()
				if err != nil {
					return err
				}
				c, ok := catalogue.Get(strings.TrimPrefix(args[0], "connector:"))
				if !ok {
					return app.Misuse(app.Meant(args[0], catalogue.IDs(), "`orgaudit connectors list` lists them"), "there is no connector %q", args[0])
				}
				return report.WriteApp(p.Stdout, c.App, p.Look())
			},
		},
		&cobra.Command{
			Use: "check FILE", Short: "Check a connector file of your own", Example: "  orgaudit connectors check my-app.yaml",
			Args: takes(1, 1, "the file of a connector"),
			RunE: func(_ *cobra.Command, args []string) error {
				c, err := config.LoadConnector(args[0], app.CheckIDs())
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(p.Stdout, "%s is a connector: %s (%s)\n", args[0], c.App.Connector, report.Clean(c.App.Name))
				return err
			},
		},
	)
	return cmd
}
