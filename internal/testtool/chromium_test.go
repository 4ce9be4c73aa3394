package testtool_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"orgaudit/internal/testtool"
)

// What a page does wrong is noticed: an error, a refusal by its policy, a request to another place.
func TestChromiumNotices(t *testing.T) {
	b := testtool.Chromium(t)
	other := httptest.NewServer(http.NotFoundHandler())
	defer other.Close()
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Write([]byte(`<!doctype html><title>x</title><link rel="icon" href="data:,">
			<meta http-equiv="Content-Security-Policy" content="font-src 'none'">
			<img src="` + other.URL + `/pixel"><script>console.error("said"); undefined.thrown</script>
			<style>@font-face{font-family:f;src:url(/f.woff)}p{font-family:f}</style><p>x`))
	}))
	defer page.Close()
	b.Do(t, chromedp.Navigate(page.URL))
	complaints := strings.Join(b.Errors(), "\n")
	for _, want := range []string{"said", "thrown", "Content Security Policy"} {
		if !strings.Contains(complaints, want) {
			t.Errorf("no complaint of %q among:\n%s", want, complaints)
		}
	}
	if !slices.Contains(b.Requests(), other.URL+"/pixel") {
		t.Errorf("requests: %v", b.Requests())
	}
	if got := testtool.Ask[int](t, b, "Promise.resolve(40 + 2)"); got != 42 {
		t.Errorf("got %d", got)
	}
}

// A page that some can't read is noticed, in each of its looks.
func TestViolations(t *testing.T) {
	b := testtool.Chromium(t)
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Write([]byte(`<!doctype html><html lang="en"><title>x</title><style>body{background:#fff}p{color:#000}
			@media (prefers-color-scheme: dark){p{color:#eee}}</style><main><h1>Heading</h1><p>Some words to read</p></main>`))
	}))
	defer page.Close()
	for scheme, want := range map[string]int{"light": 0, "dark": 1} {
		b.See(t, testtool.Look{Width: 800, Height: 600, Scheme: scheme})
		b.Do(t, chromedp.Navigate(page.URL))
		if got := b.Violations(t); len(got) != want || want == 1 && !strings.HasPrefix(got[0], "color-contrast") {
			t.Errorf("%s: %q", scheme, got)
		}
	}
}
