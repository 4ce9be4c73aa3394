package dashboard

import (
	"context"
	"io"
	"net/http"
	"time"

	"orgaudit/internal/history"
)

// healthy says that the process answers.
func (d *Dashboard) healthy(w http.ResponseWriter, _ *http.Request) error {
	return plain(w, http.StatusOK, "ok\n")
}

// patience is how long the database and the queue may take to show that they are there.
const patience = 3 * time.Second

// ready says whether the database answers with the tables of this program, and the queue works. Why not stands in the
// log: the answer goes to everybody.
func (d *Dashboard) ready(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	if _, err := d.o.Store.Runs(ctx, history.RunFilter{Limit: 1}); err != nil {
		d.o.Log.Error("not ready: the database doesn't answer", "error", err)
		return plain(w, http.StatusServiceUnavailable, "the database does not answer\n")
	}
	if d.o.Queue != nil {
		if _, err := d.o.Queue(ctx); err != nil {
			d.o.Log.Error("not ready: the queue doesn't answer", "error", err)
			return plain(w, http.StatusServiceUnavailable, "the queue does not answer\n")
		}
	}
	return plain(w, http.StatusOK, "ready\n")
}

func plain(w http.ResponseWriter, status int, text string) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text) // whoever asked may be gone
	return nil
}
