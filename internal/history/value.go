package history

import (
	"fmt"
	"strings"
	"time"
)

// Both databases give a number as an int64. These take one as what it stands for; the library's own way to an int leads
// through a text, which a page of thousands of runs would feel.
type (
	count int
	truth bool
	stamp time.Time
)

func (c *count) Scan(value any) error {
	n, err := number(value)
	*c = count(n)
	return err
}

func (t *truth) Scan(value any) error {
	n, err := number(value)
	*t = n != 0
	return err
}

func (s *stamp) Scan(value any) error {
	n, err := number(value)
	*s = stamp{}
	if n != 0 {
		*s = stamp(time.UnixMilli(n).UTC())
	}
	return err
}

func number(value any) (int64, error) {
	n, ok := value.(int64)
	if !ok {
		return 0, fmt.Errorf("the database gave %T for a number", value)
	}
	return n, nil
}

// stored gives what a field of a column is stored as.
func stored(field any) any {
	switch f := field.(type) {
	case *string:
		return text(*f)
	case *int64:
		return *f
	case *count:
		return int64(*f)
	case *truth:
		return flag(bool(*f))
	case *stamp:
		return millis(time.Time(*f))
	}
	return field
}

// millis is how a time is stored.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// flag is how a truth is stored.
func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// text makes a text that both databases take: PostgreSQL has neither NUL nor broken UTF-8. The report itself is kept as
// it is.
func text(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}
