package main

import (
	"github.com/spf13/cobra"
)

func snapshotCommand(p *program) *cobra.Command {
	var (
		ask  question
		way  wayIn
		time limit
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
			if err := writable(file); err != nil {
				return err
			}
			d, policy, err := way.open(p)
			if err != nil {
				return err
			}
			if ask.policy == "" {
				ask.policy = policy
			}
			scope, err := ask.readScope(p)
			if err != nil {
				return err
			}
			ctx, cancel, err := time.begin(cmd.Context())
			if err != nil {
				return err
			}
			defer cancel()
			s, err := p.live(d, scope)(ctx)
			if err != nil {
				return err
			}
			if err := p.saveSnapshot(file, s); err != nil {
				return err
			}
			return p.saidUnread(file, s)
		},
	}
	addWayFlags(cmd, p, &way)
	addScopeFlags(cmd, &ask)
	addCheckDNSFlag(cmd, &ask.checkDNS)
	cmd.Flags().StringVar(&file, "out", stdoutFile, "`FILE` for the snapshot, - for stdout")
	addTraceFlag(cmd, p)
	addTimeoutFlag(cmd, &time)
	return cmd
}
