package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"orgaudit/internal/app"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

const cliPage = "../../docs/cli.md"

// TestCLIPage keeps docs/cli.md the same as the program's own help; -update writes it.
func TestCLIPage(t *testing.T) {
	want := cliReference(rootCommand(&app.Program{}))
	if *update {
		if err := os.WriteFile(cliPage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(cliPage)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != want {
		t.Error("docs/cli.md is stale: run go test ./cmd/orgaudit -update")
	}
}

func cliReference(root *cobra.Command) string {
	var b strings.Builder
	b.WriteString("# Commands\n\nThis page is generated from the program's help. Don't edit it.\n\n" + root.Long +
		"\n\nEvery command takes `--help`, `--quiet`, `--verbose` and `--no-color`.\n\n")
	for _, cmd := range root.Commands() {
		cliCommand(&b, cmd)
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func cliCommand(b *strings.Builder, cmd *cobra.Command) {
	if cmd.Hidden || cmd.Name() == "help" || cmd.Name() == "completion" {
		return
	}
	fmt.Fprintf(b, "## %s\n\n", cmd.CommandPath())
	about := cmd.Long
	if about == "" {
		about = cmd.Short + "."
	}
	fmt.Fprintf(b, "%s\n\n", about)
	if cmd.Runnable() {
		fmt.Fprintf(b, "    %s\n\n", cmd.UseLine())
	}
	if cmd.Example != "" {
		fmt.Fprintf(b, "Examples:\n\n```\n%s\n```\n\n", cmd.Example)
	}
	any := false
	cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" {
			return
		}
		if !any {
			b.WriteString("| Flag | Meaning |\n| --- | --- |\n")
			any = true
		}
		kind, usage := pflag.UnquoteUsage(f)
		fmt.Fprintf(b, "| `--%s` | %s |\n", strings.ReplaceAll(strings.TrimSpace(f.Name+" "+kind), "|", `\|`),
			strings.ReplaceAll(usage, "|", `\|`))
	})
	if any {
		b.WriteString("\n")
	}
	for _, sub := range cmd.Commands() {
		cliCommand(b, sub)
	}
}
