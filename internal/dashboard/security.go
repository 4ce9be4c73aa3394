package dashboard

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"orgaudit/internal/history"
)

// contentPolicy lets a page use what this program serves, and nothing else.
const contentPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// headers sets what every answer carries.
func (d *Dashboard) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cache-Control", "no-store")
		if d.secure(r) {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// secure reports whether the browser came by https.
func (d *Dashboard) secure(r *http.Request) bool { return r.TLS != nil || d.o.SignIn.HTTPS }

// guard answers only this machine where nobody has to sign in. A page of another site can make a browser here send
// requests under a name of its own that leads to 127.0.0.1 (DNS rebinding), so the name that was asked for counts as
// well; and a proxy makes everybody look like this machine, so its marks count too. Health is told to everybody.
func (d *Dashboard) guard(next http.Handler) http.Handler {
	refused := d.metrics.count("refused", d.allow(stranger, func(http.ResponseWriter, *http.Request) error {
		return &refusal{http.StatusForbidden,
			"Only this machine may look at this dashboard, since nobody has to sign in.",
			"Open it as http://localhost on the machine itself, or set up sign-in for everybody else."}
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if d.o.SignIn.Required() || r.URL.Path == "/healthz" || r.URL.Path == "/readyz" || local(r) {
			next.ServeHTTP(w, r)
			return
		}
		refused.ServeHTTP(w, r)
	})
}

// local reports whether a request comes from this machine, asks for this machine and passed no proxy.
func local(r *http.Request) bool {
	for _, mark := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via"} {
		if r.Header.Get(mark) != "" {
			return false
		}
	}
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if !strings.EqualFold(host, "localhost") {
		if ip, err := netip.ParseAddr(host); err != nil || !ip.IsLoopback() {
			return false
		}
	}
	return remote(r).IsLoopback()
}

// remote is the address that a request comes from; the zero one where it can't be told.
func remote(r *http.Request) netip.Addr {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return at.Addr().Unmap()
}

// visitor is who makes a request.
type visitor struct {
	name string
	role role
	out  bool // whether signing out is of use
}

type visitorKey struct{}

func visiting(r *http.Request) visitor {
	v, _ := r.Context().Value(visitorKey{}).(visitor)
	return v
}

// visitor tells who makes a request: by the trusted proxy, else by a session;
// everybody is the operator where nobody has to sign in.
func (d *Dashboard) visitor(r *http.Request) visitor {
	if !d.o.SignIn.Required() {
		return visitor{role: operator}
	}
	if v, ok := d.o.SignIn.Proxy.visitor(r); ok {
		return v
	}
	if role, ok := d.sessions.role(r, d.secure(r)); ok {
		return visitor{name: role.String(), role: role, out: true}
	}
	return visitor{}
}

// refusal is an answer that is no page: its status, what happened and what to do next.
type refusal struct {
	status         int
	happened, next string
}

func (r *refusal) Error() string { return r.happened }

var errNoPage = &refusal{
	http.StatusNotFound, "There is no such page.", "It may have been deleted by the retention. Begin at the fleet.",
}

// allow runs a page for those who have a role at least, and says what went wrong in it.
func (d *Dashboard) allow(least role, page func(http.ResponseWriter, *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who := d.visitor(r)
		r = r.WithContext(context.WithValue(r.Context(), visitorKey{}, who))
		var err error
		switch {
		case who.role >= least:
			err = page(w, r)
		case who.role == stranger && r.Method != http.MethodPost:
			d.askToSignIn(w, r)
		case who.role == stranger:
			err = &refusal{http.StatusUnauthorized, "You are not signed in.", "Sign in and try again."}
		default:
			err = &refusal{http.StatusForbidden, "Only an operator may do that.", "Sign in as the operator."}
		}
		if err != nil {
			d.fail(w, r, err)
		}
	})
}

// fail shows what went wrong. What isn't meant for a visitor goes to the log only.
func (d *Dashboard) fail(w http.ResponseWriter, r *http.Request, err error) {
	var known *refusal
	switch {
	case errors.As(err, &known):
	case errors.Is(err, history.ErrNotFound):
		known = errNoPage
	case r.Context().Err() != nil:
		return // the browser is gone
	default:
		d.o.Log.Error("a page could not be made", "path", r.URL.Path, "error", err)
		known = &refusal{
			http.StatusInternalServerError, "The page could not be made.", "The log of orgaudit serve says why.",
		}
	}
	if err := d.render(w, r, known.status, "error", http.StatusText(known.status), map[string]string{
		"Happened": known.happened, "Next": known.next,
	}); err != nil {
		d.o.Log.Error("a page could not be made", "path", r.URL.Path, "error", err)
	}
}

// askToSignIn leads a stranger to the form, and back to where he wanted to go.
func (d *Dashboard) askToSignIn(w http.ResponseWriter, r *http.Request) {
	to := "/login"
	if r.URL.Path != "/" || r.URL.RawQuery != "" {
		to += "?" + url.Values{"next": {r.URL.RequestURI()}}.Encode()
	}
	switch {
	case r.Header.Get("HX-Request") != "": // a part of a page that a script asks for again
		w.Header().Set("HX-Redirect", "/login")
		w.WriteHeader(http.StatusUnauthorized)
	default:
		http.Redirect(w, r, to, http.StatusSeeOther)
	}
}

// inside gives a path of this dashboard for what a form or an address names, "/" for anything else.
func inside(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" {
		return "/"
	}
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	return next
}
