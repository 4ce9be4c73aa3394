package main

import (
	"github.com/spf13/cobra"

	"orgaudit/internal/app"
)

func evalCommand(p *app.Program) *cobra.Command {
	var (
		ask  app.Question
		outs app.Outputs
		file string
	)
	cmd := &cobra.Command{
		Use: "eval [SNAPSHOT]", Short: "Judge a saved snapshot, without credentials",
		Long: `Judge a saved snapshot: the same as audit --snapshot FILE. A saved snapshot always gives its old report. Without an
app, a user and a policy it answers what it was taken for.`,
		Example: `  orgaudit eval acme.json --app connector:marketo-sales-insight-actions --user jane@acme.com
  orgaudit eval --snapshot acme.json --policy orgaudit.yaml --format json`,
		Args: takes(0, 1, "the file of a snapshot"),
		RunE: func(cmd *cobra.Command, args []string) error {
			list, err := outs.Resolve()
			if err != nil {
				return err
			}
			switch {
			case len(args) == 1 && file != "":
				return app.Misuse("take one of them", "two snapshots are named: %s and %s", args[0], file)
			case len(args) == 1:
				file = args[0]
			case file == "":
				return app.Misuse("name the file that `orgaudit snapshot --out FILE` wrote", "there is no snapshot to judge")
			}
			return p.JudgeSaved(cmd.Context(), file, &ask, list, "")
		},
	}
	cmd.Flags().StringVar(&file, "snapshot", "", "`FILE` of the snapshot, - for stdin")
	addQuestionFlags(cmd, &ask)
	addWriteFixFlag(cmd, &ask)
	addBaselineFlags(cmd, &ask)
	addOutputFlags(cmd, &outs)
	return cmd
}
