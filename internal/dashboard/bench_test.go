package dashboard_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"orgaudit/internal/dashboard"
	"orgaudit/internal/history"
)

// BenchmarkFleetPage makes the page of 200 orgs with 50 stored reports each.
func BenchmarkFleetPage(b *testing.B) {
	s := store(b)
	tx, err := s.DB().BeginTx(b.Context(), nil)
	if err != nil {
		b.Fatal(err)
	}
	for run := range 50 {
		at := today.Add(time.Duration(run-50) * time.Hour)
		for org := range 200 {
			alias := fmt.Sprint("org-", org)
			if _, err := s.SaveTx(b.Context(), tx,
				history.Run{Org: alias, Trigger: "schedule", Started: at, Finished: at.Add(time.Second)},
				reading(at, alias, (run+org)%4)); err != nil {
				b.Fatal(err)
			}
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
	d, err := dashboard.New(options(s).Options)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, "http://localhost/", nil)
		r.RemoteAddr = "127.0.0.1:1"
		w := httptest.NewRecorder()
		d.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}
