package report

import (
	"fmt"
	"slices"
)

// drawing is a picture while it is drawn, from the top downwards, as on the map of a railway line. What stands in the
// way is told by shape and words as well as by colour. It is as wide as a telephone is, and never scaled up, so that
// its text stays as it was measured. The script of the page has no part in it.
type drawing struct {
	*html
	lines, boxes, marks, texts, steps []markup
	y                                 int
	from                              int    // where the line begins that leads to the next mark
	state                             string // of the way so far
}

// Measures of the drawing, in pixels.
const (
	pathWidth = 340
	pathRail  = 24  // the line that everything hangs on
	pathText  = 48  // where texts begin
	pathBack  = 324 // the line on which what was granted comes back
	pathEnd   = 302 // where the boxes of grants end
	pathFits  = 288 // of a text
	large     = 13  // size of a text
	small     = 12
)

// Kinds of lines.
const (
	trackOpen    = "open"
	trackDoubt   = "doubt"
	trackStopped = "stopped"
)

// picture draws the way of a user to the API, with the same in words for those who don't see it.
func (h *html) picture(p *picture) {
	d := &drawing{html: h, state: trackOpen}
	d.user(p)
	for i, g := range p.gates {
		if i == p.grantsAt {
			d.grants(p, g)
		}
		d.gate(g)
	}
	d.api(p)
	h.put(`<figure class="path"><figcaption>%s</figcaption><svg class="map" role="img" aria-labelledby="%s-title %s-about" viewBox="0 0 %d %d" width="%d" height="%d">`,
		h.say("The path to the API"), p.id, p.id, pathWidth, d.y, pathWidth, d.y)
	h.put(`<title id="%s-title">%s</title><desc id="%s-about">%s</desc>`+"\n", p.id, p.title, p.id, p.about)
	for _, layer := range [][]markup{d.lines, d.boxes, d.marks, d.texts} {
		for _, m := range layer {
			h.put("%s\n", m)
		}
	}
	h.put(`</svg><details class="words"><summary>%s</summary><ol>`, h.say("The path in words"))
	for _, m := range d.steps {
		h.put("%s", m)
	}
	h.put("</ol></details></figure>\n")
}

// text writes a text of a size, cut where it would be longer than fits.
func (d *drawing) text(class string, x, y, size int, text string, fits int) {
	d.texts = append(d.texts,
		filledIn(`<text class="%s" x="%d" y="%d">%s</text>`, class, x, y, fitted(Clean(text), size, fits)))
}

// paragraph writes a text in at most so many lines from a point downwards, and gives the height that they take.
func (d *drawing) paragraph(class string, x, y, size int, text string, fits, most int) int {
	const leading = 16
	lines := broken(Clean(text), size, fits, most)
	for i, line := range lines {
		d.text(class, x, y+leading*i, size, line, fits)
	}
	return leading * len(lines)
}

func (d *drawing) track(kind, format string, args ...any) {
	d.lines = append(d.lines, filledIn(`<path class="t-%s" d="%s"/>`, kind, fmt.Sprintf(format, args...)))
}

// mark puts a picture of a size in the middle of a point.
func (d *drawing) mark(kind string, x, y, size int) {
	at := filledIn(`x="%d" y="%d" width="%d" height="%d"`, x-size/2, y-size/2, size, size)
	d.marks = append(d.marks, filledIn(`<use class="i k-%s" href="#i-%s" %s/>`, kind, kind, at))
}

func (d *drawing) box(kind string, x, y, width, height int) {
	d.boxes = append(d.boxes,
		filledIn(`<rect class="b-%s" x="%d" y="%d" width="%d" height="%d" rx="8"/>`, kind, x, y, width, height))
}

func (d *drawing) step(l look, text string) {
	if l == lookNone {
		d.steps = append(d.steps, filledIn("<li>%s</li>", text))
		return
	}
	d.steps = append(d.steps, filledIn(`<li class="k-%s">%s%s</li>`, l, pictureOf(l), text))
}

func (d *drawing) user(p *picture) {
	d.mark("user", pathRail, 24, 30)
	d.text("cap", pathText, 19, small, d.say("User"), pathFits)
	d.text("name", pathText, 35, large, p.user, pathFits)
	d.step(lookNone, d.say("User")+": "+p.user)
	d.y, d.from = 48, 38
}

// grants draws each way of the permission as a switch between the user's line and the one that leads on: closed, it
// grants; open, it says why not.
func (d *drawing) grants(p *picture, gate gated) {
	open := slices.ContainsFunc(p.grants, func(g granted) bool { return g.on })
	behind := trackStopped
	switch {
	case open:
		behind = trackOpen
	case gate.look == lookUnknown || p.unread != "":
		behind = trackDoubt
	}
	if d.state == trackStopped || d.state == trackDoubt && behind == trackOpen {
		behind = d.state // what stands before them stops the way, or may
	}
	d.y += 6
	d.y += 2 + d.paragraph("cap", pathText, d.y+9, small, d.say("API Enabled may come from"), pathFits, 2)
	if p.unread != "" {
		d.text("name", pathText, d.y+9, large, d.say("not read"), pathFits)
		d.step(lookUnknown, p.unread)
		d.y += 18
		d.track(behind, "M%d %dV%d", pathRail, d.from, d.y)
		d.from, d.state = d.y, behind
		return
	}
	back := 0 // where the first switch joins the way back
	for _, g := range p.grants {
		mid := d.grant(g)
		if back == 0 && g.on == open {
			back = mid
		}
	}
	if p.more != "" {
		d.text("cap", pathText, d.y+9, small, p.more, pathFits)
		d.step(lookNone, p.more)
		d.y += 16
	}
	d.track(behind, "M%d %dV%dQ%d %d %d %dH%dQ%d %d %d %d",
		pathBack, back, d.y, pathBack, d.y+8, pathBack-8, d.y+8, pathRail+8, pathRail, d.y+8, pathRail, d.y+16)
	d.y += 16
	d.from, d.state = d.y, behind
}

// grant draws one switch and gives the height of its middle.
func (d *drawing) grant(g granted) int {
	const inside = pathEnd - pathText - 18
	kind, came, via, said := "off", lookNone, g.via, g.said
	if g.on {
		kind, came = "on", lookPass
	}
	d.step(came, via+" "+g.name+": "+said)
	top := d.y
	if measured(via+": "+said, small) <= inside {
		via, said = via+": "+said, ""
	}
	d.text("cap", pathText+10, top+15, small, via, inside)
	d.text("name", pathText+10, top+31, large, g.name, inside)
	height := 40
	if said != "" {
		height += d.paragraph("cap", pathText+10, top+47, small, said, inside, 2)
	}
	mid := top + height/2
	d.box(kind, pathText, top, pathEnd-pathText, height)
	d.track(d.state, "M%d %dV%dQ%d %d %d %dH%d", pathRail, d.from, mid-8, pathRail, mid, pathRail+8, mid, pathText)
	if g.on {
		d.track(d.state, "M%d %dH%d", pathEnd, mid, pathBack)
	} else {
		d.track(trackStopped, "M%d %dH%d", pathEnd, mid, pathEnd+4)
		d.mark("cut", pathEnd+11, mid, 14)
	}
	d.y = top + height + 6
	return mid
}

// gate draws one gate and how it came out.
func (d *drawing) gate(g gated) {
	class := "gate"
	if g.look == lookFail || g.look == lookUnknown || g.look == lookWaived {
		class = "name"
	}
	d.y += 6
	mid := d.y + 8
	d.track(d.state, "M%d %dV%d", pathRail, d.from, mid-10)
	d.y += d.paragraph(class, pathText, d.y+12, large, g.title, pathFits, 2)
	step := g.title + ": " + d.say("open")
	if g.said != "" {
		d.y += d.paragraph("said "+string(g.look), pathText, d.y+12, small, g.said, pathFits, 2)
		step = g.title + ": " + g.said
	}
	d.y += 4
	d.mark(string(g.look), pathRail, mid, 20)
	d.step(g.look, step)
	d.from = mid + 10
	switch {
	case g.look == lookFail || g.look == lookWaived:
		d.state = trackStopped
	case (g.look == lookUnknown || g.look == lookMoot) && d.state == trackOpen:
		d.state = trackDoubt
	}
}

// api ends the path: reached or not.
func (d *drawing) api(p *picture) {
	const height = 44
	kind, came := "reached", p.endLook
	switch p.endLook {
	case lookFail:
		kind = "missed"
	case lookUnknown:
		kind, came = "perhaps", lookNone
	}
	d.y += 8
	d.track(d.state, "M%d %dV%d", pathRail, d.from, d.y)
	d.box(kind, 2, d.y, pathWidth-4, height)
	d.mark("api", pathRail, d.y+height/2, 28)
	d.text("name", pathText, d.y+19, large, d.say("Salesforce API"), pathFits)
	d.text("cap", pathText, d.y+35, small, p.end, pathFits)
	d.step(came, d.say("Salesforce API")+": "+p.end)
	d.y += height + 2
}
