package simorg

import (
	"strconv"
	"strings"
	"time"
)

// span is a stretch of time that a date literal means; a plain value is a span of one instant.
type span struct{ from, to time.Time }

// dateLiteral gives the span of TODAY, LAST_N_DAYS:30 and their like, in the org's time zone.
func (s *scope) dateLiteral(name string, n *int) (span, bool) {
	now := s.now.In(s.zone)
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, s.zone)
	sunday := midnight.AddDate(0, 0, -int(now.Weekday())) // weeks start on Sunday, as in the locale en_US
	first := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, s.zone)
	year := time.Date(now.Year(), 1, 1, 0, 0, 0, 0, s.zone)
	name = strings.ToUpper(name)
	if n != nil {
		if *n < 0 || *n > 100_000 {
			return span{}, false
		}
		switch name {
		case "LAST_N_DAYS":
			return span{midnight.AddDate(0, 0, -*n), now.Add(time.Millisecond)}, true
		case "NEXT_N_DAYS":
			return span{midnight.AddDate(0, 0, 1), midnight.AddDate(0, 0, 1+*n)}, true
		case "N_DAYS_AGO":
			return span{midnight.AddDate(0, 0, -*n), midnight.AddDate(0, 0, 1-*n)}, true
		case "LAST_N_WEEKS":
			return span{sunday.AddDate(0, 0, -7**n), sunday}, true
		case "LAST_N_MONTHS":
			return span{first.AddDate(0, -*n, 0), first}, true
		case "LAST_N_YEARS":
			return span{year.AddDate(-*n, 0, 0), year}, true
		}
		return span{}, false
	}
	switch name {
	case "TODAY":
		return span{midnight, midnight.AddDate(0, 0, 1)}, true
	case "YESTERDAY":
		return span{midnight.AddDate(0, 0, -1), midnight}, true
	case "TOMORROW":
		return span{midnight.AddDate(0, 0, 1), midnight.AddDate(0, 0, 2)}, true
	case "THIS_WEEK":
		return span{sunday, sunday.AddDate(0, 0, 7)}, true
	case "LAST_WEEK":
		return span{sunday.AddDate(0, 0, -7), sunday}, true
	case "THIS_MONTH":
		return span{first, first.AddDate(0, 1, 0)}, true
	case "LAST_MONTH":
		return span{first.AddDate(0, -1, 0), first}, true
	case "LAST_90_DAYS":
		return span{midnight.AddDate(0, 0, -90), now.Add(time.Millisecond)}, true
	case "THIS_YEAR":
		return span{year, year.AddDate(1, 0, 0)}, true
	case "LAST_YEAR":
		return span{year.AddDate(-1, 0, 0), year}, true
	}
	return span{}, false
}

// operand is a literal as a column of some type reads it.
type operand struct {
	value value
	// during is set for a date literal.
	during *span
}

// operand checks that the literal is of the column's type: Salesforce converts nothing.
func (s *scope) operand(c *column, v *soqlValue) (operand, *apiError) {
	wrong := func(want string, quoted bool) (operand, *apiError) {
		not := "should be enclosed in quotes"
		if !quoted {
			not = "should not be enclosed in quotes"
		}
		return operand{}, s.fail(v.Pos, "INVALID_FIELD",
			"value of filter criterion for field '%s' must be of type %s and %s", c.name, want, not)
	}
	if v.Null {
		return operand{}, nil
	}
	switch c.kind {
	case typeID, typeReference:
		if v.String == nil {
			return wrong("ID", true)
		}
		text, ok := unquote(*v.String)
		if !ok || !looksLikeID(text) {
			return operand{}, s.fail(v.Pos, "INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: %s", text)
		}
		return operand{value: idValue(text)}, nil
	case typeBoolean:
		if !v.True && !v.False {
			return wrong("boolean", false)
		}
		return operand{value: truthValue(v.True)}, nil
	case typeInt:
		if v.Number == nil {
			return wrong("int", false)
		}
		n, err := strconv.ParseFloat(*v.Number, 64)
		if err != nil {
			return wrong("int", false)
		}
		return operand{value: value{kind: number, num: n}}, nil
	case typeDatetime, typeDate:
		return s.moment(c, v, wrong)
	default:
		if v.String == nil {
			return wrong("string", true)
		}
		text, ok := unquote(*v.String)
		if !ok {
			return operand{}, s.fail(v.Pos, "MALFORMED_QUERY", "invalid escape sequence in string literal")
		}
		return operand{value: textValue(text)}, nil
	}
}

func (s *scope) moment(c *column, v *soqlValue, wrong func(string, bool) (operand, *apiError)) (operand, *apiError) {
	want := "dateTime"
	if c.kind == typeDate {
		want = "date"
	}
	switch {
	case v.Literal != "":
		during, ok := s.dateLiteral(v.Literal, v.N)
		if !ok {
			return operand{}, s.fail(v.Pos, "MALFORMED_QUERY", "unexpected token: '%s'", v.Literal)
		}
		return operand{during: &during}, nil
	case v.DateTime != nil && c.kind == typeDatetime:
		for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999-0700"} {
			if t, err := time.Parse(layout, strings.ToUpper(*v.DateTime)); err == nil {
				return operand{value: instantValue(t)}, nil
			}
		}
	case v.Date != nil && c.kind == typeDate:
		if t, err := time.Parse(time.DateOnly, *v.Date); err == nil {
			return operand{value: value{kind: day, num: float64(t.UnixMilli())}}, nil
		}
	}
	return wrong(want, false)
}
