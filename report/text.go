package report

import (
	"fmt"
	"io"
	"strings"

	"orgaudit/audit"
)

// writeText says the report to a person at a terminal.
func writeText(w io.Writer, r *audit.Report, o Options) error { return textOf(w, documentOf(r, o), o) }

// textOf says a document as text. Of a long one the end says the answer again: the end is what a terminal shows.
func textOf(w io.Writer, d *document, o Options) error {
	p := newPage(w, o)
	d = d.upTo(o.depthOf(inText), p.tongue)
	p.short, p.quiet = !o.Verbose, o.Quiet
	p.blocks(0, d.blocks)
	if p.lines > long {
		p.again(d.blocks)
	}
	return p.w.Flush()
}

// long is how many lines a text has before its end says the answer again.
const long = 40

// inkOf is the colour of a look.
func inkOf(l look) ink {
	switch l {
	case lookPass:
		return green
	case lookFail, lookAlarm:
		return red
	case lookUnknown, lookWaived:
		return yellow
	case lookInfo:
		return bold
	}
	return dim
}

func (p *page) blocks(indent int, blocks []block) {
	number := 0
	for _, b := range blocks {
		switch b := b.(type) {
		case verdict:
			p.verdict(indent, b)
		case section:
			p.gap()
			p.flow(indent, indent, styled(bold, b.title))
			p.blank = true // what follows stands below its heading
			p.blocks(indent+2, b.blocks)
		case note:
			p.gap()
			p.flow(indent, indent+2, p.spans(inkOfNote(b.look), b.line)...)
		case details:
			p.details(indent, b)
		case items:
			if b.title != "" {
				p.gap()
			}
			p.items(indent, b)
		case tally:
			p.tally(indent+2, b)
		case table:
			p.table(indent, b)
		case panel:
			p.gap()
			title := p.spans(bare, b.title)
			if indent > 0 {
				title = append([]span{styled(inkOf(b.look), b.look.mark()), apart(1)}, title...)
			}
			p.flow(indent, indent+2, title...)
			p.blocks(indent+2, b.blocks)
		case card:
			number++
			p.card(indent, number, b)
		case step:
			p.step(indent, b)
		}
	}
}

func inkOfNote(l look) ink {
	if l == lookNone {
		return bare
	}
	return inkOf(l)
}

// spans gives the pieces of a line in ink.
func (p *page) spans(of ink, l line) []span {
	var out []span
	for _, part := range l {
		said := styled(of, part.text)
		switch part.face {
		case strong:
			said.ink = bold
		case quiet:
			said.ink = dim
		}
		out = append(out, said)
		if to := part.address(); to != "" {
			out = append(out, styled(of, ", ", to))
		}
	}
	return out
}

func (p *page) verdict(indent int, v verdict) {
	p.gap()
	p.flow(indent, indent+2, styled(inkOf(v.look), v.look.mark(), " ", v.label), apart(2), styled(bold, v.said))
	p.details(indent+2, v.details)
	if len(v.behind.items) > 0 {
		p.items(indent+2, v.behind)
	}
}

// details writes facts below one another, their labels in one column.
func (p *page) details(indent int, list details) {
	const most = 14
	size := 0
	for _, d := range list {
		if n := width(d.label) + 1; n <= most && d.label != "" {
			size = max(size, n)
		}
	}
	for _, d := range list {
		switch {
		case d.label == "":
			for _, l := range d.values {
				p.flow(indent, indent, p.spans(bare, l)...)
			}
			continue
		case d.setup != "" && len(d.values) == 1:
			p.start(indent, size, d.label+":", d.values[0].text(), d.setup)
			continue
		}
		for i, l := range d.values {
			label := ""
			if i == 0 {
				label = d.label + ":"
			}
			p.fact(indent, size, label, p.brief(indent+max(size, width(d.label)+1)+1, d.lead, l)...)
		}
	}
}

// brief shortens what stands in full elsewhere: where a fact was seen, and the reason of an answer.
func (p *page) brief(hang int, lead bool, l line) []span {
	const fewLines = 3
	if !p.short {
		return p.spans(bare, l)
	}
	l = append(line(nil), l...)
	for i := range l {
		if l[i].face == place {
			l[i].text = snipWords(Clean(l[i].text), p.width-hang)
		}
	}
	if lead && len(l) > 1 {
		said := strings.Join(strings.Fields(Clean(l[0].text)), " ")
		for to := fewLines * (p.width - hang); to > 0 &&
			len(laid(p.width, hang, hang, p.spans(bare, l))) > fewLines; to-- {
			l[0].text = snipWords(said, to) + " "
		}
	}
	return p.spans(bare, l)
}

// start names a fix and where in Setup it begins, on one line where that fits.
func (p *page) start(indent, size int, label, said, setup string) {
	hang := indent + max(size, width(label)) + 1
	link := "→ " + setup
	if hang+width(said)+2+width(link) <= p.width {
		p.fact(indent, size, label, unstyled(said), apart(2), unstyled(link))
		return
	}
	p.fact(indent, size, label, unstyled(said))
	if indent+urlIndent+width(link) > p.width {
		link = setup // the arrow must not stand alone
	}
	p.flow(indent+urlIndent, indent+urlIndent, unstyled(link))
}

func (p *page) items(indent int, list items) {
	if len(list.items) == 0 {
		return
	}
	if list.title != "" {
		p.flow(indent, indent, unstyled(list.title))
		indent += 2
	}
	for i, item := range list.items {
		mark := []span{}
		hang := indent + 2
		switch {
		case list.from > 0:
			number := fmt.Sprintf("%d.", list.from+i)
			mark = []span{unstyled(number), apart(1)}
			hang = indent + len(number) + 1
		case item.look != lookNone:
			mark = []span{styled(inkOf(item.look), item.look.mark()), apart(1)}
		}
		p.flow(indent, hang, append(mark, p.spans(bare, item.line)...)...)
		p.details(hang, item.details)
	}
}

// tally counts in one line.
func (p *page) tally(indent int, list tally) {
	var spans []span
	for _, c := range list {
		spans = append(spans, apart(3), styled(inkOf(c.look), c.look.mark()), apart(1),
			unstyled(fmt.Sprint(c.n), " ", c.label))
	}
	p.flow(indent, indent, spans...)
}

func (p *page) table(indent int, t table) {
	p.gap()
	if len(t.rows) > 0 {
		head, rows := []string{}, make([][][]span, len(t.rows))
		marked := t.rows[0].look != lookNone
		if marked {
			head = append(head, "")
		}
		for _, c := range t.columns {
			head = append(head, c.title)
		}
		for i, r := range t.rows {
			if marked {
				rows[i] = append(rows[i], []span{styled(inkOf(r.look), r.look.mark())})
			}
			for _, cell := range r.cells {
				rows[i] = append(rows[i], p.spans(bare, cell))
			}
		}
		p.rows(max(indent, 2), head, rows)
	}
	if t.left != "" {
		p.flow(2, 2, styled(dim, t.left))
	}
}

// card says what one check found. Of the answers alone each finding is one line.
func (p *page) card(indent, number int, c card) {
	if p.quiet || c.look == lookPass || c.look == lookInfo {
		for _, r := range c.rows {
			mark := styled(inkOf(c.look), c.look.mark())
			p.flow(indent, indent+2,
				append([]span{mark, apart(1), styled(bold, c.check), apart(2)}, p.spans(bare, r.line)...)...)
			if known := p.say("Known"); len(r.details) > 0 && r.details[0].label == known {
				p.details(indent+2, r.details[:1])
			}
		}
		return
	}
	p.gap()
	first := fmt.Sprintf("%d.", number)
	in := indent + len(first) + 1
	spans := []span{unstyled(first), apart(1), styled(bold, c.check), apart(2),
		styled(shade(c.severity.key), c.severity.said)}
	if c.times != "" {
		spans = append(spans, apart(2), styled(dim, c.times))
	}
	p.flow(indent, in, spans...)
	for _, r := range c.rows {
		p.flow(in, in, p.spans(bare, r.line)...)
		p.details(in, r.details)
	}
	if c.more != "" {
		p.flow(in, in, styled(dim, c.more))
	}
	p.details(in, c.details)
}

func shade(severity string) ink {
	switch s := audit.Severity(severity); {
	case s.AtLeast(audit.High):
		return red
	case s.AtLeast(audit.Medium):
		return yellow
	}
	return dim
}

// step says a fix in full.
func (p *page) step(indent int, s step) {
	p.gap()
	p.flow(indent, indent+2, styled(bold, s.title), apart(2), styled(dim, s.name))
	for i, said := range s.steps {
		number := fmt.Sprintf("%d.", i+1)
		p.flow(indent+2, indent+2+len(number)+1, unstyled(number, " ", said))
	}
	list := s.details
	if s.setup != "" {
		list = append(details{{label: p.say("Setup"), values: []line{lineOf(s.setup)}}}, list...)
	}
	p.details(indent, list)
}

// again repeats the answer and the first thing to do.
func (p *page) again(blocks []block) {
	var head *verdict
	for _, b := range blocks {
		v, ok := b.(verdict)
		if !ok || v.look == lookAlarm {
			continue
		}
		if head == nil {
			head = &verdict{look: v.look, label: v.label, said: v.said}
		}
		for _, d := range v.details {
			if d.act && head.details == nil {
				head.details = details{d}
			}
		}
	}
	if head != nil {
		p.verdict(0, *head)
	}
}
