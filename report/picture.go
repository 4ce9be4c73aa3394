package report

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"orgaudit/audit"
)

// picture is the way of a user to the API: what grants API Enabled, then the gates one behind the other. Text and
// Markdown leave it out: their findings say the same.
type picture struct {
	id, title, about string
	user             string
	grants           []granted
	unread           string // how the permission reaches the user was not read
	more             string // grants that are not drawn
	gates            []gated
	grantsAt         int // the gate that the grants decide; -1 for none
	end              string
	endLook          look
}

type granted struct {
	via, name, said string
	on, stopped     bool
}

type gated struct {
	look        look
	title, said string
}

// fewGrants is how many grants are drawn.
const fewGrants = 8

func (t *teller) picture(c audit.Connection) *picture {
	if len(c.Checked) == 0 {
		return nil
	}
	p := &picture{
		id: t.ids.take(slug("path", c.App.Name, c.User)), user: c.User, grantsAt: -1,
		title: t.say("The way of %s through %s to the Salesforce API", c.User, c.App.Name),
	}
	switch c.Verdict {
	case audit.Ready:
		p.about = t.say("All %d gates are open.", len(c.Checked))
	case audit.NotReady:
		p.about = t.say("%d of %d gates stop it: %s.", len(c.Causes), len(c.Checked), strings.Join(c.Causes, ", "))
	default:
		p.about = t.say("Not all of %d gates could be judged: %s.", len(c.Checked),
			strings.Join(t.checksOf(c, audit.Unknown), ", "))
	}
	t.pictureGates(p, c)
	state := lookPass
	for _, g := range p.gates {
		switch {
		case g.look == lookFail || g.look == lookWaived:
			state = lookFail
		case (g.look == lookUnknown || g.look == lookMoot) && state == lookPass:
			state = lookUnknown
		}
	}
	p.endLook = state
	p.end = map[look]string{
		lookPass: t.say("can be reached"), lookFail: t.say("is not reached"),
		lookUnknown: t.say("cannot be told whether it is reached"),
	}[state]
	return p
}

// pictureGates says how each gate came out, in the order in which Salesforce meets them. The way stops once: what is
// closed behind the root cause is so as well.
func (t *teller) pictureGates(p *picture, c audit.Connection) {
	var findings []*audit.Finding
	for _, id := range c.Findings {
		if f := t.by[id]; f != nil {
			findings = append(findings, f)
		}
	}
	slices.SortStableFunc(findings,
		func(a, b *audit.Finding) int {
			return slices.Index(c.Checked, a.Check) - slices.Index(c.Checked, b.Check)
		})
	if at := slices.IndexFunc(findings, func(f *audit.Finding) bool { return f.Check == audit.GateOfGrants }); at >= 0 {
		if v := findings[at].Verdict; len(c.Grants) > 0 || v == audit.Unknown || v == audit.Moot {
			p.grantsAt = at
			t.pictureGrants(p, c)
		}
	}
	root := t.root(c)
	for _, f := range findings {
		g := gated{look: t.lookOf(f), title: cmp.Or(t.topic(f.Check), f.Check)}
		head := ""
		switch g.look {
		case lookFail:
			head = t.say("Stops here")
			if f.Check != root.Check {
				head = t.say("Also closed")
			}
		case lookUnknown:
			head = t.say("Cannot tell")
		case lookWaived:
			head = t.say("Stops here, waived")
			if f.Check != root.Check {
				head = t.say("Also closed, waived")
			}
		case lookMoot:
			g.said = t.say("Not judged")
		}
		if head != "" {
			g.said = strings.TrimSuffix(head+": "+t.translate(f.Got), ": ")
		}
		p.gates = append(p.gates, g)
	}
}

func (t *teller) pictureGrants(p *picture, c audit.Connection) {
	if len(c.Grants) == 0 {
		p.unread = t.say("how API Enabled reaches the user was not read")
		return
	}
	shown := c.Grants
	if more := len(shown) - fewGrants; more > 0 {
		// Those that grant decide: they are shown before the ones that don't.
		shown = slices.Clone(shown)
		slices.SortStableFunc(shown[1:], func(a, b audit.Grant) int { return grantRank(a) - grantRank(b) })
		shown = shown[:fewGrants]
		p.more = choose(more, t.say("and 1 more"), t.say("and %d more", more))
	}
	for _, g := range shown {
		way := granted{via: capital(t.translate(g.Via)), name: g.Name, said: t.say("does not grant it"), on: g.Grants,
			stopped: !g.Grants}
		switch {
		case g.Grants:
			way.said = t.say("grants it")
		case g.Stopped != "":
			way.said = t.words(g.Words, g.Stopped)
		}
		p.grants = append(p.grants, way)
	}
}

func grantRank(g audit.Grant) int {
	if g.Grants {
		return 0
	}
	return 1
}

// capital begins a word with a capital letter, where its script has them.
func capital(word string) string {
	r, size := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(r)) + word[size:]
}
