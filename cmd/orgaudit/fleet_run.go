package main

import (
	"errors"
	"time"

	"orgaudit/internal/app"

	"github.com/spf13/cobra"
)

func fleetRunCommand(p *app.Program) *cobra.Command {
	var (
		from    app.Database
		aliases []string
		tags    []string
		workers int
		timeout time.Duration
	)
	outs := app.Outputs{Forms: func() []app.Form { return []app.Form{{Name: "text", Extensions: []string{".txt"}}, {Name: "json", Extensions: []string{".json"}}} }}
	cmd := &cobra.Command{
		Use: "run", Short: "Audit the orgs of the list now",
		Long: `Audit the orgs of the list now, several at once and each by its own policy; store the reports, and sum them up, the worst
first. The exit code is the worst of the reports': 1 when something failed in an org, else 3 when something could not be
told. Ctrl-C ends it; what was read by then of an org is not stored.`,
		Example: `  orgaudit fleet run
  orgaudit fleet run --tag emea --org uat --workers 8 --out fleet.json`,
		Args: takes(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			list, err := outs.Resolve()
			if err != nil {
				return err
			}
			if workers < 1 {
				return app.Misuse("write it as 4", "--workers must be 1 at least")
			}
			if timeout <= 0 {
				return app.Misuse("write it as 90s or 5m", "--timeout must be more than nothing")
			}
			orgs, err := p.Chosen(aliases, tags)
			if err != nil {
				return err
			}
			store, err := from.Open(cmd.Context(), p)
			if err != nil {
				return err
			}
			run := &app.FleetRun{P: p, Store: store, Timeout: timeout, Show: p.NewFleetProgress(len(orgs)), Why: map[string]string{}}
			return errors.Join(run.All(cmd.Context(), orgs, workers, list), store.Close())
		},
	}
	addDatabaseFlag(cmd.Flags(), &from)
	cmd.Flags().StringArrayVar(&aliases, "org", nil, "org of the list, by `ALIAS` (repeatable)")
	cmd.Flags().StringArrayVar(&tags, "tag", nil, "orgs of the list that have this `TAG` (repeatable)")
	cmd.Flags().IntVar(&workers, "workers", 4, "audits at once")
	cmd.Flags().DurationVar(&timeout, "timeout", 5*time.Minute, "time for one audit")
	addOutputFlags(cmd, &outs)
	completes(cmd, "org", p.Aliases)
	return cmd
}
