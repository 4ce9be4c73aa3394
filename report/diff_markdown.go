package report

import (
	"bufio"
	"io"

	"orgaudit/audit"
)

// writeDiffMarkdown says the diff for a ticket, as plain and as inert as the report in Markdown.
func writeDiffMarkdown(w io.Writer, diff *audit.Diff, o Options) error {
	m := &markdown{tongue: newTongue(o.Lang), w: bufio.NewWriter(w)}
	d := &diffOutline{diff, m.tongue}
	sign, label, said := d.verdictLine()
	m.heading(2, sign, " ", md(label), ": ", md(said))
	sides := d.sides()
	m.fact(md(d.say("Before")), md(sides[0]))
	m.fact(md(d.say("After")), md(sides[1]))
	for _, note := range d.asides() {
		m.paragraph(md(note))
	}
	if answers := d.answersOf(); len(answers) > 0 {
		m.heading(3, md(d.say("Connections")))
		for _, line := range answers {
			text := line.Mark + " **" + md(line.Message) + "**: " + md(line.States)
			if line.Fix != "" {
				text += "; " + md(d.say("Fix:")) + " " + md(line.Fix)
			}
			m.item("-", text)
		}
	}
	if !o.Quiet {
		d.inMarkdown(m)
	}
	return m.w.Flush()
}

// inMarkdown says the findings and all else.
func (d *diffOutline) inMarkdown(m *markdown) {
	sections, minor := d.sections()
	for _, section := range sections {
		m.heading(3, md(section.Title))
		for _, line := range section.Lines {
			m.item("-", line.Mark+" "+code(line.Check)+" "+md(line.States)+" ("+md(line.Severity)+"): "+md(line.Message))
			for _, fact := range [][2]string{{d.say("Found:"), md(line.Found)}, {d.say("Rule:"), code(line.Rule)}, {d.say("Fix:"), md(line.Fix)}} {
				if fact[1] != "" {
					m.item("  -", md(fact[0])+" "+fact[1])
				}
			}
		}
	}
	if others := d.others(); len(others) > 0 {
		m.heading(3, md(d.say("Besides")))
		for _, said := range others {
			m.item("-", md(said))
		}
	}
	m.paragraph(md(d.rest(minor)))
}
