package main

import (
	"github.com/spf13/cobra"

	"orgaudit/internal/app"
)

func evalCommand(p *app.Program) *cobra.Command {
	a := &app.Audit{}
	cmd := &cobra.Command{
		Use: "eval [SNAPSHOT]", Short: "Judge a saved snapshot, without credentials",
		Long: `Judge a saved snapshot: the same as audit --snapshot FILE. A saved snapshot always gives its old report. Without an
app, a user and a policy it answers what it was taken for.`,
		Example: `  orgaudit eval acme.json --app connector:marketo-sales-insight-actions --user jane@acme.com
  orgaudit eval --snapshot acme.json --policy orgaudit.yaml --format json`,
		Args: takes(0, 1, "the file of a snapshot"),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch file := &a.From.Snapshot; {
			case len(args) == 1 && *file != "":
				return app.Misuse("take one of them", "two snapshots are named: %s and %s", args[0], *file)
			case len(args) == 1:
				*file = args[0]
			case *file == "":
				return app.Misuse("name the file that `orgaudit snapshot --out FILE` wrote",
					"there is no snapshot to judge")
			}
			return p.Audit(cmd.Context(), a)
		},
	}
	cmd.Flags().StringVar(&a.From.Snapshot, "snapshot", "", "`FILE` of the snapshot, - for stdin")
	addQuestionFlags(cmd, &a.Ask)
	addWriteFixFlag(cmd, &a.Ask)
	addBaselineFlags(cmd, &a.Ask)
	addOutputFlags(cmd, &a.Out)
	return cmd
}
