package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"orgaudit/internal/app"
	"orgaudit/report"
)

func rootCommand(p *app.Program) *cobra.Command {
	version := false
	root := &cobra.Command{
		Use:   "orgaudit",
		Short: "Can this user connect this app to this Salesforce org?",
		Long: `orgaudit reads a Salesforce org, changes nothing, and answers whether a user can connect an app to it:
ready, not ready or cannot tell; what stands in the way, the root cause first; and which documented fix applies.

Exit codes: 0 nothing failed, 1 a connection is not ready or a finding failed, 2 bad usage, policy or
configuration, 3 something could not be told or read, 4 the org could not be asked at all.`,
		Example: `  orgaudit demo
  orgaudit audit --sf my-org --app connector:marketo-sales-insight-actions --user jane@acme.com`,
		Args: noCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if version {
				return p.Version()
			}
			return cmd.Help()
		},
		SilenceErrors: true, SilenceUsage: true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: false},
	}
	root.Flags().BoolVarP(&version, "version", "v", false, "say which orgaudit this is")
	flags := root.PersistentFlags()
	flags.BoolVar(&p.Quiet, "quiet", false, "say the answer only")
	flags.BoolVar(&p.Verbose, "verbose", false, "say what passed and all that was seen as well")
	flags.BoolVar(&p.NoColor, "no-color", false, "no colour, also on a terminal (NO_COLOR does the same)")
	flags.Var(&p.Lang, "lang", "language of what people read (without it, by LC_ALL, LC_MESSAGES or LANG)")
	if err := root.RegisterFlagCompletionFunc("lang", oneOf(report.Languages)); err != nil {
		panic(fmt.Sprintf("complete --lang: %v", err)) // no such flag: a mistake in this program
	}
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(
		auditCommand(p), diagnoseCommand(p), demoCommand(p), snapshotCommand(p), evalCommand(p), renderCommand(p),
		diffCommand(p), historyCommand(p), initCommand(p), bundleCommand(p), verifyCommand(p), explainCommand(p),
		connectorsCommand(p), loginCommand(p), orgsCommand(p), fleetCommand(p), serveCommand(p), notifyCommand(p),
		schemaCommand(p), simulateCommand(p), versionCommand(p),
	)
	return root
}

// noCommand refuses words that are no command, with the nearest ones.
func noCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, c := range cmd.Commands() {
		names = append(names, c.Name())
	}
	return app.Misuse(app.Meant(args[0], names, "see `"+cmd.CommandPath()+" --help`"),
		"there is no command %q in %s", args[0], cmd.CommandPath())
}

// takes checks the number of arguments; names is how the usage writes them.
func takes(least, most int, names string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return app.Misuse("see `"+cmd.CommandPath()+" --help`", "%s needs %s", cmd.CommandPath(), names)
		case len(args) > most && most == 0:
			return app.Misuse("see `"+cmd.CommandPath()+" --help`", "%s takes no argument, and got %q",
				cmd.CommandPath(), args[0])
		case len(args) > most:
			return app.Misuse("see `"+cmd.CommandPath()+" --help`", "%s takes %s only, and got %q as well",
				cmd.CommandPath(), names, args[most])
		}
		return nil
	}
}

// flagError explains a flag that can't be taken.
func flagError(cmd *cobra.Command, err error) error {
	hint := "see `" + cmd.CommandPath() + " --help`"
	if name, ok := strings.CutPrefix(err.Error(), "unknown flag: --"); ok {
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
		hint = app.Meant("--"+name, names, hint)
	}
	return app.Misuse(hint, "%w", err)
}

// oneOf completes a value from a list.
func oneOf(list func() []string) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return slices.DeleteFunc(list(), func(s string) bool {
			return slices.Contains(args,
				s)
		}), cobra.ShellCompDirectiveNoFileComp
	}
}

// completes ties a completion to a flag of the command.
func completes(cmd *cobra.Command, flag string, list func() []string) {
	if err := cmd.RegisterFlagCompletionFunc(flag, oneOf(list)); err != nil {
		panic(fmt.Sprintf("complete --%s: %v", flag, err)) // no such flag: a mistake in this program
	}
}

// run does what the arguments say and gives the exit code.
func run(ctx context.Context, p *app.Program, args []string) int {
	root := rootCommand(p)
	root.SetArgs(args)
	root.SetIn(p.Stdin)
	root.SetOut(p.Stdout)
	root.SetErr(p.Stderr)
	if err := root.ExecuteContext(ctx); err != nil {
		return p.Complain(err)
	}
	return p.Code
}

// firstOr is the argument, or what stands for none.
func firstOr(args []string, otherwise string) string {
	if len(args) == 0 {
		return otherwise
	}
	return args[0]
}
