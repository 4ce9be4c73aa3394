package report

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"
	"sync"

	"orgaudit/audit"
)

// htmlFiles are the frame of the page, its style and its script.
//
//go:embed html
var htmlFiles embed.FS

// writeHTML says the report as one page that asks for nothing else: style, script and pictures are inside, and its
// Content Security Policy lets nothing in that isn't. Without the script all of it can be read and filtered.
func writeHTML(w io.Writer, r *audit.Report, o Options) error { return htmlOf(w, documentOf(r, o), o) }

func htmlOf(w io.Writer, d *document, o Options) error {
	sources, err := htmlFrame()
	if err != nil {
		return err
	}
	h := &html{tongue: newTongue(o.Lang)}
	d = d.upTo(onPage, h.tongue)
	h.body(d.blocks)
	facts := make([]string, len(d.facts))
	for i, fact := range d.facts {
		facts[i] = inert(Clean(fact))
	}
	view := map[string]any{
		"Lang": h.lang, "Title": inert(Clean(d.title)), "Facts": facts, "Contents": h.contents(d.blocks),
		"Body": template.HTML(h.out.String()), "Style": sources.style, "CSP": sources.csp,
		"Skip": h.say("Skip to the answer"), "OnThisPage": h.say("On this page"),
		"Footer": h.say("Read only: nothing in the org was changed."),
	}
	if h.scripted {
		view["Script"], view["CSP"] = sources.script, sources.csp+"; script-src "+hashSource(string(sources.script))
	}
	var page bytes.Buffer // a page that breaks off in the middle is worth nothing
	if err := sources.page.Execute(&page, view); err != nil {
		return fmt.Errorf("fill the page: %w", err)
	}
	_, err = page.WriteTo(w)
	return err
}

// htmlSources are the embedded files, ready for use.
type htmlSources struct {
	page   *template.Template
	style  template.CSS
	script template.JS
	csp    string
}

// htmlFrame parses the embedded files when the first page is written: most runs write none.
var htmlFrame = sync.OnceValues(func() (*htmlSources, error) {
	var texts [3]string
	for i, name := range []string{"page.html", "style.css", "page.js"} {
		data, err := htmlFiles.ReadFile("html/" + name)
		if err != nil {
			return nil, err
		}
		texts[i] = unindented(string(data))
	}
	page, err := template.New("page").Parse(texts[0])
	if err != nil {
		return nil, err
	}
	// Style and script are files of this program, without a word of an org.
	return &htmlSources{page, template.CSS(texts[1]), template.JS(texts[2]),
		"default-src 'none'; style-src " + hashSource(texts[1]) +
			"; img-src data:; base-uri 'none'; form-action 'none'"}, nil
})

// hashSource names the one inline text that a page may use, as in Content Security Policy Level 3.
func hashSource(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// unindented drops the indentation of a source file.
func unindented(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			b.WriteString(line)
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// https gives an address that a page may link to, "" for any other: a saved report is not to be trusted.
func https(address string) string {
	if !strings.HasPrefix(address, "https://") || strings.ContainsAny(address, " \\\"'<>`{}|^") {
		return ""
	}
	return address
}

// markup is HTML that is safe to show.
type markup string

// html is one document on its way to a page.
type html struct {
	*tongue
	out      strings.Builder
	titled   bool // the headline of the page is said
	scripted bool // something on the page is better with the script: a filter, steps to copy
}

// put writes a template of ours, with texts of anybody in the places of its %s: they are cleaned and escaped.
func (h *html) put(template string, args ...any) {
	h.out.WriteString(string(filledIn(template, args...)))
}

func filledIn(format string, args ...any) markup {
	for i, arg := range args {
		switch arg := arg.(type) {
		case markup:
		case int:
		case look:
			args[i] = string(arg)
		case string:
			args[i] = template.HTMLEscapeString(inert(Clean(arg)))
		default:
			panic(fmt.Sprintf("%T has no way onto a page", arg))
		}
	}
	return markup(fmt.Sprintf(format, args...))
}

// line gives the markup of a line.
func (h *html) line(l line) markup {
	var b strings.Builder
	for _, p := range l {
		text := filledIn("%s", p.text)
		switch p.face {
		case strong:
			text = filledIn("<b>%s</b>", text)
		case quiet:
			text = filledIn(`<span class="quiet">%s</span>`, text)
		case coded, place:
			text = filledIn("<code>%s</code>", text)
		}
		switch {
		case strings.HasPrefix(p.link, "#") && len(p.link) > 1:
			text = filledIn(`<a href="%s">%s</a>`, p.link, text)
		case https(p.link) != "":
			text = filledIn(`<a class="out" href="%s" target="_blank" rel="noopener noreferrer">%s</a>`, p.link, text)
		}
		b.WriteString(string(text))
	}
	return markup(b.String())
}

// pictureOf is one of the pictures that page.html defines.
func pictureOf(l look) markup {
	switch l {
	case lookNone:
		return ""
	case lookAlarm:
		l = lookFail
	}
	return filledIn(`<svg class="i k-%s" aria-hidden="true"><use href="#i-%s"/></svg>`, l, l)
}

// button leads to Setup.
func (h *html) button(setup string) {
	if setup = https(setup); setup != "" {
		h.put(`<a class="button" href="%s" target="_blank" rel="noopener noreferrer">%s<svg class="i" aria-hidden="true"><use href="#i-out"/></svg></a>`,
			setup, h.say("Open in Setup"))
	}
}

// content is a place on the page that its head leads to.
type content struct {
	ID, Title string
	Count     int
}

func (h *html) contents(blocks []block) []content {
	out := []content{{ID: "answer", Title: h.say("Answer")}}
	for _, b := range blocks {
		if s, ok := b.(section); ok {
			c := content{ID: s.id, Title: inert(Clean(s.title))}
			for _, inside := range s.blocks {
				if step, ok := inside.(step); ok && step.number > 0 {
					c.Count++
				}
			}
			for _, card := range cardsIn(s.blocks) {
				c.Count += len(card.rows)
			}
			out = append(out, c)
		}
	}
	return out
}
