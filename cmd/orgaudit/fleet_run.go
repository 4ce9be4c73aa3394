package main

import (
	"time"

	"orgaudit/internal/app"

	"github.com/spf13/cobra"
)

func fleetRunCommand(p *app.Program) *cobra.Command {
	f := &app.FleetRun{Out: app.Outputs{Forms: app.FleetForms}}
	cmd := &cobra.Command{
		Use: "run", Short: "Audit the orgs of the list now",
		Long: `Audit the orgs of the list now, several at once and each by its own policy; store the reports, and sum them up, the worst
first. The exit code is the worst of the reports': 1 when something failed in an org, else 4 when an org could not be asked
at all, else 3 when something could not be told. Ctrl-C ends it; what was read by then of an org is not stored.`,
		Example: `  orgaudit fleet run
  orgaudit fleet run --tag emea --org uat --workers 8 --out fleet.json`,
		Args: takes(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return p.FleetRun(cmd.Context(), f) },
	}
	addDatabaseFlag(cmd.Flags(), &f.DB)
	cmd.Flags().StringArrayVar(&f.Orgs, "org", nil, "org of the list, by `ALIAS` (repeatable)")
	cmd.Flags().StringArrayVar(&f.Tags, "tag", nil, "orgs of the list that have this `TAG` (repeatable)")
	addCountFlag(cmd, &f.Workers, "workers", 4, "audits at once")
	addTimeFlag(cmd, &f.Timeout, "timeout", 5*time.Minute, "time for one audit")
	addOutputFlags(cmd, &f.Out)
	completes(cmd, "org", p.Aliases)
	return cmd
}
