package simorg

import (
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Fault makes matching requests go wrong. A request matches when it meets every matcher that is set.
type Fault struct {
	Kind FaultKind `json:"kind"`
	// Method and Path (a prefix) match the request line, Operation the SOAP operation, Object the object that a query
	// reads or a metadata type that a SOAP call names.
	Method    string `json:"method,omitempty"`
	Path      string `json:"path,omitempty"`
	Object    string `json:"object,omitempty"`
	Operation string `json:"operation,omitempty"`
	// Nth is the first matching request to be hit, counted from 1. Times is how many are hit from
	// there on; 0 means one if Nth is set, else all.
	Nth   int `json:"nth,omitempty"`
	Times int `json:"times,omitempty"`
	// DelayMS is the wait in milliseconds of latency and slow-body.
	DelayMS int `json:"delay_ms,omitempty"`
	// Location is where redirect leads.
	Location string `json:"location,omitempty"`
}

// FaultKind is what goes wrong.
type FaultKind string

// The faults that the simulated org can have.
const (
	FaultSessionExpired FaultKind = "session-expired" // 401 INVALID_SESSION_ID, in SOAP the fault of the same name
	FaultUnavailable    FaultKind = "unavailable"     // 503 with an HTML page
	FaultServerError    FaultKind = "server-error"    // 500 UNKNOWN_EXCEPTION
	FaultHTML           FaultKind = "html"            // 200 with an HTML page instead of the answer
	FaultURLGone        FaultKind = "url-gone"        // 404 URL_NO_LONGER_EXISTS as an HTML page
	FaultRequestLimit   FaultKind = "request-limit"   // 403 REQUEST_LIMIT_EXCEEDED, the daily allocation is used up
	FaultConcurrent     FaultKind = "concurrent"      // 403 REQUEST_LIMIT_EXCEEDED, too many requests at once
	FaultAPIDisabled    FaultKind = "api-disabled"    // 403 API_DISABLED_FOR_ORG
	FaultNotForREST     FaultKind = "not-for-rest"    // 401 INVALID_SESSION_ID that is no expiry
	FaultQueryTimeout   FaultKind = "query-timeout"   // 400 QUERY_TIMEOUT
	FaultNullError      FaultKind = "null-error"      // 400 with the body null
	FaultEmptyError     FaultKind = "empty-error"     // 400 with the body []
	FaultRedirect       FaultKind = "redirect"        // 302 to Location
	FaultLatency        FaultKind = "latency"         // the answer comes DelayMS later
	FaultSlowBody       FaultKind = "slow-body"       // half of the body comes, the rest DelayMS later
	FaultTruncated      FaultKind = "truncated"       // the body ends in the middle
	FaultReset          FaultKind = "reset"           // the connection breaks without an answer
	FaultNoNextURL      FaultKind = "no-next-url"     // a page says done=false and not where the rest is
	FaultShortPage      FaultKind = "short-page"      // pages hold half the rows asked for, which Salesforce may do
	FaultListRefused    FaultKind = "list-refused"    // listMetadata faults with INVALID_TYPE
	FaultReadEmpty      FaultKind = "read-empty"      // readMetadata answers without records
)

func faultKinds() []FaultKind {
	return []FaultKind{
		FaultSessionExpired, FaultUnavailable, FaultServerError, FaultHTML, FaultURLGone, FaultRequestLimit,
		FaultConcurrent, FaultAPIDisabled, FaultNotForREST, FaultQueryTimeout, FaultNullError, FaultEmptyError,
		FaultRedirect, FaultLatency, FaultSlowBody, FaultTruncated, FaultReset, FaultNoNextURL, FaultShortPage,
		FaultListRefused, FaultReadEmpty,
	}
}

// armedFault counts the requests that its fault matched.
type armedFault struct {
	Fault
	mu      sync.Mutex
	matched int
}

// hits says whether this request is one that goes wrong.
func (f *armedFault) hits(c *call) bool {
	r := c.request
	if f.Method != "" && !strings.EqualFold(f.Method, r.Method) || !strings.HasPrefix(r.URL.Path, f.Path) ||
		f.Operation != "" && f.Operation != c.operation ||
		f.Object != "" &&
			!slices.ContainsFunc(c.objects, func(o string) bool { return strings.EqualFold(o, f.Object) }) {
		return false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.matched++
	first, times := max(f.Nth, 1), f.Times
	if times == 0 && f.Nth > 0 {
		times = 1
	}
	return f.matched >= first && (times == 0 || f.matched < first+times)
}

// replaces gives the answer of a fault that comes before any handling; nil for the others.
func (f Fault) replaces(c *call) *reply {
	refuse := func(status int, code, message string) *reply {
		return c.refuse(&apiError{status: status, code: code, message: message})
	}
	switch f.Kind {
	case FaultSessionExpired:
		return refuse(401, "INVALID_SESSION_ID", "Session expired or invalid")
	case FaultNotForREST:
		return refuse(401, "INVALID_SESSION_ID", notForREST)
	case FaultUnavailable:
		return htmlPage(http.StatusServiceUnavailable, "We are down for maintenance")
	case FaultServerError:
		return refuse(500, "UNKNOWN_EXCEPTION",
			"An unexpected error occurred. Please include this ErrorId if you contact support: 1234567-890 (123456789)")
	case FaultHTML:
		return htmlPage(http.StatusOK, "Login | Salesforce")
	case FaultURLGone:
		return urlGone()
	case FaultRequestLimit:
		return refuse(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
	case FaultConcurrent:
		return refuse(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests (Concurrent API Requests) Limit exceeded.")
	case FaultAPIDisabled:
		return refuse(403, "API_DISABLED_FOR_ORG", apiDisabled)
	case FaultQueryTimeout:
		return refuse(400, "QUERY_TIMEOUT", "Your query request was running for too long.")
	case FaultNullError:
		return &reply{status: http.StatusBadRequest, contentType: jsonType, body: []byte("null")}
	case FaultEmptyError:
		return &reply{status: http.StatusBadRequest, contentType: jsonType, body: []byte("[]")}
	case FaultRedirect:
		return &reply{status: http.StatusFound, location: firstText(f.Location, "https://elsewhere.example.com/")}
	case FaultListRefused:
		return soapFault(c, "INVALID_TYPE", "INVALID_TYPE: Unknown type name specified", "")
	case FaultReadEmpty:
		return c.soapResult("readMetadataResponse", "<result></result>")
	}
	return nil
}
