package config

import (
	"encoding/json"
	"regexp"

	"gopkg.in/yaml.v3"
)

// Kinds of values, in a reader's words.
const (
	kindNull    = "nothing"
	kindBool    = "true or false"
	kindInt     = "a whole number"
	kindNumber  = "a number"
	kindText    = "text"
	kindList    = "a list"
	kindMapping = "a mapping"
)

var (
	intText    = regexp.MustCompile(`^-?(0|[1-9][0-9]*)$`)
	numberText = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)
)

// kindOf resolves a node by YAML 1.2 and JSON, not by YAML 1.1: on, yes, dates and 0777 are text.
func kindOf(n *yaml.Node) string {
	n = aliasTarget(n)
	switch {
	case n.Kind == yaml.MappingNode:
		return kindMapping
	case n.Kind == yaml.SequenceNode:
		return kindList
	case n.Style != 0: // quoted, a block, or tagged as text
		return kindText
	}
	switch n.Value {
	case "", "~", "null", "Null", "NULL":
		return kindNull
	case "true", "True", "TRUE", "false", "False", "FALSE":
		return kindBool
	}
	switch {
	case intText.MatchString(n.Value):
		return kindInt
	case numberText.MatchString(n.Value):
		return kindNumber
	}
	return kindText
}

func isNull(n *yaml.Node) bool { return kindOf(n) == kindNull }

// asJSON is the node as encoding/json would decode it, numbers as json.Number.
func asJSON(n *yaml.Node) any {
	n = aliasTarget(n)
	switch kindOf(n) {
	case kindMapping:
		out := make(map[string]any, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			out[n.Content[i].Value] = asJSON(n.Content[i+1])
		}
		return out
	case kindList:
		out := make([]any, len(n.Content))
		for i, item := range n.Content {
			out[i] = asJSON(item)
		}
		return out
	case kindNull:
		return nil
	case kindBool:
		return n.Value[0] == 't' || n.Value[0] == 'T'
	case kindInt, kindNumber:
		return json.Number(n.Value)
	}
	return n.Value
}
