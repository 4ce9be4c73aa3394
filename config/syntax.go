package config

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// complaint is what the YAML library says of broken syntax, and what a reader can do with.
type complaint struct {
	says    string // part of the library's text
	message string
	hint    string
	parser  bool // the library's line is one too low: its parser counts from 0, its scanner from 1
}

const (
	starHint  = `text that starts with * must be quoted: "*"`
	quoteHint = "text that holds a colon, a comma, # or a bracket must be quoted"
)

func parserComplaints() []complaint {
	return []complaint{
		{"',' or ']'", "the list that begins here is not closed by ], or a comma is missing", quoteHint, true},
		{"',' or '}'", "the mapping that begins here is not closed by }, or a comma is missing", quoteHint, true},
		{
			"expected key", "a line of the mapping that begins here is not indented like the others",
			"all of its keys must begin in the same column", true,
		},
		{
			"'-' indicator", "a line of the list that begins here is not indented like the others",
			"all of its items must begin with - in the same column", true,
		},
		{"node content", "a value is missing, or a bracket is not closed", "", true},
		{
			"<document start>", "what follows does not belong to any key",
			"the file's own keys must begin in the first column", true,
		},
		{"unexpected end of stream", "the quote that begins here is not closed", "", false},
		{"mapping values are not allowed", "there is a colon where none is allowed", quoteHint, false},
		{"could not find expected ':'", "a key without a colon, or a line that is not indented enough", "", false},
		{
			"cannot start any token", "a value begins with a character that has a special meaning in YAML",
			"put it in quotes", false,
		},
		{"alphabetic or numeric character", "there is a * or & where a value is expected", starHint, false},
	}
}

var (
	libraryLine   = regexp.MustCompile(`^line (\d+): (.*)`)
	unknownAnchor = regexp.MustCompile(`unknown anchor '(.*)' referenced`)
)

// syntaxError says in the reader's words what the YAML library found. It never repeats text of the file.
func syntaxError(file string, data []byte, err error) *Error {
	if errors.Is(err, io.EOF) {
		return emptyError(file)
	}
	text := strings.Join(strings.Fields(strings.TrimPrefix(err.Error(), "yaml: ")), " ")
	if m := unknownAnchor.FindStringSubmatch(text); m != nil {
		line, column := positionOf(data, "*"+m[1])
		return &Error{
			File:    file,
			Line:    line,
			Column:  column,
			Message: "an alias refers to an anchor that is not above it",
			Hint:    starHint,
		}
	}
	line := 0
	if m := libraryLine.FindStringSubmatch(text); m != nil {
		line, _ = strconv.Atoi(m[1])
		text = m[2]
	}
	lines := strings.Split(strings.TrimRight(string(data), "\r\n"), "\n")
	if e := tabError(file, lines, line); e != nil {
		return e
	}
	within := func(line int) int { return min(max(line, 1), len(lines)) }
	for _, c := range parserComplaints() {
		if strings.Contains(text, c.says) {
			if c.parser {
				line++
			}
			return &Error{File: file, Line: within(line), Message: c.message, Hint: c.hint}
		}
	}
	return &Error{File: file, Line: within(line), Message: "this is not valid YAML: " + text}
}

// tabError finds a tab that indents at the line where the library gave up, or beside it.
func tabError(file string, lines []string, line int) *Error {
	for _, at := range []int{line, line - 1, line + 1} {
		if at < 1 || at > len(lines) {
			continue
		}
		text := lines[at-1]
		indent := text[:len(text)-len(strings.TrimLeft(text, " \t"))]
		if tab := strings.IndexByte(indent, '\t'); tab >= 0 {
			return &Error{
				File:    file,
				Line:    at,
				Column:  tab + 1,
				Message: "a tab is used for indentation",
				Hint:    "YAML allows only spaces there",
			}
		}
	}
	return nil
}

// positionOf finds a text in the file; the first line when it isn't there.
func positionOf(data []byte, text string) (line, column int) {
	i := bytes.Index(data, []byte(text))
	if i < 0 {
		return 1, 0
	}
	before := data[:i]
	line = bytes.Count(before, []byte("\n")) + 1
	column = utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	return line, column
}
