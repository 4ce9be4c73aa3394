package report

import (
	"io"

	"orgaudit/audit"
)

// writeDiffText says to a person what changed: first whether anything got worse.
func writeDiffText(w io.Writer, diff *audit.Diff, o Options) error {
	p := newPage(w, o)
	d := &diffOutline{diff, p.tongue}
	sign, label, said := d.verdictLine()
	look := map[string]style{"✗": red, "✓": green, "·": plain}
	p.gap()
	p.flow(0, 2, styled(look[sign], sign, " ", label), apart(2), styled(bold, said))
	sides, labels := d.sides(), [2]string{d.say("Before:"), d.say("After:")}
	for i := range sides {
		p.fact(2, max(width(labels[0]), width(labels[1])), labels[i], shown(sides[i]))
	}
	for _, note := range d.asides() {
		p.flow(2, 2, styled(yellow, note))
	}
	if answers := d.answersOf(); len(answers) > 0 {
		p.heading(d.say("Connections"))
		for _, line := range answers {
			p.flow(2, 4, styled(look[line.Mark], line.Mark), apart(1), styled(bold, line.Message), shown(": "+line.States))
			if line.Fix != "" {
				p.field(4, d.say("Fix:"), shown(line.Fix))
			}
		}
	}
	if !o.Quiet {
		d.changed(p, look)
	}
	return p.w.Flush()
}

// changed says the findings and all else.
func (d *diffOutline) changed(p *page, look map[string]style) {
	sections, minor := d.sections()
	for _, section := range sections {
		p.heading(section.Title)
		for _, line := range section.Lines {
			p.flow(2, 4, styled(look[line.Mark], line.Mark), apart(1), styled(bold, line.Check), apart(2), shown(line.States), apart(2), styled(dim, line.Severity))
			p.flow(4, 4, shown(line.Message))
			for _, fact := range [][2]string{{d.say("Found:"), line.Found}, {d.say("Rule:"), line.Rule}, {d.say("Fix:"), line.Fix}} {
				if fact[1] != "" {
					p.field(4, fact[0], shown(fact[1]))
				}
			}
		}
	}
	if others := d.others(); len(others) > 0 {
		p.heading(d.say("Besides"))
		for _, said := range others {
			p.flow(2, 4, shown(said))
		}
	}
	p.gap()
	p.flow(0, 0, styled(dim, d.rest(minor)))
}
