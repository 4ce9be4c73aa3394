package app

import (
	"slices"
	"strings"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/config"
	"orgaudit/connectors"
	"orgaudit/report"
)

func (p *Program) ListConnectors() error {
	catalogue, err := BuiltinConnectors()
	if err != nil {
		return err
	}
	var rows [][]string
	for _, c := range catalogue.All() {
		rows = append(rows, []string{c.App.Connector, c.App.Name, strings.Join(c.App.Aliases, ", ")})
	}
	return report.WriteTable(p.Stdout, []string{"Connector", "App", "Also named"}, rows, p.Look())
}

// used lists the connectors of the apps that are asked about.
func used(a *Asked, catalogue *config.Catalogue) []audit.ReportConnector {
	var ids []string
	for _, ask := range a.question.Connections {
		ids = append(ids, ask.App.Connector)
	}
	if a.policy != nil {
		for _, app := range slices.Concat(a.policy.Apps.Allowed, a.policy.Apps.Blocked, a.policy.Apps.Installed, a.policy.Apps.AdminApproved) {
			ids = append(ids, app.App.Connector)
		}
	}
	out := []audit.ReportConnector{}
	for _, id := range ids {
		c, ok := catalogue.Get(id)
		if ok && !slices.ContainsFunc(out, func(have audit.ReportConnector) bool { return have.ID == id }) {
			out = append(out, audit.ReportConnector{ID: id, SHA256: c.SHA256})
		}
	}
	return out
}

// BuiltinConnectors are the connectors that come with the program.
func BuiltinConnectors() (*config.Catalogue, error) {
	return config.Connectors(connectors.Files, CheckIDs())
}

func CheckIDs() []string {
	var ids []string
	for _, c := range checks.All() {
		ids = append(ids, c.ID)
	}
	return ids
}
