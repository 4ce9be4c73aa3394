package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/config"
	"orgaudit/internal/notify"
	"orgaudit/report"
)

// homes say for each name of ours in which folders it may be written as a text of its own. Elsewhere its declaration is
// used: a check, a format or a receiver that is added or dropped touches no table of others.
func homes() map[string][]string {
	out := map[string][]string{}
	at := func(name string, folders ...string) { out[name] = append(out[name], folders...) }
	for _, c := range checks.All() {
		at(c.ID, "checks")
	}
	at(audit.GateOfGrants, "audit") // the check takes its ID from there
	at(audit.CheckOfNames, "audit")
	for _, f := range report.Formats() {
		at(f.Name, "report")
	}
	for _, kind := range notify.Kinds() {
		at(kind, "internal/notify")
	}
	for _, flow := range audit.Flows() {
		at(flow, "audit")
	}
	for _, kind := range []string{audit.KindConnectedApp, audit.KindExternalClientApp} {
		at(kind, "audit")
	}
	for _, c := range config.Credentials() {
		at(string(c.Auth), "config", "org") // siblings: a test of internal/app holds their names together
	}
	for _, word := range ambiguous {
		delete(out, word)
	}
	return out
}

// ambiguous are names that are also words of other trades: keys of JSON, flags, parameters of OAuth.
var ambiguous = []string{"device", "email", "html", "json", "password", "session", "text", "web"}

func TestNamesAreWrittenOnce(t *testing.T) {
	homes := homes()
	for _, f := range sources(t) {
		parsed, err := parser.ParseFile(token.NewFileSet(), f.name, f.text, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			literal, ok := n.(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING {
				return true
			}
			text, err := strconv.Unquote(literal.Value)
			if folders, ours := homes[text]; err == nil && ours && !slices.Contains(folders, f.folder) {
				t.Errorf("%s writes %q: use what %s declares", f.name, text, folders[0])
			}
			return true
		})
	}
}

// A check says its own ID once, and no other's.
func TestChecksNameThemselvesOnce(t *testing.T) {
	written := map[string]int{}
	for _, f := range sources(t) {
		if f.folder != "checks" {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), f.name, f.text, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				written[literal.Value]++
			}
			return true
		})
	}
	for _, c := range checks.All() {
		if n := written[strconv.Quote(c.ID)]; n > 1 {
			t.Errorf("%q is written %d times in checks: use the check", c.ID, n)
		}
	}
}
