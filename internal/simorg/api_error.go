package simorg

import (
	"fmt"
	"strings"

	"github.com/alecthomas/participle/v2/lexer"
)

// apiError is what a call is refused with: REST prints it as an array of one, SOAP as a fault.
type apiError struct {
	status        int
	code, message string
}

func (e *apiError) json() []byte {
	b := append([]byte(`[{"message":`), appendJSONString(nil, e.message)...)
	b = append(b, `,"errorCode":`...)
	b = appendJSONString(b, e.code)
	return append(b, "}]"...)
}

func notFound() *apiError {
	return &apiError{status: 404, code: "NOT_FOUND", message: "The requested resource does not exist"}
}

// queryError words a complaint about one place of a statement: the piece of
// text, a caret under the place, and row and column.
func queryError(text string, at lexer.Position, code, message string) *apiError {
	start := min(at.Offset, len(text))
	from := strings.LastIndexByte(text[:start], '\n') + 1
	to := len(text)
	if i := strings.IndexByte(text[start:], '\n'); i >= 0 {
		to = start + i
	}
	// A long line is cut to a window around the place.
	const window = 60
	column := start - from
	if column > window {
		from, column = start-window, window
	}
	line := strings.ToValidUTF8(text[from:min(to, start+window)], "?")
	return &apiError{status: 400, code: code, message: fmt.Sprintf("\n%s\n%s^\nERROR at Row:%d:Column:%d\n%s",
		line, strings.Repeat(" ", column), max(at.Line, 1), max(at.Column, 1), message)}
}
