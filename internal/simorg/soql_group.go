package simorg

import (
	"slices"
	"strconv"
	"strings"
)

// maxGroups is how many groups an aggregate query may return: it has no second page.
const maxGroups = 2000

// fold is one aggregate function over a column; without a column it counts rows.
type fold struct {
	name string
	cell *cell
}

// group is one line of an aggregate query.
type group struct {
	keys  []value
	folds []value
	seen  []map[string]bool // for COUNT_DISTINCT
}

// aggregate runs a statement with GROUP BY or aggregate functions.
func (s *scope) aggregate(t *table, q *soqlQuery) (*result, *apiError) {
	if first := q.Select[0]; len(q.Select) == 1 && q.GroupBy == nil && first.Func != nil && first.Func.Path == nil {
		return s.count(t, q)
	}
	g := &grouping{scope: s, table: t, query: q, foldOf: map[string]int{}}
	for _, p := range q.GroupBy {
		cell, err := s.resolve(t, q.From.Alias, p)
		if err != nil {
			return nil, err
		}
		if !cell.column.group {
			return nil, s.fail(p.Pos, "INVALID_FIELD", "field '%s' can not be grouped in a query call",
				cell.column.name)
		}
		g.keys = append(g.keys, cell)
	}
	if err := g.selected(); err != nil {
		return nil, err
	}
	keep, order, err := g.having()
	if err != nil {
		return nil, err
	}
	rows, err := s.rows(t, q)
	if err != nil {
		return nil, err
	}
	g.collect(rows)
	var kept []int32
	for i := range int32(len(g.groups)) {
		if keep == nil || keep(i) {
			kept = append(kept, i)
		}
	}
	if order != nil {
		slices.SortStableFunc(kept, order)
	}
	kept = limitRows(kept, q)
	if len(kept) > maxGroups {
		return nil, &apiError{
			status: 400, code: "EXCEEDED_ID_LIMIT",
			message: "Aggregate query does not support queryMore(), " +
				"use LIMIT to restrict the results to a single batch",
		}
	}
	return &result{
		object:  t.object,
		total:   len(kept),
		records: len(kept),
		print:   func(b []byte, i int) []byte { return g.print(b, kept[i]) },
	}, nil
}

// count is SELECT COUNT(): no records, only the number.
func (s *scope) count(t *table, q *soqlQuery) (*result, *apiError) {
	if !strings.EqualFold(q.Select[0].Func.Name, "COUNT") || q.Select[0].Alias != "" || q.OrderBy != nil ||
		q.Having != nil {
		return nil, s.fail(q.Select[0].Pos, "MALFORMED_QUERY", "unexpected token: '%s'", q.Select[0].Func.Name)
	}
	rows, err := s.rows(t, q)
	if err != nil {
		return nil, err
	}
	return &result{object: t.object, total: len(limitRows(rows, q))}, nil
}

// grouping is an aggregate query while it is compiled and run.
type grouping struct {
	*scope
	table   *table
	query   *soqlQuery
	keys    []*cell
	folds   []fold
	foldOf  map[string]int
	columns []groupColumn
	groups  []*group
}

// groupColumn is one name of the answer: a key or a fold.
type groupColumn struct {
	name      string
	key, fold int
}

func (g *grouping) selected() *apiError {
	seen := map[string]bool{}
	expressions := 0
	for _, item := range g.query.Select {
		column := groupColumn{key: -1, fold: -1, name: item.Alias}
		switch {
		case item.Child != nil:
			return g.fail(item.Pos, "MALFORMED_QUERY", "child subqueries are not allowed in a grouped query")
		case item.Func != nil:
			n, err := g.foldFor(item.Func)
			if err != nil {
				return err
			}
			column.fold = n
			if column.name == "" {
				column.name = "expr" + strconv.Itoa(expressions)
				expressions++
			}
		default:
			cell, err := g.resolve(g.table, g.query.From.Alias, item.Path)
			if err != nil {
				return err
			}
			if column.key = g.keyOf(cell); column.key < 0 {
				return g.fail(item.Pos, "MALFORMED_QUERY", "Field must be grouped or aggregated: %s", cell.name())
			}
			column.name = firstText(column.name, cell.column.name)
		}
		if seen[strings.ToLower(column.name)] {
			return g.fail(item.Pos, "MALFORMED_QUERY", "duplicate alias: %s", column.name)
		}
		seen[strings.ToLower(column.name)] = true
		g.columns = append(g.columns, column)
	}
	return nil
}

func (g *grouping) keyOf(c *cell) int {
	return slices.IndexFunc(g.keys, func(k *cell) bool { return k.name() == c.name() })
}

func (g *grouping) foldFor(f *soqlFunc) (int, *apiError) {
	name := strings.ToUpper(f.Name)
	switch name {
	case "COUNT", "COUNT_DISTINCT", "MIN", "MAX":
	default:
		return 0, g.fail(f.Pos, "MALFORMED_QUERY", "unexpected token: '%s'", f.Name)
	}
	if f.Path == nil {
		// COUNT() stands alone, and the others need a field.
		return 0, g.fail(f.Pos, "MALFORMED_QUERY", "unexpected token: ')'")
	}
	cell, err := g.resolve(g.table, g.query.From.Alias, f.Path)
	if err != nil {
		return 0, err
	}
	ordered := cell.column.kind != typeBoolean && cell.column.kind != typeID && cell.column.kind != typeReference
	if !cell.column.aggregate || (name == "MIN" || name == "MAX") && !ordered {
		return 0, g.fail(f.Pos, "MALFORMED_QUERY", "field %s does not support aggregate operator %s",
			cell.column.name, name)
	}
	key := name + "(" + cell.name() + ")"
	if n, ok := g.foldOf[key]; ok {
		return n, nil
	}
	g.foldOf[key] = len(g.folds)
	g.folds = append(g.folds, fold{name: name, cell: cell})
	return len(g.folds) - 1, nil
}

// having compiles HAVING and ORDER BY: both speak of grouped fields and aggregates.
func (g *grouping) having() (test, func(a, b int32) int, *apiError) {
	var keep test
	if g.query.Having != nil {
		compiled, err := g.cond(g.query.Having, func(c *soqlCompare) (operandCell, *apiError) {
			column, get, err := g.part(c.Func, c.Path)
			return operandCell{column: column, value: get}, err
		}, false)
		if err != nil {
			return nil, nil, err
		}
		keep = compiled
	}
	var keys []orderKey
	for _, o := range g.query.OrderBy {
		column, get, err := g.part(o.Func, o.Path)
		if err != nil {
			return nil, nil, err
		}
		if !column.sort {
			return nil, nil, g.fail(o.Pos, "INVALID_FIELD", "field '%s' can not be sorted in a query call", column.name)
		}
		keys = append(keys, newOrderKey(o, get))
	}
	return keep, byKeys(keys), nil
}

func (g *grouping) part(f *soqlFunc, p *soqlPath) (*column, func(i int32) value, *apiError) {
	if f != nil {
		n, err := g.foldFor(f)
		if err != nil {
			return nil, nil, err
		}
		of := g.folds[n].cell.column
		if strings.HasPrefix(g.folds[n].name, "COUNT") {
			of = &column{name: g.folds[n].name, kind: typeInt, filter: true, sort: true}
		}
		return of, func(i int32) value { return g.groups[i].folds[n] }, nil
	}
	cell, err := g.resolve(g.table, g.query.From.Alias, p)
	if err != nil {
		return nil, nil, err
	}
	n := g.keyOf(cell)
	if n < 0 {
		return nil, nil, g.fail(p.Pos, "MALFORMED_QUERY", "Field must be grouped or aggregated: %s", cell.name())
	}
	return cell.column, func(i int32) value { return g.groups[i].keys[n] }, nil
}

func (g *grouping) collect(rows []int32) {
	index := map[string]*group{}
	if len(g.keys) == 0 {
		index[""] = g.open(nil)
	}
	var key []byte
	keys := make([]value, len(g.keys))
	for _, row := range rows {
		key = key[:0]
		for i, c := range g.keys {
			keys[i] = c.value(row)
			key = append(append(key, keys[i].key()...), 0)
		}
		to, ok := index[string(key)]
		if !ok && len(g.keys) > 0 {
			to = g.open(slices.Clone(keys))
			index[string(key)] = to
		} else if !ok {
			to = index[""]
		}
		for i, f := range g.folds {
			to.add(i, f, f.cell.value(row))
		}
	}
}

func (g *grouping) open(keys []value) *group {
	to := &group{keys: keys, folds: make([]value, len(g.folds)), seen: make([]map[string]bool, len(g.folds))}
	for i, f := range g.folds {
		if strings.HasPrefix(f.name, "COUNT") {
			to.folds[i] = numberValue(0)
		}
	}
	g.groups = append(g.groups, to)
	return to
}

func (to *group) add(i int, f fold, v value) {
	if v.kind == null {
		return
	}
	switch f.name {
	case "COUNT":
		to.folds[i].num++
	case "COUNT_DISTINCT":
		if to.seen[i] == nil {
			to.seen[i] = map[string]bool{}
		}
		to.seen[i][v.key()] = true
		to.folds[i].num = float64(len(to.seen[i]))
	case "MIN":
		if to.folds[i].kind == null || compareValues(v, to.folds[i]) < 0 {
			to.folds[i] = v
		}
	case "MAX":
		if to.folds[i].kind == null || compareValues(v, to.folds[i]) > 0 {
			to.folds[i] = v
		}
	}
}

func (g *grouping) print(b []byte, i int32) []byte {
	b = append(b, `{"attributes":{"type":"AggregateResult"}`...)
	for _, c := range g.columns {
		b = append(b, ',')
		b = appendJSONString(b, c.name)
		b = append(b, ':')
		if c.fold >= 0 {
			b = g.groups[i].folds[c.fold].appendJSON(b)
		} else {
			b = g.groups[i].keys[c.key].appendJSON(b)
		}
	}
	return append(b, '}')
}
