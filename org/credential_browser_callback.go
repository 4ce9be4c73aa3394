package org

import (
	"crypto/subtle"
	"fmt"
	"html"
	"net/http"
)

// callbackHandler takes the one redirect that ends a sign-in in the browser.
type callbackHandler struct {
	path  string
	state string
	came  chan<- callback // has room for one
}

func (h callbackHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", "default-src 'none'")
	header.Set("Cache-Control", "no-store")
	header.Set("Referrer-Policy", "no-referrer")
	if r.URL.Path != h.path || r.Method != http.MethodGet {
		h.page(w, http.StatusNotFound, "Nothing here", "The sign-in comes back to another address.")
		return
	}
	q := r.URL.Query()
	state, code, failure := q.Get("state"), Secret(q.Get("code")), q.Get("error")
	ours := subtle.ConstantTimeCompare([]byte(state), []byte(h.state)) == 1
	switch {
	// Salesforce doesn't always echo the state beside an error. Without it a stranger could end the sign-in at most.
	case failure != "" && (ours || state == ""):
		c := callback{failure: scrub(failure), description: scrub(q.Get("error_description"))}
		h.tell(c)
		h.page(w, http.StatusOK, "Salesforce refused the sign-in", c.failure+": "+c.description)
	case !ours:
		h.page(w, http.StatusBadRequest, "This is not the sign-in that was started", "Start again from the terminal.")
	case code == "":
		h.page(w, http.StatusBadRequest, "The answer holds no code", "Start again from the terminal.")
	default:
		h.tell(callback{code: code})
		h.page(w, http.StatusOK, "Signed in to Salesforce", "You can close this window and go back to the terminal.")
	}
}

// tell passes the first answer on; a reload of the page changes nothing.
func (h callbackHandler) tell(c callback) {
	select {
	case h.came <- c:
	default:
	}
}

func (h callbackHandler) page(w http.ResponseWriter, status int, title, text string) {
	w.WriteHeader(status)
	// A browser that has gone away misses the page only.
	_, _ = fmt.Fprintf(w,
		"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>%s</title><h1>%[1]s</h1><p>%s</p></html>\n",
		html.EscapeString(title), html.EscapeString(text))
}
