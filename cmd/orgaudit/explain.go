package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"orgaudit/checks"
	"orgaudit/internal/diagnose"
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
		codes = appendNew(codes, c.Explains.All())
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
	if known := diagnose.Propose(id, nil); known.Recognised() {
		return report.WriteRecognised(p.stdout, "text", recognised(known, nil), p.look())
	}
	return misuse(meant(id, explainable(), "`orgaudit connectors list` lists the connectors, docs/checks.md the checks"), "nothing is known under %q", id)
}
