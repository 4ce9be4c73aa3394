package dashboard

import (
	"testing"

	"orgaudit/audit"
)

// A connection whose only failure is waived isn't ready, and has no cause
// in the report: the page says why all the same.
func TestWaivedGateIsNamed(t *testing.T) {
	r := &audit.Report{
		Connections: []audit.Connection{{Verdict: audit.NotReady, Findings: []string{"1", "2"}}},
		Findings: []audit.Finding{
			{Fingerprint: "1", Check: "api-limit", Verdict: audit.Pass},
			{Fingerprint: "2", Check: "app-blocked", Verdict: audit.Waived, Message: "Loader is blocked"},
		},
	}
	var v orgView
	v.connections(r)
	if len(v.Connections) != 1 || v.Connections[0].Cause != "Loader is blocked (waived, which opens no gate)" {
		t.Errorf("%+v", v.Connections)
	}
}
