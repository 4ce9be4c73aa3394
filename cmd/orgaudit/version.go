package main

import (
	"fmt"
	"runtime"

	"orgaudit/internal/app"

	"github.com/spf13/cobra"
)

func versionCommand(p *app.Program) *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Say which orgaudit this is", Example: "  orgaudit version", Args: takes(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintf(p.Stdout, "%s %s %s/%s\n", app.Tool(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}
