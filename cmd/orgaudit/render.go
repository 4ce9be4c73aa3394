package main

import (
	"github.com/spf13/cobra"

	"orgaudit/internal/app"
)

func renderCommand(p *app.Program) *cobra.Command {
	var outs app.Outputs
	cmd := &cobra.Command{
		Use: "render REPORT", Short: "Say a saved JSON report in another format",
		Long: "Say a saved JSON report in another format. Nothing is judged again, and the exit code is 0 when it " +
			"was " +
			"written.",
		Example: `  orgaudit render report.json
  orgaudit render report.json --out report.txt`,
		Args: takes(1, 1, "the file of a JSON report"),
		RunE: func(_ *cobra.Command, args []string) error { return p.Render(args[0], &outs) },
	}
	addOutputFlags(cmd, &outs)
	return cmd
}
