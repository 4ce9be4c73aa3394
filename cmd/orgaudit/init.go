package main

import (
	"orgaudit/internal/app"

	"github.com/spf13/cobra"
)

func initCommand(p *app.Program) *cobra.Command {
	i := &app.Init{}
	cmd := &cobra.Command{
		Use: "init", Short: "Write a commented starter policy from what the org has",
		Long: `Read an org and write a short policy that it follows as it is, with stricter rules in comments. Nothing in the org
changes. The policy is judged against what was read before it is written; what could not be read is left out, with the
permission that opens it. Its JSON Schema is put beside it, as ` + app.SchemaBeside + `:
an editor then completes and checks it.`,
		Example: `  orgaudit init --sf my-org
  orgaudit init --snapshot acme.json --out -
  orgaudit init --source . --out ci/orgaudit.yaml`,
		Args: takes(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return p.Init(cmd.Context(), i) },
	}
	addOrgFlags(cmd, p, &i.From)
	addSnapshotFlag(cmd, &i.From, "write it from")
	addProjectFlag(cmd, &i.From, "write it from")
	flags := cmd.Flags()
	flags.StringVar(&i.Out, "out", app.DefaultPolicy, "`FILE` for the policy, - for stdout")
	flags.BoolVar(&i.Force, "force", false, "replace the file if it is there")
	flags.BoolVar(&i.NoSchema, "no-schema", false, "leave the JSON Schema and the line that names it away")
	return cmd
}
