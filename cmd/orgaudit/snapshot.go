package main

import (
	"github.com/spf13/cobra"

	"orgaudit/internal/app"
)

func snapshotCommand(p *app.Program) *cobra.Command {
	var (
		ask  app.Question
		way  app.WayIn
		time app.Limit
		file string
	)
	cmd := &cobra.Command{
		Use: "snapshot", Short: "Read an org and keep what was seen, without judging it",
		Long: `Read an org and write what was seen as JSON, for orgaudit eval. The snapshot holds the users that are named and what
the apps and the policy need; without any, it holds what every user shares. The exit code is 3 when a part was refused.`,
		Example: `  orgaudit snapshot --sf my-org --app connector:marketo-sales-insight-actions --user jane@acme.com --out acme.json
  orgaudit eval acme.json`,
		Args: takes(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := app.Writable(file); err != nil {
				return err
			}
			d, policy, err := way.Open(p)
			if err != nil {
				return err
			}
			if ask.Policy == "" {
				ask.Policy = policy
			}
			scope, err := ask.ReadScope(p)
			if err != nil {
				return err
			}
			ctx, cancel, err := time.Begin(cmd.Context())
			if err != nil {
				return err
			}
			defer cancel()
			s, err := p.Live(d, scope)(ctx)
			if err != nil {
				return err
			}
			if err := p.SaveSnapshot(file, s); err != nil {
				return err
			}
			return p.SaidUnread(file, s)
		},
	}
	addWayFlags(cmd, p, &way)
	addScopeFlags(cmd, &ask)
	addCheckDNSFlag(cmd, &ask.CheckDNS)
	cmd.Flags().StringVar(&file, "out", app.StdoutFile, "`FILE` for the snapshot, - for stdout")
	addTraceFlag(cmd, p)
	addTimeoutFlag(cmd, &time)
	return cmd
}
