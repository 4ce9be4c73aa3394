// Package report says a report in a format. There is one table of formats, [Formats], and one file for each. A
// format decides how something is said, never what is true: verdicts, causes and exit codes come with the report.
package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"orgaudit/audit"
)

// DefaultWidth is the width of text where nobody gave one, in columns.
const DefaultWidth = 80

// Options say how a report is shown. Formats for machines ignore them.
type Options struct {
	Width   int       // columns of text; 0 = DefaultWidth
	Color   bool      // colour by ANSI escape sequences
	Verbose bool      // what passed and every row as well
	Quiet   bool      // the answers only
	Now     time.Time // to say how old the report is; zero = not said
	Lang    string    // language of what people read, one of Languages; "" = English
}

// Formats that a caller picks for what it needs: a page to look at, a text to read, data.
const (
	Text     = "text"
	HTML     = "html"
	Markdown = "markdown"
	JSON     = "json"
)

// Format is one way of saying a report, and what changed between two where it has a way for that.
type Format struct {
	Name       string
	Extensions []string // of files in this format, with the dot, lower case
	About      string   // what it is good for, a few words
	MediaType  string   // for who serves it over HTTP
	Write      func(w io.Writer, r *audit.Report, o Options) error
	WriteDiff  func(w io.Writer, d *audit.Diff, o Options) error // nil: it can't say a diff
}

// Formats lists every format.
func Formats() []Format {
	return []Format{
		{
			Name: Text, Extensions: []string{".txt", ".text"}, About: "for people, in a terminal",
			MediaType: "text/plain; charset=utf-8", Write: writeText, WriteDiff: diffSaidBy(textOf),
		},
		{
			Name: HTML, Extensions: []string{".html", ".htm"},
			About:     "for people, one page for a browser or as PDF",
			MediaType: "text/html; charset=utf-8", Write: writeHTML, WriteDiff: diffSaidBy(htmlOf),
		},
		{
			Name: Markdown, Extensions: []string{".md", ".markdown"}, About: "for tickets",
			MediaType: "text/markdown; charset=utf-8", Write: writeMarkdown, WriteDiff: diffSaidBy(markdownOf),
		},
		{
			Name: JSON, Extensions: []string{".json"}, About: "for programs, stable names",
			MediaType: "application/json", Write: writeJSON, WriteDiff: writeDiffJSON,
		},
		{
			Name: "csv", Extensions: []string{".csv"}, About: "for spreadsheets, a row for each finding",
			MediaType: "text/csv; charset=utf-8", Write: writeCSV,
		},
		{
			Name: "sarif", Extensions: []string{".sarif"}, About: "for code scanning, as SARIF 2.1.0",
			MediaType: "application/sarif+json", Write: writeSARIF,
		},
		{
			Name: "junit", Extensions: []string{".xml"}, About: "for CI servers, as tests",
			MediaType: "application/xml", Write: writeJUnit,
		},
	}
}

// Names lists the names of the formats.
func Names() []string {
	var names []string
	for _, f := range Formats() {
		names = append(names, f.Name)
	}
	return names
}

// Named finds a format by its name.
func Named(name string) (Format, bool) {
	for _, f := range Formats() {
		if f.Name == strings.ToLower(name) {
			return f, true
		}
	}
	return Format{}, false
}

// Write says a report in the format of that name. An unknown name and a failed write are errors.
func Write(w io.Writer, format string, r *audit.Report, o Options) error {
	f, ok := Named(format)
	if !ok {
		return fmt.Errorf("there is no format %q: take one of %s", format, strings.Join(Names(), ", "))
	}
	if err := f.Write(w, r, o); err != nil {
		return fmt.Errorf("write the report as %s: %w", f.Name, err)
	}
	return nil
}
