package org

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"orgaudit/audit"
)

// A trace has every request that left, as often as it left, and none of what was secret in it.
func TestTrace(t *testing.T) { synctest.Test(t, trace) }

func trace(t *testing.T) {
	var mu sync.Mutex
	var calls []audit.Call
	failing := true
	f := &fakeHost{answer: func(r *http.Request, body string) (*http.Response, error) {
		switch {
		case r.URL.Path == tokenPath:
			return asJSON(200, `{"access_token":"CANARY-access","instance_url":"https://acme.my.salesforce.com"}`)
		case r.URL.Path == "/services/data/":
			return asJSON(200, versions)
		case isSOAP(r):
			return asXML(500, soapFault("INSUFFICIENT_ACCESS", "no CANARY"))
		case failing && strings.HasSuffix(r.URL.Path, "/query"):
			failing = false
			return asJSON(503, `[{"errorCode":"SERVER_UNAVAILABLE","message":"CANARY"}]`, "Retry-After", "0")
		}
		return asJSON(200, `{"totalSize":0,"done":true,"records":[]}`)
	}}
	c, err := Open(t.Context(), ClientCredentials{acme, "3MVG9", "CANARY-secret"},
		Options{HTTP: f, Trace: func(call audit.Call) {
			mu.Lock()
			defer mu.Unlock()
			calls = append(calls, call)
		}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := query[profileRow](t.Context(), c, dataAPI, "profiles", "SELECT Id FROM Profile"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.listMetadata(t.Context(), "BlacklistedConsumer"); err == nil {
		t.Fatal("the fault is gone")
	}
	if len(calls) != len(f.came) {
		t.Errorf("%d calls are traced, and %d left: %v", len(calls), len(f.came), f.came)
	}
	first, last := calls[0], calls[len(calls)-1]
	if first.API != "sign-in" || first.Method != "POST" || first.Path != tokenPath || first.Status != 200 ||
		first.Bytes == 0 {
		t.Errorf("the sign-in is traced as %+v", first)
	}
	if last.API != "soap" || last.Operation != "listMetadata" || last.Status != 500 ||
		last.Code != "INSUFFICIENT_ACCESS" {
		t.Errorf("the refused call is traced as %+v", last)
	}
	var tried []int
	for _, call := range calls {
		if call.Query == "SELECT Id FROM Profile" {
			tried = append(tried, call.Status)
		}
	}
	if len(tried) != 2 || tried[0] != 503 || tried[1] != 200 {
		t.Errorf("the query is traced with the statuses %v, not 503 and 200", tried)
	}
	text, err := json.Marshal(calls)
	if err != nil || strings.Contains(string(text), "CANARY") {
		t.Errorf("the trace holds a secret: %s %v", text, err)
	}
}

func TestTraceOfNoAnswer(t *testing.T) {
	var calls []audit.Call
	f := &fakeHost{answer: func(*http.Request, string) (*http.Response, error) { return nil, errors.New("no route") }}
	_, err := Open(t.Context(), ClientCredentials{acme, "3MVG9", "CANARY-secret"}, Options{
		HTTP: f, Trace: func(call audit.Call) { calls = append(calls, call) },
	})
	if err == nil || len(calls) != 1 || calls[0].Status != 0 {
		t.Errorf("%v, traced as %+v", err, calls)
	}
}
