package app

import (
	"fmt"
	"slices"
	"strings"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/config"
	"orgaudit/connectors"
	"orgaudit/report"
)

// ListConnectors lists the built-in connectors.
func (p *Program) ListConnectors() error {
	catalogue, err := builtinConnectors()
	if err != nil {
		return err
	}
	var rows [][]string
	for _, c := range catalogue.All() {
		rows = append(rows, []string{c.App.Connector, c.App.Name, strings.Join(c.App.Aliases, ", ")})
	}
	return report.WriteTable(p.Stdout, []string{"Connector", "App", "Also named"}, rows, p.look())
}

// used lists the connectors of the apps that are asked about.
func used(a *asked, catalogue *config.Catalogue) []audit.ReportConnector {
	var ids []string
	for _, ask := range a.question.Connections {
		ids = append(ids, ask.App.Connector)
	}
	if a.policy != nil {
		for _, app := range slices.Concat(a.policy.Apps.Allowed, a.policy.Apps.Blocked, a.policy.Apps.Installed,
			a.policy.Apps.AdminApproved) {
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

// builtinConnectors are the connectors that come with the program.
func builtinConnectors() (*config.Catalogue, error) {
	return config.Connectors(connectors.Files, checkIDs())
}

func checkIDs() []string {
	var ids []string
	for _, c := range checks.All() {
		ids = append(ids, c.ID)
	}
	return ids
}

// ShowConnector says what an app needs of an org.
func (p *Program) ShowConnector(id string) error {
	catalogue, err := builtinConnectors()
	if err != nil {
		return err
	}
	c, ok := catalogue.Get(strings.TrimPrefix(id, "connector:"))
	if !ok {
		return Misuse(Meant(id, catalogue.IDs(), "`orgaudit connectors list` lists them"),
			"there is no connector %q", id)
	}
	return report.WriteApp(p.Stdout, c.App, p.look())
}

// CheckConnector reads a connector file.
func (p *Program) CheckConnector(file string) error {
	c, err := config.LoadConnector(file, checkIDs())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.Stdout, "%s is a connector: %s (%s)\n", file, c.App.Connector, report.Clean(c.App.Name))
	return err
}

// Connectors lists the IDs of the built-in connectors.
func Connectors() []string {
	catalogue, err := builtinConnectors()
	if err != nil {
		return nil
	}
	return catalogue.IDs()
}
