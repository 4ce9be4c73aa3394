package main

import (
	"github.com/spf13/cobra"

	"orgaudit/internal/app"
)

func serveCommand(p *app.Program) *cobra.Command {
	s := &app.Service{}
	cmd := &cobra.Command{
		Use: "serve", Short: "Audit on schedule, show a dashboard, and tell what changed",
		Long: `Audit the orgs of the list on their schedules, keep the reports, show them at an address of this machine, and tell receivers
what changed, until Ctrl-C or SIGTERM, which let running audits end. Nothing needs to be configured before.

Settings are in $XDG_CONFIG_HOME/orgaudit/serve.yaml (` + "`orgaudit schema serve`" + `): sign-in, receivers, retention. They are read once;
the list of orgs is read again when it changes. Beyond this machine, people have to sign in: see ` + "`orgaudit serve password`" + `.`,
		Example: `  orgaudit serve
  orgaudit serve --listen 127.0.0.1:9000 --database history.db
  orgaudit serve password && orgaudit serve --listen :8080`,
		Args: noCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.Serve(cmd.Context(), s) },
	}
	addServiceFlags(cmd, s)
	addCountFlag(cmd, &s.Workers, "workers", 0, "audits at once (default 4)")
	cmd.Flags().StringVar(&s.Config, "config", "",
		"settings in this `FILE` (default $XDG_CONFIG_HOME/orgaudit/serve.yaml if it is there)")
	cmd.Flags().StringVar(&s.Listen, "listen", "",
		"`ADDRESS` of the dashboard; port 0 takes a free one (default "+app.DefaultListen+")")
	cmd.AddCommand(passwordCommand(p))
	return cmd
}
