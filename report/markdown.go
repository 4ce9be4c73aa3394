package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"orgaudit/audit"
)

// writeMarkdown says the report for a ticket, in Markdown as GitHub reads it, and plain enough to be read where nothing
// renders it.
func writeMarkdown(w io.Writer, r *audit.Report, o Options) error {
	o.Now = time.Time{} // a ticket is read later: how old the report is would be wrong by then
	return markdownOf(w, documentOf(r, o), o)
}

func markdownOf(w io.Writer, d *document, o Options) error {
	m := &markdown{tongue: newTongue(o.Lang), w: bufio.NewWriter(w), quiet: o.Quiet}
	m.blocks(2, d.upTo(o.depthOf(inTicket), m.tongue).blocks)
	return m.w.Flush()
}

// markdown is one document on its way to a page. What its methods write is Markdown already: texts of the org have come
// through md, code or link.
type markdown struct {
	*tongue
	w      *bufio.Writer
	quiet  bool // of findings the message only
	begun  bool
	listed bool // the last line belongs to a list
}

// write writes a line that no build server obeys.
func (m *markdown) write(text string) {
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

func (m *markdown) heading(level int, text string) {
	level = min(level, 3)
	if !m.begun {
		level = 1
	}
	m.gap()
	m.write(strings.Repeat("#", level) + " " + text)
}

func (m *markdown) paragraph(text string) {
	m.gap()
	m.write(text)
}

// item writes an item of a list: "-" or "1.", behind two spaces for each list that it stands in.
func (m *markdown) item(mark, text string) {
	if !m.listed {
		m.gap()
	}
	m.write(mark + " " + text)
	m.listed = true
}

// said gives the Markdown of a line.
func (m *markdown) said(l line) string {
	var b strings.Builder
	for _, p := range l {
		text := md(p.text)
		switch {
		case p.text == "":
			continue
		case p.address() != "":
			text += ", " + link(p.link)
		case p.link == p.text:
			text = link(p.link)
		case p.face == coded || p.face == place:
			text = code(p.text)
		case p.face == strong && text != "":
			text = "**" + text + "**"
		}
		// The pieces keep what parts them: md has trimmed it.
		if p.text[0] == ' ' {
			b.WriteByte(' ')
		}
		b.WriteString(text)
		if len(strings.TrimSpace(p.text)) > 0 && p.text[len(p.text)-1] == ' ' {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// blocks says blocks whose headings have a level.
func (m *markdown) blocks(level int, blocks []block) {
	number := 0
	for _, b := range blocks {
		switch b := b.(type) {
		case verdict:
			m.heading(level, b.look.mark()+" "+md(b.label)+": "+md(b.said))
			m.details("", b.details)
			if len(b.behind.items) > 0 {
				m.items(b.behind)
			}
		case section:
			m.heading(level, md(b.title))
			m.blocks(level+1, b.blocks)
		case note:
			m.paragraph(m.said(b.line))
		case details:
			m.details("", b)
		case items:
			m.items(b)
		case tally:
			m.tally(b)
		case table:
			m.table(b)
		case panel:
			m.paragraph(m.said(b.title))
			m.blocks(level, b.blocks)
		case card:
			number++
			m.card(level, number, b)
		case step:
			m.step(level, b)
		}
	}
	m.listed = false
}

// details writes an item for each fact. Inside of a list, marked by an indent, they are items below the last one.
func (m *markdown) details(indent string, list details) {
	for _, d := range list {
		text := m.values(d)
		switch {
		case d.label != "":
			m.item(indent+"-", "**"+md(d.label)+":** "+text)
		case indent != "":
			m.item(indent+"-", text)
		default:
			m.paragraph(text)
		}
	}
}

// values says what a label stands before.
func (m *markdown) values(d detail) string {
	values := make([]string, len(d.values))
	for i, l := range d.values {
		values[i] = m.said(l)
	}
	text := strings.Join(values, "; ")
	if d.setup != "" {
		text += ", " + link(d.setup)
	}
	return text
}

func (m *markdown) items(list items) {
	if list.title != "" {
		m.paragraph(md(list.title))
	}
	m.listed = false
	for i, item := range list.items {
		mark, text, indent := "-", m.said(item.line), "  "
		if list.from > 0 {
			mark, indent = fmt.Sprintf("%d.", list.from+i), "   "
		}
		if item.look != lookNone {
			text = item.look.mark() + " " + text
		}
		m.item(mark, text)
		m.details(indent, item.details)
	}
}

func (m *markdown) tally(list tally) {
	said := make([]string, len(list))
	for i, c := range list {
		said[i] = fmt.Sprintf("%s %d %s", c.look.mark(), c.n, md(c.label))
	}
	m.paragraph(strings.Join(said, ", "))
}

func (m *markdown) table(t table) {
	if t.title != "" && len(t.rows) > 0 && t.rows[0].look == lookNone {
		m.paragraph("**" + md(t.title) + "**")
	}
	if len(t.rows) > 0 {
		head, rows := make([]string, len(t.columns)), make([][]string, len(t.rows))
		for i, c := range t.columns {
			head[i] = md(c.title)
		}
		for i, r := range t.rows {
			for n, cell := range r.cells {
				text := m.said(cell)
				if n == 0 && r.look != lookNone {
					text = r.look.mark() + " " + text
				}
				rows[i] = append(rows[i], text)
			}
		}
		m.grid(head, rows)
	}
	if t.left != "" {
		m.paragraph(md(t.left))
	}
}

// grid writes the rows of a table.
func (m *markdown) grid(head []string, rows [][]string) {
	row := func(cells []string) {
		for i := range cells {
			cells[i] = strings.ReplaceAll(cells[i], pipe, `\|`)
		}
		m.write("| " + strings.Join(cells, " | ") + " |")
	}
	m.gap()
	row(head)
	m.write("|" + strings.Repeat(" --- |", len(head)))
	for _, cells := range rows {
		row(cells)
	}
}

// card says what one check found. What is no failure is a line each, and so is everything where only the answers are
// asked.
func (m *markdown) card(level, number int, c card) {
	if m.quiet || c.look == lookPass || c.look == lookInfo {
		m.listed = m.listed || number > 1
		for _, r := range c.rows {
			m.item("-", c.look.mark()+" "+code(c.check)+": "+m.said(r.line))
			if len(r.details) > 0 && r.details[0].label == m.say("Known") {
				m.details("  ", r.details[:1])
			}
		}
		if c.more != "" {
			m.item("-", code(c.check)+": "+md(c.more))
		}
		return
	}
	named := code(c.check) + ", " + md(c.severity.said)
	if c.title != "" {
		named = md(c.title) + " (" + named + ")"
	}
	m.heading(level, fmt.Sprintf("%d. ", number)+named)
	if len(c.rows) == 1 {
		m.paragraph(m.said(c.rows[0].line))
		m.details("", c.rows[0].details)
	} else {
		m.rows(c.rows)
	}
	if c.more != "" {
		m.paragraph(md(c.more))
	}
	m.details("", c.details)
}

// rows says several findings of one check, in a table where there is more to say than their messages.
func (m *markdown) rows(list []found) {
	var labels []string
	for _, r := range list {
		for _, d := range r.details {
			if !slices.Contains(labels, d.label) {
				labels = append(labels, d.label)
			}
		}
	}
	if len(labels) == 0 {
		for _, r := range list {
			m.item("-", m.said(r.line))
		}
		return
	}
	head, rows := []string{m.say("Message")}, make([][]string, len(list))
	for _, label := range labels {
		head = append(head, md(label))
	}
	for i, r := range list {
		rows[i] = make([]string, len(head))
		rows[i][0] = m.said(r.line)
		for _, d := range r.details {
			rows[i][1+slices.Index(labels, d.label)] = m.values(d)
		}
	}
	m.grid(head, rows)
}

// step says a fix in full.
func (m *markdown) step(level int, s step) {
	m.heading(level, md(s.title)+" ("+code(s.name)+")")
	for i, said := range s.steps {
		m.item(fmt.Sprintf("%d.", i+1), md(said))
	}
	m.listed = false // another list follows
	if s.setup != "" {
		m.item("-", "**"+m.say("Setup")+":** "+link(s.setup))
	}
	m.details("", s.details)
}
