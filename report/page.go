package report

import (
	"bufio"
	"io"
	"strings"
)

// ink is how a piece of text looks on a terminal.
type ink string

const (
	bare   ink = ""
	bold   ink = "\x1b[1m"
	dim    ink = "\x1b[2m"
	red    ink = "\x1b[1;31m"
	green  ink = "\x1b[1;32m"
	yellow ink = "\x1b[1;33m"
	reset      = "\x1b[0m"
)

// span is a piece of text in one ink.
type span struct {
	ink   ink
	text  string
	apart int // columns between it and what stands before it, besides spaces of the text
}

func unstyled(parts ...string) span { return span{text: strings.Join(parts, "")} }

func styled(s ink, parts ...string) span { return span{ink: s, text: strings.Join(parts, "")} }

// apart keeps n columns free.
func apart(n int) span { return span{apart: n} }

// page writes lines. It alone makes line ends and colours: every text that it is given is cleaned first.
type page struct {
	*tongue
	w     *bufio.Writer
	width int // of prose
	full  int // of tables
	color bool
	blank bool // the last line was empty, or there is none yet
	lines int
	short bool // what is long is shortened where it stands in full elsewhere
	quiet bool // of findings the message only
}

const (
	urlIndent   = 2 // columns from where a paragraph begins to a URL of it on a line of its own: the same for all
	narrowest   = 40
	widestProse = 120 // longer lines are hard to read
)

func newPage(w io.Writer, o Options) *page {
	width := o.Width
	if width <= 0 {
		width = DefaultWidth
	}
	width = max(width, narrowest)
	return &page{tongue: newTongue(o.Lang), w: bufio.NewWriter(w), width: min(width, widestProse), full: width,
		color: o.Color, blank: true}
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
	p.flow(0, 0, styled(bold, title))
}

// fact writes a label and what it labels; further lines stand below the first one's text. The label takes a number of
// columns, so that facts below one another align.
func (p *page) fact(indent, size int, label string, spans ...span) {
	if label == "" {
		p.flow(indent+size+1, indent+size+1, spans...)
		return
	}
	size = max(size, width(label))
	first := []span{styled(dim, label), apart(size + 1 - width(label))}
	p.flow(indent, indent+size+1, append(first, spans...)...)
}

// glyph is one rune with its look.
type glyph struct {
	r rune
	s ink
}

// flow writes a paragraph: the first line from column indent, further ones from column hang.
func (p *page) flow(indent, hang int, spans ...span) {
	for _, l := range laid(p.width, indent, hang, spans) {
		p.line(l.from, l.glyphs)
	}
}

// laidLine is one line of a paragraph and the column that it starts at.
type laidLine struct {
	from   int
	glyphs []glyph
}

// laid breaks a paragraph into lines of a width. Lines break at spaces; a word that is longer than a line is cut,
// apart from a URL, which nobody could use in pieces: it stands on a line of its own, however long it is.
func laid(width, indent, hang int, spans []span) []laidLine {
	var lines []laidLine
	line, from, at := []glyph(nil), indent, indent
	flush := func(next int) {
		lines = append(lines, laidLine{from, line})
		line, from, at = nil, next, next
	}
	for _, word := range pieces(spans) {
		size := 0
		for _, g := range word.glyphs {
			size += columns(g.r)
		}
		if len(line) > 0 && at+word.space+size > width {
			next := hang
			if word.url {
				next = indent + urlIndent
			}
			flush(next)
		}
		if len(line) > 0 {
			for range word.space {
				line, at = append(line, glyph{' ', word.glyphs[0].s}), at+1
			}
		}
		for _, g := range word.glyphs {
			if len(line) > 0 && !word.url && at+columns(g.r) > width {
				flush(hang)
			}
			line, at = append(line, g), at+columns(g.r)
		}
	}
	if len(line) > 0 {
		flush(hang)
	}
	return lines
}

// piece is what is kept on one line where that is possible: a word, or one rune of a script without spaces.
type piece struct {
	glyphs []glyph
	space  int // columns that part it from the one before on its line
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
		if s.apart > 0 {
			end()
			space = s.apart
		}
		for _, r := range Clean(s.text) {
			if r == ' ' {
				end()
				space = max(space, 1)
				continue
			}
			if n := len(now.glyphs); n > 0 && breakable(now.glyphs[n-1].r, r) && !isURL(now.glyphs) {
				end()
			}
			if len(now.glyphs) == 0 {
				now.space, space = space, 0
			}
			now.glyphs = append(now.glyphs, glyph{r, s.ink})
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
			glyphs = append(glyphs, glyph{r, bare})
		}
	}
	p.w.WriteString(strings.Repeat(" ", indent))
	look := bare
	for _, g := range glyphs {
		if p.color && g.s != look {
			if look != bare {
				p.w.WriteString(reset)
			}
			p.w.WriteString(string(g.s))
			look = g.s
		}
		p.w.WriteRune(g.r)
	}
	if look != bare {
		p.w.WriteString(reset)
	}
	p.w.WriteByte('\n')
	p.blank = false
	p.lines++
}
