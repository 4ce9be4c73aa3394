package main

import (
	"github.com/spf13/cobra"
)

func diagnoseCommand(p *program) *cobra.Command {
	var (
		ask      question
		way      wayIn
		outs     outputs
		time     limit
		file     string
		snapshot string
	)
	cmd := &cobra.Command{
		Use: "diagnose [URL|TEXT|-]", Short: "Say what an error can mean and, with an org, what it does mean",
		Long: `Read an error that was seen while connecting an app: the address of the failing page, its text, a JSON or XML answer,
a line of a log, or a status of Login History. Offline it lists what can be the cause, the likeliest first, and how to
tell. With an org or a snapshot it judges the connection and says which of the causes holds there.

What is read stays here, and nothing of it is printed but codes and texts that are known beforehand. An error that is not
recognised ends with exit code 3; with an org the exit codes are those of audit.`,
		Example: `  orgaudit diagnose 'https://toutapp.com/…?error=OAUTH_APP_BLOCKED&error_description=this+app+is+blocked+by+admin'
  orgaudit diagnose "Restricted Domain"
  orgaudit diagnose --file answer.json --format json
  pbpaste | orgaudit diagnose - --sf my-org --app connector:marketo-sales-insight-actions --user jane@acme.com`,
		Args: takes(0, 1, "one address or text; put it in quotes"),
		RunE: func(cmd *cobra.Command, args []string) error {
			seen, err := p.seen(args, file, snapshot)
			if err != nil {
				return err
			}
			list, err := outs.resolve()
			if err != nil {
				return err
			}
			ask.symptom = seen
			switch {
			case snapshot != "" && way.given():
				return misuse("take one of them", "--snapshot and a way into an org are both given")
			case snapshot != "":
				return p.judgeSaved(cmd.Context(), snapshot, &ask, list, "")
			case !way.given():
				return p.propose(seen, &ask, list)
			}
			d, policy, err := way.open(p)
			if err != nil {
				return err
			}
			if ask.policy == "" {
				ask.policy = policy
			}
			asked, err := ask.resolve(p, nil)
			if err != nil {
				return err
			}
			ctx, cancel, err := time.begin(cmd.Context())
			if err != nil {
				return err
			}
			defer cancel()
			return p.answer(ctx, request{read: p.live(d, asked.scope()), asked: asked}, list)
		},
	}
	cmd.Flags().StringVar(&file, "file", "", "read the error from this `FILE`, - for stdin")
	addWayFlags(cmd, p, &way)
	cmd.Flags().StringVar(&snapshot, "snapshot", "", "judge the snapshot in this `FILE` instead of an org")
	addDetailFlags(cmd, &ask)
	addCheckDNSFlag(cmd, &ask.checkDNS)
	addOutputFlags(cmd, &outs)
	addTraceFlag(cmd, p)
	addTimeoutFlag(cmd, &time)
	return cmd
}
