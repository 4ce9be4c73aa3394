package testtool

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Look is how a page is looked at.
type Look struct {
	Width, Height int64
	Scheme        string // "light" or "dark"
	Media         string // "screen" or "print"
}

// See makes a browser look at its pages in a way, from now on.
func (b *Browser) See(t testing.TB, l Look) {
	t.Helper()
	b.Do(t, chromedp.EmulateViewport(l.Width, l.Height))
	_, err := chromedp.Call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Media: l.Media, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: l.Scheme}},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Accessible fails the test for every rule of axe-core that the page of a browser breaks: WCAG 2.2 AA with its contrasts,
// and the best practices about landmarks and headings.
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
