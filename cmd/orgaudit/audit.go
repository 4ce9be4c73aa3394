package main

import (
	"github.com/spf13/cobra"

	"orgaudit/internal/app"
)

func auditCommand(p *app.Program) *cobra.Command {
	a := &app.Audit{}
	cmd := &cobra.Command{
		Use: "audit", Short: "Read an org, judge it, and say which documented fix applies",
		Long: `Read an org without changing anything, and tell for every app and every user that is asked about whether the user
can connect the app, what stands in the way, and which documented fix applies. A policy adds standing rules.

Name the org by one of --org, --instance-url (with the token in ` + app.TokenVariable + `) and --sf; --snapshot judges a saved reading.
--source judges the files of a Salesforce project before they are deployed: what they don't say is unknown, exit code 3.`,
		Example: `  orgaudit audit --sf my-org --app connector:marketo-sales-insight-actions --user jane@acme.com
  orgaudit audit --org prod --policy orgaudit.yaml --format json --out report.json --out report.txt
  ` + app.TokenVariable + `=… orgaudit audit --instance-url https://acme.my.salesforce.com --app "Data Loader" --profile Sales
  orgaudit audit --source . --policy orgaudit.yaml`,
		Args: takes(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return p.Audit(cmd.Context(), a) },
	}
	addOrgFlags(cmd, p, &a.From)
	addSnapshotFlag(cmd, &a.From, "judge")
	addProjectFlag(cmd, &a.From, "judge")
	addQuestionFlags(cmd, &a.Ask)
	addWriteFixFlag(cmd, &a.Ask)
	addBaselineFlags(cmd, &a.Ask)
	addCheckDNSFlag(cmd, &a.Ask)
	addOutputFlags(cmd, &a.Out)
	addSaveFlag(cmd, &a.Save)
	addRecordFlags(cmd, &a.Record)
	return cmd
}
