package simorg

import (
	"strings"
	"unicode/utf8"

	"github.com/alecthomas/participle/v2/lexer"
)

// test says whether a row (in HAVING: a group) meets a condition.
type test func(row int32) bool

// operandCell is the left side of a comparison.
type operandCell struct {
	column *column
	value  func(row int32) value
	path   bool // goes through a relationship
}

// subject finds the left side of a comparison: a column in WHERE, a grouped column or an aggregate in HAVING.
type subject func(c *soqlCompare) (operandCell, *apiError)

// cond compiles a condition. top says that the place allows semi-joins: the main WHERE and its ANDs.
func (s *scope) cond(c *soqlCond, find subject, top bool) (test, *apiError) {
	first, err := s.term(c.First, find, top && len(c.Or) == 0, len(c.Or) > 0)
	if err != nil {
		return nil, err
	}
	tests := []test{first}
	for _, t := range c.And {
		next, err := s.term(t, find, top, false)
		if err != nil {
			return nil, err
		}
		tests = append(tests, next)
	}
	for _, t := range c.Or {
		next, err := s.term(t, find, false, true)
		if err != nil {
			return nil, err
		}
		tests = append(tests, next)
	}
	switch {
	case len(tests) == 1:
		return first, nil
	case len(c.Or) > 0:
		return func(row int32) bool {
			for _, t := range tests {
				if t(row) {
					return true
				}
			}
			return false
		}, nil
	default:
		return func(row int32) bool {
			for _, t := range tests {
				if !t(row) {
					return false
				}
			}
			return true
		}, nil
	}
}

func (s *scope) term(t *soqlTerm, find subject, top, inOr bool) (test, *apiError) {
	switch {
	case t.Not != nil:
		inner, err := s.term(t.Not, find, false, inOr)
		if err != nil {
			return nil, err
		}
		return func(row int32) bool { return !inner(row) }, nil
	case t.Group != nil:
		return s.cond(t.Group, find, top && len(t.Group.Or) == 0)
	default:
		return s.compare(t.Compare, find, top, inOr)
	}
}

func (s *scope) compare(c *soqlCompare, find subject, top, inOr bool) (test, *apiError) {
	left, err := find(c)
	if err != nil {
		return nil, err
	}
	if !left.column.filter {
		return nil, s.fail(c.Pos, "INVALID_FIELD", "field '%s' can not be filtered in a query call", left.column.name)
	}
	switch {
	case c.Query != nil:
		return s.semiJoin(c, left, top, inOr)
	case c.List != nil:
		return s.in(c, left)
	case c.Like:
		return s.like(c, left)
	}
	right, err := s.operand(left.column, c.Value)
	if err != nil {
		return nil, err
	}
	if right.during != nil {
		return compareSpan(c.Op, left.value, right.during), nil
	}
	get, want := left.value, right.value
	switch c.Op {
	case "=":
		return func(row int32) bool { v := get(row); return v.kind == want.kind && compareValues(v, want) == 0 }, nil
	case "!=":
		return func(row int32) bool { v := get(row); return v.kind != want.kind || compareValues(v, want) != 0 }, nil
	}
	if left.column.kind == typeBoolean || want.kind == null {
		return nil, s.fail(c.Pos, "INVALID_QUERY_FILTER_OPERATOR", "invalid operator on %s field", left.column.kind)
	}
	holds := map[string]func(int) bool{
		"<":  func(n int) bool { return n < 0 },
		"<=": func(n int) bool { return n <= 0 },
		">":  func(n int) bool { return n > 0 },
		">=": func(n int) bool { return n >= 0 },
	}[c.Op]
	return func(row int32) bool { v := get(row); return v.kind != null && holds(compareValues(v, want)) }, nil
}

// compareSpan compares with a date literal, which is a span: before it, after it, in it.
func compareSpan(op string, get func(int32) value, s *span) test {
	from, to := float64(s.from.UnixMilli()), float64(s.to.UnixMilli())
	return func(row int32) bool {
		v := get(row)
		if v.kind == null {
			return op == "!="
		}
		switch op {
		case "=":
			return v.num >= from && v.num < to
		case "!=":
			return v.num < from || v.num >= to
		case "<":
			return v.num < from
		case "<=":
			return v.num < to
		case ">":
			return v.num >= to
		default:
			return v.num >= from
		}
	}
}

func (s *scope) in(c *soqlCompare, left operandCell) (test, *apiError) {
	wanted := make(map[string]bool, len(c.List))
	for i := range c.List {
		right, err := s.operand(left.column, &c.List[i])
		if err != nil {
			return nil, err
		}
		if right.during != nil {
			return nil, s.fail(c.List[i].Pos, "MALFORMED_QUERY", "unexpected token: '%s'", c.List[i].Literal)
		}
		wanted[right.value.key()] = true
	}
	get, not := left.value, c.NotIn
	return func(row int32) bool { return wanted[get(row).key()] != not }, nil
}

func (s *scope) like(c *soqlCompare, left operandCell) (test, *apiError) {
	switch left.column.kind {
	case typeString, typePicklist, typeTextarea:
	default:
		return nil, s.fail(c.Pos, "INVALID_QUERY_FILTER_OPERATOR", "invalid operator on %s field", left.column.kind)
	}
	right, err := s.operand(left.column, c.Value)
	if err != nil {
		return nil, err
	}
	pattern, get := strings.ToLower(right.value.text), left.value
	return func(row int32) bool { return matchesLike(pattern, strings.ToLower(get(row).text)) }, nil
}

// matchesLike is LIKE: % for any run, _ for one character, a backslash before either for itself. It works in time
// |pattern| × |text| at worst, whatever the pattern.
func matchesLike(pattern, text string) bool {
	star, mark := -1, 0
	p, t := 0, 0
	for t < len(text) {
		_, size := utf8.DecodeRuneInString(text[t:])
		switch {
		case p < len(pattern) && pattern[p] == '%':
			star, mark = p, t
			p++
			continue
		case p < len(pattern) && pattern[p] == '_':
			p++
			t += size
			continue
		case p+1 < len(pattern) && pattern[p] == '\\' && pattern[p+1] == text[t]:
			p += 2
			t++
			continue
		case p < len(pattern) && pattern[p] != '\\' && pattern[p] == text[t]:
			p++
			t++
			continue
		}
		if star < 0 {
			return false
		}
		_, size = utf8.DecodeRuneInString(text[mark:])
		mark += size
		p, t = star+1, mark
	}
	for p < len(pattern) && pattern[p] == '%' {
		p++
	}
	return p == len(pattern)
}

// semiJoin compiles IN (SELECT …) with Salesforce's limits on it (SOQL and SOSL Reference, "Comparison Operators").
func (s *scope) semiJoin(c *soqlCompare, left operandCell, top, inOr bool) (test, *apiError) {
	malformed := func(at lexer.Position, text string) (test, *apiError) {
		return nil, s.fail(at, "MALFORMED_QUERY", "%s", text)
	}
	q := c.Query
	switch {
	case s.nested:
		return malformed(c.Pos, "Nesting of semi join sub-selects is not supported")
	case inOr:
		return malformed(c.Pos, "Semi join sub-selects are not allowed with the 'OR' operator")
	case !top:
		return malformed(c.Pos,
			"Semi join sub-selects are only allowed at the top level WHERE expressions and not in nested WHERE "+
				"expressions.")
	case left.column.kind != typeID && left.column.kind != typeReference, left.path:
		return malformed(c.Pos, "The left operand of a semi join must be an ID or a reference field of the main object")
	case len(q.Select) != 1 || q.Select[0].Path == nil || q.Select[0].Alias != "":
		return malformed(q.Pos, "semi join sub-selects must select exactly one field")
	case q.GroupBy != nil || q.OrderBy != nil || q.Limit != nil || q.Offset != nil:
		return malformed(q.Pos, "GROUP BY, ORDER BY, LIMIT and OFFSET are not allowed in semi join sub-selects")
	}
	if s.semiJoins++; s.semiJoins > 2 {
		return malformed(c.Pos, "Maximum 2 semi join sub-selects are allowed")
	}
	s.nested = true
	defer func() { s.nested = false }()
	inner, err := s.from(q.From)
	if err != nil {
		return nil, err
	}
	selected, err := s.resolve(inner, q.From.Alias, q.Select[0].Path)
	if err != nil {
		return nil, err
	}
	if selected.column.kind != typeID && selected.column.kind != typeReference || len(selected.hops) > 0 {
		return malformed(q.Select[0].Pos, "semi join sub-selects must select an ID or a reference field")
	}
	if owner := left.column.owner; owner == inner.object {
		return malformed(q.From.Pos, "The inner and outer selects should not be on the same object type")
	}
	rows, err := s.rows(inner, q)
	if err != nil {
		return nil, err
	}
	wanted := make(map[string]bool, len(rows))
	for _, row := range rows {
		if v := selected.column.value(row); v.kind == id {
			wanted[v.key()] = true
		}
	}
	c.ids = wanted
	get, not := left.value, c.NotIn
	return func(row int32) bool { return wanted[get(row).key()] != not }, nil
}
