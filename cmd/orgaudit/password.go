package main

import (
	"github.com/spf13/cobra"

	"orgaudit/internal/app"
)

func passwordCommand(p *app.Program) *cobra.Command {
	var (
		viewer, show bool
		file         string
	)
	cmd := &cobra.Command{
		Use: "password", Short: "Set the password of the dashboard",
		Long: `Set the password by which operators, who may start audits, sign in to the dashboard; with --viewer that of those who only
look. It is asked for twice, or taken from the first line of stdin. Only its hash is kept, in a file beside serve.yaml that
nobody else can read; serve asks for the password from its next start on.`,
		Example: `  orgaudit serve password
  orgaudit serve password --viewer
  orgaudit serve password --print < password.txt > operator.hash`,
		Args: takes(0, 0, ""),
		RunE: func(*cobra.Command, []string) error { return p.SetPassword(file, viewer, show) },
	}
	cmd.Flags().BoolVar(&viewer, "viewer", false, "that of those who only look")
	cmd.Flags().BoolVar(&show, "print", false, "print the hash, for sign_in in serve.yaml, and keep nothing")
	cmd.Flags().StringVar(&file, "config", "", "settings in this `FILE`: the hash is kept beside it")
	return cmd
}
