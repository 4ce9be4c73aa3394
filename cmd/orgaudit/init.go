package main

import (
	"errors"
	"io/fs"
	"os"

	"orgaudit/internal/app"

	"github.com/spf13/cobra"
)

func initCommand(p *app.Program) *cobra.Command {
	var (
		way                 app.WayIn
		time                app.Limit
		snapshot, dir, file string
		force, noSchema     bool
	)
	cmd := &cobra.Command{
		Use: "init", Short: "Write a commented starter policy from what the org has",
		Long: `Read an org and write a short policy that it follows as it is, with stricter lines in comments. Nothing in the org
changes. The policy is judged against what was read before it is written; what could not be read is left out, with the
permission that opens it. Its JSON Schema is put beside it, as ` + app.SchemaBeside + `:
an editor then completes and checks it.`,
		Example: `  orgaudit init --sf my-org
  orgaudit init --snapshot acme.json --out -
  orgaudit init --source . --out ci/orgaudit.yaml`,
		Args: takes(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := app.Writable(file); err != nil {
				return err
			}
			if file != app.StdoutFile && !force {
				if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
					return app.Misuse("name another file by --out, or add --force to replace it", "there is a file %s already", file)
				}
			}
			ctx, cancel, err := time.Begin(cmd.Context())
			if err != nil {
				return err
			}
			defer cancel()
			s, err := p.Starting(ctx, &way, snapshot, dir)
			if err != nil {
				return err
			}
			schema := ""
			if !noSchema {
				schema = app.SchemaBeside
			}
			text, err := app.Draft(file, s, schema)
			if err != nil {
				return err
			}
			return p.PutPolicy(file, text, schema)
		},
	}
	addWayFlags(cmd, p, &way)
	flags := cmd.Flags()
	flags.StringVar(&snapshot, "snapshot", "", "write it from the snapshot in this `FILE` instead of an org")
	addSourceFlag(cmd, &dir, "write it from")
	flags.StringVar(&file, "out", app.DefaultPolicy, "`FILE` for the policy, - for stdout")
	flags.BoolVar(&force, "force", false, "replace the file if it is there")
	flags.BoolVar(&noSchema, "no-schema", false, "leave the JSON Schema and the line that names it away")
	addTraceFlag(cmd, p)
	addTimeoutFlag(cmd, &time)
	return cmd
}
