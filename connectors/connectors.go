// Package connectors holds what each app needs of an org, one YAML file per app. Package config reads them; the
// format is described in docs/connectors.md.
package connectors

import "embed"

// Files holds the connector files at its top level, each named after its ID.
//
//go:embed *.yaml
var Files embed.FS
