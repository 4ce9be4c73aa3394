package main

import (
	"github.com/spf13/cobra"

	"orgaudit/internal/app"
)

func diffCommand(p *app.Program) *cobra.Command {
	d := &app.Diff{Out: app.Outputs{Forms: app.DiffForms}}
	cmd := &cobra.Command{
		Use: "diff BEFORE AFTER", Short: "Say what changed between two reports or snapshots, and whether anything " +
			"got " +
			"worse",
		Long: `Say what appeared, went away or changed between two readings of an org: findings, connections, the diagnosis, and what could
not be read. Each is a JSON report or a saved snapshot, - for stdin; a snapshot is judged first, by the same flags as audit has.

The exit code is 1 when something fails that was not known to fail: it got worse, or came to light where nobody could look or
asked before. Else it is 3 when something can't be told that could be told before. A gate that came to light since the one
before it was fixed is listed and does not count; nor does a failure below --fail-on.`,
		Example: `  orgaudit diff last-week.json today.json
  orgaudit diff before.snapshot.json after.snapshot.json --policy orgaudit.yaml --out changes.md
  orgaudit audit --sf my-org --policy orgaudit.yaml --format json | orgaudit diff last-week.json -`,
		Args: takes(2, 2, "two files: a report or snapshot from before, and one from after"),
		RunE: func(cmd *cobra.Command, args []string) error { return p.Diff(cmd.Context(), args[0], args[1], d) },
	}
	addQuestionFlags(cmd, &d.Ask)
	addOutputFlags(cmd, &d.Out)
	cmd.Flags().BoolVar(&d.AnyOrg, "any-org", false,
		"compare two orgs, for example a sandbox with production, by the names of what they have")
	return cmd
}
