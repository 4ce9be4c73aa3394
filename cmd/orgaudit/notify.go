package main

import (
	"github.com/spf13/cobra"

	"orgaudit/internal/app"
)

func notifyCommand(p *app.Program) *cobra.Command {
	cmd := &cobra.Command{
		Use: "notify", Short: "Try the receivers of notifications, and see what they would be told",
		Long: "Receivers are named in serve.yaml (`orgaudit schema serve`): webhook, Slack, Microsoft Teams and " +
			"e-mail. `orgaudit serve`\ntells them what changed, one message for an org and a run.",
		Example: `  orgaudit notify test
  orgaudit notify preview last-week.json today.json`,
		Args: noCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	var file string
	test := &cobra.Command{
		Use: "test [NAME]…", Short: "Send a test message, and say what came back",
		Long: "Send a test message to each receiver, all of serve.yaml where none is named. The exit code is 3 " +
			"when one was not reached.",
		Example: "  orgaudit notify test\n  orgaudit notify test ops-slack", ValidArgsFunction: oneOf(p.ReceiverNames),
		RunE: func(cmd *cobra.Command, args []string) error { return p.TestReceivers(cmd.Context(), file, args) },
	}
	test.Flags().StringVar(&file, "config", "",
		"settings in this `FILE` (default $XDG_CONFIG_HOME/orgaudit/serve.yaml)")
	cmd.AddCommand(test, previewCommand(p))
	return cmd
}

func previewCommand(p *app.Program) *cobra.Command {
	var users bool
	cmd := &cobra.Command{
		Use: "preview BEFORE AFTER", Short: "Say what would be told about the change from one report to another",
		Example: "  orgaudit notify preview last-week.json today.json", Args: takes(2, 2,
			"two JSON reports: one from before, and one from after"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.Preview(cmd.Context(), args[0], args[1], users)
		},
	}
	cmd.Flags().BoolVar(&users, "include-users", false,
		"name what findings are about, as include_users in serve.yaml does")
	return cmd
}
