package simorg

import (
	"fmt"
	"slices"
	"strings"
)

// describeGlobal lists the objects that the caller may query.
func (c *call) describeGlobal() *reply {
	s := c.scope()
	b := []byte(`{"encoding":"UTF-8","maxBatchSize":200,"sobjects":[`)
	for i, t := range s.tables() {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '{')
		b = t.describeHead(b)
		base := c.objectURL(t)
		b = fmt.Appendf(b, `,"urls":{"rowTemplate":"%[1]s/{ID}","describe":"%[1]s/describe","sobject":"%[1]s"}}`, base)
	}
	return jsonReply(append(b, "]}"...))
}

// describe shows one object with the fields that the caller sees.
func (c *call) describe(object string) *reply {
	s := c.scope()
	t := s.table(object)
	if t == nil {
		return c.refuse(notFound())
	}
	b := t.describeHead([]byte("{"))
	b = append(b, `,"fields":[`...)
	first := true
	for _, column := range t.columns {
		if !column.seenBy(c.viewer) {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = column.describe(b)
	}
	b = append(b, `],"childRelationships":[`...)
	first = true
	for _, other := range s.tables() {
		for _, column := range other.columns {
			if column.target != t.object || column.childRelation == "" || !column.seenBy(c.viewer) {
				continue
			}
			if !first {
				b = append(b, ',')
			}
			first = false
			b = fmt.Appendf(b, `{"childSObject":%q,"field":%q,"relationshipName":%q}`,
				other.object, column.name, column.childRelation)
		}
	}
	return jsonReply(append(b,
		fmt.Sprintf(`],"urls":{"describe":"%[1]s/describe","sobject":"%[1]s"}}`, c.objectURL(t))...))
}

func (c *call) scope() *scope {
	return &scope{world: c.server.world, viewer: c.viewer, now: c.server.clock()}
}

func (c *call) objectURL(t *table) string {
	api := ""
	if c.viewer.tooling {
		api = "tooling/"
	}
	return fmt.Sprintf("/services/data/v%d.0/%ssobjects/%s", c.version, api, t.object)
}

// tables are the objects of this API that the viewer sees, by name.
func (s *scope) tables() []*table {
	all := s.world.data
	if s.tooling {
		all = s.world.tooling
	}
	var seen []*table
	for name := range all {
		if t := s.table(name); t != nil {
			seen = append(seen, t)
		}
	}
	slices.SortFunc(seen, func(a, b *table) int { return strings.Compare(a.object, b.object) })
	return seen
}

func (t *table) describeHead(b []byte) []byte {
	return fmt.Appendf(b,
		`"name":%q,"label":%q,"keyPrefix":%q,"custom":false,"queryable":true,"retrieveable":true,"createable":false,`+
			`"updateable":false,"deletable":false`, t.object, t.label, t.prefix)
}

func (c *column) describe(b []byte) []byte {
	b = fmt.Appendf(b, `{"name":%q,"label":`, c.name)
	b = appendJSONString(b, c.label)
	b = fmt.Appendf(b,
		`,"type":%q,"filterable":%t,"groupable":%t,"sortable":%t,"aggregatable":%t,"nillable":%t,"custom":false,`+
			`"createable":false,"updateable":false`, c.kind, c.filter, c.group, c.sort, c.aggregate, c.nillable)
	if c.relation == "" {
		return append(b, `,"relationshipName":null,"referenceTo":[]}`...)
	}
	return fmt.Appendf(b, `,"relationshipName":%q,"referenceTo":[%q]}`, c.relation, c.target)
}
