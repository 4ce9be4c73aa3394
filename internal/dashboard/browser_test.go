package dashboard_test

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"orgaudit/internal/dashboard"
	"orgaudit/internal/testtool"
)

// TestInBrowser opens every page wide and narrow, light and dark: nothing may complain, leave the dashboard, stand out
// of a narrow page or be hard to reach.
func TestInBrowser(t *testing.T) {
	s := store(t)
	fill(t, s)
	at := serve(t, options(s).Options)
	b := testtool.Chromium(t)
	for _, look := range []testtool.Look{
		{Width: 1280, Height: 900, Scheme: "light", Media: "screen"},
		{Width: 380, Height: 800, Scheme: "dark", Media: "screen"},
	} {
		b.See(t, look)
		for _, path := range []string{
			"/", "/orgs/prod", "/orgs/new", "/runs/5", "/compare?a=1&b=3", "/waivers", "/queue",
		} {
			b.Do(t, chromedp.Navigate(at.URL+path))
			if wide := testtool.Ask[int](t, b, "document.documentElement.scrollWidth"); wide > int(look.Width) {
				t.Errorf("%s is %d px wide at %d", path, wide, look.Width)
			}
			b.Accessible(t)
			if t.Failed() {
				t.Fatalf("at %s, %v", path, look)
			}
		}
	}
	b.See(t, testtool.Look{Width: 1280, Height: 900, Scheme: "light", Media: "screen"})
	b.Do(t, chromedp.Navigate(at.URL+"/"), chromedp.SendKeys("#q", "clean"))
	rows := "document.querySelectorAll('#orgs tbody tr').length"
	if !eventually(t, b, rows+" === 1") {
		t.Errorf("the filter leaves %d rows", testtool.Ask[int](t, b, rows))
	}
	b.Do(t, chromedp.Navigate(at.URL+"/runs/5/report"))
	if title := testtool.Ask[string](t, b, "document.title"); title == "" {
		t.Error("the report has no title")
	}
	b.Quiet(t, at.URL)
}

// eventually waits until an expression is true, inside the page.
func eventually(t *testing.T, b *testtool.Browser, expression string) bool {
	t.Helper()
	return testtool.Ask[bool](t, b, `new Promise(done => { const end = Date.now() + 5000; (function look() {
		if (`+expression+`) done(true); else if (Date.now() > end) done(false); else requestAnimationFrame(look) })() })`)
}

func TestSignInInBrowser(t *testing.T) {
	s := store(t)
	fill(t, s)
	o := options(s)
	hash, err := dashboard.HashPassword("operator password")
	if err != nil {
		t.Fatal(err)
	}
	o.SignIn.OperatorHash = hash
	o.Now = func() time.Time { return today }
	at := serve(t, o.Options)
	b := testtool.Chromium(t)
	b.Do(t, chromedp.Navigate(at.URL+"/orgs/prod"))
	b.Accessible(t)
	b.Do(t, chromedp.SendKeys("#password", "operator password\r"))
	b.Do(t, chromedp.WaitVisible(".act button"), chromedp.Click(".act button"), chromedp.WaitVisible(".callout.pass"))
	if where := testtool.Ask[string](t, b, "location.pathname + location.search"); where != "/orgs/prod?asked=1" {
		t.Errorf("the button leads to %s", where)
	}
	if len(o.asked) != 1 || o.asked[0] != "prod" {
		t.Errorf("asked for %v", o.asked)
	}
	if who := testtool.Ask[string](t, b, "document.querySelector('.who').textContent"); !strings.Contains(who,
		"operator") {
		t.Errorf("signed in as %s", who)
	}
	if cookie := testtool.Ask[string](t, b, "document.cookie"); cookie != "" {
		t.Errorf("a script sees the cookie %s", cookie)
	}
	b.Quiet(t, at.URL)
}
