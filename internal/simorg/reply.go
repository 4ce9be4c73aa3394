package simorg

import (
	"net/http"
	"time"
)

const (
	jsonType = "application/json;charset=UTF-8"
	xmlType  = "text/xml;charset=UTF-8"
	htmlType = "text/html;charset=UTF-8"
)

// apiDisabled is what REST says to a user without API Enabled, and to everybody in an edition without API.
const apiDisabled = "The REST API is not enabled for this Organization."

// notForREST is a 401 that no new token cures.
const notForREST = "This session is not valid for use with the REST API"

// reply is an answer before it leaves: faults may still bend it.
type reply struct {
	status      int
	contentType string
	location    string
	usage       string // Sforce-Limit-Info
	body        []byte
	// delivered runs once the answer went out whole; a page that was lost on the way can be asked for again.
	delivered func()

	latency, slow    time.Duration
	truncated, reset bool
}

func jsonReply(body []byte) *reply {
	return &reply{status: http.StatusOK, contentType: jsonType, body: body}
}

func htmlPage(status int, title string) *reply {
	return &reply{status: status,
		contentType: htmlType,
		body: []byte("<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\">\n<html><head><title>" +
			title + "</title></head><body><h1>" + title + "</h1></body></html>\n")}
}

// urlGone is the page of a host that serves no such org.
func urlGone() *reply {
	return htmlPage(http.StatusNotFound, "URL No Longer Exists")
}

// bend applies the faults that act on an answer rather than replace it.
func (r *reply) bend(f Fault) {
	delay := time.Duration(f.DelayMS) * time.Millisecond
	switch f.Kind {
	case FaultLatency:
		r.latency += delay
	case FaultSlowBody:
		r.slow = delay
	case FaultTruncated:
		r.truncated, r.delivered = true, nil
	case FaultReset:
		r.reset, r.delivered = true, nil
	}
}
