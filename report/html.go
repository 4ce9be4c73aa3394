package report

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"reflect"
	"strings"
	"sync"

	"orgaudit/audit"
)

// htmlFiles are the templates of the page, its style and its script. They hold no label: what people read comes from
// their tongue.
//
//go:embed html
var htmlFiles embed.FS

// writeHTML says the report as one page that asks for nothing else: style, script and pictures are inside, and its
// Content Security Policy lets nothing in that isn't. Without the script all of it can be read and filtered.
func writeHTML(w io.Writer, r *audit.Report, o Options) error {
	sources, err := htmlPage()
	if err != nil {
		return err
	}
	view := newHTML(cleaned(r), o)
	view.Style, view.Script, view.CSP = sources.style, sources.script, sources.csp
	var page bytes.Buffer // a page that breaks off in the middle is worth nothing
	if err := sources.page.ExecuteTemplate(&page, "page.html", view); err != nil {
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

// htmlPage parses the embedded files when the first page is written: most runs write none.
var htmlPage = sync.OnceValues(func() (*htmlSources, error) {
	read := func(name string) (string, error) {
		data, err := htmlFiles.ReadFile("html/" + name)
		return unindented(string(data)), err
	}
	s := &htmlSources{page: template.New("").Funcs(template.FuncMap{"pair": pair})}
	for _, name := range []string{"page.html", "answer.html", "path.html", "finding.html", "fix.html", "read.html"} {
		text, err := read(name)
		if err != nil {
			return nil, err
		}
		if _, err := s.page.New(name).Parse(text); err != nil {
			return nil, err
		}
	}
	style, err := read("style.css")
	if err != nil {
		return nil, err
	}
	script, err := read("page.js")
	if err != nil {
		return nil, err
	}
	// Both are files of this program, without a word of an org.
	s.style, s.script = template.CSS(style), template.JS(script)
	s.csp = "default-src 'none'; style-src " + hashSource(style) + "; script-src " + hashSource(script) +
		"; img-src data:; base-uri 'none'; form-action 'none'"
	return s, nil
})

// htmlPair hands a template a piece of the page and the page itself, whose words it needs.
type htmlPair struct {
	Page  *htmlView
	Of    any
	Level string // of the headings inside
}

func pair(page *htmlView, of any, level ...string) htmlPair {
	return htmlPair{page, of, strings.Join(level, "")}
}

// hashSource names the one inline text that a page may use, as in Content Security Policy Level 3.
func hashSource(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// unindented drops the indentation of a source file, which a page of thousands of findings would repeat.
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

// cleaned copies a report with every text of it made safe to show, so that no place of a page can forget it.
func cleaned(r *audit.Report) *audit.Report {
	return cleanedValue(reflect.ValueOf(r)).Interface().(*audit.Report)
}

func cleanedValue(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.String:
		out := reflect.New(v.Type()).Elem()
		out.SetString(inert(Clean(v.String())))
		return out
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		out := reflect.New(v.Type().Elem())
		out.Elem().Set(cleanedValue(v.Elem()))
		return out
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(cleanedValue(v.Index(i)))
		}
		return out
	case reflect.Map:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeMapWithSize(v.Type(), v.Len())
		for key, value := range v.Seq2() {
			out.SetMapIndex(cleanedValue(key), cleanedValue(value))
		}
		return out
	case reflect.Struct:
		out := reflect.New(v.Type()).Elem()
		out.Set(v) // what isn't exported stays: the inside of a time
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				out.Field(i).Set(cleanedValue(v.Field(i)))
			}
		}
		return out
	}
	return v
}
