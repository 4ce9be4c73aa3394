package report_test

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"orgaudit/internal/testtool"
	"orgaudit/report"
)

func TestMarkdownGolden(t *testing.T) {
	for name, r := range fixtures() {
		golden(t, name+".md", written(t, "markdown", r, report.Options{}))
	}
	golden(t, "policy-only.verbose.md", written(t, "markdown", policyOnly(), report.Options{Verbose: true}))
	golden(t, "blocked.quiet.md", written(t, "markdown", blocked(), report.Options{Quiet: true}))
}

// The answer stands in the first line, its cause and the fix below it.
func TestMarkdownAnswerFirst(t *testing.T) {
	for name, want := range map[string]string{
		"blocked": "# ✗ NOT READY: `jane@acme.example` cannot connect Sales Insight Actions\n\n" +
			"- **Why:** Sales Insight Actions is blocked in Acme: " +
			"Ada Admin blocked it on 2026-11-03 (`app-blocked`)\n" +
			"- **Fix:** Unblock the app, <https://acme.my.salesforce.com/lightning/setup/ConnectedAppsUsage/home>\n",
		"ready":         "# ✓ READY: ",
		"locked-out":    "# ? CANNOT TELL: ",
		"many":          "# ✗ NOT READY: 19 of 80 connections are not ready, and 2 cannot be told\n",
		"policy-only":   "# ✗ POLICY NOT FOLLOWED: Acme departs from the policy in 1 point\n",
		"not-signed-in": "# ? NOT ENTERED: the audit could not sign in at acme.my.salesforce.com\n",
	} {
		if got := written(t, "markdown", fixtures()[name], report.Options{}); !strings.HasPrefix(got, want) {
			t.Errorf("%s: got %.300q, want %q", name, got, want)
		}
	}
}

// parsed gives the HTML that GitHub's flavour of Markdown makes of some texts, without its own cleaning.
func parsed(t *testing.T, texts []string) []string {
	t.Helper()
	modules := testtool.NPM(t)
	const program = `import { readFileSync } from 'node:fs'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
const texts = JSON.parse(readFileSync(0))
const html = t => micromark(t,
	{ allowDangerousHtml: true, allowDangerousProtocol: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] })
process.stdout.write(JSON.stringify(texts.map(html)))`
	in, err := json.Marshal(texts)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", "--input-type=module", "-e", program)
	cmd.Dir, cmd.Stdin = filepath.Dir(modules), bytes.NewReader(in)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, said.String())
	}
	var pages []string
	if err := json.Unmarshal(out, &pages); err != nil {
		t.Fatal(err)
	}
	return pages
}

var (
	element = regexp.MustCompile(`<(/?[a-zA-Z!][a-zA-Z0-9]*)[^>]*>`)
	href    = regexp.MustCompile(`href="([^"]*)"`)
	// ours are the elements that the report's own Markdown has.
	ours = regexp.MustCompile(`^/?(h[1-3]|p|ul|ol|li|strong|code|a|table|thead|tbody|tr|th|td)$`)
)

// Whatever an org names things, the page has the same headings, lists and tables, and no other link: a parser of
// GitHub's flavour of Markdown says so.
func TestMarkdownAttacks(t *testing.T) {
	names, texts := []string{"nothing"}, []string{written(t, "markdown", everything(), report.Options{Verbose: true})}
	for name, attack := range attacks() {
		names, texts = append(names, name), append(texts,
			written(t, "markdown", attacked(t, everything(), attack), report.Options{Verbose: true}))
	}
	names, texts = append(names, "forged"), append(texts,
		written(t, "markdown", hostile(), report.Options{Verbose: true}))
	structure := func(page string) (blocks, links []string) {
		for _, found := range element.FindAllStringSubmatch(page, -1) {
			switch name := found[1]; {
			case !ours.MatchString(name):
				t.Errorf("a foreign element in …%s…", found[0])
			case name != "code" && name != "/code" && name != "a" && name != "/a":
				blocks = append(blocks, name)
			}
		}
		for _, found := range href.FindAllStringSubmatch(page, -1) {
			links = append(links, found[1])
		}
		return blocks, links
	}
	pages := parsed(t, texts)
	blocks, links := structure(pages[0])
	if len(blocks) < 100 || len(links) < 5 {
		t.Fatalf("%d elements and %d links: the parser sees no report", len(blocks), len(links))
	}
	for i, page := range pages {
		others, elsewhere := structure(page)
		if names[i] != "forged" {
			if diff := cmp.Diff(blocks, others); diff != "" {
				t.Errorf("%s: another structure (-benign +attacked):\n%s\n%s", names[i], diff, texts[i])
			}
		}
		for _, link := range elsewhere {
			if !strings.Contains(strings.Join(links, "\n")+"\n", link+"\n") {
				t.Errorf("%s: a link to %s", names[i], link)
			}
		}
		if mention := regexp.MustCompile(`(^|[^\w/])@\w|(^|\s)#\d`).
			FindString(regexp.MustCompile(`(?s)<code>.*?</code>`).ReplaceAllString(page, "")); mention != "" {
			t.Errorf("%s: a mention: %q", names[i], mention)
		}
	}
}
