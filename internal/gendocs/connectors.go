package main

import (
	"fmt"
	"strings"

	"orgaudit/audit"
	"orgaudit/config"
	"orgaudit/connectors"
)

// connectorReference makes docs/connectors.md from the built-in connectors and the schema.
func connectorReference() []generated {
	return []generated{{"docs/connectors.md", func() ([]byte, error) {
		catalogue, err := config.Connectors(connectors.Files, nil)
		if err != nil {
			return nil, err
		}
		schema, err := format{config.SchemaConnector, "", config.ConnectorFile{}, false}.schema()
		if err != nil {
			return nil, err
		}
		var b strings.Builder
		b.WriteString("# Connectors\n\n" + generatedNote)
		b.WriteString(connectorIntroduction)
		b.WriteString("## Built-in connectors\n\n")
		for _, c := range catalogue.All() {
			b.WriteString(connectorSection(c.App))
		}
		b.WriteString(schemaReference(schema))
		return []byte(strings.TrimRight(b.String(), "\n") + "\n"), nil
	}}}
}

const connectorIntroduction = `A connector says what one app needs of an org: how it signs in, under which labels it shows up, what its user must
hold, what its error pages mean, and which of the vendor's pages describes a fix. Name one as ` + "`connector:ID`" + ` in a policy
or after ` + "`--app`" + `, or bring a file of your own with ` + "`--connector FILE`" + `. An app without a connector is judged by its name alone.

A file is read as strictly as a [policy](policy.md); [Writing a connector](writing-a-connector.md) goes through it by
example. To add one to the program, put ` + "`ID.yaml`" + ` into connectors/: every statement needs a published source.

`

// connectorSection writes the section of one connector.
func connectorSection(app audit.App) string {
	var b strings.Builder
	fmt.Fprintf(&b, "### %s\n\n**%s**", app.Connector, app.Name)
	if len(app.Aliases) > 0 {
		fmt.Fprintf(&b, ", also known as %s", strings.Join(app.Aliases, ", "))
	}
	b.WriteString(".\n\n")
	if app.CustomerApp {
		b.WriteString("- Each customer creates the app, under a name of its own: ask by that name, " +
			"or with a copy of the connector that has it\n")
	}
	for _, way := range app.SignIns {
		fmt.Fprintf(&b, "- Signs in by %s", way.Flow)
		if way.LoginHost != "" {
			fmt.Fprintf(&b, " at %s", way.LoginHost)
		}
		if len(way.Scopes) > 0 {
			fmt.Fprintf(&b, " with the scopes %s", strings.Join(way.Scopes, ", "))
		}
		b.WriteString(pkceText(way.PKCE) + "\n")
	}
	list := func(what string, items []string) {
		if len(items) > 0 {
			fmt.Fprintf(&b, "- %s: %s\n", what, strings.Join(items, ", "))
		}
	}
	list("Connects from", app.FromIPs)
	list("User permissions besides API Enabled", app.Needs.UserPermissions)
	list("License of the user, one of", app.Needs.Licenses)
	list("A free seat of each", app.Needs.FreeSeats)
	list("Editions", app.Needs.Editions)
	if len(app.Symptoms) > 0 {
		b.WriteString("\n| message | codes | may be |\n|---|---|---|\n")
		for _, s := range app.Symptoms {
			fmt.Fprintf(&b, "| %s | %s | %s |\n", tableCell(s.Match), strings.Join(s.Codes, ", "),
				strings.Join(s.Checks, ", "))
		}
	}
	b.WriteString("\nSources:\n\n")
	for _, page := range app.Sources {
		fmt.Fprintf(&b, "- [%s](%s)\n", page.Title, page.URL)
	}
	b.WriteString("\n")
	return b.String()
}

func pkceText(sent *bool) string {
	switch {
	case sent == nil:
		return "; whether it sends PKCE is not known"
	case *sent:
		return ", with PKCE"
	}
	return ", without PKCE"
}
