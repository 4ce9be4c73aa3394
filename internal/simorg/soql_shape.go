package simorg

import (
	"slices"
	"strings"
)

// shape is the form of a record: its columns, the records of its lookups and its child lists, in the order of SELECT.
type shape struct {
	table      *table
	version    int
	fields     []*shapeField
	onlyOneRow bool
}

type shapeField struct {
	name   string
	column *column
	// parent is set for a lookup: hop leads to the row of the nested record.
	hop    *column
	parent *shape
	// children is set for a child subquery.
	children func(b []byte, row int32) []byte
}

// shape compiles the SELECT list of a statement that returns records.
func (s *scope) shape(t *table, q *soqlQuery) (*shape, *apiError) {
	top := &shape{table: t, version: s.version}
	seen := map[string]bool{}
	for _, item := range q.Select {
		if item.Alias != "" {
			return nil, s.fail(item.Pos, "MALFORMED_QUERY", "only aggregate expressions use field aliasing")
		}
		if item.Child != nil {
			field, err := s.child(t, item.Child)
			if err != nil {
				return nil, err
			}
			top.fields = append(top.fields, field)
			continue
		}
		cell, err := s.resolve(t, q.From.Alias, item.Path)
		if err != nil {
			return nil, err
		}
		if name := cell.name(); seen[name] {
			return nil, s.fail(item.Pos, "INVALID_FIELD", "duplicate field selected: %s", name)
		} else {
			seen[name] = true
		}
		top.onlyOneRow = top.onlyOneRow || cell.column.onlyOneRow
		into := top
		for i, hop := range cell.hops {
			into = into.nested(hop, cell.tables[i])
		}
		into.fields = append(into.fields, &shapeField{name: cell.column.name, column: cell.column})
	}
	return top, nil
}

// nested finds or makes the record of a lookup: several paths through one lookup share it.
func (p *shape) nested(hop *column, target *table) *shape {
	for _, f := range p.fields {
		if f.hop == hop {
			return f.parent
		}
	}
	parent := &shape{table: target, version: p.version}
	p.fields = append(p.fields, &shapeField{name: hop.relation, hop: hop, parent: parent})
	return parent
}

// child compiles a subquery over the records that refer to this one.
func (s *scope) child(t *table, q *soqlQuery) (*shapeField, *apiError) {
	inner, link := s.childRelation(t, q.From.Object)
	if inner == nil {
		return nil, s.fail(q.From.Pos, "INVALID_TYPE",
			"Didn't understand relationship '%s' in FROM part of query call. If you are attempting to use "+
				"a custom relationship, be sure to append the '__r' after the custom relationship name. "+
				"Please reference your WSDL or the describe call for the appropriate names.", q.From.Object)
	}
	if isAggregate(q) {
		return nil, s.fail(q.Pos, "MALFORMED_QUERY", "aggregate expressions are not allowed in a child subquery")
	}
	if s.nested {
		return nil, s.fail(q.Pos, "MALFORMED_QUERY", "child subqueries can not be nested")
	}
	s.nested = true
	defer func() { s.nested = false }()
	shape, err := s.shape(inner, q)
	if err != nil {
		return nil, err
	}
	all, err := s.rows(inner, q)
	if err != nil {
		return nil, err
	}
	order, err := s.order(inner, q)
	if err != nil {
		return nil, err
	}
	of := map[int32][]int32{}
	for _, row := range all {
		if up := link.parent(row); up >= 0 {
			of[up] = append(of[up], row)
		}
	}
	print := func(b []byte, row int32) []byte {
		rows := append([]int32(nil), of[row]...)
		if order != nil {
			slices.SortStableFunc(rows, order)
		}
		rows = limitRows(rows, q)
		if len(rows) == 0 {
			return append(b, "null"...)
		}
		return printRecords(b, len(rows), len(rows), "",
			func(b []byte, i int) []byte { return shape.print(b, rows[i]) }, 0, len(rows))
	}
	return &shapeField{name: link.childRelation, children: print}, nil
}

// childRelation finds the table that has a child relationship of this name to a table, and the column that makes it.
func (s *scope) childRelation(t *table, name string) (inner *table, link *column) {
	tables := s.world.data
	if s.tooling {
		tables = s.world.tooling
	}
	for object := range tables {
		candidate := s.table(object)
		if candidate == nil {
			continue
		}
		for _, c := range candidate.columns {
			if c.target == t.object && c.childRelation != "" && strings.EqualFold(c.childRelation, name) &&
				c.seenBy(s.viewer) {
				inner, link = candidate, c
			}
		}
	}
	return inner, link
}

// print writes one record: attributes first, then the fields.
func (p *shape) print(b []byte, row int32) []byte {
	b = append(b, '{')
	comma := false
	if p.table.bare == nil || !p.table.bare(row) {
		b = append(b, `"attributes":{"type":`...)
		b = appendJSONString(b, p.table.object)
		b = append(b, `,"url":`...)
		b = appendJSONString(b, p.table.url(row, p.version))
		b = append(b, '}')
		comma = true
	}
	for _, f := range p.fields {
		if comma {
			b = append(b, ',')
		}
		comma = true
		b = appendJSONString(b, f.name)
		b = append(b, ':')
		switch {
		case f.children != nil:
			b = f.children(b, row)
		case f.hop != nil:
			if up := f.hop.parent(row); up >= 0 {
				b = f.parent.print(b, up)
			} else {
				b = append(b, "null"...)
			}
		default:
			b = f.column.value(row).appendJSON(b)
		}
	}
	return append(b, '}')
}
