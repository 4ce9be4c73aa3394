package report_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"orgaudit/audit"
	"orgaudit/report"
)

// huge is the report of an org whose every profile and user is judged: as many findings as asked, a third of which
// fail.
func huge(findings int) *audit.Report {
	r := policyOnly()
	r.Findings = nil
	query := "SELECT Id, Name, UserType, UserLicense.Name, PermissionsApiEnabled FROM Profile"
	r.Checks = map[string]audit.CheckText{}
	for i := range findings {
		name := fmt.Sprintf("Regional Sales Profile %04d (EMEA)", i)
		f := audit.Finding{
			Fingerprint: fmt.Sprintf("%016x", i), Check: fmt.Sprintf("profile-api-policy-%d", i%7), Verdict: audit.Pass,
			Severity: audit.Severities()[i%5],
			Subject:  audit.Subject{Kind: audit.SubjectProfile, Name: name, ID: fmt.Sprintf("00e5g%013d", i)},
			Want:     "API Enabled is off, as the policy asks for this profile", Got: "API Enabled is off",
			Message: "the profile " + name + " has API Enabled off, and the policy asks for it to be off",
			Evidence: []audit.Evidence{
				{Source: query, Value: "profile " + name + ": PermissionsApiEnabled = false", At: taken},
				{Source: audit.SourceAuditTrail,
					Value: "ada@acme.example: changed profile " + name + ": General User Permission API Enabled was " +
						"changed from disabled to enabled",
					At: taken.AddDate(0, 0, -i%90)},
			},
			Rule: &audit.Rule{File: "orgaudit.yaml", Line: 9 + i%40},
		}
		if i%3 == 0 {
			f.Verdict, f.Got, f.Fix = audit.Fail, "API Enabled is on", "disable-api-profile"
			f.Message = "the profile " + name + " has API Enabled, and the policy forbids it"
			f.Evidence[0].Source = fmt.Sprintf("%s WHERE Id = '00e5g%013d'", query,
				i) // read one by one: no place is shared
		}
		r.Findings = append(r.Findings, f)
		r.Checks[f.Check] = audit.CheckText{Fails: "A profile's API Enabled departs from the policy",
			Why: "Whoever has API Enabled reaches by any app what the profile may see."}
	}
	return r
}

func TestHTMLOfManyFindingsIsSmall(t *testing.T) {
	page := written(t, "html", huge(5000), report.Options{})
	t.Logf("%d bytes", len(page))
	if len(page) > 5_000_000 {
		t.Errorf("%d bytes", len(page))
	}
	if n := strings.Count(page, `class="row"`); n != 5000 {
		t.Errorf("%d findings on the page", n)
	}
}

func BenchmarkHTML(b *testing.B) {
	r := huge(5000)
	b.ReportAllocs()
	for b.Loop() {
		if err := report.Write(io.Discard, "html", r, report.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// The page says the verdict before all else, then why, then what to do.
func TestHTMLAnswersFirst(t *testing.T) {
	for name, want := range map[string][]string{
		"several-causes": {"NOT READY", "<h1", "jane@acme.example cannot connect Sales Insight Actions", "is frozen",
			"Fix", "Unfreeze the user", "Also in the way", "How to fix it", "Findings", "Causes, root first"},
		"blocked": {"NOT READY", "<h1",
			"https://acme.my.salesforce.com/lightning/setup/ConnectedAppsUsage/home", "Effect", "Every user of Acme",
			"Vendor", "experienceleague.adobe.com"},
		"ready": {"READY", "<h1", "can connect", "Not the org", "Worth knowing", "92 % of today"},
		"locked-out": {"CANNOT TELL", "<h1", "whether jane@acme.example can connect", "give the audit user",
			modifyMetadata, "Could not be told", "By hand"},
		"not-signed-in": {"NOT ENTERED", "<h1", "could not sign in", "INVALID_LOGIN", "Could not be told"},
		"policy-only": {"POLICY NOT FOLLOWED", "<h1", "Acme departs from the policy in 1 point", "orgaudit.yaml:9",
			"migration, ticket 4711", "orgaudit.yaml:14", "feedface"},
		"many": {"<h1", "19 of 80 connections are not ready", "Every connection", "user39@acme.example",
			"for example"},
		"empty": {"NOTHING ASKED", "<h1", "nothing was asked about Acme", "What was read"},
	} {
		page := html.UnescapeString(written(t, "html", fixtures()[name], report.Options{}))
		_, body, _ := strings.Cut(page, "<main")
		for _, part := range want {
			_, rest, ok := strings.Cut(body, part)
			if !ok {
				t.Errorf("%s: no %q after what comes before it", name, part)
				break
			}
			body = rest
		}
	}
}

var (
	inlineStyle  = regexp.MustCompile(`(?s)<style>(.*?)</style>`)
	inlineScript = regexp.MustCompile(`(?s)<script>(.*?)</script>`)
	attribute    = regexp.MustCompile(`\s(id|href|src|for|list|aria-labelledby|style|on[a-z]+)="([^"]*)"`)
)

// unframed leaves of a page what differs from page to page.
func unframed(page string) string {
	frame := regexp.MustCompile(`(?s)(<style>|<script>|<svg class="pictures"[^>]*>|-Policy" content=").*?(</style>|</script>|</svg>|">)`)
	return frame.ReplaceAllString(page, "$1…$2")
}

// Style and script of every page are those of the files beside this one, and each picture that a page uses is defined
// on it.
func TestHTMLFrame(t *testing.T) {
	pages := map[string]string{"diff": saidDiff(t, "html", moved(), report.Options{})}
	for name, r := range fixtures() {
		pages[name] = written(t, "html", r, report.Options{})
	}
	for name, page := range pages {
		for file, inline := range map[string]*regexp.Regexp{"style.css": inlineStyle, "page.js": inlineScript} {
			want, err := os.ReadFile(filepath.Join("html", file))
			if err != nil {
				t.Fatal(err)
			}
			found := inline.FindStringSubmatch(page)
			if found == nil && file == "page.js" {
				continue // nothing on the page is better with a script
			}
			if found == nil || strings.Join(strings.Fields(found[1]),
				" ") != strings.Join(strings.Fields(string(want)), " ") {
				t.Errorf("%s has another %s", name, file)
			}
		}
		for _, used := range regexp.MustCompile(`href="#(i-[a-z]+)"`).FindAllStringSubmatch(page, -1) {
			if !strings.Contains(page, `<symbol id="`+used[1]+`"`) {
				t.Errorf("%s uses the picture %s and has none", name, used[1])
			}
		}
	}
}

// The page lets in only its own style and script, and asks for nothing.
func TestHTMLStandsAlone(t *testing.T) {
	for name, r := range fixtures() {
		page := written(t, "html", r, report.Options{})
		policy := html.UnescapeString(regexp.MustCompile(`Content-Security-Policy" content="([^"]*)"`).
			FindStringSubmatch(page)[1])
		for _, inline := range []*regexp.Regexp{inlineStyle, inlineScript} {
			all := inline.FindAllStringSubmatch(page, -1)
			if inline == inlineScript && len(all) == 0 {
				continue // nothing on the page is better with a script
			}
			if len(all) != 1 {
				t.Fatalf("%s: %d times %s", name, len(all), inline)
			}
			sum := sha256.Sum256([]byte(all[0][1]))
			if hash := base64.StdEncoding.EncodeToString(sum[:]); !strings.Contains(policy, "'sha256-"+hash+"'") {
				t.Errorf("%s: %s is not in %s", name, hash, policy)
			}
		}
		if !strings.HasPrefix(policy, "default-src 'none';") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %s", name, policy)
		}
		ids, refers := map[string]bool{}, []string{}
		for _, a := range attribute.FindAllStringSubmatch(page, -1) {
			switch value := html.UnescapeString(a[2]); a[1] {
			case "id":
				if ids[value] {
					t.Errorf("%s: id %q twice", name, value)
				}
				ids[value] = true
			case "href":
				if at, ok := strings.CutPrefix(value, "#"); ok {
					refers = append(refers, at)
				} else if !strings.HasPrefix(value, "https://") && !strings.HasPrefix(value, "data:image/svg+xml,") {
					t.Errorf("%s: link to %q", name, value)
				}
			case "aria-labelledby":
				refers = append(refers, strings.Fields(value)...)
			case "for", "list":
				refers = append(refers, value)
			default:
				t.Errorf("%s: attribute %s=%q", name, a[1], value)
			}
		}
		for _, at := range refers {
			if !ids[at] {
				t.Errorf("%s: nothing has the id %q", name, at)
			}
		}
	}
}

// A saved report is data of somebody: what it says is shown and never obeyed.
func TestHTMLIsInert(t *testing.T) {
	r := hostile()
	for i := range r.Steps {
		fix := &r.Steps[i]
		fix.SetupURL, fix.Source.URL = "javascript:alert(1)", "http://acme.example/"
		fix.Vendor = &audit.Page{Title: "x", URL: `https://acme.example/"onmouseover="alert(1)`}
	}
	named(r, `"><img src=x onerror=alert(1)>`,
		audit.Step{Title: "{{.CSP}}", SetupURL: "//acme.example",
			Source: audit.Page{Title: "t", URL: "data:text/html,x"}})
	r.Org.URL = "javascript:alert(2)"
	page := written(t, "html", r, report.Options{})
	_, body, _ := strings.Cut(page, "<body>")
	body = inlineScript.ReplaceAllString(body, "")
	for _, bad := range []string{"<script", "<img", `href="javascript`, `href="http:`, `href="data:text`, `href="//`,
		`"onmouseover="`, "\u202e", "\x1b", "\u200b"} {
		if strings.Contains(body, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	for line := range strings.Lines(body) {
		if strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, "##[") ||
			strings.Contains(line, "##vso[") {
			t.Errorf("a build server would obey %q", line)
		}
	}
	if !strings.Contains(body, "{{.CSP}}") || !strings.Contains(body, "&lt;script&gt;alert(1)") {
		t.Error("what the org says is not shown")
	}
}

// The templates hold no text of their own: what is read comes from the tongue.
func TestHTMLTemplatesHoldNoText(t *testing.T) {
	files, err := filepath.Glob("html/*.html")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	markup := regexp.MustCompile(`(?s)\{\{.*?\}\}|<[^>]*>`)
	word := regexp.MustCompile(`\pL{2,}`)
	allowed := []string{"orgaudit", "sha"} // a name, and SHA-256
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text := markup.ReplaceAllString(markup.ReplaceAllString(string(data), " "), " ")
		for _, w := range word.FindAllString(text, -1) {
			if !slices.Contains(allowed, w) {
				t.Errorf("%s says %q", file, w)
			}
		}
	}
}

func TestHTMLWritesOnceOrNotAtAll(t *testing.T) {
	w := &failing{}
	if err := report.Write(w, "html", blocked(), report.Options{}); err == nil || w.calls != 1 {
		t.Errorf("%d calls, error %v", w.calls, err)
	}
}

type failing struct{ calls int }

func (f *failing) Write([]byte) (int, error) { f.calls++; return 0, io.ErrClosedPipe }

// path gives the words of the picture of a report's first connection.
func pathOf(t *testing.T, r *audit.Report) []string {
	t.Helper()
	page := written(t, "html", r, report.Options{})
	_, rest, ok := strings.Cut(page, `<details class="words">`)
	if !ok {
		t.Fatal("no path")
	}
	list, _, _ := strings.Cut(rest, "</details>")
	var steps []string
	for _, li := range regexp.MustCompile(`(?s)<li( class="k-[a-z]+")?>(.*?)</li>`).FindAllStringSubmatch(list, -1) {
		kind := strings.TrimSuffix(strings.TrimPrefix(li[1], ` class="k-`), `"`)
		text := html.UnescapeString(regexp.MustCompile(`(?s)<svg.*?</svg>`).ReplaceAllString(li[2], ""))
		steps = append(steps, strings.TrimSpace(kind+" "+text))
	}
	return steps
}

// The picture goes from the user by what grants API Enabled through the gates to the API, and shows where it ends.
func TestHTMLPath(t *testing.T) {
	r := severalCauses()
	r.Connections[0].Grants = []audit.Grant{
		{Via: "profile", Name: "Marketing User", Stopped: "API Enabled is off"},
		{Via: "permission set", Name: "Data Tools", Stopped: "the assignment expired on 2026-06-30"},
	}
	want := []string{
		"User: jane@acme.example", "fail user-state: Stops here", "fail app-blocked: Also closed: blocked",
		"Profile Marketing User: API Enabled is off",
		"Permission set Data Tools: the assignment expired on 2026-06-30", "fail api-access: Also closed",
		"moot app-not-approved: Not judged",
		"fail Salesforce API: is not reached",
	}
	if got := pathOf(t, r); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	r = ready()
	r.Connections[0].Grants = []audit.Grant{{Via: "profile", Name: "Sales", Grants: true}}
	gate(r, audit.Finding{Check: "api-access", Subject: user("jane@acme.example"), Verdict: audit.Pass})
	want = []string{
		"User: jane@acme.example", "pass edition-api: open", "pass app-blocked: open", "info api-limit: open",
		"pass Profile Sales: grants it", "pass api-access: open", "pass Salesforce API: can be reached",
	}
	if got := pathOf(t, r); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if got := pathOf(t, lockedOut()); got[len(got)-1] != "Salesforce API: cannot be told whether it is reached" {
		t.Errorf("got %q", got)
	}
}

// Of many grants those that decide are drawn, and the others are counted.
func TestHTMLPathOfManyGrants(t *testing.T) {
	r := ready()
	c := &r.Connections[0]
	c.Grants = []audit.Grant{{Via: "profile", Name: "Sales", Stopped: "API Enabled is off"}}
	for i := range 30 {
		c.Grants = append(c.Grants,
			audit.Grant{Via: "permission set", Name: fmt.Sprintf("Set %02d", i),
				Stopped: "the assignment is not active", Grants: false})
	}
	c.Grants[30] = audit.Grant{Via: "permission set group", Name: "The one", Grants: true}
	gate(r, audit.Finding{Check: "api-access", Subject: user("jane@acme.example"), Verdict: audit.Pass})
	got := pathOf(t, r)
	if !slices.Contains(got, "pass Permission set group The one: grants it") || !slices.Contains(got, "and 23 more") {
		t.Errorf("got %q", got)
	}
}

// Every answer has its detail, up to a number of pictures; the table has every connection.
func TestHTMLOfManyConnections(t *testing.T) {
	r := fixture()
	for i := range 300 {
		name := fmt.Sprintf("user%03d@acme.example", i)
		connection(r, name, fmt.Sprintf("App %03d", i))
		gate(r, audit.Finding{Check: "user-state", Subject: user(name), Verdict: audit.Fail,
			Message: name + " is frozen", Fix: "unfreeze-user"})
	}
	page := written(t, "html", r, report.Options{})
	if rows, maps := strings.Count(page, `<tr role="row" class="c-fail">`), strings.Count(page,
		`<figure class="path">`); rows != 300 || maps != 10 {
		t.Errorf("%d rows, %d pictures", rows, maps)
	}
	if !strings.Contains(page, "290 more groups of connections are in the table only") {
		t.Error("it is not said that there are more")
	}
}

func TestHTMLIsTheSameTwice(t *testing.T) {
	for name := range fixtures() {
		a, b := written(t, "html", fixtures()[name], report.Options{}), written(t, "html", fixtures()[name],
			report.Options{})
		if !bytes.Equal([]byte(a), []byte(b)) {
			t.Errorf("%s differs", name)
		}
	}
}
