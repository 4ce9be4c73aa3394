package main

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"orgaudit/internal/app"
	"orgaudit/internal/fleet"
)

func fleetCommand(p *app.Program) *cobra.Command {
	cmd := &cobra.Command{
		Use: "fleet", Short: "Audit many orgs, now or on their schedules",
		Long: `Audit the orgs of the list (` + "`orgaudit orgs list`" + `), each by its own policy, and keep the reports in a database: a file of
your own, or PostgreSQL by --database or ` + app.DatabaseVariable + `, on which any number of machines may work.`,
		Example: `  orgaudit fleet run --tag emea
  orgaudit fleet worker --workers 8
  orgaudit fleet status`,
		Args: noCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(fleetRunCommand(p), fleetStatusCommand(p), fleetWorkerCommand(p), fleetPauseCommand(p), fleetResumeCommand(p))
	return cmd
}

func fleetWorkerCommand(p *app.Program) *cobra.Command {
	var from app.Database
	var workers int
	var timeout time.Duration
	var file string
	cmd := &cobra.Command{
		Use: "worker", Short: "Audit on schedule until Ctrl-C, together with other workers",
		Long: `Audit the orgs of the list on their schedules until Ctrl-C, which lets running audits end. Any number of workers may share
a PostgreSQL, each with the same list of orgs and the same receivers in serve.yaml: what one leaves when it is killed, another
takes over. An SQLite file is for one worker on one machine.`,
		Example: `  orgaudit fleet worker
  ` + app.DatabaseVariable + `=postgres://… orgaudit fleet worker --workers 8`,
		Args: takes(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if workers < 1 {
				return app.Misuse("write it as 4", "--workers must be 1 at least")
			}
			if timeout <= 0 {
				return app.Misuse("write it as 90s or 5m", "--timeout must be more than nothing")
			}
			return p.FleetWorker(cmd.Context(), file, &from, workers, timeout)
		},
	}
	addDatabaseFlag(cmd.Flags(), &from)
	cmd.Flags().IntVar(&workers, "workers", 4, "audits at once in this process")
	cmd.Flags().DurationVar(&timeout, "timeout", 5*time.Minute, "time for one audit")
	cmd.Flags().StringVar(&file, "config", "", "who is told what changed, and the log, in this `FILE` (default $XDG_CONFIG_HOME/orgaudit/serve.yaml if it is there)")
	addLogFlags(cmd, p)
	return cmd
}

func fleetPauseCommand(p *app.Program) *cobra.Command {
	return fleetChangeCommand(p, "pause", "Leave an org out of the schedule until it is resumed", "paused", (*fleet.Fleet).Pause)
}

func fleetResumeCommand(p *app.Program) *cobra.Command {
	return fleetChangeCommand(p, "resume", "Take a paused org into the schedule again", "resumed", (*fleet.Fleet).Resume)
}

func fleetChangeCommand(p *app.Program, name, short, done string, do func(*fleet.Fleet, context.Context, string) error) *cobra.Command {
	var from app.Database
	cmd := &cobra.Command{
		Use: name + " ALIAS", Short: short, Example: "  orgaudit fleet " + name + " prod", Args: takes(1, 1, "the alias of an org"), ValidArgsFunction: oneOf(p.Aliases),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.LookAtFleet(cmd.Context(), &from, func(f *fleet.Fleet) error {
				err := do(f, cmd.Context(), args[0])
				if errors.Is(err, fleet.ErrUnknownOrg) {
					return app.Misuse(app.Meant(args[0], p.Aliases(), "a worker puts the orgs of its list there when it starts"), "%w: %s", fleet.ErrUnknownOrg, args[0])
				}
				if err == nil {
					p.Note("%s %s", done, args[0])
				}
				return err
			})
		},
	}
	addDatabaseFlag(cmd.Flags(), &from)
	return cmd
}

func fleetStatusCommand(p *app.Program) *cobra.Command {
	var from app.Database
	var asJSON bool
	cmd := &cobra.Command{
		Use: "status", Short: "Say what runs, what waits, what is due and what failed",
		Example: "  orgaudit fleet status\n  orgaudit fleet status --json", Args: takes(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.LookAtFleet(cmd.Context(), &from, func(f *fleet.Fleet) error {
				s, err := f.Status(cmd.Context())
				if err != nil {
					return err
				}
				if asJSON {
					encoder := json.NewEncoder(p.Stdout)
					encoder.SetIndent("", "  ")
					return encoder.Encode(s)
				}
				return p.SayStatus(s)
			})
		},
	}
	addDatabaseFlag(cmd.Flags(), &from)
	cmd.Flags().BoolVar(&asJSON, "json", false, "say it as JSON")
	return cmd
}
