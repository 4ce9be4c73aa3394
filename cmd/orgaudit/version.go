package main

import (
	"orgaudit/internal/app"

	"github.com/spf13/cobra"
)

func versionCommand(p *app.Program) *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Say which orgaudit this is", Example: "  orgaudit version", Args: takes(0, 0, ""),
		RunE: func(*cobra.Command, []string) error { return p.Version() },
	}
}
