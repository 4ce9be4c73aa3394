package report

import (
	"io"

	"orgaudit/audit"
)

// writeDiffJSON writes the diff under its stable names.
func writeDiffJSON(w io.Writer, d *audit.Diff, _ Options) error { return WriteJSON(w, d) }
