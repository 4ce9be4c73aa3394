package simorg

import (
	"fmt"
	"strings"
	"time"

	"github.com/alecthomas/participle/v2/lexer"
)

// scope is what a statement is understood in: the world, who asks, when, and the text for error messages.
type scope struct {
	world *world
	viewer
	now  time.Time
	zone *time.Location
	text string
	// semiJoins counts the sub-selects of the main WHERE; nested says that one is being read.
	semiJoins int
	nested    bool
}

func (s *scope) fail(at lexer.Position, code, format string, args ...any) *apiError {
	return queryError(s.text, at, code, fmt.Sprintf(format, args...))
}

// table finds an object as the viewer sees it; nil means that for this viewer there is none.
func (s *scope) table(name string) *table {
	tables := s.world.data
	if s.tooling {
		tables = s.world.tooling
	}
	t := tables[strings.ToLower(name)]
	if t == nil || !t.seenBy(s.viewer) {
		return nil
	}
	if t.byViewer != nil {
		return t.byViewer(s.viewer)
	}
	return t
}

// cell is a resolved field path: the lookups to follow and the column at the end.
type cell struct {
	hops   []*column
	tables []*table // the table of each hop's target
	column *column
	at     lexer.Position
}

// value of the path for a row of the first table; a lookup that is empty makes everything beyond it null.
func (c *cell) value(row int32) value {
	for _, hop := range c.hops {
		if row = hop.parent(row); row < 0 {
			return value{}
		}
	}
	return c.column.value(row)
}

// name is the path with the schema's spelling.
func (c *cell) name() string {
	var b strings.Builder
	for _, hop := range c.hops {
		b.WriteString(hop.relation + ".")
	}
	return b.String() + c.column.name
}

// resolve finds the column that a path names, starting from a table that may have an alias.
func (s *scope) resolve(t *table, alias string, p *soqlPath) (*cell, *apiError) {
	parts := p.Parts
	if len(parts) > 1 && s.relation(t, parts[0]) == nil &&
		(strings.EqualFold(parts[0], alias) && alias != "" || strings.EqualFold(parts[0], t.object)) {
		parts = parts[1:]
	}
	c := &cell{at: p.Pos}
	for _, part := range parts[:len(parts)-1] {
		hop := s.relation(t, part)
		var target *table
		if hop != nil {
			target = s.table(hop.target)
		}
		if target == nil {
			return nil, s.fail(p.Pos, "INVALID_FIELD",
				"Didn't understand relationship '%s' in field path. If you are attempting to use a custom "+
					"relationship, be sure to append the '__r' after the custom relationship name. "+
					"Please reference your WSDL or the describe call for the appropriate names.", part)
		}
		c.hops = append(c.hops, hop)
		c.tables = append(c.tables, target)
		t = target
	}
	name := parts[len(parts)-1]
	c.column = t.byName[strings.ToLower(name)]
	if c.column == nil || !c.column.seenBy(s.viewer) {
		return nil, s.fail(p.Pos, "INVALID_FIELD",
			"No such column '%s' on entity '%s'. If you are attempting to use a custom field, be sure to "+
				"append the '__c' after the custom field name. Please reference your WSDL or the describe call for "+
				"the appropriate names.", name, t.object)
	}
	return c, nil
}

func (s *scope) relation(t *table, name string) *column {
	for _, c := range t.columns {
		if c.relation != "" && strings.EqualFold(c.relation, name) && c.seenBy(s.viewer) {
			return c
		}
	}
	return nil
}

func (s *scope) from(f *soqlFrom) (*table, *apiError) {
	t := s.table(f.Object)
	if t == nil {
		return nil, s.fail(f.Pos, "INVALID_TYPE",
			"sObject type '%s' is not supported. If you are attempting to use a custom object, be sure to "+
				"append the '__c' after the entity name. Please reference your WSDL or the describe call for the "+
				"appropriate names.", f.Object)
	}
	return t, nil
}
