package report

import (
	"bufio"
	"io"
	"strings"

	"orgaudit/audit"
)

// writeMarkdown says the report for a ticket: the answer first, in Markdown as GitHub reads it, and plain enough to be
// read where nothing renders it.
func writeMarkdown(w io.Writer, r *audit.Report, o Options) error {
	m := &markdown{tongue: newTongue(o.Lang), outline: newOutline(r), w: bufio.NewWriter(w), verbose: o.Verbose}
	m.failure()
	m.answers()
	m.diagnosis()
	if !o.Quiet {
		m.causes()
		m.standing()
		m.remedies()
		m.unknowns()
		m.accepted()
		m.waivers()
		m.advice()
		if o.Verbose {
			m.passed()
		}
		m.reading()
	}
	return m.w.Flush()
}

// markdown is one report on its way to a page. What its methods write is Markdown already: texts of the org have come
// through md, code or link.
type markdown struct {
	*tongue
	*outline
	w       *bufio.Writer
	verbose bool
	begun   bool
	listed  bool // the last line belongs to a list
}

// line writes a line that no build server obeys.
func (m *markdown) line(text string) {
	m.w.WriteString(inert(strings.ReplaceAll(text, pipe, "|")))
	m.w.WriteByte('\n')
	m.begun = true
}

// gap ends a paragraph, list or table.
func (m *markdown) gap() {
	if m.begun {
		m.w.WriteByte('\n')
	}
	m.listed = false
}

func (m *markdown) heading(level int, parts ...string) {
	m.gap()
	m.line(strings.Repeat("#", level) + " " + strings.Join(parts, ""))
}

// title starts an answer: the first one is the title of the page.
func (m *markdown) title(parts ...string) {
	level := 2
	if !m.begun {
		level = 1
	}
	m.heading(level, parts...)
}

func (m *markdown) paragraph(parts ...string) {
	m.gap()
	m.line(strings.Join(parts, ""))
}

// item writes an item of a list: of a numbered one where it has a mark such as "1.".
func (m *markdown) item(mark, text string) {
	if !m.listed {
		m.gap()
	}
	m.line(mark + " " + text)
	m.listed = true
}

// fact writes an item of a label and what it labels, nothing where there is nothing.
func (m *markdown) fact(label, text string) {
	if text != "" {
		m.item("-", "**"+label+":** "+text)
	}
}

func (m *markdown) table(head []string, rows [][]string) {
	row := func(cells []string) {
		for i := range cells {
			cells[i] = strings.ReplaceAll(cells[i], pipe, `\|`)
		}
		m.line("| " + strings.Join(cells, " | ") + " |")
	}
	m.gap()
	row(head)
	m.line("|" + strings.Repeat(" --- |", len(head)))
	for _, cells := range rows {
		row(cells)
	}
}

// remedy gives a step in the reader's language by its key; ok is false where the report has none of that key.
func (m *markdown) remedy(key string) (step audit.Step, ok bool) {
	step, ok = m.byKey[key]
	return m.tongue.fix(step), ok
}
