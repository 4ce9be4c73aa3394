package org

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// APIError is an answer of the server that is not the answer asked for: an error of the REST API (an array of code and
// message), of the token endpoint (error and error_description), a SOAP fault, a redirect to elsewhere, or something
// that isn't Salesforce's at all, such as a maintenance page.
type APIError struct {
	Status     int           // HTTP status; 200 where a good status came with a useless body
	Codes      []string      // errorCode, error or exceptionCode, in the server's order; may be empty
	Messages   []string      // the message of each code, without the SOQL text and without tokens
	Problem    string        // what came instead of an answer of Salesforce; empty when Codes are given
	RetryAfter time.Duration // the server's wish; 0 = none
	LimitInfo  string        // the header Sforce-Limit-Info, e.g. "api-usage=18/15000"
	Host, Path string        // who was asked; never the query string
}

// Error says who answered what, in one line. It holds no query text and no token.
func (e *APIError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s%s answered %d", e.Host, e.Path, e.Status)
	if e.Problem != "" {
		fmt.Fprintf(&b, " with %s", e.Problem)
	}
	for i, code := range e.Codes {
		separator := ": "
		if i > 0 {
			separator = "; "
		}
		b.WriteString(separator + code)
		if i < len(e.Messages) && e.Messages[i] != "" {
			b.WriteString(": " + e.Messages[i])
		}
	}
	return b.String()
}

// has tells whether the server gave this code.
func (e *APIError) has(code string) bool { return slices.Contains(e.Codes, code) }

// says tells whether a message of the server contains the text.
func (e *APIError) says(text string) bool {
	return slices.ContainsFunc(e.Messages, func(m string) bool { return strings.Contains(m, text) })
}

// expired tells whether a new token may help. Three texts of a 401 speak of the app or its policy, where a new token
// would be refused in the same way (the list is that of Salesforce's own JavaScript client).
func (e *APIError) expired() bool {
	if e.Status != 401 && !e.has("INVALID_SESSION_ID") {
		return false
	}
	return !e.says("This session is not valid for use with the REST API") &&
		!e.says("Connected app is not attached to Agent") &&
		!e.says("BlackTab users cannot perform API operations")
}
