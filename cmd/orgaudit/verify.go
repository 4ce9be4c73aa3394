package main

import (
	"github.com/spf13/cobra"

	"orgaudit/internal/app"
)

func verifyCommand(p *app.Program) *cobra.Command {
	return &cobra.Command{
		Use: "verify FILE", Short: "Check a support bundle: is it whole, and does it give its report again?",
		Long: `Hold the files of a bundle against their sums, judge its snapshot again with its question, policy and connectors, and
compare. Exit codes: 0 it is whole and gives its report, 1 it was changed or gives another, 2 it is not a bundle.`,
		Example: "  orgaudit verify case.zip",
		Args:    takes(1, 1, "the file of a bundle"),
		RunE:    func(_ *cobra.Command, args []string) error { return p.Verify(args[0]) },
	}
}
