package report

import (
	"bufio"
	"io"
	"strings"
)

// style is how a piece of text looks on a terminal.
type style string

const (
	plain  style = ""
	bold   style = "\x1b[1m"
	dim    style = "\x1b[2m"
	red    style = "\x1b[1;31m"
	green  style = "\x1b[1;32m"
	yellow style = "\x1b[1;33m"
	reset        = "\x1b[0m"
)

// span is a piece of text in one style.
type span struct {
	style style
	text  string
}

func text(parts ...string) span            { return span{plain, strings.Join(parts, "")} }
func in(s style, parts ...string) span     { return span{s, strings.Join(parts, "")} }
func words(span span, more ...span) []span { return append([]span{span}, more...) }

// page writes lines. It alone makes line ends and colours: every text that it is given is cleaned first.
type page struct {
	w     *bufio.Writer
	width int
	color bool
	blank bool // the last line was empty, or there is none yet
}

const narrowest = 40

func newPage(w io.Writer, o Options) *page {
	width := o.Width
	if width <= 0 {
		width = DefaultWidth
	}
	return &page{w: bufio.NewWriter(w), width: max(width, narrowest), color: o.Color, blank: true}
}

// gap leaves one empty line before what comes, never two, and none at the top.
func (p *page) gap() {
	if !p.blank {
		p.w.WriteByte('\n')
		p.blank = true
	}
}

// heading starts a section.
func (p *page) heading(title string) {
	p.gap()
	p.flow(0, 0, in(bold, title))
}

// field writes a label and what it labels; further lines stand below the first one's text.
func (p *page) field(indent int, label string, spans ...span) {
	p.flow(indent, indent+width(label)+1, append([]span{in(dim, label), text(" ")}, spans...)...)
}

// glyph is one rune with its look.
type glyph struct {
	r rune
	s style
}

// flow writes a paragraph: the first line from column indent, further ones from column hang. Lines break at spaces;
// a word that is longer than a line is cut, apart from a URL, which nobody could use in pieces.
func (p *page) flow(indent, hang int, spans ...span) {
	line, at := []glyph(nil), indent
	fresh := true // nothing but the indent on the line yet
	flush := func() {
		p.line(indent, line)
		line, at, indent, fresh = nil, hang, hang, true
	}
	for _, word := range pieces(spans) {
		size := 0
		for _, g := range word.glyphs {
			size += columns(g.r)
		}
		if !fresh && at+word.space+size > p.width {
			flush()
		}
		if !fresh && word.space > 0 {
			line, at = append(line, glyph{' ', word.glyphs[0].s}), at+1
		}
		for _, g := range word.glyphs {
			if !fresh && !word.url && at+columns(g.r) > p.width {
				flush()
			}
			line, at, fresh = append(line, g), at+columns(g.r), false
		}
	}
	if !fresh {
		flush()
	}
}

// piece is what is kept on one line where that is possible: a word, or one rune of a script without spaces.
type piece struct {
	glyphs []glyph
	space  int // 1 where a space parts it from the one before
	url    bool
}

func pieces(spans []span) []piece {
	var out []piece
	var now piece
	space := 0
	end := func() {
		if len(now.glyphs) > 0 {
			now.url = isURL(now.glyphs)
			out = append(out, now)
		}
		now = piece{}
	}
	for _, s := range spans {
		for _, r := range clean(s.text) {
			if r == ' ' {
				end()
				space = 1
				continue
			}
			if n := len(now.glyphs); n > 0 && !isURL(now.glyphs) && breakable(now.glyphs[n-1].r, r) {
				end()
			}
			if len(now.glyphs) == 0 {
				now.space, space = space, 0
			}
			now.glyphs = append(now.glyphs, glyph{r, s.style})
		}
	}
	end()
	return out
}

func isURL(word []glyph) bool {
	var b strings.Builder
	for _, g := range word[:min(len(word), 9)] {
		b.WriteRune(g.r)
	}
	start := strings.TrimLeft(b.String(), "(<")
	return strings.HasPrefix(start, "https://") || strings.HasPrefix(start, "http://")
}

// line writes one line in its colours.
func (p *page) line(indent int, glyphs []glyph) {
	var shown strings.Builder
	for _, g := range glyphs {
		shown.WriteRune(g.r)
	}
	// A line that a build server would obey is rare: it loses its colours along with its power.
	if raw := shown.String(); inert(raw) != raw {
		glyphs = nil
		for _, r := range inert(raw) {
			glyphs = append(glyphs, glyph{r, plain})
		}
	}
	p.w.WriteString(strings.Repeat(" ", indent))
	look := plain
	for _, g := range glyphs {
		if p.color && g.s != look {
			if look != plain {
				p.w.WriteString(reset)
			}
			p.w.WriteString(string(g.s))
			look = g.s
		}
		p.w.WriteRune(g.r)
	}
	if look != plain {
		p.w.WriteString(reset)
	}
	p.w.WriteByte('\n')
	p.blank = false
}

// rows writes a table: a heading and rows of cells, each with its look. A column is as wide as its widest cell, and the
// widest columns give way until a row fits the page.
func (p *page) rows(indent int, head []string, rows [][]span) {
	const parted = 2
	sizes := make([]int, len(head))
	for i, title := range head {
		sizes[i] = width(title)
	}
	for _, row := range rows {
		for i := range row {
			row[i].text = strings.Join(strings.Fields(clean(row[i].text)), " ")
			sizes[i] = max(sizes[i], width(row[i].text))
		}
	}
	for {
		total, widest := indent-parted, 0
		for i, size := range sizes {
			total += size + parted
			if size > sizes[widest] {
				widest = i
			}
		}
		if total <= p.width || sizes[widest] <= 4 {
			break
		}
		sizes[widest] -= min(total-p.width, sizes[widest]-4)
	}
	write := func(cells []span) {
		var line []glyph
		for i, cell := range cells {
			shown := snip(cell.text, sizes[i])
			if i < len(cells)-1 {
				shown = pad(shown, sizes[i]+parted)
			}
			for _, r := range shown {
				line = append(line, glyph{r, cell.style})
			}
		}
		for len(line) > 0 && line[len(line)-1].r == ' ' {
			line = line[:len(line)-1]
		}
		p.line(indent, line)
	}
	titles := make([]span, len(head))
	for i, title := range head {
		titles[i] = in(dim, title)
	}
	write(titles)
	for _, row := range rows {
		write(row)
	}
}
