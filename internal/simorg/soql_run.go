package simorg

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// result is what a statement found. Records are printed when their page is asked for.
type result struct {
	object string
	// total is the totalSize that REST reports, records the number that it gives.
	total, records int
	print          func(b []byte, i int) []byte
	// batch is the largest page of the object, 0 for no limit of its own.
	batch int
}

// query runs a statement for a viewer.
func (w *world) query(text string, v viewer, now time.Time) (*result, *apiError) {
	q, err := parseQuery(text)
	if err != nil {
		return nil, err
	}
	s := &scope{world: w, viewer: v, now: now, zone: w.zone, text: text}
	t, err := s.from(q.From)
	if err != nil {
		return nil, err
	}
	if q.Offset != nil && *q.Offset > 2000 {
		return nil, &apiError{
			status:  400,
			code:    "NUMBER_OUTSIDE_VALID_RANGE",
			message: "Maximum SOQL offset allowed is 2000",
		}
	}
	if q.Limit != nil && *q.Limit < 0 || q.Offset != nil && *q.Offset < 0 {
		return nil, s.fail(q.Pos, "MALFORMED_QUERY", "unexpected token: '-'")
	}
	if isAggregate(q) {
		return s.aggregate(t, q)
	}
	return s.list(t, q)
}

func isAggregate(q *soqlQuery) bool {
	return q.GroupBy != nil || slices.ContainsFunc(q.Select, func(i *soqlItem) bool { return i.Func != nil })
}

// list runs a statement that returns records.
func (s *scope) list(t *table, q *soqlQuery) (*result, *apiError) {
	shape, err := s.shape(t, q)
	if err != nil {
		return nil, err
	}
	rows, err := s.rows(t, q)
	if err != nil {
		return nil, err
	}
	order, err := s.order(t, q)
	if err != nil {
		return nil, err
	}
	if order != nil {
		slices.SortStableFunc(rows, order)
	}
	rows = limitRows(rows, q)
	if shape.onlyOneRow && len(rows) > 1 {
		return nil, &apiError{status: 400,
			code: "MALFORMED_QUERY",
			message: fmt.Sprintf("When retrieving results with Metadata or FullName "+
				"fields, the query qualifications must specify no more than one row for retrieval. Result size: %d",
				len(rows))}
	}
	if t.cap > 0 && len(rows) > t.cap {
		rows = rows[:t.cap] // nothing in the answer says that there are more
	}
	return &result{
		object: t.object, total: len(rows), records: len(rows), batch: t.batch,
		print: func(b []byte, i int) []byte { return shape.print(b, rows[i]) },
	}, nil
}

func limitRows(rows []int32, q *soqlQuery) []int32 {
	if q.Offset != nil {
		rows = rows[min(*q.Offset, len(rows)):]
	}
	if q.Limit != nil {
		rows = rows[:min(*q.Limit, len(rows))]
	}
	return rows
}

// order compiles ORDER BY; nil means that there is none.
func (s *scope) order(t *table, q *soqlQuery) (func(a, b int32) int, *apiError) {
	var keys []orderKey
	for _, o := range q.OrderBy {
		if o.Func != nil {
			return nil, s.fail(o.Pos, "MALFORMED_QUERY", "unexpected token: '('")
		}
		cell, err := s.resolve(t, q.From.Alias, o.Path)
		if err != nil {
			return nil, err
		}
		if !cell.column.sort {
			return nil, s.fail(o.Pos, "INVALID_FIELD", "field '%s' can not be sorted in a query call", cell.column.name)
		}
		keys = append(keys, newOrderKey(o, cell.value))
	}
	return byKeys(keys), nil
}

type orderKey struct {
	value     func(row int32) value
	desc      bool
	nullsLast bool
}

// newOrderKey: nulls come first unless the statement says otherwise, whichever the direction.
func newOrderKey(o *soqlOrder, get func(row int32) value) orderKey {
	return orderKey{value: get, desc: strings.EqualFold(o.Way, "DESC"), nullsLast: strings.EqualFold(o.Nulls, "LAST")}
}

func byKeys(keys []orderKey) func(a, b int32) int {
	if keys == nil {
		return nil
	}
	return func(a, b int32) int {
		for _, k := range keys {
			if n := k.compare(k.value(a), k.value(b)); n != 0 {
				return n
			}
		}
		return 0
	}
}

func (k orderKey) compare(a, b value) int {
	if a.kind == null || b.kind == null {
		switch {
		case a.kind == b.kind:
			return 0
		case (a.kind == null) != k.nullsLast:
			return -1
		default:
			return 1
		}
	}
	n := compareValues(a, b)
	if k.desc {
		return -n
	}
	return n
}
