package dashboard

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"sync"
	"time"
)

// Sessions end after a time without a page being opened, and after a day whatever happens.
const (
	sessionIdle  = 2 * time.Hour
	sessionEnd   = 24 * time.Hour
	mostSessions = 1000
)

// sessions are those who signed in by a password. They are kept in memory, since one process serves the pages: whoever
// was signed in signs in again after a restart.
type sessions struct {
	now func() time.Time

	mu   sync.Mutex
	open map[[sha256.Size]byte]*session // by the hash of what the cookie holds
}

type session struct {
	role       role
	begun, use time.Time
}

func newSessions(now func() time.Time) *sessions {
	return &sessions{now: now, open: map[[sha256.Size]byte]*session{}}
}

// cookieName is what a browser keeps the session under. The prefix makes it refuse one that another host or a page
// without TLS set.
func cookieName(secure bool) string {
	if secure {
		return "__Host-orgaudit"
	}
	return "orgaudit"
}

// begin signs somebody in.
func (s *sessions) begin(w http.ResponseWriter, as role, secure bool) error {
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return err
	}
	value := base64.RawURLEncoding.EncodeToString(secret)
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sweep(now)
	s.open[sha256.Sum256([]byte(value))] = &session{role: as, begun: now, use: now}
	http.SetCookie(w, cookie(value, secure, int(sessionEnd/time.Second)))
	return nil
}

// end signs somebody out.
func (s *sessions) end(w http.ResponseWriter, r *http.Request, secure bool) {
	if c, err := r.Cookie(cookieName(secure)); err == nil {
		s.mu.Lock()
		delete(s.open, sha256.Sum256([]byte(c.Value)))
		s.mu.Unlock()
	}
	http.SetCookie(w, cookie("", secure, -1))
}

// role is what the session of a request may do. Only what a person asks for keeps a session alive: a page that is left
// open asks for itself again and again.
func (s *sessions) role(r *http.Request, secure bool) (role, bool) {
	c, err := r.Cookie(cookieName(secure))
	if err != nil {
		return stranger, false
	}
	key, now := sha256.Sum256([]byte(c.Value)), s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	open := s.open[key]
	if open == nil {
		return stranger, false
	}
	if open.over(now) {
		delete(s.open, key)
		return stranger, false
	}
	if r.Header.Get("HX-Request") == "" {
		open.use = now
	}
	return open.role, true
}

func (s *session) over(now time.Time) bool {
	return now.Sub(s.use) >= sessionIdle || now.Sub(s.begun) >= sessionEnd
}

// sweep forgets sessions that are over, and the one that was idle for longest when there are too many.
func (s *sessions) sweep(now time.Time) {
	var oldest [sha256.Size]byte
	var since time.Time
	for key, open := range s.open {
		if open.over(now) {
			delete(s.open, key)
		} else if since.IsZero() || open.use.Before(since) {
			oldest, since = key, open.use
		}
	}
	if len(s.open) >= mostSessions {
		delete(s.open, oldest)
	}
}

func cookie(value string, secure bool, age int) *http.Cookie {
	return &http.Cookie{
		Name: cookieName(secure), Value: value, Path: "/", MaxAge: age,
		Secure: secure, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	}
}
