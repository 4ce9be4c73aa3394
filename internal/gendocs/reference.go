package main

import (
	"fmt"
	"strings"

	"github.com/invopop/jsonschema"
)

// schemaReference writes a section for the file and for every mapping inside it, each with a table of its keys.
func schemaReference(root *jsonschema.Schema) string {
	var b strings.Builder
	w := &referenceWriter{root: root, out: &b}
	w.section("", root)
	return b.String()
}

type referenceWriter struct {
	root *jsonschema.Schema
	out  *strings.Builder
}

// section writes one mapping, then those below it, in the order of the format.
func (w *referenceWriter) section(path string, s *jsonschema.Schema) {
	if path == "" {
		fmt.Fprint(w.out, "## Keys of the file\n\n")
	} else {
		fmt.Fprintf(w.out, "### `%s`\n\n", path)
	}
	if s.Description != "" {
		fmt.Fprintf(w.out, "%s\n\n", s.Description)
	}
	fmt.Fprint(w.out, "| key | value | meaning |\n|---|---|---|\n")
	type below struct {
		path   string
		schema *jsonschema.Schema
	}
	var deeper []below
	for pair := s.Properties.Oldest(); pair != nil; pair = pair.Next() {
		name, property := pair.Key, pair.Value
		value, inner, suffix := w.value(property)
		for _, required := range s.Required {
			if required == name {
				value += ", required"
			}
		}
		meaning := property.Description
		if inner != nil {
			here := strings.TrimPrefix(path+"."+name+suffix, ".")
			deeper = append(deeper, below{here, inner})
			meaning = strings.TrimSpace(meaning + " See `" + here + "`.")
		}
		fmt.Fprintf(w.out, "| `%s` | %s | %s |\n", name, value, tableCell(meaning))
	}
	fmt.Fprintln(w.out)
	for _, d := range deeper {
		w.section(d.path, d.schema)
	}
}

// value says what a key takes; inner is the mapping that it takes, if any, and suffix how one gets to it.
func (w *referenceWriter) value(s *jsonschema.Schema) (text string, inner *jsonschema.Schema, suffix string) {
	if s.Ref != "" {
		return "mapping", w.root.Definitions[strings.TrimPrefix(s.Ref, "#/$defs/")], ""
	}
	switch {
	case len(s.Enum) > 0:
		var quoted []string
		for _, v := range s.Enum {
			quoted = append(quoted, fmt.Sprintf("`%v`", v))
		}
		return strings.Join(quoted, ", "), nil, ""
	case s.Type == "array":
		of, inner, _ := w.value(s.Items)
		return "list of " + of, inner, "[]"
	case s.Type == "object" && s.AdditionalProperties != nil:
		of, inner, _ := w.value(s.AdditionalProperties)
		return "mapping of names to " + of, inner, ".*"
	case s.Type == "integer" && s.Maximum != "":
		return fmt.Sprintf("%s to %s", s.Minimum, s.Maximum), nil, ""
	case s.Type == "boolean":
		return "`true`, `false`", nil, ""
	case s.Format == "date":
		return "day", nil, ""
	}
	return "text", nil, ""
}

func tableCell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
