// Command gendocs writes the files that are made from the program's own declarations: JSON Schemas and reference
// pages. Run it at the root of the module: go run ./internal/gendocs. With -check it writes nothing and fails when a
// file is stale.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// generated is one file that is made, not written by hand. A new kind of file is a source file of this package with a
// function that gives them, and a line in all.
type generated struct {
	path string // relative to the root of the module, with slashes
	make func() ([]byte, error)
}

func allGenerated() []generated {
	return slices.Concat(schemas(), policyReference(), serveReference(), connectorReference(), errorReference(),
		coverageReference(), checkReference(), accessReference())
}

func main() {
	check := flag.Bool("check", false, "fail when a file is stale, write nothing")
	flag.Parse()
	if err := run(*check); err != nil {
		fmt.Fprintln(os.Stderr, "gendocs:", err)
		os.Exit(1)
	}
}

func run(check bool) error {
	if _, err := os.Stat("go.mod"); err != nil {
		return errors.New("there is no go.mod here: run it at the root of the module")
	}
	var stale []error
	for _, g := range allGenerated() {
		want, err := g.make()
		if err != nil {
			return fmt.Errorf("%s: %w", g.path, err)
		}
		have, err := os.ReadFile(filepath.FromSlash(g.path))
		if err == nil && bytes.Equal(have, want) {
			continue
		}
		if check {
			stale = append(stale, fmt.Errorf("%s is stale: run go run ./internal/gendocs", g.path))
			continue
		}
		if err := os.WriteFile(filepath.FromSlash(g.path), want, 0o644); err != nil {
			return err
		}
	}
	return errors.Join(stale...)
}
