package report_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"orgaudit/audit"
	"orgaudit/internal/testtool"
	"orgaudit/report"
)

// pages serves reports as pages, each under its name.
func pages(t *testing.T, reports map[string]*audit.Report) *httptest.Server {
	t.Helper()
	texts := map[string]string{}
	for name, r := range reports {
		texts["/"+name] = written(t, "html", r, report.Options{})
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, texts[r.URL.Path])
	}))
	t.Cleanup(server.Close)
	return server
}

// crowded is a connection with everything that makes a picture hard to draw: long names, many grants, twenty gates.
func crowded() *audit.Report {
	r := fixture()
	long := "the.integration.user.of.the.very.long.department.name@subsidiary.acme-industries.example"
	connection(r, long, "An App With A Name That Goes On And On For Ever And Ever")
	c := &r.Connections[0]
	c.Grants = []audit.Grant{{Via: "profile",
		Name: "A Cloned Profile Of Which Nobody Knows Any Longer What It Was Made For", Stopped: "API Enabled is off"}}
	for i := range 12 {
		c.Grants = append(c.Grants,
			audit.Grant{Via: "permission set group", Name: strings.Repeat("営業支援", 9),
				Stopped: "the group has not been recalculated (status Outdated)", Grants: i == 11})
	}
	for i := range 20 {
		check := fmt.Sprintf("gate-%02d", i)
		if i == 19 {
			check = "api-access"
		}
		verdict := []audit.Verdict{audit.Pass, audit.Fail, audit.Unknown, audit.Waived, audit.Moot}[i%5]
		gate(r, audit.Finding{Check: check, Subject: user(long), Verdict: verdict, Want: "W",
			Got: strings.Repeat("WIDEST ", 20), Message: check + " of " + long, Fix: fixUnblock})
		r.Checks[check] = audit.CheckText{Topic: strings.Repeat("MMMM WWWW ", 9), Why: "It matters.", Gate: true}
	}
	named(r, fixUnblock, unblock())
	return r
}

func TestHTMLInABrowser(t *testing.T) {
	b := testtool.Chromium(t)
	reports := fixtures()
	reports["crowded"] = crowded()
	delete(reports, "blocked") // others have all that these have
	delete(reports, "empty")
	server := pages(t, reports)
	for _, name := range slices.Sorted(maps.Keys(reports)) {
		t.Run(name, func(t *testing.T) {
			for _, look := range []testtool.Look{
				{Width: 1200, Height: 900, Scheme: "light"}, {Width: 1200, Height: 900, Scheme: "dark"},
				{Width: 380, Height: 800, Scheme: "light"},
			} {
				b.See(t, look)
				b.Do(t, chromedp.Navigate(server.URL+"/"+name))
				if wide := testtool.Ask[int64](t, b, `document.documentElement.scrollWidth`); wide > look.Width {
					t.Errorf("at %d pixels the page is %d wide", look.Width, wide)
				}
				b.Accessible(t)
			}
			if out := testtool.Ask[[]string](t, b, textsOutside); len(out) > 0 {
				t.Errorf("texts leave their picture: %q", out)
			}
		})
	}
	b.Quiet(t, server.URL)
}

// textsOutside lists the texts that are wider than the picture that they stand in.
const textsOutside = `[...document.querySelectorAll('svg.map text')].filter(t => {
	const b = t.getBBox(), v = t.ownerSVGElement.viewBox.baseVal; return b.x + b.width > v.width ||
		b.y + b.height > v.height;
}).map(t => t.textContent)`

// shownCards counts the cards that can be seen.
const shownCards = `[...document.querySelectorAll('.card')].filter(c => c.checkVisibility()).length`

func TestHTMLFilter(t *testing.T) {
	b := testtool.Chromium(t)
	server := pages(t, map[string]*audit.Report{"one": severalCauses(), "many": many()})
	for _, script := range []bool{true, false} {
		if _, err := chromedp.Call(b, emulation.SetScriptExecutionDisabled,
			emulation.SetScriptExecutionDisabledParams{Value: !script}); err != nil {
			t.Fatal(err)
		}
		b.Do(t, chromedp.Navigate(server.URL+"/one"))
		shows := func(want int) {
			t.Helper()
			if got := testtool.Ask[int](t, b, shownCards); got != want {
				t.Errorf("script %v: %d cards are shown, want %d", script, got, want)
			}
		}
		click := func(id string) { b.Do(t, chromedp.Click(chromedp.CSS("#"+id))) }
		shows(4)
		click("f-k-fail")
		shows(1) // the one that was not judged
		click("f-k-fail")
		click("f-s-critical")
		shows(3) // the blocked app is critical
		click("f-a-user")
		shows(0)
		b.Do(t, chromedp.Click(chromedp.CSS(".filter button[type=reset]")))
		shows(4)
		if visible := testtool.Ask[bool](t, b,
			`document.getElementById('search').checkVisibility()`); visible != script {
			t.Errorf("script %v: search visible %v", script, visible)
		}
		if !script {
			continue
		}
		b.Do(t, chromedp.SendKeys(chromedp.CSS("#search"), "EXPIRED jane"))
		shows(1)
		if got := testtool.Ask[string](t, b, `document.getElementById('shown').textContent`); got != "1 of 4 shown" {
			t.Errorf("said %q", got)
		}
		b.Do(t, chromedp.SendKeys(chromedp.CSS("#search"), " nobody"))
		shows(0)
		if got := testtool.Ask[string](t, b,
			`document.getElementById('shown').textContent`); got != "Nothing matches this filter." {
			t.Errorf("said %q", got)
		}
	}
	b.Do(t, chromedp.Navigate(server.URL+"/many"), chromedp.Click(chromedp.CSS("#c-pass")))
	if rows := testtool.Ask[int](t, b,
		`[...document.querySelectorAll('table.all tbody tr')].filter(r => r.checkVisibility()).length`); rows != 21 {
		t.Errorf("%d connections are shown without those that are ready", rows)
	}
	b.Quiet(t, server.URL)
}

func TestHTMLCopiesSteps(t *testing.T) {
	b := testtool.Chromium(t)
	server := pages(t, map[string]*audit.Report{"page": blocked()})
	b.Do(t, chromedp.Navigate(server.URL+"/page"))
	// What the page copies is caught on its way to the clipboard, which belongs to the machine.
	testtool.Ask[bool](t, b,
		`Object.defineProperty(navigator, 'clipboard', {value: {writeText: async text => { window.copied = text }}}); true`)
	b.Do(t, chromedp.Click(chromedp.CSS(".copy")))
	got := testtool.Ask[string](t, b, `window.copied`)
	for _, want := range []string{"Unblock the app\n1. In Setup, open", "\n3. Press Unblock.\n",
		"https://acme.my.salesforce.com/lightning/setup/ConnectedAppsUsage/home"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %q", want, got)
		}
	}
	if said := testtool.Ask[string](t, b, `document.querySelector('.copy').firstChild.data`); said != "Copied" {
		t.Errorf("the button says %q", said)
	}
	// A link to a folded fix or finding unfolds it.
	if open := testtool.Ask[bool](t, b,
		`new Promise(done => { const d = document.getElementById('pass-edition-api'); d.addEventListener('toggle', () => done(d.open)); location.hash = d.id })`); !open {
		t.Error("a link does not unfold what it leads to")
	}
	b.Quiet(t, server.URL)
}

// Paper has no buttons, shows what is folded, and spells the links out.
func TestHTMLPrints(t *testing.T) {
	b := testtool.Chromium(t)
	server := pages(t, map[string]*audit.Report{"page": severalCauses()})
	b.See(t, testtool.Look{Width: 800, Height: 1100, Scheme: "dark", Media: "print"})
	b.Do(t, chromedp.Navigate(server.URL+"/page"))
	if seen := testtool.Ask[[]string](t, b,
		`[...document.querySelectorAll('button, input, nav')].filter(e => e.checkVisibility()).map(e => e.outerHTML)`); len(seen) > 0 {
		t.Errorf("on paper: %q", seen)
	}
	if folded := testtool.Ask[int](t, b,
		`[...document.querySelectorAll('.card .inside, .other .remedy')].filter(e => e.getBoundingClientRect().height < 10).length`); folded > 0 {
		t.Errorf("%d are folded on paper", folded)
	}
	if after := testtool.Ask[string](t, b,
		`getComputedStyle(document.querySelector('.fix a[href^="https:"]'), '::after').content`); !strings.Contains(after, "https://") {
		t.Errorf("a link on paper ends in %q", after)
	}
	if back := testtool.Ask[string](t, b,
		`getComputedStyle(document.body).backgroundColor`); back != "rgb(255, 255, 255)" {
		t.Errorf("paper is %s", back)
	}
	pdf, err := chromedp.Run(b,
		chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4), chromedp.PDFPreferCSSPageSize()))
	if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF-")) || len(pdf) < 10_000 {
		t.Errorf("a PDF of %d bytes, error %v", len(pdf), err)
	}
	b.Quiet(t, server.URL)
}

// soon is how long a page of 5,000 findings may take until it can be read.
const soon = 2 * time.Second

func TestHTMLOfManyFindingsOpensSoon(t *testing.T) {
	b := testtool.Chromium(t)
	server := pages(t, map[string]*audit.Report{"page": huge(5000)})
	b.Do(t, chromedp.Navigate(server.URL+"/page"))
	took := time.Duration(testtool.Ask[float64](t, b,
		`performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd * 1e6`))
	t.Logf("ready after %s", took)
	if took > soon {
		t.Errorf("ready after %s", took)
	}
	b.Do(t, chromedp.SendKeys(chromedp.CSS("#search"), "4711"))
	if rows := testtool.Ask[int](t, b,
		`[...document.querySelectorAll('.row')].filter(r => r.checkVisibility()).length`); rows != 1 {
		t.Errorf("%d rows are found", rows)
	}
	b.Quiet(t, server.URL)
}
