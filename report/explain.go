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
	kind := "gate of a connection"
	if c.Standing != nil {
		kind = "standing policy"
	}
	p.flow(0, 2, styled(bold, c.ID), apart(2), say(c.Title))
	p.fact(2, explained, "Kind", say(kind, ", severity ", string(c.Severity)))
	p.fact(2, explained, "Why", say(c.Why))
	for _, part := range c.Needs {
		said := part.Title()
		if need := part.NeededFor(); need.Label != "" {
			said += ": the audit user needs " + need.Label
		}
		p.fact(2, explained, "Reads", say(said))
	}
	var before []string
	for _, b := range c.After {
		before = append(before, b.ID)
	}
	if len(before) > 0 {
		p.fact(2, explained, "After", say(strings.Join(before, ", "), ": not judged when it fails and leaves nothing to judge"))
	}
	for i, code := range c.Explains {
		label := "Explains"
		if i > 0 {
			label = ""
		}
		p.fact(2, explained, label, say(code))
	}
	for _, fix := range c.Fixes {
		p.gap()
		p.remedy(2, fix)
	}
	return p.w.Flush()
}

const explained = 8 // columns of the labels

// WriteFix explains a fix. Names of an org that its steps would hold are shown as <app>, <user> and so on.
func WriteFix(w io.Writer, fix *audit.Fix, o Options) error {
	p := newPage(w, o)
	p.remedy(0, fix)
	return p.w.Flush()
}

func (p *page) remedy(indent int, fix *audit.Fix) {
	show := strings.NewReplacer("{", "<", "}", ">")
	p.flow(indent, indent+2, styled(bold, fix.ID), apart(2), say(show.Replace(fix.Title)))
	for i, step := range fix.Steps {
		number := fmt.Sprintf("%d.", i+1)
		p.flow(indent+2, indent+2+len(number)+1, say(number, " ", show.Replace(step)))
	}
	for _, fact := range []struct{ label, said string }{
		{"Setup", show.Replace(fix.SetupPath)}, {"Source", source(fix.Source)}, {"Risk", show.Replace(fix.Risk)}, {"Effort", fix.Effort},
		{"For", strings.Join(fix.Connectors, ", ")},
	} {
		if fact.said != "" {
			p.fact(indent+2, explained, fact.label, say(fact.said))
		}
	}
}

// WriteApp explains what an app needs of an org, as its connector says.
func WriteApp(w io.Writer, app audit.App, o Options) error {
	p := newPage(w, o)
	p.flow(0, 2, styled(bold, app.Connector), apart(2), say(app.Name))
	list := func(label string, values []string) {
		if len(values) > 0 {
			p.fact(2, wide, label, say(strings.Join(values, ", ")))
		}
	}
	list("Also named", app.Aliases)
	list("Consumer Key", app.ConsumerKeys)
	if app.Kind != "" {
		list("Kind", []string{app.Kind})
	}
	if app.CustomerApp {
		list("In the org", []string{"an app that each customer creates, under a name of its own"})
	}
	for _, s := range app.SignIns {
		said := s.Flow
		if s.LoginHost != "" {
			said += " at " + s.LoginHost
		}
		if s.PKCE != nil {
			said += map[bool]string{true: ", with PKCE", false: ", without PKCE"}[*s.PKCE]
		}
		if len(s.Scopes) > 0 {
			said += ", scopes " + strings.Join(s.Scopes, " ")
		}
		p.fact(2, wide, "Signs in by", say(said))
	}
	list("From", app.FromIPs)
	list("Permissions", app.Needs.UserPermissions)
	list("Licenses", app.Needs.Licenses)
	list("Free seats", app.Needs.FreeSeats)
	list("Editions", app.Needs.Editions)
	for _, s := range app.Symptoms {
		p.fact(2, wide, "Says", say("“", s.Match, "” → ", strings.Join(slices.Concat(s.Codes, s.Checks), ", ")))
	}
	for _, page := range app.Sources {
		p.fact(2, wide, "Source", say(source(page)))
	}
	return p.w.Flush()
}

const wide = 12 // columns of the labels of an app

// WriteTable writes rows under a head, as wide as the page at most.
func WriteTable(w io.Writer, head []string, rows [][]string, o Options) error {
	p := newPage(w, o)
	cells := make([][]span, len(rows))
	for i, row := range rows {
		for _, cell := range row {
			cells[i] = append(cells[i], say(cell))
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
			p.flow(2, 4, styled(green, "✓"), apart(1), say(permission.Label))
			continue
		case known:
			p.flow(2, 4, styled(red, "✗"), apart(1), styled(bold, permission.Label))
		default:
			p.flow(2, 4, styled(yellow, "?"), apart(1), styled(bold, permission.Label), say(" (could not be read)"))
		}
		var parts, gates []string
		for _, part := range permission.Costs() {
			parts = append(parts, part.Title())
			for _, c := range checks {
				if slices.Contains(c.Needs, part) && !slices.Contains(gates, c.ID) {
					gates = append(gates, c.ID)
				}
			}
		}
		if len(parts) > 0 {
			p.field(4, "Closed without it:", say(strings.Join(parts, ", ")))
		}
		if len(gates) > 0 {
			p.field(4, "Not told without it:", say(strings.Join(gates, ", ")))
		}
	}
	return p.w.Flush()
}
