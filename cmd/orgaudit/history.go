package main

import (
	"github.com/spf13/cobra"

	"orgaudit/internal/app"
	"orgaudit/internal/history"
)

func historyCommand(p *app.Program) *cobra.Command {
	var db app.Database
	cmd := &cobra.Command{
		Use: "history", Short: "List, show and prune the runs that were recorded",
		Long: `The history holds the runs of orgaudit serve and orgaudit fleet, and those of orgaudit audit --org ALIAS --record, with their
reports. It is a file that is made when it is first needed, or a PostgreSQL database.`,
		Example: `  orgaudit audit --org prod --policy orgaudit.yaml --record
  orgaudit history list --org prod
  orgaudit history show 12 --format html --out report.html
  orgaudit history prune --keep-for 90d --keep-last 30 --dry-run`,
		Args: noCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.ListHistory(cmd.Context(), &db, history.RunFilter{}, false)
		},
	}
	addDatabaseFlag(cmd.PersistentFlags(), &db)
	cmd.AddCommand(listHistoryCommand(p, &db), showHistoryCommand(p, &db), pruneHistoryCommand(p, &db))
	return cmd
}

func listHistoryCommand(p *app.Program, db *app.Database) *cobra.Command {
	var (
		filter history.RunFilter
		asJSON bool
	)
	cmd := &cobra.Command{
		Use: "list", Short: "List the recorded runs, the last one first",
		Example: `  orgaudit history list --org prod --limit 10
  orgaudit history list --json --before 120`,
		Args: takes(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.ListHistory(cmd.Context(), db, filter, asJSON)
		},
	}
	cmd.Flags().StringVar(&filter.Org, "org", "", "runs of this org only, by `ALIAS`")
	addCountFlag(cmd, &filter.Limit, "limit", 50, "how many at most")
	cmd.Flags().Int64Var(&filter.Before, "before", 0, "runs before the one of this `NUMBER`, for the next page")
	cmd.Flags().BoolVar(&asJSON, "json", false, "for programs, with all that is known of each run")
	completes(cmd, "org", p.Aliases)
	return cmd
}

func showHistoryCommand(p *app.Program, db *app.Database) *cobra.Command {
	var outs app.Outputs
	cmd := &cobra.Command{
		Use: "show RUN", Short: "Say the report of a recorded run, in any format",
		Long: "Say the report of a recorded run as it was. Nothing is judged again, and the exit code is 0 when it " +
			"was written.",
		Example: `  orgaudit history show 12
  orgaudit history show 12 --out report.html`,
		Args: takes(1, 1, "the number of a run"), ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error { return p.ShowRun(cmd.Context(), db, args[0], &outs) },
	}
	addOutputFlags(cmd, &outs)
	return cmd
}

func pruneHistoryCommand(p *app.Program, db *app.Database) *cobra.Command {
	var keep history.Retention
	cmd := &cobra.Command{
		Use: "prune", Short: "Delete old runs with their reports",
		Long: `Delete the runs that are neither young enough nor among the last of their org. The newest run of each org and its newest
report always stay, and so does what is known of each finding: when it was first seen, and when it was fixed.`,
		Example: `  orgaudit history prune --keep-for 90d --keep-last 30 --dry-run
  orgaudit history prune --keep-for 52w`,
		Args: takes(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return p.PruneHistory(cmd.Context(), db, keep) },
	}
	cmd.Flags().Var(ageFlag{&keep.KeepFor, "AGE"}, "keep-for", "keep runs that are younger than this, like 90d or 12w")
	cmd.Flags().IntVar(&keep.KeepLast, "keep-last", 0, "keep the last `N` runs of each org")
	cmd.Flags().BoolVar(&keep.DryRun, "dry-run", false, "say what would be deleted, and delete nothing")
	return cmd
}
