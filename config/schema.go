package config

import (
	"embed"
	"fmt"
	"strings"
)

//go:embed schema/*.json
var schemas embed.FS

// Names of the schemas: four formats that are read, three that are written.
const (
	SchemaPolicy    = "policy"
	SchemaConnector = "connector"
	SchemaOrgs      = "orgs"
	SchemaServe     = "serve"
	SchemaReport    = "report"
	SchemaSnapshot  = "snapshot"
	SchemaDiff      = "diff"
)

// SchemaNames lists the formats that have a JSON Schema.
func SchemaNames() []string {
	return []string{SchemaPolicy, SchemaConnector, SchemaOrgs, SchemaServe, SchemaReport, SchemaSnapshot, SchemaDiff}
}

// Schema gives the JSON Schema (draft 2020-12) of a format by name.
func Schema(name string) ([]byte, error) {
	text, err := schemas.ReadFile("schema/" + name + ".json")
	if err != nil {
		return nil, fmt.Errorf("there is no schema %q: the schemas are %s", name, strings.Join(SchemaNames(), ", "))
	}
	return text, nil
}
