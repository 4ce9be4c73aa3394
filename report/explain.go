package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"orgaudit/audit"
)

// WriteCheck explains a check to a reader: what it asks, why, what it reads and what helps.
func WriteCheck(w io.Writer, c *audit.Check, o Options) error {
	p := newPage(w, o)
	kind := p.say("gate of a connection")
	if c.Standing != nil {
		kind = p.say("standing policy")
	}
	p.flow(0, 2, styled(bold, c.ID), apart(2), unstyled(p.translate(c.Topic)))
	p.fact(2, explained, p.say("Holds"), unstyled(p.translate(c.Holds)))
	p.fact(2, explained, p.say("Fails"), unstyled(p.translate(c.Fails)))
	p.fact(2, explained, p.say("Kind"), unstyled(p.say("%s, severity %s", kind, p.severity(c.Severity))))
	p.fact(2, explained, p.say("Why"), unstyled(p.translate(c.Why)))
	for _, part := range c.Reads {
		said := p.part(part)
		if need := part.NeededFor(); need.Label != "" {
			said = p.say("%s: the audit user needs %s", said, p.translate(need.Label))
		}
		p.fact(2, explained, p.say("Reads"), unstyled(said))
	}
	var before []string
	for _, b := range c.After {
		before = append(before, b.ID)
	}
	if len(before) > 0 {
		p.fact(2, explained, p.say("Follows"),
			unstyled(p.say("%s: not judged when it fails and leaves nothing to judge", strings.Join(before, ", "))))
	}
	for i, code := range c.Explains.All() {
		label := p.say("Explains")
		if i > 0 {
			label = ""
		}
		p.fact(2, explained, label, unstyled(code))
	}
	for _, fix := range c.Fixes {
		p.gap()
		p.documented(2, fix)
	}
	return p.w.Flush()
}

const explained = 8 // columns of the labels

// WriteFix explains a fix. Names of an org that its steps would hold are shown as <app>, <user> and so on.
func WriteFix(w io.Writer, fix *audit.Fix, o Options) error {
	p := newPage(w, o)
	p.documented(0, fix)
	return p.w.Flush()
}

// documented says a fix as its catalogue has it.
func (p *page) documented(indent int, fix *audit.Fix) {
	show := strings.NewReplacer("{", "<", "}", ">")
	p.flow(indent, indent+2, styled(bold, fix.ID), apart(2), unstyled(show.Replace(p.translate(fix.Title))))
	for i, step := range fix.Steps {
		number := fmt.Sprintf("%d.", i+1)
		p.flow(indent+2, indent+2+len(number)+1, unstyled(number, " ", show.Replace(p.translate(step))))
	}
	for _, fact := range []struct{ label, said string }{
		{p.say("Setup"), show.Replace(fix.SetupPath)}, {p.say("Source"), source(fix.Source)},
		{p.say("Risk"), show.Replace(p.translate(fix.Risk))}, {p.say("Effort"), p.translate(fix.Effort)},
		{p.say("For"), strings.Join(fix.Connectors, ", ")},
	} {
		if fact.said != "" {
			p.fact(indent+2, explained, fact.label, unstyled(fact.said))
		}
	}
}

// WriteApp explains what an app needs of an org, as its connector says.
func WriteApp(w io.Writer, app audit.App, o Options) error {
	p := newPage(w, o)
	p.flow(0, 2, styled(bold, app.Connector), apart(2), unstyled(app.Name))
	list := func(label string, values []string) {
		if len(values) > 0 {
			p.fact(2, wide, label, unstyled(strings.Join(values, ", ")))
		}
	}
	list(p.say("Also named"), app.Aliases)
	list(p.say("Consumer Key"), app.ConsumerKeys)
	if app.Kind != "" {
		list(p.say("Kind"), []string{app.Kind})
	}
	if app.CustomerApp {
		list(p.say("In the org"), []string{p.say("an app that each customer creates, under a name of its own")})
	}
	for _, s := range app.SignIns {
		said := s.Flow
		if s.LoginHost != "" {
			said = p.say("%s at %s", s.Flow, s.LoginHost)
		}
		switch {
		case s.PKCE != nil && *s.PKCE:
			said += ", " + p.say("with PKCE")
		case s.PKCE != nil:
			said += ", " + p.say("without PKCE")
		}
		if len(s.Scopes) > 0 {
			said += ", " + p.say("scopes %s", strings.Join(s.Scopes, " "))
		}
		p.fact(2, wide, p.say("Signs in by"), unstyled(said))
	}
	list(p.say("From"), app.FromIPs)
	list(p.say("Permissions"), app.Needs.UserPermissions)
	list(p.say("Licenses"), app.Needs.Licenses)
	list(p.say("Free seats"), app.Needs.FreeSeats)
	list(p.say("Editions"), app.Needs.Editions)
	for _, s := range app.Symptoms {
		p.fact(2, wide, p.say("Says"),
			unstyled("“", s.Match, "” → ", strings.Join(slices.Concat(s.Codes, s.Checks), ", ")))
	}
	for _, page := range app.Sources {
		p.fact(2, wide, p.say("Source"), unstyled(source(page)))
	}
	return p.w.Flush()
}

const wide = 12 // columns of the labels of an app

// WriteTable writes rows under a head, as wide as the page at most.
func WriteTable(w io.Writer, head []string, rows [][]string, o Options) error {
	p := newPage(w, o)
	cells := make([][][]span, len(rows))
	for i, row := range rows {
		for _, cell := range row {
			cells[i] = append(cells[i], []span{unstyled(cell)})
		}
	}
	p.rows(0, head, cells)
	return p.w.Flush()
}

// WriteRights lists the permissions that an audit user holds and lacks, with what each missing one costs: the parts
// of an org that stay closed, and the gates that need them.
func WriteRights(w io.Writer, who audit.Auditor, checks []*audit.Check, o Options) error {
	p := newPage(w, o)
	for _, permission := range audit.AuditPermissions() {
		held, known := who.Has(permission)
		switch {
		case held:
			p.flow(2, 4, styled(green, "✓"), apart(1), unstyled(p.translate(permission.Label)))
			continue
		case known:
			p.flow(2, 4, styled(red, "✗"), apart(1), styled(bold, p.translate(permission.Label)))
		default:
			p.flow(2, 4, styled(yellow, "?"), apart(1), styled(bold, p.translate(permission.Label)),
				unstyled(" ", p.say("(could not be read)")))
		}
		var parts, gates []string
		for _, part := range permission.Costs() {
			parts = append(parts, p.part(part))
			for _, c := range checks {
				if slices.Contains(c.Reads, part) && !slices.Contains(gates, c.ID) {
					gates = append(gates, c.ID)
				}
			}
		}
		if len(parts) > 0 {
			p.fact(4, 0, p.say("Closed without it:"), unstyled(strings.Join(parts, ", ")))
		}
		if len(gates) > 0 {
			p.fact(4, 0, p.say("Not told without it:"), unstyled(strings.Join(gates, ", ")))
		}
	}
	return p.w.Flush()
}
