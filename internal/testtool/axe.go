package testtool

import (
	"os"
	"path/filepath"
	"testing"
)

// Accessible fails the test for every rule of axe-core that the page of a browser breaks: WCAG 2.2 AA with its
// contrasts, and the best practices about landmarks and headings.
func (b *Browser) Accessible(t testing.TB) {
	t.Helper()
	for _, v := range b.Violations(t) {
		t.Error(v)
	}
}

// Violations lists the rules that the page breaks, each with the first places.
func (b *Browser) Violations(t testing.TB) []string {
	t.Helper()
	axe, err := os.ReadFile(filepath.Join(NPM(t), "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	Ask[bool](t, b, string(axe)+";true")
	return Ask[[]string](t, b, `axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v =>
		v.id + ': ' + v.help + v.nodes.slice(0, 5).map(n => '\n' + n.html.slice(0, 300) + '\n\t' + n.any.concat(n.all, n.none).map(c => c.message).join('; ')).join('')))`)
}
