package main

import (
	"time"

	"github.com/spf13/cobra"

	"orgaudit/internal/app"
)

func orgsCommand(p *app.Program) *cobra.Command {
	cmd := &cobra.Command{
		Use: "orgs", Short: "List, add, test and remove the orgs that --org knows",
		Long: "The list of orgs is a file, $XDG_CONFIG_HOME/orgaudit/orgs.yaml or ~/.config/orgaudit/orgs.yaml. It " +
			"holds no secret, only\nwhere each one is kept: in the environment, in a file or in the keychain.",
		Example: `  orgaudit orgs list
  orgaudit orgs add prod --auth client-credentials --login-url https://acme.my.salesforce.com --client-id 3MVG9…
  orgaudit orgs test prod`,
		Args: noCommand,
		RunE: func(*cobra.Command, []string) error { return p.ListOrgs() },
	}
	cmd.AddCommand(
		&cobra.Command{
			Use: "list", Short: "List the orgs", Example: "  orgaudit orgs list", Args: takes(0, 0, ""),
			RunE: func(*cobra.Command, []string) error { return p.ListOrgs() },
		},
		addOrgCommand(p),
		&cobra.Command{
			Use: "remove ALIAS", Short: "Take an org off the list and forget its secrets", Example: "  orgaudit orgs " +
				"remove prod",
			Args: takes(1, 1, "the alias of an org"), ValidArgsFunction: oneOf(p.Aliases),
			RunE: func(_ *cobra.Command, args []string) error { return p.RemoveOrg(args[0]) },
		},
		testOrgCommand(p),
	)
	return cmd
}

func testOrgCommand(p *app.Program) *cobra.Command {
	var timeout time.Duration
	cmd := &cobra.Command{
		Use: "test [ALIAS]…", Short: "Sign in, and say what the audit user may read",
		Long: "Sign in to each org, all of the list where none is named, and say which permissions the audit user " +
			"has and lacks, and\nwhich gates each missing one costs. The exit code is 3 when something is missing, " +
			"and 4 when an org could not be entered.",
		Example: "  orgaudit orgs test prod", ValidArgsFunction: oneOf(p.Aliases),
		RunE: func(cmd *cobra.Command, args []string) error { return p.TestOrgs(cmd.Context(), args, timeout) },
	}
	addTimeoutFlag(cmd, &timeout)
	return cmd
}
