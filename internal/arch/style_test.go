package arch

import (
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// What a reader takes in at once.
const (
	columns       = 120 // of a line, a tab being four
	functionLines = 60
	fileLines     = 400
)

// TestLinesFit holds the width of lines, in tests as well. Longer may be what Go can't break without another value or a
// worse look: a raw string (golden text, a grammar, JSON, SQL), a struct tag, and a word of a text, such as an address.
func TestLinesFit(t *testing.T) {
	for _, f := range everySource(t) {
		lines := strings.Split(f.text, "\n")
		unbreakable := unbreakableLines(f.text)
		for i, line := range lines {
			if width(line) > columns && !unbreakable[i+1] {
				t.Errorf("%s:%d is %d columns wide: break it where a reader would", f.name, i+1, width(line))
			}
		}
	}
}

func width(line string) int { return utf8.RuneCountInString(strings.ReplaceAll(line, "\t", "    ")) }

// unbreakableLines are the lines on which a token stands that is long and in one piece.
func unbreakableLines(text string) map[int]bool {
	const long = 40
	files := token.NewFileSet()
	file := files.AddFile("", -1, len(text))
	var s scanner.Scanner
	s.Init(file, []byte(text), nil, scanner.ScanComments)
	lines := map[int]bool{}
	for {
		at, kind, literal := s.Scan()
		if kind == token.EOF {
			return lines
		}
		first := file.Line(at)
		switch {
		case kind == token.STRING && literal[0] == '`':
			for i, line := range strings.Split(literal, "\n") {
				if utf8.RuneCountInString(line) > long {
					lines[first+i] = true
				}
			}
		case kind == token.STRING, kind == token.COMMENT:
			for word := range strings.FieldsSeq(literal) {
				if utf8.RuneCountInString(word) > long {
					lines[first] = true
				}
			}
		}
	}
}

// longFunctions are those that still do two things.
var longFunctions = []string{
	"checks.empty", "checks.TestWordsSayTheMessages",
	"internal/dashboard.TestSignIn", "internal/fleet.TestDue", "internal/fleet.TestOutcomes", "internal/simorg.TestDescribe",
	"internal/simorg.TestRetrieve", "org.TestSecretStore",
}

// TestFunctionsFit counts the lines of each function that are not those of
// a literal: a table may be as long as its data.
func TestFunctionsFit(t *testing.T) {
	long := map[string]bool{}
	for _, f := range everySource(t) {
		files := token.NewFileSet()
		parsed, err := parser.ParseFile(files, f.name, f.text, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, declared := range parsed.Decls {
			function, ok := declared.(*ast.FuncDecl)
			if !ok {
				continue
			}
			lines := span(files, function)
			ast.Inspect(function, func(n ast.Node) bool {
				literal, ok := n.(*ast.CompositeLit)
				if ok {
					lines -= span(files, literal) - 1
				}
				return !ok
			})
			name := f.folder + "." + function.Name.Name
			long[name] = long[name] || lines > functionLines
			if lines > functionLines && !slices.Contains(longFunctions, name) {
				t.Errorf("%s: %s has %d lines besides its data, of at most %d", f.name, name, lines, functionLines)
			}
		}
	}
	fitting(t, longFunctions, long)
}

// fitting wants of each exception that it is still one.
func fitting(t *testing.T, exceptions []string, long map[string]bool) {
	t.Helper()
	for _, name := range exceptions {
		if !long[name] {
			t.Errorf("%s is gone, or fits: take it off the list of what is too long", name)
		}
	}
}

// saysNothing are names that tell nothing where a function of a package is used.
var saysNothing = []string{
	"about", "at", "by", "first", "given", "in", "is", "last", "many", "of", "on", "one", "or", "place", "said", "same",
	"say", "see", "shown", "some", "whole", "wide",
}

func TestNamesSaySomething(t *testing.T) {
	for _, f := range sources(t) {
		parsed, err := parser.ParseFile(token.NewFileSet(), f.name, f.text, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, declared := range parsed.Decls {
			function, ok := declared.(*ast.FuncDecl)
			if ok && function.Recv == nil && slices.Contains(saysNothing, function.Name.Name) {
				t.Errorf("%s: name the function %s for what it gives", f.name, function.Name.Name)
			}
		}
	}
}

func span(files *token.FileSet, n ast.Node) int {
	return files.Position(n.End()).Line - files.Position(n.Pos()).Line + 1
}

// longFiles are tests that should be one for each thing that they test.
var longFiles = []string{
	"internal/prediction/scenario_test.go", "internal/simorg/oauth_test.go", "internal/simorg/rest_test.go",
	"internal/simorg/soql_test.go",
}

// TestFilesFit wants small files, named after the thing that they hold.
func TestFilesFit(t *testing.T) {
	long := map[string]bool{}
	for _, f := range everySource(t) {
		n := strings.Count(f.text, "\n")
		long[f.name] = n > fileLines
		if n > fileLines && !slices.Contains(longFiles, f.name) {
			t.Errorf("%s has %d lines, of at most %d", f.name, n, fileLines)
		}
	}
	fitting(t, longFiles, long)
}

// everySource reads the sources of the module and the tests beside them.
func everySource(t *testing.T) []file {
	t.Helper()
	files := sources(t)
	folders := map[string]bool{}
	for _, f := range files {
		folders[f.folder] = true
	}
	for folder := range folders {
		names, err := filepath.Glob(filepath.Join("..", "..", filepath.FromSlash(folder), "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, file{folder: folder, name: folder + "/" + filepath.Base(name), text: string(data)})
		}
	}
	return files
}
