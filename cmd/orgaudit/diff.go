package main

import (
	"io"

	"github.com/spf13/cobra"

	"orgaudit/audit"
	"orgaudit/internal/app"
	"orgaudit/report"
)

func diffCommand(p *app.Program) *cobra.Command {
	var (
		ask    app.Question
		outs   = app.Outputs{Forms: app.DiffForms}
		anyOrg bool
	)
	cmd := &cobra.Command{
		Use: "diff BEFORE AFTER", Short: "Say what changed between two reports or snapshots, and whether anything got worse",
		Long: `Say what appeared, went away or changed between two readings of an org: findings, connections, the diagnosis, and what could
not be read. Each is a JSON report or a saved snapshot, - for stdin; a snapshot is judged first, by the same flags as audit has.

The exit code is 1 when something fails that was not known to fail: it got worse, or came to light where nobody could look or
asked before. Else it is 3 when something can't be told that could be told before. A gate that came to light since the one
before it was fixed is listed and does not count; nor does a failure below --fail-on.`,
		Example: `  orgaudit diff last-week.json today.json
  orgaudit diff before.snapshot.json after.snapshot.json --policy orgaudit.yaml --out changes.md
  orgaudit audit --sf my-org --policy orgaudit.yaml --format json | orgaudit diff last-week.json -`,
		Args: takes(2, 2, "two files: a report or snapshot from before, and one from after"),
		RunE: func(cmd *cobra.Command, args []string) error {
			list, err := outs.Resolve()
			if err != nil {
				return err
			}
			if args[0] == app.StdoutFile && args[1] == app.StdoutFile {
				return app.Misuse("name a file for one of them", "both reports would come from stdin")
			}
			var sides [2]*audit.Report
			for i, file := range args {
				if sides[i], err = p.Judged(cmd.Context(), file, &ask); err != nil {
					return err
				}
			}
			if !anyOrg && !audit.SameOrg(sides[0], sides[1]) {
				return app.Misuse("compare two readings of one org; --any-org compares two orgs by the names of what they have",
					"%s and %s are of different orgs", args[0], args[1])
			}
			d := audit.Compare(sides[0], sides[1])
			if err := p.WriteAll(list, func(w io.Writer, format string, look report.Options) error {
				return report.WriteDiff(w, format, d, look)
			}); err != nil {
				return err
			}
			p.Code = d.ExitCode()
			return nil
		},
	}
	addQuestionFlags(cmd, &ask)
	addOutputFlags(cmd, &outs)
	cmd.Flags().BoolVar(&anyOrg, "any-org", false, "compare two orgs, for example a sandbox with production, by the names of what they have")
	return cmd
}
