package app

import (
	"slices"
	"strings"

	"orgaudit/checks"
	"orgaudit/internal/diagnose"
	"orgaudit/report"
)

// Explainable lists all that explain knows by name.
func Explainable() []string {
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

func (p *Program) Explain(id string) error {
	for _, c := range checks.All() {
		if strings.EqualFold(c.ID, id) {
			return report.WriteCheck(p.Stdout, c, p.look())
		}
	}
	for _, c := range checks.All() {
		for _, f := range c.Fixes {
			if strings.EqualFold(f.ID, id) {
				return report.WriteFix(p.Stdout, f, p.look())
			}
		}
	}
	catalogue, err := builtinConnectors()
	if err != nil {
		return err
	}
	if c, ok := catalogue.Get(strings.TrimPrefix(id, "connector:")); ok {
		return report.WriteApp(p.Stdout, c.App, p.look())
	}
	if known := diagnose.Propose(id, nil); known.Recognised() {
		return report.WriteRecognised(p.Stdout, report.Text, recognised(known, nil), p.look())
	}
	return Misuse(Meant(id, Explainable(), "`orgaudit connectors list` lists the connectors, docs/checks.md the "+
		"checks"), "nothing is known under %q", id)
}
