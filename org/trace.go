package org

import (
	"net/http"
	"strings"
	"time"

	"orgaudit/audit"
)

// callOf says of one request what a trace may hold: who was asked what, and how it ended. It has no header and no body,
// and of the query string only the SOQL text.
func callOf(
	r *http.Request, started time.Time, took time.Duration, response *http.Response, size int64, err error,
) audit.Call {
	call := audit.Call{
		At:     started.UTC(),
		API:    "rest",
		Method: r.Method,
		Host:   r.URL.Host,
		Path:   r.URL.EscapedPath(),
		Bytes:  size,
		TookMS: took.Milliseconds(),
	}
	switch {
	case isSOAP(r):
		call.API, call.Operation = "soap", sentOperation(r)
		if call.Operation == "login" {
			call.API = "sign-in"
		}
	case r.URL.Path == tokenPath:
		call.API = "sign-in"
	case strings.HasSuffix(r.URL.Path, "/query"):
		call.Query = r.URL.Query().Get("q")
	}
	if response != nil {
		call.Status = response.StatusCode
	}
	if failed, ok := apiError(err); ok {
		call.Status = failed.Status
		if len(failed.Codes) > 0 {
			call.Code = failed.Codes[0]
		}
	}
	return call
}

// sentOperation is the SOAP operation of a request, "" where it can't be told.
func sentOperation(r *http.Request) string {
	if r.GetBody == nil {
		return ""
	}
	again := r.Clone(r.Context())
	var err error
	if again.Body, err = r.GetBody(); err != nil {
		return ""
	}
	body, err := takeBody(again)
	if err != nil {
		return ""
	}
	operation, err := soapOperation(body)
	if err != nil {
		return ""
	}
	return operation.Local
}
