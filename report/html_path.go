package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"orgaudit/audit"
)

// htmlPath is a drawing of the way from a user to the API: what grants API Enabled, then the gates one below the other,
// as on the map of a railway line. What stands in the way is told by shape and words as well as by colour. It is as wide
// as a telephone is, and never scaled up, so that its text stays as it was measured.
type htmlPath struct {
	ID            string
	Width, Height int
	Title, About  string
	Tracks        []htmlTrack
	Boxes         []htmlPathBox
	Marks         []htmlMark
	Texts         []htmlPathText
	Steps         []htmlStep // the same in words
}

// htmlTrack is a line; its kind says whether the way is open behind what comes before.
type htmlTrack struct{ Kind, D string }

type htmlPathBox struct {
	Kind                string
	X, Y, Width, Height int
}

// htmlMark is one of the pictures that page.html defines.
type htmlMark struct {
	Kind       string
	X, Y, Size int
}

type htmlPathText struct {
	Class string
	X, Y  int
	Text  string
}

// htmlStep is a place on the way, for those who don't see the drawing.
type htmlStep struct{ Kind, Text string }

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
	fewGrants = 8
)

// gateOfGrants is the gate that the grants of a connection decide.
const gateOfGrants = "api-access"

// Kinds of lines.
const (
	trackOpen    = "open"
	trackDoubt   = "doubt"
	trackStopped = "stopped"
)

// drawing is a path while it is drawn, from the top downwards.
type drawing struct {
	*htmlPath
	*htmlReport
	y     int
	from  int    // where the line begins that leads to the next mark
	state string // of the way so far
	broke bool   // something stopped it
}

func (h *htmlReport) path(c audit.Connection, n int) *htmlPath {
	if len(c.Checked) == 0 {
		return nil
	}
	d := &drawing{htmlPath: &htmlPath{ID: fmt.Sprintf("path-%d", n), Width: pathWidth}, htmlReport: h, state: trackOpen}
	d.user(c)
	gates := d.gates(c)
	at := slices.IndexFunc(gates, func(f *audit.Finding) bool { return f.Check == gateOfGrants })
	if at >= 0 {
		if len(c.Grants) > 0 || gates[at].Verdict == audit.Unknown || gates[at].Verdict == audit.Moot {
			d.grants(c, gates[at])
		}
		d.gate(gates[at], c)
		gates = slices.Delete(gates, at, at+1)
	}
	for _, f := range gates {
		d.gate(f, c)
	}
	d.api()
	d.Height = d.y
	d.describe(c)
	return d.htmlPath
}

// gates lists what was found at each gate of a connection, in gate order.
func (d *drawing) gates(c audit.Connection) []*audit.Finding {
	var list []*audit.Finding
	for _, id := range c.Findings {
		if f := d.Finding(id); f != nil {
			list = append(list, f)
		}
	}
	return list
}

// text writes a text of a size, cut where it would be longer than fits.
func (d *drawing) text(class string, x, y, size int, text string, fits int) {
	d.Texts = append(d.Texts, htmlPathText{class, x, y, fitted(text, size, fits)})
}

// lines writes a text in at most so many lines from a point downwards, and gives the height that they take.
func (d *drawing) lines(class string, x, y, size int, text string, fits, most int) int {
	const leading = 16
	lines := broken(text, size, fits, most)
	for i, line := range lines {
		d.text(class, x, y+leading*i, size, line, fits)
	}
	return leading * len(lines)
}

func (d *drawing) track(kind, format string, args ...any) {
	d.Tracks = append(d.Tracks, htmlTrack{kind, fmt.Sprintf(format, args...)})
}

// mark puts a picture of a size in the middle of a point.
func (d *drawing) mark(kind string, x, y, size int) {
	d.Marks = append(d.Marks, htmlMark{kind, x - size/2, y - size/2, size})
}

func (d *drawing) step(kind, text string) { d.Steps = append(d.Steps, htmlStep{kind, text}) }

func (d *drawing) user(c audit.Connection) {
	d.mark("user", pathRail, 24, 30)
	d.text("cap", pathText, 19, small, d.say("User"), pathFits)
	d.text("name", pathText, 35, large, c.User, pathFits)
	d.step("", d.say("User")+": "+c.User)
	d.y, d.from = 48, 38
}

// grants draws each way of the permission as a switch between the user's line and the one that leads on: closed, it
// grants; open, it says why not.
func (d *drawing) grants(c audit.Connection, gate *audit.Finding) {
	shown := c.Grants
	more := len(shown) - fewGrants
	if more > 0 {
		// Those that grant decide: they are shown before the ones that don't.
		shown = slices.Clone(shown)
		slices.SortStableFunc(shown[1:], func(a, b audit.Grant) int { return grantRank(a) - grantRank(b) })
		shown = shown[:fewGrants]
	}
	open := slices.ContainsFunc(c.Grants, func(g audit.Grant) bool { return g.Grants })
	behind := trackStopped
	switch {
	case open:
		behind = trackOpen
	case gate.Verdict == audit.Unknown:
		behind = trackDoubt
	}
	d.y += 6
	d.y += 2 + d.lines("cap", pathText, d.y+9, small, d.say("API Enabled may come from"), pathFits, 2)
	back := 0 // where the first switch joins the way back
	for _, g := range shown {
		mid := d.grant(g)
		if back == 0 && g.Grants == open {
			back = mid
		}
	}
	if more > 0 {
		said := choose(more, d.say("and 1 more"), d.say("and %d more", more))
		d.text("cap", pathText, d.y+9, small, said, pathFits)
		d.step("", said)
		d.y += 16
	}
	if len(shown) == 0 {
		d.text("name", pathText, d.y+9, large, d.say("not read"), pathFits)
		d.step(kindUnknown, d.say("how API Enabled reaches the user was not read"))
		d.y += 18
		d.track(trackDoubt, "M%d %dV%d", pathRail, d.from, d.y)
		d.from, d.state = d.y, trackDoubt
		return
	}
	d.track(behind, "M%d %dV%dQ%d %d %d %dH%dQ%d %d %d %d", pathBack, back, d.y, pathBack, d.y+8, pathBack-8, d.y+8, pathRail+8, pathRail, d.y+8, pathRail, d.y+16)
	d.y += 16
	d.from, d.state = d.y, behind
}

// grant draws one switch and gives the height of its middle.
func (d *drawing) grant(g audit.Grant) int {
	const inside = pathEnd - pathText - 18
	kind, step, said := "off", "", d.say("does not grant it")
	switch {
	case g.Grants:
		kind, step, said = "on", kindPass, d.say("grants it")
	case g.Stopped != "":
		said = d.words(g.Words, g.Stopped)
	}
	via := capital(d.translate(g.Via))
	d.step(step, via+" "+g.Name+": "+said)
	top := d.y
	if measured(via+": "+said, small) <= inside {
		via, said = via+": "+said, ""
	}
	d.text("cap", pathText+10, top+15, small, via, inside)
	d.text("name", pathText+10, top+31, large, g.Name, inside)
	height := 40
	if said != "" {
		height += d.lines("cap", pathText+10, top+47, small, said, inside, 2)
	}
	mid := top + height/2
	d.Boxes = append(d.Boxes, htmlPathBox{kind, pathText, top, pathEnd - pathText, height})
	d.track(trackOpen, "M%d %dV%dQ%d %d %d %dH%d", pathRail, d.from, mid-8, pathRail, mid, pathRail+8, mid, pathText)
	if g.Grants {
		d.track(trackOpen, "M%d %dH%d", pathEnd, mid, pathBack)
	} else {
		d.track(trackStopped, "M%d %dH%d", pathEnd, mid, pathEnd+4)
		d.mark("cut", pathEnd+11, mid, 14)
	}
	d.y = top + height + 6
	return mid
}

// capital begins a word with a capital letter, where its script has them.
func capital(word string) string {
	r, size := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(r)) + word[size:]
}

func grantRank(g audit.Grant) int {
	if g.Grants {
		return 0
	}
	return 1
}

// gate draws one gate and how it came out.
func (d *drawing) gate(f *audit.Finding, c audit.Connection) {
	kind := kindOf(f)
	said := d.saidOf(f, c, kind)
	class := "gate"
	if kind == kindFail || kind == kindUnknown || kind == kindWaived {
		class = "name"
	}
	d.y += 6
	mid := d.y + 8
	d.track(d.state, "M%d %dV%d", pathRail, d.from, mid-10)
	d.y += d.lines(class, pathText, d.y+12, large, d.topicOf(f.Check), pathFits, 2)
	if said != "" {
		d.y += d.lines("said "+kind, pathText, d.y+12, small, said, pathFits, 2)
	}
	d.y += 4
	d.mark(kind, pathRail, mid, 20)
	step := d.topicOf(f.Check)
	if said != "" {
		step += ": " + said
	} else {
		step += ": " + d.say("open")
	}
	d.step(kind, step)
	d.from = mid + 10
	switch {
	case kind == kindFail || kind == kindWaived:
		d.state, d.broke = trackStopped, true
	case (kind == kindUnknown || kind == kindMoot) && d.state == trackOpen:
		d.state = trackDoubt
	}
}

// saidOf says in a few words how a gate came out, "" for one that is open.
func (d *drawing) saidOf(f *audit.Finding, c audit.Connection, kind string) string {
	got := d.translate(f.Got)
	join := func(head string) string { return strings.TrimSuffix(head+": "+got, ": ") }
	switch kind {
	case kindFail:
		if len(c.Causes) > 1 && f.Check == c.Causes[0] {
			return join(d.say("Root cause"))
		}
		return join(d.say("Stops here"))
	case kindUnknown:
		return join(d.say("Cannot tell"))
	case kindWaived:
		return join(d.say("Stops here, waived"))
	case kindMoot:
		return d.say("Not judged")
	}
	return ""
}

func (d *drawing) topicOf(check string) string {
	return cmp.Or(d.check(check, d.Checks[check]).Topic, check)
}

// api ends the path: reached or not.
func (d *drawing) api() {
	kind, said := "reached", d.say("can be reached")
	switch {
	case d.state == trackStopped:
		kind, said = "missed", d.say("is not reached")
	case d.state == trackDoubt:
		kind, said = "perhaps", d.say("cannot be told whether it is reached")
	}
	d.y += 8
	d.track(d.state, "M%d %dV%d", pathRail, d.from, d.y)
	const height = 44
	d.Boxes = append(d.Boxes, htmlPathBox{kind, 2, d.y, pathWidth - 4, height})
	d.mark("api", pathRail, d.y+height/2, 28)
	d.text("name", pathText, d.y+19, large, d.say("Salesforce API"), pathFits)
	d.text("cap", pathText, d.y+35, small, said, pathFits)
	d.step(map[string]string{"reached": kindPass, "missed": kindFail}[kind], d.say("Salesforce API")+": "+said)
	d.y += height + 2
}

// describe sums the picture up.
func (d *drawing) describe(c audit.Connection) {
	d.Title = d.say("The way of %s through %s to the Salesforce API", c.User, c.App.Name)
	switch c.Verdict {
	case audit.Ready:
		d.About = d.say("All %d gates are open.", len(c.Checked))
	case audit.NotReady:
		d.About = d.say("%d of %d gates stop it: %s.", len(c.Causes), len(c.Checked), strings.Join(c.Causes, ", "))
	default:
		d.About = d.say("Not all of %d gates could be judged: %s.", len(c.Checked), strings.Join(d.checksOf(c, audit.Unknown), ", "))
	}
}
