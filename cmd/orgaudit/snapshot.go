package main

import (
	"github.com/spf13/cobra"

	"orgaudit/internal/app"
)

func snapshotCommand(p *app.Program) *cobra.Command {
	var (
		from app.Source
		ask  app.Question
		file string
	)
	cmd := &cobra.Command{
		Use: "snapshot", Short: "Read an org and keep what was seen, without judging it",
		Long: `Read an org and write what was seen as JSON, for orgaudit eval. The snapshot holds the users that are named and what
the apps and the policy need; without any, it holds what every user shares. The exit code is 3 when a part was
refused, and 4 when the org could not be asked at all.`,
		Example: `  orgaudit snapshot --sf my-org --app connector:marketo-sales-insight-actions --user jane@acme.com --out acme.json
  orgaudit eval acme.json`,
		Args: takes(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return p.TakeSnapshot(cmd.Context(), &from, &ask, file) },
	}
	addOrgFlags(cmd, p, &from)
	addScopeFlags(cmd, &ask)
	addCheckDNSFlag(cmd, &ask)
	cmd.Flags().StringVar(&file, "out", "-", "`FILE` for the snapshot, - for stdout")
	return cmd
}
