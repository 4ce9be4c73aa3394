package main

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// dockerfile parses the file and applies those of BuildKit's rules that need no image. It gives the number of stages.
func dockerfile(text []byte) (int, error) {
	parsed, err := parser.Parse(bytes.NewReader(text))
	if err != nil {
		return 0, err
	}
	var all []error
	for _, w := range parsed.Warnings {
		all = append(all, errors.New(w.Short))
	}
	rules := linter.New(&linter.Config{Warn: func(rule, _, _, message string, at []parser.Range) {
		line := 0
		if len(at) > 0 {
			line = at[0].Start.Line
		}
		all = append(all, fmt.Errorf("line %d: %s: %s", line, rule, message))
	}})
	stages, _, err := instructions.Parse(parsed.AST, rules)
	if err != nil {
		return 0, err
	}
	return len(stages), errors.Join(all...)
}
