package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/report"
)

func (p *program) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use: "explain ID", Short: "Explain a check, a fix, a connector or an error code",
		Example: `  orgaudit explain app-blocked
  orgaudit explain unblock-app
  orgaudit explain OAUTH_APP_BLOCKED`,
		Args: takes(1, 1, "the ID of a check, fix or connector, or an error code"), ValidArgsFunction: oneOf(explainable),
		RunE: func(_ *cobra.Command, args []string) error { return p.explain(args[0]) },
	}
}

// explainable lists all that explain knows by name.
func explainable() []string {
	var checkNames, fixNames, codes []string
	for _, c := range checks.All() {
		checkNames = append(checkNames, c.ID)
		for _, f := range c.Fixes {
			fixNames = appendNew(fixNames, []string{f.ID})
		}
		codes = appendNew(codes, c.Explains)
	}
	catalogue, err := builtinConnectors()
	if err != nil {
		return nil
	}
	return slices.Concat(checkNames, fixNames, catalogue.IDs(), codes)
}

func (p *program) explain(id string) error {
	for _, c := range checks.All() {
		if strings.EqualFold(c.ID, id) {
			return report.WriteCheck(p.stdout, c, p.look())
		}
	}
	for _, c := range checks.All() {
		for _, f := range c.Fixes {
			if strings.EqualFold(f.ID, id) {
				return report.WriteFix(p.stdout, f, p.look())
			}
		}
	}
	catalogue, err := builtinConnectors()
	if err != nil {
		return err
	}
	if c, ok := catalogue.Get(strings.TrimPrefix(id, "connector:")); ok {
		return report.WriteApp(p.stdout, c.App, p.look())
	}
	if causes := audit.Explaining(checks.All(), id, id); len(causes) > 0 {
		return p.explainCode(id, causes)
	}
	return misuse(meant(id, explainable(), "`orgaudit connectors list` lists the connectors, docs/checks.md the checks"), "nothing is known under %q", id)
}

// explainCode says what an error code may come from.
func (p *program) explainCode(code string, causes []*audit.Check) error {
	if _, err := fmt.Fprintf(p.stdout, "%s comes when one of these does not hold; an audit with --symptom %q tells which:\n\n", report.Clean(code), code); err != nil {
		return err
	}
	var rows [][]string
	for _, c := range causes {
		fix := ""
		if len(c.Fixes) > 0 {
			fix = c.Fixes[0].ID
		}
		rows = append(rows, []string{c.ID, c.Title, fix})
	}
	return report.WriteTable(p.stdout, []string{"Check", "What it asks", "Fix"}, rows, p.look())
}
