package report

import (
	"io"
	"time"

	"orgaudit/audit"
)

// writeText says the report to a person: the answer in the first lines, then what stands behind it, what to do, and
// what was read.
func writeText(w io.Writer, r *audit.Report, o Options) error {
	t := &text{page: newPage(w, o), outline: newOutline(r), verbose: o.Verbose, now: o.Now}
	t.failure()
	t.answers()
	t.diagnosis()
	t.baseline()
	if !o.Quiet {
		t.causes()
		if t.failedGate() {
			t.moot()
			t.unknowns()
		} else {
			t.unknowns()
			t.moot()
		}
		t.standing()
		t.accepted()
		t.waivers()
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
	*outline
	verbose bool
	now     time.Time
}

// remedy gives a step in the reader's language by its key; ok is false where the report has none of that key.
func (t *text) remedy(key string) (step audit.Step, ok bool) {
	step, ok = t.byKey[key]
	return t.tongue.fix(step), ok
}

// choose gives the text for one thing or that for several. A language without plurals has one text for both.
func choose(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
