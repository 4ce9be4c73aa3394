package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"orgaudit/audit"
)

// DiffFormats lists the formats that can say a diff.
func DiffFormats() []Format {
	return slices.DeleteFunc(Formats(), func(f Format) bool { return f.WriteDiff == nil })
}

// WriteDiff says a diff in the format of that name. An unknown name and a failed write are errors.
func WriteDiff(w io.Writer, format string, d *audit.Diff, o Options) error {
	var names []string
	for _, f := range DiffFormats() {
		if f.Name == strings.ToLower(format) {
			if err := f.WriteDiff(w, d, o); err != nil {
				return fmt.Errorf("write the diff as %s: %w", f.Name, err)
			}
			return nil
		}
		names = append(names, f.Name)
	}
	return fmt.Errorf("there is no format %q of a diff: take %s", format, strings.Join(names, " or "))
}

// diffSaidBy says the document of a diff in a format for people.
func diffSaidBy(write func(io.Writer, *document, Options) error) func(io.Writer, *audit.Diff, Options) error {
	return func(w io.Writer, d *audit.Diff, o Options) error { return write(w, documentOfDiff(d, o), o) }
}

func writeDiffJSON(w io.Writer, d *audit.Diff, _ Options) error { return WriteJSON(w, d) }
