package notify

import (
	"strings"
	"testing"
)

// Every kind of receiver says what it lacks, whatever of its settings is missing: none is a nil pointer.
func TestReceiversWithoutSettings(t *testing.T) {
	for _, kind := range Kinds() {
		needs, may := Keys(kind)
		if needs == "" {
			t.Errorf("%s needs nothing, so nobody is told", kind)
		}
		for _, key := range append(may, needs) {
			if key != "url" && key != "secret" && key != "email" {
				t.Errorf("%s has the key %s, which the settings don't", kind, key)
			}
		}
		r, err := Open(kind, Settings{Now: now})
		if err != nil {
			continue
		}
		if _, err := r.Send(t.Context(), Test("orgaudit", now())); err == nil {
			t.Errorf("%s told somebody without an address", kind)
		}
	}
	if r, err := Open("pigeon", Settings{}); err == nil || r != nil || !strings.Contains(err.Error(), "pigeon") {
		t.Errorf("got %v, %v", r, err)
	}
}
