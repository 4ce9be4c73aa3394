package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"orgaudit/internal/app"
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
	cmd.AddCommand(fleetRunCommand(p), fleetStatusCommand(p), fleetWorkerCommand(p), fleetPauseCommand(p),
		fleetResumeCommand(p))
	return cmd
}

func fleetWorkerCommand(p *app.Program) *cobra.Command {
	w := &app.Service{}
	cmd := &cobra.Command{
		Use: "worker", Short: "Audit on schedule until Ctrl-C, together with other workers",
		Long: `Audit the orgs of the list on their schedules until Ctrl-C, which lets running audits end. Any number of workers may share
a PostgreSQL, each with the same list of orgs and the same receivers in serve.yaml: what one leaves when it is killed, another
takes over. An SQLite file is for one worker on one machine.`,
		Example: `  orgaudit fleet worker
  ` + app.DatabaseVariable + `=postgres://… orgaudit fleet worker --workers 8`,
		Args: takes(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return p.Work(cmd.Context(), w) },
	}
	addServiceFlags(cmd, w)
	addCountFlag(cmd, &w.Workers, "workers", 4, "audits at once in this process")
	addTimeFlag(cmd, &w.Timeout, "timeout", 5*time.Minute, "time for one audit")
	cmd.Flags().StringVar(&w.Config, "config", "",
		"who is told what changed, and the log, in this `FILE` (default $XDG_CONFIG_HOME/orgaudit/serve.yaml if it is "+
			"there)")
	return cmd
}

func fleetPauseCommand(p *app.Program) *cobra.Command {
	return fleetChangeCommand(p, "pause", "Leave an org out of the schedule until it is resumed", p.Pause)
}

func fleetResumeCommand(p *app.Program) *cobra.Command {
	return fleetChangeCommand(p, "resume", "Take a paused org into the schedule again", p.Resume)
}

func fleetChangeCommand(
	p *app.Program, name, short string, do func(context.Context, *app.Database, string) error,
) *cobra.Command {
	var from app.Database
	cmd := &cobra.Command{
		Use: name + " ALIAS", Short: short, Example: "  orgaudit fleet " + name + " prod",
		Args: takes(1, 1, "the alias of an org"), ValidArgsFunction: oneOf(p.Aliases),
		RunE: func(cmd *cobra.Command, args []string) error { return do(cmd.Context(), &from, args[0]) },
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
		RunE: func(cmd *cobra.Command, _ []string) error { return p.FleetStatus(cmd.Context(), &from, asJSON) },
	}
	addDatabaseFlag(cmd.Flags(), &from)
	cmd.Flags().BoolVar(&asJSON, "json", false, "say it as JSON")
	return cmd
}
