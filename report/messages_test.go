package report_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// spoken is what the source of audit and checks says to readers.
type spoken struct {
	phrases map[string]token.Position // templates of words
	fixed   map[string]token.Position // what was wanted and found, where it has no names in it
	texts   map[string]sourceFiles    // every text of the source
}

// sourceFiles are those in which a text stands, as "checks/login_ip.go".
type sourceFiles map[string]bool

// sourceTexts reads the packages that speak, and holds what they hand to Say to its types: words, strings and ints.
func sourceTexts(t *testing.T) spoken {
	t.Helper()
	said := spoken{map[string]token.Position{}, map[string]token.Position{}, map[string]sourceFiles{}}
	fset := token.NewFileSet()
	config := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	for _, folder := range []string{"audit", "checks"} {
		names, err := filepath.Glob(filepath.Join("..", folder, "*.go"))
		if err != nil || len(names) == 0 {
			t.Fatal(folder, names, err)
		}
		var files []*ast.File
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
		info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
		if _, err := config.Check("orgaudit/"+folder, fset, files, info); err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			ast.Inspect(f, func(n ast.Node) bool {
				said.take(t, fset, info, n)
				return true
			})
		}
	}
	// Steps are said by fixes, and reasons for which a part could not be read by those who read it.
	for _, folder := range []string{"fixes", "org", "internal/sfdx"} {
		names, err := filepath.Glob(filepath.Join("..", folder, "*.go"))
		if err != nil || len(names) == 0 {
			t.Fatal(folder, names, err)
		}
		for _, name := range names {
			f, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if text, ok := n.(ast.Expr); ok {
					said.note(fset, text)
				}
				return true
			})
		}
	}
	return said
}

// take notes what one node of the source says.
func (s spoken) take(t *testing.T, fset *token.FileSet, info *types.Info, n ast.Node) {
	switch n := n.(type) {
	case *ast.BasicLit, *ast.BinaryExpr:
		s.note(fset, n.(ast.Expr))
	case *ast.CallExpr:
		name := called(n)
		for _, i := range map[string][]int{"Say": {0}, "Add": {0}, "Join": {1}, "Count": {1, 2}}[name] {
			if text, ok := at(n.Args, i); ok {
				s.phrases[text] = fset.Position(n.Pos())
			}
		}
		if name != "Say" && name != "Add" || n.Ellipsis.IsValid() {
			return
		}
		text, ok := at(n.Args, 0)
		if want := len(verbs(text)); ok && want != len(n.Args)-1 && len(n.Args) > 1 {
			t.Errorf("%s: %q takes %d arguments and has %d", fset.Position(n.Pos()), text, want, len(n.Args)-1)
		}
		for _, arg := range n.Args[1:] {
			switch kind := types.TypeString(types.Default(info.Types[arg].Type), (*types.Package).Name); kind {
			case "string", "int", "audit.Words", "Words":
			default:
				t.Errorf("%s: an argument of words is a %s", fset.Position(arg.Pos()), kind)
			}
		}
	case *ast.KeyValueExpr:
		if key, ok := n.Key.(*ast.Ident); ok && (key.Name == "Want" || key.Name == "Got") {
			s.fix(fset, n.Value)
		} else if ok && (key.Name == "Lifts" || key.Name == "Shuts") {
			s.reading(fset, n.Value)
		}
	case *ast.AssignStmt:
		for i, left := range n.Lhs {
			if field, ok := left.(*ast.SelectorExpr); ok && (field.Sel.Name == "Want" || field.Sel.Name == "Got") &&
				len(n.Lhs) == len(n.Rhs) {
				s.fix(fset, n.Rhs[i])
			}
		}
	}
}

// note takes a text of the source with its place.
func (s spoken) note(fset *token.FileSet, e ast.Expr) {
	text, ok := literal(e)
	if !ok {
		return
	}
	if s.texts[text] == nil {
		s.texts[text] = sourceFiles{}
	}
	file := filepath.ToSlash(fset.Position(e.Pos()).Filename)
	s.texts[text][strings.TrimPrefix(file, "../")] = true
}

func (s spoken) fix(fset *token.FileSet, value ast.Expr) {
	if text, ok := literal(value); ok {
		s.fixed[text] = fset.Position(value.Pos())
	}
}

// reading notes what a change of the Setup Audit Trail is said to have done: its slots are arguments.
func (s spoken) reading(fset *token.FileSet, said ast.Expr) {
	if text, ok := literal(said); ok {
		s.phrases[regexp.MustCompile(`{\w+}`).ReplaceAllString(text, "%s")] = fset.Position(said.Pos())
	}
}

func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

func at(list []ast.Expr, i int) (string, bool) {
	if i >= len(list) {
		return "", false
	}
	return literal(list[i])
}

// literal is the text that an expression of the source is: in one piece, or in pieces that are added up.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BinaryExpr:
		left, ok := literal(e.X)
		right, also := literal(e.Y)
		return left + right, ok && also && e.Op == token.ADD
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	}
	return "", false
}

// verb is a place of a template, with the number of its argument where that is said.
var verb = regexp.MustCompile(`%(?:\[(\d+)\])?((?:\.\d)?[a-z%])`)

// verbs lists the arguments that a template takes, in the order of their numbers.
func verbs(template string) []string {
	out, next := []string{}, 1
	for _, found := range verb.FindAllStringSubmatch(template, -1) {
		if found[2] == "%" {
			continue
		}
		if found[1] != "" {
			next, _ = strconv.Atoi(found[1])
		}
		out = append(out, strconv.Itoa(next)+found[2])
		next++
	}
	slices.Sort(out)
	return out
}

// hasWords tells whether a template says anything besides its arguments.
func hasWords(template string) bool {
	return strings.ContainsFunc(verb.ReplaceAllString(template, ""), unicode.IsLetter)
}
