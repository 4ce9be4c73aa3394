package report

import "strings"

// A document is what people read of a report or a diff, in the order in which they read it and in their language. It is
// built once; text, Markdown and html each say its blocks, and know nothing else of the report.
type document struct {
	title  string   // of a window
	facts  []string // that tell it apart from others: the org and the time
	blocks []block
}

// block is one of the types below.
type block any

// look is how a thing came out. It names a mark, a colour, and a picture and a class of the page.
type look string

const (
	lookNone    look = ""
	lookPass    look = "pass"
	lookFail    look = "fail"
	lookUnknown look = "unknown"
	lookWaived  look = "waived"
	lookInfo    look = "info"
	lookMoot    look = "moot"
	lookAlarm   look = "alarm" // the audit itself was refused
)

// mark is the sign of a look where there are no pictures.
func (l look) mark() string {
	switch l {
	case lookPass:
		return "✓"
	case lookFail:
		return "✗"
	case lookUnknown:
		return "?"
	case lookWaived:
		return "~"
	case lookInfo:
		return "i"
	case lookAlarm:
		return "!"
	}
	return "·"
}

// depth is how much a reader asked for: a block is said to readers who want at least its depth.
type depth int

const (
	always   depth = iota
	inText         // what a terminal shows without any flag
	inTicket       // what has room in Markdown
	verbose        // what --verbose shows
	onPage         // what only a page has room for, folded
)

// face is how a piece of a line is written.
type face int

const (
	plain face = iota
	strong
	quiet
	coded
	place // where something was seen: a query may be many lines long
)

// part is a piece of a line in one face.
type part struct {
	text string
	face face
	link string // an address, or "#" and the id of a block
}

// line is a text in pieces.
type line []part

func lineOf(text string) line { return line{{text: text}} }

// address is where a part leads outside of the document, where its text doesn't say so.
func (p part) address() string {
	if p.text == p.link || strings.HasPrefix(p.link, "#") {
		return ""
	}
	return p.link
}

// text is the line without its faces.
func (l line) text() string {
	var b strings.Builder
	for _, p := range l {
		b.WriteString(p.text)
		if to := p.address(); to != "" {
			b.WriteString(", " + to)
		}
	}
	return b.String()
}

// codes lists IDs, each linked to the id of a block where there is one.
func codes(ids []string, at func(id string) string) line {
	var out line
	for i, id := range ids {
		if i > 0 {
			out = append(out, part{text: ", "})
		}
		p := part{text: id, face: coded}
		if to := at(id); to != "" {
			p.link = "#" + to
		}
		out = append(out, p)
	}
	return out
}

type (
	// verdict is an answer in capitals and a sentence, with what stands behind it.
	verdict struct {
		id, label, said string
		look            look
		details         details
		behind          items // further causes
		picture         *picture
	}

	// detail is a label and what it labels: one line, or several below one another. Without a label it is a sentence.
	detail struct {
		label  string
		values []line
		depth  depth
		lead   bool   // the reason of an answer: the first thing to read
		act    bool   // the next thing to do
		setup  string // where in Setup to begin
	}
	details []detail

	// section is blocks under a heading.
	section struct {
		id, title, about string
		depth            depth
		sifted           bool // findings, which a page can filter; elsewhere its sections stand by themselves
		blocks           []block
	}

	// note is a paragraph.
	note struct {
		look  look
		line  line
		depth depth
	}

	// items is a list: numbered from a number on, or of marks.
	items struct {
		title string
		from  int // 0: not numbered
		items []item
	}
	item struct {
		look    look
		line    line
		details details
	}

	// tally counts what came out alike.
	tally []count
	count struct {
		look  look
		label string
		n     int
	}

	// table has one row for each of many things alike.
	table struct {
		id, title string
		columns   []column
		rows      []row
		tally     tally // by what the rows can be filtered
		left      string
	}
	column struct {
		title string
		depth depth
	}
	row struct {
		look  look
		cells []line
	}

	// card is what one check found, of things that came out alike.
	card struct {
		id, check, title, why string
		label                 string // of its look
		look                  look
		severity, subject     kind
		times, more           string
		rows                  []found
		details               details // what is the same in all rows
	}
	kind  struct{ key, said string } // the name of a class, and what people read
	found struct {
		line    line
		subject string
		details details
	}

	// step is a documented fix.
	step struct {
		id, name, title, setup string
		number                 int // 0: another way to the same end
		steps                  []string
		details                details
	}

	// panel is blocks that belong together.
	panel struct {
		look   look
		title  line
		blocks []block
	}

	// deep is blocks for readers of certain depths only.
	deep struct {
		from, to depth
		blocks   []block
	}
)
