package config

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"orgaudit/audit"
)

// conform checks a document against a shipped schema: what the Go types leave open (required keys, words of a fixed
// list, lengths and limits). Unknown keys and kinds of values were reported, with hints, by shapeCheck before.
func (d *document) conform(schema string) Errors {
	compiled, err := compileSchema(schema)
	if err != nil {
		return Errors{d.errorAt(d.root, "the schema of this format is broken", "report this as a bug")}
	}
	err = compiled.Validate(asJSON(d.root))
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &invalid) {
		return nil
	}
	var out Errors
	var walk func(e *jsonschema.ValidationError)
	walk = func(e *jsonschema.ValidationError) {
		if len(e.Causes) == 0 {
			out = append(out, d.violation(e)...)
		}
		for _, cause := range e.Causes {
			walk(cause)
		}
	}
	walk(invalid)
	return out
}

func compileSchema(name string) (*jsonschema.Schema, error) {
	text, err := Schema(name)
	if err != nil {
		return nil, err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(name, value); err != nil {
		return nil, err
	}
	return compiler.Compile(name)
}

// violation says one broken rule of a schema in the reader's words.
func (d *document) violation(e *jsonschema.ValidationError) Errors {
	path := make([]any, len(e.InstanceLocation))
	for i, step := range e.InstanceLocation {
		path[i] = step
	}
	at, name := d.at(path...), calledBy(e.InstanceLocation)
	say := func(message, hint string) Errors { return Errors{d.errorAt(at, message, hint)} }
	switch k := e.ErrorKind.(type) {
	case *kind.Required:
		var out Errors
		for _, missing := range k.Missing {
			if slices.Contains(d.meant[at], missing) {
				continue
			}
			out = append(out, d.errorAt(at, fmt.Sprintf("key %q is missing", missing), ""))
		}
		return out
	case *kind.Enum:
		var words []string
		for _, w := range k.Want {
			words = append(words, fmt.Sprint(w))
		}
		hint := ""
		if got, ok := k.Got.(string); ok {
			if near := audit.Near(got, words); len(near) > 0 {
				hint = fmt.Sprintf("did you mean %q?", near[0])
			}
		}
		if len(words) == 1 {
			return say(fmt.Sprintf("%s must be %s", name, words[0]), hint)
		}
		return say(fmt.Sprintf("%s must be one of %s", name, strings.Join(words, ", ")), hint)
	case *kind.MinLength:
		return say(name+" is empty", "")
	case *kind.MinItems:
		return say(name+" lists nothing", "")
	case *kind.Minimum:
		return say(fmt.Sprintf("%s must be %s or more", name, k.Want.RatString()), "")
	case *kind.Maximum:
		return say(fmt.Sprintf("%s must be %s or less", name, k.Want.RatString()), "")
	case *kind.AdditionalProperties, *kind.Type, *kind.MinProperties, *kind.MaxProperties:
		return nil // said by shapeCheck, or by the reader of the format
	}
	return say(name+" does not follow the format", "orgaudit schema prints the format")
}

// calledBy is what a reader calls the value at a place: its key, or "an item of" the list's key.
func calledBy(location []string) string {
	if len(location) == 0 {
		return "the file"
	}
	for i, step := range slices.Backward(location) {
		if _, err := strconv.Atoi(step); err == nil {
			continue
		}
		if i == len(location)-1 {
			return quotedName(step)
		}
		return "an item of " + quotedName(step)
	}
	return "an item"
}
