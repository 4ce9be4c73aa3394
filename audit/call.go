package audit

import "time"

// Call is one request that left the program, for a trace. It holds no header, no body and no token.
type Call struct {
	At        time.Time `json:"at"`
	API       string    `json:"api"` // "rest", "soap" or "sign-in"
	Method    string    `json:"method"`
	Host      string    `json:"host"`
	Path      string    `json:"path"`                // without the query string
	Query     string    `json:"query,omitempty"`     // the SOQL text, where the call is a query
	Operation string    `json:"operation,omitempty"` // of a SOAP call
	Status    int       `json:"status"`              // of HTTP; 0 where no answer came
	Code      string    `json:"code,omitempty"`      // of the error that Salesforce answered with
	Bytes     int64     `json:"bytes"`               // of the answer, unpacked
	TookMS    int64     `json:"took_ms"`
}
