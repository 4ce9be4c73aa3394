package report

import (
	"fmt"
	"io"
	"time"

	"orgaudit/audit"
)

// writeText says the report to a person: the answer in the first lines, then what stands behind it, what to do, and
// what was read.
func writeText(w io.Writer, r *audit.Report, o Options) error {
	t := &text{page: newPage(w, o), Report: r, verbose: o.Verbose, now: o.Now, gates: map[string]bool{}}
	for _, c := range r.Connections {
		for _, id := range c.Findings {
			t.gates[id] = true
		}
	}
	t.failure()
	t.answers()
	t.diagnosis()
	if !o.Quiet {
		t.causes()
		t.unknowns()
		t.standing()
		t.accepted()
		t.advice()
		if o.Verbose {
			t.passed()
		}
		t.remedies()
		t.reading()
	}
	return t.w.Flush()
}

// text is one report on its way to a page.
type text struct {
	*page
	*audit.Report
	verbose bool
	now     time.Time
	gates   map[string]bool // fingerprints of findings that belong to a connection
}

// some lists the first few of many texts and counts the rest.
func some(all []string, few int) string {
	shown := all[:min(few, len(all))]
	out := ""
	for i, s := range shown {
		switch {
		case i == 0:
			out = s
		case i == len(all)-1:
			out += " and " + s
		default:
			out += ", " + s
		}
	}
	if more := len(all) - len(shown); more > 0 {
		out += fmt.Sprintf(" and %d more", more)
	}
	return out
}

// count says a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
