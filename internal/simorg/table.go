package simorg

import (
	"fmt"
	"strings"
	"sync"
)

// fieldType is the type of a column as describe names it.
type fieldType string

const (
	typeID        fieldType = "id"
	typeReference fieldType = "reference"
	typeString    fieldType = "string"
	typePicklist  fieldType = "picklist"
	typeTextarea  fieldType = "textarea"
	typeBoolean   fieldType = "boolean"
	typeInt       fieldType = "int"
	typeDatetime  fieldType = "datetime"
	typeDate      fieldType = "date"
	typeComplex   fieldType = "complexvalue"
)

// column is one field of an object: how describe presents it, and where its values come from.
type column struct {
	name, label, owner              string
	kind                            fieldType
	filter, group, sort, aggregate  bool
	nillable                        bool
	value                           func(row int32) value
	relation, target, childRelation string
	// parent gives the row in the target table, or -1. Only columns that have a relation have it.
	parent func(row int32) int32
	// since is the first API version with the column; 0 means always.
	since int
	// open says who sees the column at all; nil means everybody.
	open func(viewer) bool

	byParent   func() *children
	byText     func() map[string][]int32
	onlyOneRow bool // Tooling: queries of the column must match no more than one row
	// mixed columns hold ids of the target and of other objects: parent is -1 for those, so value decides.
	mixed bool
}

// table is one object with its rows. Rows are numbers: values are computed when asked for.
type table struct {
	object, label, prefix string
	rows                  int
	columns               []*column
	byName                map[string]*column
	tooling               bool
	since                 int
	// open says who may query the object; nil means everybody. visible
	// narrows the rows that a viewer gets; nil means all.
	open    func(viewer) bool
	visible func(viewer) func(row int32) bool
	// cap and batch are limits of their own that an object may have; 0 means none.
	cap, batch int
	// bare rows are printed without attributes.
	bare func(row int32) bool
	// byViewer replaces the table for a viewer, where cells depend on who looks.
	byViewer func(viewer) *table
	byID     func() map[string]int32
	ident    func(row int32) string
}

// viewer is who looks, and through which API.
type viewer struct {
	user        int32
	permissions permissions
	version     int
	tooling     bool
}

func (v viewer) may(name string) bool {
	n, ok := userPermissions().numbers[name]
	return ok && v.permissions.has(n)
}

func newTable(object, label, prefix string, rows int, ident func(row int32) string) *table {
	t := &table{
		object: object,
		label:  label,
		prefix: prefix,
		rows:   rows,
		byName: make(map[string]*column),
		ident:  ident,
	}
	t.byID = sync.OnceValue(func() map[string]int32 {
		m := make(map[string]int32, t.rows)
		for row := range int32(t.rows) {
			if id := t.ident(row); id != "" {
				m[id[:15]] = row
			}
		}
		return m
	})
	t.add(column{
		name:  "Id",
		label: label + " ID",
		kind:  typeID,
		value: func(row int32) value { return idValue(ident(row)) },
	})
	return t
}

// add gives the table a column. Everything can be filtered, grouped, sorted and aggregated until with says otherwise.
func (t *table) add(c column) *column {
	c.filter, c.group, c.sort, c.aggregate = true, c.kind != typeDatetime, true, true
	if c.label == "" {
		c.label = c.name
	}
	c.owner = t.object
	p := &c
	p.byText = sync.OnceValue(func() map[string][]int32 {
		m := make(map[string][]int32, t.rows)
		for row := range int32(t.rows) {
			if v := p.value(row); v.kind != null {
				m[v.key()] = append(m[v.key()], row)
			}
		}
		return m
	})
	t.columns = append(t.columns, p)
	t.byName[strings.ToLower(c.name)] = p
	return p
}

func (t *table) text(name string, get func(row int32) string) *column {
	return t.add(column{
		name:     name,
		kind:     typeString,
		nillable: true,
		value:    func(row int32) value { return textValue(get(row)) },
	})
}

func (t *table) picklist(name string, get func(row int32) string) *column {
	c := t.text(name, get)
	c.kind = typePicklist
	return c
}

func (t *table) flag(name string, get func(row int32) bool) *column {
	return t.add(column{name: name, kind: typeBoolean, value: func(row int32) value { return truthValue(get(row)) }})
}

func (t *table) integer(name string, get func(row int32) int) *column {
	return t.add(column{
		name:     name,
		kind:     typeInt,
		nillable: true,
		value:    func(row int32) value { return numberValue(get(row)) },
	})
}

func (t *table) cell(name string, kind fieldType, get func(row int32) value) *column {
	return t.add(column{name: name, kind: kind, nillable: true, value: get})
}

// foreign is a reference that can't be traversed: the id of a record of one of several objects.
func (t *table) foreign(name string, get func(row int32) string) *column {
	return t.add(column{
		name:     name,
		kind:     typeReference,
		nillable: true,
		value:    func(row int32) value { return idValue(get(row)) },
	})
}

// reference is a lookup: relation is the name in a path, target the object,
// child the name of the relationship seen from there.
func (t *table) reference(name, relation string, target *table, child string, parent func(row int32) int32) *column {
	c := t.add(column{
		name:          name,
		kind:          typeReference,
		nillable:      true,
		relation:      relation,
		target:        target.object,
		childRelation: child,
		parent:        parent,
		value: func(row int32) value {
			if up := parent(row); up >= 0 {
				return idValue(target.ident(up))
			}
			return value{}
		},
	})
	c.byParent = sync.OnceValue(func() *children { return newChildren(target.rows, t.rows, parent) })
	return c
}

// plain marks a column that can be filtered and nothing else, as the permission columns are.
func (c *column) plain() *column {
	c.group, c.sort, c.aggregate = false, false, false
	return c
}

// unfiltered marks a column that no WHERE may name.
func (c *column) unfiltered() *column {
	c.filter = false
	return c
}

// only says from which API version on a column exists, and for whom.
func (c *column) only(since int, open func(viewer) bool) *column {
	c.since, c.open = since, open
	return c
}

func (c *column) seenBy(v viewer) bool {
	return c.since <= v.version && (c.open == nil || c.open(v))
}

func (t *table) seenBy(v viewer) bool {
	return t.since <= v.version && (t.open == nil || t.open(v))
}

// children lists, for each row of a parent table, the rows that refer to it.
type children struct{ start, rows []int32 }

func newChildren(parents, rows int, parent func(row int32) int32) *children {
	c := &children{start: make([]int32, parents+2), rows: make([]int32, rows)}
	for row := range int32(rows) {
		if up := parent(row); up >= 0 {
			c.start[up+2]++
		}
	}
	for i := 2; i < len(c.start); i++ {
		c.start[i] += c.start[i-1]
	}
	for row := range int32(rows) {
		if up := parent(row); up >= 0 {
			c.rows[c.start[up+1]] = row
			c.start[up+1]++
		}
	}
	return c
}

func (c *children) of(parent int32) []int32 { return c.rows[c.start[parent]:c.start[parent+1]] }

// remove takes columns away that this org's API doesn't have.
func (t *table) remove(field string) {
	name := strings.ToLower(field)
	c, ok := t.byName[name]
	if !ok {
		return
	}
	delete(t.byName, name)
	for i := range t.columns {
		if t.columns[i] == c {
			t.columns = append(t.columns[:i], t.columns[i+1:]...)
			return
		}
	}
}

// url is where REST keeps a row.
func (t *table) url(row int32, version int) string {
	return fmt.Sprintf("/services/data/v%d.0/sobjects/%s/%s", version, t.object, t.ident(row))
}
