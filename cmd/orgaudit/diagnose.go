package main

import (
	"github.com/spf13/cobra"

	"orgaudit/internal/app"
)

func diagnoseCommand(p *app.Program) *cobra.Command {
	var (
		ask      app.Question
		way      app.WayIn
		outs     app.Outputs
		time     app.Limit
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
			seen, err := p.Seen(args, file, snapshot)
			if err != nil {
				return err
			}
			list, err := outs.Resolve()
			if err != nil {
				return err
			}
			ask.Symptom = seen
			switch {
			case snapshot != "" && way.Given():
				return app.Misuse("take one of them", "--snapshot and a way into an org are both given")
			case snapshot != "":
				return p.JudgeSaved(cmd.Context(), snapshot, &ask, list, "")
			case !way.Given():
				return p.Propose(seen, &ask, list)
			}
			d, policy, err := way.Open(p)
			if err != nil {
				return err
			}
			if ask.Policy == "" {
				ask.Policy = policy
			}
			asked, err := ask.Resolve(p, nil)
			if err != nil {
				return err
			}
			ctx, cancel, err := time.Begin(cmd.Context())
			if err != nil {
				return err
			}
			defer cancel()
			return p.Answer(ctx, app.Request{Read: p.Live(d, asked.Scope()), Asked: asked}, list)
		},
	}
	cmd.Flags().StringVar(&file, "file", "", "read the error from this `FILE`, - for stdin")
	addWayFlags(cmd, p, &way)
	cmd.Flags().StringVar(&snapshot, "snapshot", "", "judge the snapshot in this `FILE` instead of an org")
	addDetailFlags(cmd, &ask)
	addCheckDNSFlag(cmd, &ask.CheckDNS)
	addOutputFlags(cmd, &outs)
	addTraceFlag(cmd, p)
	addTimeoutFlag(cmd, &time)
	return cmd
}
