package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Error is one thing that is wrong in a file. Line and Column count from 1 (columns in characters); Column is 0 where
// only the line is known.
type Error struct {
	File    string
	Line    int
	Column  int
	Message string // what is wrong; never holds a value of the file, which may be a secret
	Hint    string // what to do, "" where the message says it
}

// Error gives "file:line:column: message" and, on a line of its own, the hint.
func (e *Error) Error() string {
	text := fmt.Sprintf("%s:%d", e.File, e.Line)
	if e.Column > 0 {
		text += fmt.Sprintf(":%d", e.Column)
	}
	text += ": " + e.Message
	if e.Hint != "" {
		text += "\n  hint: " + e.Hint
	}
	return text
}

// Errors is everything that is wrong in a file, in the order of the file. It is never empty.
type Errors []*Error

// Error gives one error per line, each followed by its hint.
func (list Errors) Error() string {
	lines := make([]string, len(list))
	for i, e := range list {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap lets errors.As find a single Error.
func (list Errors) Unwrap() []error {
	out := make([]error, len(list))
	for i, e := range list {
		out[i] = e
	}
	return out
}

// sorted orders errors by place and drops repetitions: what an alias repeats is said once.
func (list Errors) sorted() Errors {
	slices.SortStableFunc(list, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.File, b.File), a.Line-b.Line, a.Column-b.Column)
	})
	return slices.CompactFunc(list, func(a, b *Error) bool { return *a == *b })
}

// err is the list as an error: nil when it is empty.
func (list Errors) err() error {
	if len(list) == 0 {
		return nil
	}
	return list.sorted()
}
