package main

import (
	"strings"

	"github.com/spf13/cobra"

	"orgaudit/config"
	"orgaudit/internal/app"
)

func schemaCommand(p *app.Program) *cobra.Command {
	return &cobra.Command{
		Use: "schema NAME", Short: "Print the JSON Schema of a file format",
		Long: "Print the JSON Schema (draft 2020-12) of a file that orgaudit reads or writes: " +
			strings.Join(config.SchemaNames(), ", ") + ".",
		Example: `  orgaudit schema policy > orgaudit.schema.json
  orgaudit schema report`,
		Args: takes(1, 1, "a name: "+strings.Join(config.SchemaNames(),
			", ")), ValidArgsFunction: oneOf(config.SchemaNames),
		RunE: func(_ *cobra.Command, args []string) error { return p.Schema(args[0]) },
	}
}
