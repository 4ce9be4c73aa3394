package simorg

import "slices"

// rows are the rows of a table that the viewer sees and that meet the statement's WHERE, in table order.
func (s *scope) rows(t *table, q *soqlQuery) ([]int32, *apiError) {
	where, err := s.where(t, q)
	if err != nil {
		return nil, err
	}
	seen := test(func(int32) bool { return true })
	if t.visible != nil {
		if only := t.visible(s.viewer); only != nil {
			seen = only
		}
	}
	keep := func(row int32) bool { return seen(row) && (where == nil || where(row)) }
	if few, ok := s.narrow(t, q); ok {
		return slices.DeleteFunc(few, func(row int32) bool { return !keep(row) }), nil
	}
	var rows []int32
	for row := range int32(t.rows) {
		if keep(row) {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

func (s *scope) where(t *table, q *soqlQuery) (test, *apiError) {
	if q.Where == nil {
		return nil, nil
	}
	return s.cond(q.Where, func(c *soqlCompare) (operandCell, *apiError) {
		if c.Func != nil {
			return operandCell{}, s.fail(c.Func.Pos, "MALFORMED_QUERY", "unexpected token: '('")
		}
		cell, err := s.resolve(t, q.From.Alias, c.Path)
		if err != nil {
			return operandCell{}, err
		}
		get := cell.value
		if len(cell.hops) == 0 {
			get = cell.column.value
		}
		return operandCell{column: cell.column, value: get, path: len(cell.hops) > 0}, nil
	}, true)
}

// narrow looks among the conditions that must all hold for one that an index answers, and takes the
// one with the fewest rows. A query of hundreds of thousands of assignments by user is then as quick
// as it is in Salesforce, where these are indexed.
func (s *scope) narrow(t *table, q *soqlQuery) ([]int32, bool) {
	if q.Where == nil || len(q.Where.Or) > 0 {
		return nil, false
	}
	var best []int32
	found := false
	for _, term := range append([]*soqlTerm{q.Where.First}, q.Where.And...) {
		c := term.Compare
		if c == nil || c.NotIn || c.Path == nil {
			continue
		}
		cell, err := s.resolve(t, q.From.Alias, c.Path)
		if err != nil {
			continue
		}
		var values []value
		switch {
		case c.ids != nil:
			for key := range c.ids {
				values = append(values, idValue(key))
			}
		case c.List != nil:
			for i := range c.List {
				right, _ := s.operand(cell.column, &c.List[i]) // the condition compiled: the literals are right
				values = append(values, right.value)
			}
		case c.Op == "=":
			right, err := s.operand(cell.column, c.Value)
			if err != nil || right.during != nil {
				continue
			}
			values = []value{right.value}
		default:
			continue
		}
		if rows, ok := s.lookup(t, cell, values); ok && (!found || len(rows) < len(best)) {
			best, found = rows, true
		}
	}
	return best, found
}

// lookup finds by index the rows whose path has one of the values.
func (s *scope) lookup(t *table, c *cell, values []value) ([]int32, bool) {
	end := t
	if len(c.tables) > 0 {
		end = c.tables[len(c.tables)-1]
	}
	rows, ok := s.indexed(end, c.column, values)
	if !ok {
		return nil, false
	}
	for i := len(c.hops) - 1; i >= 0; i-- {
		if c.hops[i].mixed {
			return nil, false
		}
		var down []int32
		for _, row := range rows {
			down = append(down, c.hops[i].byParent().of(row)...)
		}
		rows = down
	}
	slices.Sort(rows)
	return slices.Compact(rows), true
}

func (s *scope) indexed(t *table, c *column, values []value) ([]int32, bool) {
	var rows []int32
	for _, v := range values {
		switch {
		case v.kind == id && c.kind == typeID:
			if row, ok := t.byID()[v.key()]; ok {
				rows = append(rows, row)
			}
		case v.kind == id && c.byParent != nil && !c.mixed:
			target := s.table(c.target)
			if target == nil {
				return nil, false
			}
			if up, ok := target.byID()[v.key()]; ok {
				rows = append(rows, c.byParent().of(up)...)
			}
		case v.kind == text && c.kind == typeString:
			rows = append(rows, c.byText()[v.key()]...)
		default:
			return nil, false
		}
	}
	return rows, true
}
