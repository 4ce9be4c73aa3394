package main

import (
	"github.com/spf13/cobra"

	"orgaudit/internal/app"
)

func explainCommand(p *app.Program) *cobra.Command {
	return &cobra.Command{
		Use: "explain ID", Short: "Explain a check, a fix, a connector or an error code",
		Example: `  orgaudit explain app-blocked
  orgaudit explain unblock-app
  orgaudit explain OAUTH_APP_BLOCKED`,
		Args: takes(1, 1, "the ID of a check, fix or connector, or an error "+
			"code"), ValidArgsFunction: oneOf(app.Explainable),
		RunE: func(_ *cobra.Command, args []string) error { return p.Explain(args[0]) },
	}
}
