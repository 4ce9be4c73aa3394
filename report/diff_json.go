package report

import (
	"bytes"
	"encoding/json"
	"io"

	"orgaudit/audit"
)

// writeDiffJSON writes the diff under its stable names, as harmless to show as a report.
func writeDiffJSON(w io.Writer, d *audit.Diff, _ Options) error {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false) // links must stay copyable
	e.SetIndent("", "  ")
	if err := e.Encode(d); err != nil {
		return err
	}
	_, err := w.Write(escapeJSON(text.Bytes()))
	return err
}
