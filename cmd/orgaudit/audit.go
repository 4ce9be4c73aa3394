package main

import (
	"github.com/spf13/cobra"

	"orgaudit/internal/app"
)

func auditCommand(p *app.Program) *cobra.Command {
	var (
		ask  app.Question
		way  app.WayIn
		outs app.Outputs
		time app.Limit
		file string
		dir  string
		save string
		keep app.Recorder
	)
	cmd := &cobra.Command{
		Use: "audit", Short: "Read an org, judge it, and say which documented fix applies",
		Long: `Read an org without changing anything, and tell for every app and every user that is asked about whether the user
can connect the app, what stands in the way, and which documented fix applies. A policy adds standing rules.

The way in is one of --org, --instance-url (with the token in ` + app.TokenVariable + `) and --sf; --snapshot judges a saved reading.
--source judges the files of a Salesforce project before they are deployed: what they don't say is unknown, exit code 3.`,
		Example: `  orgaudit audit --sf my-org --app connector:marketo-sales-insight-actions --user jane@acme.com
  orgaudit audit --org prod --policy orgaudit.yaml --format json --out report.json --out report.txt
  ` + app.TokenVariable + `=… orgaudit audit --instance-url https://acme.my.salesforce.com --app "Data Loader" --profile Sales
  orgaudit audit --source . --policy orgaudit.yaml`,
		Args: takes(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			list, err := outs.Resolve()
			if err != nil {
				return err
			}
			if save != "" {
				if err := app.Writable(save); err != nil {
					return err
				}
			}
			if p.Trace != "" && file+dir != "" {
				return app.Misuse("give it to the command that reads the org", "--trace is given, and nothing is asked of an org")
			}
			if keep.Wanted && way.Org == "" {
				return app.Misuse("the history goes by the aliases of the list: name the org by --org ALIAS (`orgaudit orgs list`)", "--record is given without --org")
			}
			if file != "" {
				if dir != "" {
					return app.Misuse("take one of them", "--snapshot and --source are both given")
				}
				if way.Given() {
					return app.Misuse("take one of them", "--snapshot and a way into an org are both given")
				}
				return p.JudgeSaved(cmd.Context(), file, &ask, list, save)
			}
			if dir != "" {
				if way.Given() {
					return app.Misuse("take one of them", "--source and a way into an org are both given")
				}
				return p.JudgeProject(cmd.Context(), dir, &ask, list, save)
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
			if err := keep.Begin(ctx, p, way.Org); err != nil {
				return err
			}
			defer keep.End()
			return p.Answer(ctx, app.Request{Read: p.Live(d, asked.Scope()), Asked: asked, Save: save, Record: &keep}, list)
		},
	}
	addWayFlags(cmd, p, &way)
	cmd.Flags().StringVar(&file, "snapshot", "", "judge the snapshot in this `FILE` instead of an org")
	addSourceFlag(cmd, &dir, "judge")
	addQuestionFlags(cmd, &ask)
	addWriteFixFlag(cmd, &ask)
	addBaselineFlags(cmd, &ask)
	addCheckDNSFlag(cmd, &ask.CheckDNS)
	addOutputFlags(cmd, &outs)
	cmd.Flags().StringVar(&save, "save-snapshot", "", "keep what was read in this `FILE`")
	addRecordFlags(cmd, &keep)
	addTraceFlag(cmd, p)
	addTimeoutFlag(cmd, &time)
	return cmd
}
