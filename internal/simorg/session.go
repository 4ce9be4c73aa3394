package simorg

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"
)

// session is a signed-in user, through an app or plainly.
type session struct {
	user   int32
	app    *client // nil: a plain session, as of the SOAP login or a browser
	from   string  // where it began; empty for the auditor's, which is just there
	scopes []string
	opened time.Time
}

// secret makes a token that is the same in every run: tests compare answers byte by byte.
func (s *Server) secret(what string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.serial++
	sum := sha256.Sum256([]byte(s.world.orgID + what + strconv.Itoa(s.serial)))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// open starts a session and gives its token.
func (s *Server) open(session *session) string {
	token := s.world.orgID[:15] + "!AQEAQ" + strings.NewReplacer("-", "_").Replace(s.secret("session"))
	session.opened = s.clock()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions[token] = session
	return token
}

func (s *Server) session(token string) *session {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sessions[token]
}

// admit lets a session use the API or says why not, in the order that Salesforce checks: the session, the edition, the
// user's API Enabled, API Access Control, the daily limit.
func (c *call) admit(token string) *apiError {
	s := c.server
	session := s.session(token)
	if session == nil || s.world.users[session.user].src.Inactive || s.world.users[session.user].src.Frozen {
		return &apiError{status: 401, code: "INVALID_SESSION_ID", message: "Session expired or invalid"}
	}
	c.session = session
	c.viewer = viewer{user: session.user, permissions: s.world.effective(session.user, s.clock()), version: c.version}
	switch {
	case s.world.scenario.Org.APIDisabled, !c.viewer.may("ApiEnabled") && c.envelope == nil:
		return &apiError{status: 403, code: "API_DISABLED_FOR_ORG", message: apiDisabled}
	case !c.viewer.may("ApiEnabled"):
		return &apiError{status: 500, code: "API_CURRENTLY_DISABLED", message: "API is disabled for this User"}
	case !s.world.keepsTo(session, c.address()):
		return &apiError{status: 401, code: "INVALID_SESSION_ID", message: "Session expired or invalid"}
	case !s.world.admitsToAPI(session, c.viewer, s.clock()),
		session.app != nil && (!allowsAPI(session.scopes) || session.app.highAssurance):
		return &apiError{status: 401, code: "INVALID_SESSION_ID", message: notForREST}
	}
	if !s.spend() {
		return &apiError{status: 403, code: "REQUEST_LIMIT_EXCEEDED", message: "TotalRequests Limit exceeded."}
	}
	return nil
}

// keepsTo says whether a session may be used from an address: sessions may be locked to the one that they began at, and
// login IP ranges be enforced on every request, whatever the app's IP relaxation let in.
func (w *world) keepsTo(s *session, address string) bool {
	settings := w.scenario.Settings.Security
	if s.from == "" {
		return true
	}
	if settings.LockSessionsToIP && address != s.from {
		return false
	}
	profile := w.users[s.user].profile
	if !settings.EnforceIPRangesEveryRequest || profile < 0 {
		return true
	}
	ranges := w.profiles[profile].src.LoginIPRanges
	return len(ranges) == 0 || isInside(ranges, address)
}

// Session signs a user in by the login page at the org's My Domain host, through no app, and gives the session's token
// as a browser extension takes it. The error is the code of the login event (Object Reference, LoginEvent Status).
func (s *Server) Session(username, address string) (token string, err error) {
	user, known := s.world.userByName[strings.ToLower(username)]
	if !known {
		return "", errors.New("LOGIN_ERROR_INVALID_USERNAME")
	}
	now := s.clock()
	v := viewer{user: user, permissions: s.world.effective(user, now)}
	if r := s.world.signIn(&attempt{user: user, viewer: v, flow: flowSession, from: address, now: now}); r != nil {
		return "", errors.New(r.redirect)
	}
	return s.open(&session{user: user, from: address}), nil
}

// allowsAPI says whether granted scopes reach the REST API; no list means that the app has no list either.
func allowsAPI(scopes []string) bool {
	if len(scopes) == 0 {
		return true
	}
	for _, scope := range scopes {
		switch strings.ToLower(scope) {
		case "api", "full", "web":
			return true
		}
	}
	return false
}

// dailyLimit is the allocation of API requests: what the scenario says, or an Enterprise Edition's.
func (s *Server) dailyLimit() Limit {
	if l, ok := s.world.scenario.Limits["DailyApiRequests"]; ok {
		return l
	}
	return Limit{Max: 100_000, Remaining: 98_765}
}

// spend takes one API call from the daily allocation; false means that none is left.
func (s *Server) spend() bool {
	limit := s.dailyLimit()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.used >= limit.Remaining {
		return false
	}
	s.used++
	return true
}

func (s *Server) spent() (used, limit int) {
	l := s.dailyLimit()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.steady {
		return l.Max - l.Remaining, l.Max
	}
	return l.Max - l.Remaining + s.used, l.Max
}
