package main

import (
	"strings"

	"github.com/spf13/cobra"

	"orgaudit/internal/app"
	"orgaudit/report"
)

func bundleCommand(p *app.Program) *cobra.Command {
	b := &app.Bundle{}
	cmd := &cobra.Command{
		Use: "bundle", Short: "Pack a run for a support case, with pseudonyms in place of names",
		Long: `Read an org, or take a saved snapshot, judge it, and write a zip that somebody else can look at and judge again: the
report, what was read, what was asked, the policy and the connectors. People, user names, e-mail and IP addresses,
ids, labels and hosts of the org become pseudonyms. The key that translates them back is a file of its own and stays
with you; given again by --key it gives the same names the same pseudonyms, and --reveal reads a bundle, or an answer
to it, with it.

What leaves is shown before it is written, and asked about unless --yes is given. The exit code is the report's.`,
		Example: `  orgaudit bundle --snapshot acme.json --out case.zip
  orgaudit bundle --sf my-org --app connector:marketo-sales-insight-actions --user jane@acme.com --out case.zip --yes
  orgaudit verify case.zip
  orgaudit bundle --reveal case.zip --key case.key
  orgaudit bundle --reveal answer.txt --key case.key`,
		Args: takes(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return p.Bundle(cmd.Context(), b) },
	}
	addOrgFlags(cmd, p, &b.From)
	addSnapshotFlag(cmd, &b.From, "pack")
	addQuestionFlags(cmd, &b.Ask)
	addCheckDNSFlag(cmd, &b.Ask)
	flags := cmd.Flags()
	flags.StringVar(&b.Out, "out", "", "`FILE` for the zip; with --reveal for what is translated, by default stdout")
	flags.BoolVar(&b.Yes, "yes", false, "write the zip without asking")
	flags.StringVar(&b.Key, "key", "", "`FILE` of the key of the pseudonyms (default the zip's name with .key)")
	flags.StringVar(&b.Reveal, "reveal", "",
		"translate the pseudonyms in this `FILE` back: a bundle or any text, - for stdin")
	flags.StringVar(&b.Format, "format", "",
		"with --reveal of a bundle, the `FORMAT` of its report: "+strings.Join(report.Names(), ", "))
	completes(cmd, "format", report.Names)
	return cmd
}
