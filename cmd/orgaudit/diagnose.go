package main

import (
	"github.com/spf13/cobra"

	"orgaudit/internal/app"
)

func diagnoseCommand(p *app.Program) *cobra.Command {
	a, file := &app.Audit{}, ""
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
		RunE: func(cmd *cobra.Command, args []string) error { return p.Diagnose(cmd.Context(), args, file, a) },
	}
	cmd.Flags().StringVar(&file, "file", "", "read the error from this `FILE`, - for stdin")
	addOrgFlags(cmd, p, &a.From)
	addSnapshotFlag(cmd, &a.From, "judge")
	addDetailFlags(cmd, &a.Ask)
	addCheckDNSFlag(cmd, &a.Ask)
	addOutputFlags(cmd, &a.Out)
	return cmd
}
