package report

import "fmt"

// body says the blocks of a page: what stands before the first section is the answer.
func (h *html) body(blocks []block) {
	h.put(`<section id="answer" class="answer-top" tabindex="-1" aria-labelledby="headline">` + "\n")
	inside := true
	for _, b := range blocks {
		if _, ok := b.(section); ok && inside {
			h.put("</section>\n")
			inside = false
		}
		h.blocks(2, []block{b})
	}
	if inside {
		h.put("</section>\n")
	}
}

// blocks says blocks whose headings have a level.
func (h *html) blocks(level int, blocks []block) {
	for _, b := range blocks {
		switch b := b.(type) {
		case verdict:
			h.verdict(b)
		case section:
			h.section(level, b)
		case note:
			h.put(`<p class="note">%s</p>`+"\n", h.line(b.line))
		case details:
			h.details(b)
		case items:
			h.items(level, b)
		case tally:
			h.put(`<ul class="tally">`)
			for _, c := range b {
				h.put(`<li class="k-%s">%s<b>%d</b> <span>%s</span></li>`, c.look, pictureOf(c.look), c.n, c.label)
			}
			h.put("</ul>\n")
		case table:
			h.table(level, b)
		case panel:
			h.put(`<div class="callout %s"><p>%s</p>`+"\n", b.look, h.line(b.title))
			h.blocks(level, b.blocks)
			h.put("</div>\n")
		case card:
			h.card(b)
		case step:
			h.step(b)
		}
	}
}

// verdict says an answer. The first one that isn't about the audit itself is the headline of the page.
func (h *html) verdict(v verdict) {
	if v.look == lookAlarm {
		h.put(`<div class="callout fail failure"><p class="verdict k-fail">%s<span>%s</span></p><p class="lead">%s</p>`,
			pictureOf(v.look), v.label, v.said)
		h.details(v.details)
		h.items(2, v.behind)
		h.put("</div>\n")
		return
	}
	level, class, id := 2, "hero one", v.id
	if !h.titled {
		level, class, id = 1, "hero", "answer-of"
	}
	h.put(`<div class="%s %s" id="%s"><div class="say"><p class="verdict k-%s">%s<span>%s</span></p>`, class, v.look,
		id, v.look, pictureOf(v.look), v.label)
	if h.titled {
		h.put("<h2>%s</h2>\n", v.said)
	} else {
		h.put(`<h1 id="headline">%s</h1>`+"\n", v.said)
	}
	h.titled = true
	var rest details
	for _, d := range v.details {
		switch {
		case d.lead:
			h.put(`<p class="lead">%s</p>`+"\n", h.line(d.values[0]))
		case d.act:
			h.put(`<div class="first"><div><p class="label">%s</p><p class="what">%s</p></div><p class="act">`,
				d.label, h.line(d.values[0]))
			h.button(d.setup)
			h.put("</p></div>\n")
		default:
			rest = append(rest, d)
		}
	}
	h.items(level+1, v.behind)
	h.details(rest)
	h.put("</div>\n")
	if v.picture != nil {
		h.picture(v.picture)
	}
	h.put("</div>\n")
}

func (h *html) section(level int, s section) {
	class := ""
	if cards := cardsIn(s.blocks); len(cards) > 0 && level > 2 {
		class = "part p-" + string(cards[0].look)
	}
	if s.id == "" {
		h.put("<section><h%d>%s</h%d>\n", level, s.title, level)
	} else {
		h.put(`<section id="%s" class="%s" aria-labelledby="%s-title"><h%d id="%s-title">%s</h%d>`+"\n", s.id, class,
			s.id, level, s.id, s.title, level)
	}
	if s.about != "" {
		h.put(`<p class="intro">%s</p>`+"\n", s.about)
	}
	if s.sifted {
		h.scripted = true
		cards := cardsIn(s.blocks)
		h.filter(cards)
		if rows := countRows(cards); rows > manyRows {
			h.put(`<div class="many">`)
			defer h.put("</div></section>\n")
			h.blocks(level+1, s.blocks)
			return
		}
	}
	h.blocks(level+1, s.blocks)
	h.put("</section>\n")
}

// details says facts: labels and what they label.
func (h *html) details(list details) {
	open := false
	for _, d := range list {
		if (d.label != "") != open {
			h.put("%s", map[bool]markup{true: `<dl class="facts">`, false: "</dl>\n"}[!open])
			open = !open
		}
		if open {
			h.put("<dt>%s</dt>", d.label)
		}
		for _, l := range d.values {
			if open {
				h.put("<dd>%s</dd>", h.line(l))
			} else {
				h.put("<p>%s</p>\n", h.line(l))
			}
		}
	}
	if open {
		h.put("</dl>\n")
	}
}

func (h *html) items(level int, list items) {
	if len(list.items) == 0 {
		return
	}
	tag, class := "ul", "items"
	if list.from > 0 {
		tag, class = "ol", "causes behind"
	}
	if list.title != "" {
		h.put(`<h%d class="small">%s</h%d>`+"\n", level, list.title, level)
	}
	h.put("<%s class=%s>\n", markup(tag), markup(fmt.Sprintf("%q", class)))
	for _, i := range list.items {
		h.put("<li>%s%s", pictureOf(i.look), h.line(i.line))
		h.details(i.details)
		h.put("</li>\n")
	}
	h.put("</%s>\n", markup(tag))
}

// table says rows: those that came out in some way can be filtered by it.
func (h *html) table(level int, t table) {
	h.put(`<h%d id="%s">%s</h%d>`+"\n", level, t.id, t.title, level)
	sifted := len(t.rows) > 0 && t.rows[0].look != lookNone
	if sifted {
		h.put(`<div class="sift">`)
	} else {
		h.put(`<div class="scroll" role="region" aria-labelledby="%s" tabindex="0">`, t.id)
	}
	if sifted && len(t.tally) > 1 {
		h.put(`<form class="chips" aria-label="%s">`, h.say("Filter"))
		for _, c := range t.tally {
			h.put(`<label class="chip k-%s"><input type="checkbox" id="c-%s" checked>%s%s <b>%d</b></label>`, c.look,
				c.look, pictureOf(c.look), c.label, c.n)
		}
		h.put(`<button type="reset">%s</button></form>`, h.say("Reset"))
	}
	h.put(`<table class="all" role="table" aria-labelledby="%s"><thead role="rowgroup"><tr role="row">`, t.id)
	for _, c := range t.columns {
		h.put(`<th role="columnheader" scope="col">%s</th>`, c.title)
	}
	h.put(`</tr></thead><tbody role="rowgroup">` + "\n")
	for _, r := range t.rows {
		h.put(`<tr role="row" class="c-%s">`, r.look)
		for n, cell := range r.cells {
			if n == 0 && sifted {
				h.put(`<td role="cell" class="k-%s">%s%s</td>`, r.look, pictureOf(r.look), h.line(cell))
				continue
			}
			h.put(`<td role="cell">%s</td>`, h.line(cell))
		}
		h.put("</tr>\n")
	}
	h.put("</tbody></table></div>\n")
}

// card says what one check found, unfolded where it is worth reading first.
func (h *html) card(c card) {
	open := markup(" open")
	if c.look == lookPass || c.look == lookMoot || c.look == lookUnknown {
		open = "" // of what can't be told the page says above what would settle it
	}
	title := filledIn("%s", c.title)
	told := len(c.rows) == 1 && c.look != lookUnknown // by the title
	if told || c.title == "" {
		title = h.line(c.rows[0].line)
	}
	h.put(`<details class="card k-%s s-%s a-%s" id="%s"%s><summary>%s<h4><span class="hear">%s: </span>%s</h4>`,
		c.look, c.severity.key, c.subject.key, c.id, open, pictureOf(c.look), c.label, title)
	h.put(`<p class="meta"><code>%s</code>`, c.check)
	if c.times != "" {
		h.put(`<span class="times">%s</span>`, c.times)
	}
	h.put(`<span class="sev s-%s">%s</span><span>%s</span></p></summary><div class="inside">`+"\n", c.severity.key,
		c.severity.said, c.subject.said)
	if c.why != "" {
		h.put(`<p class="asks">%s</p>`+"\n", c.why)
	}
	h.details(c.details)
	for _, r := range c.rows {
		h.put(`<div class="row">`)
		if !told {
			h.put(`<p class="message">%s</p>`, h.line(r.line))
		}
		h.details(r.details)
		h.put("</div>\n")
	}
	h.put("</div></details>\n")
}

// step says a fix with its steps: folded where it is another way to the same end.
func (h *html) step(s step) {
	h.scripted = true
	end := "</article>\n"
	if s.number > 0 {
		h.put(`<article class="panel fix" id="%s"><header><span class="number" aria-hidden="true">%d</span><h3>%s</h3><code>%s</code></header>`,
			s.id, s.number, s.title, s.name)
	} else {
		h.put(`<details class="other" id="%s"><summary><h4>%s</h4> <code>%s</code></summary>`, s.id, s.title, s.name)
		end = "</details>\n"
	}
	h.put(`<div class="remedy"><ol class="steps">`)
	for _, said := range s.steps {
		h.put("<li>%s</li>", said)
	}
	h.put(`</ol><p class="act">`)
	h.button(s.setup)
	h.put(`<button type="button" class="js copy" hidden data-done="%s" data-failed="%s">%s<span class="hear">: %s</span></button></p>`+"\n",
		h.say("Copied"), h.say("Select and copy by hand"), h.say("Copy steps"), s.title)
	h.details(s.details)
	h.put("</div>%s", markup(end))
}
