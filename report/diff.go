package report

import (
	"fmt"
	"io"
	"strings"

	"orgaudit/audit"
)

// DiffFormat is one way of saying what changed between two reports.
type DiffFormat struct {
	Name       string
	Extensions []string // of files in this format, with the dot, lower case
	Write      func(w io.Writer, d *audit.Diff, o Options) error
}

// DiffFormats lists every format of a diff.
func DiffFormats() []DiffFormat {
	return []DiffFormat{
		{Name: "text", Extensions: []string{".txt", ".text"}, Write: saidBy(textOf)},
		{Name: "json", Extensions: []string{".json"},
			Write: func(w io.Writer, d *audit.Diff, _ Options) error { return WriteJSON(w, d) }},
		{Name: "markdown", Extensions: []string{".md", ".markdown"}, Write: saidBy(markdownOf)},
		{Name: "html", Extensions: []string{".html", ".htm"}, Write: saidBy(htmlOf)},
	}
}

// WriteDiff says a diff in the format of that name. An unknown name and a failed write are errors.
func WriteDiff(w io.Writer, format string, d *audit.Diff, o Options) error {
	var names []string
	for _, f := range DiffFormats() {
		if f.Name == strings.ToLower(format) {
			if err := f.Write(w, d, o); err != nil {
				return fmt.Errorf("write the diff as %s: %w", f.Name, err)
			}
			return nil
		}
		names = append(names, f.Name)
	}
	return fmt.Errorf("there is no format %q of a diff: take %s", format, strings.Join(names, " or "))
}

// saidBy says the document of a diff in a format for people.
func saidBy(write func(io.Writer, *document, Options) error) func(io.Writer, *audit.Diff, Options) error {
	return func(w io.Writer, d *audit.Diff, o Options) error { return write(w, documentOfDiff(d, o), o) }
}
