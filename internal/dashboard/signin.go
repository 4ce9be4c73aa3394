package dashboard

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// SignIn says who may come in, and as what. The zero value asks nobody to sign in: then only requests from this machine
// are answered, under a name of this machine.
type SignIn struct {
	// OperatorHash and ViewerHash are passwords as HashPassword makes them; which one is given decides the role.
	OperatorHash string
	ViewerHash   string
	Proxy        *Proxy
	// HTTPS says that browsers come by https though this process sees plain http: a proxy before it ends TLS.
	HTTPS bool
}

// Proxy is a reverse proxy that signs people in and says who they are.
type Proxy struct {
	From           []netip.Prefix // its addresses: from anywhere else its headers mean nothing
	UserHeader     string         // holds the name, for example "X-Forwarded-User"
	GroupsHeader   string         // holds groups, separated by commas; "" = none
	Operators      []string       // names that are operators
	OperatorGroups []string       // groups whose members are operators; everybody else is a viewer
}

// Required reports whether people have to sign in.
func (s SignIn) Required() bool { return s.OperatorHash != "" || s.ViewerHash != "" || s.Proxy != nil }

func (s SignIn) check() error {
	for _, hash := range []string{s.OperatorHash, s.ViewerHash} {
		if hash == "" {
			continue
		}
		if _, _, _, err := parseHash(hash); err != nil {
			return err
		}
	}
	if p := s.Proxy; p != nil {
		if len(p.From) == 0 {
			return errors.New("the trusted proxy has no address: name the addresses it comes from")
		}
		if p.UserHeader == "" {
			return errors.New("the trusted proxy has no header for the user's name: name it")
		}
		for _, from := range p.From {
			if !from.IsValid() || from.Bits() == 0 {
				return fmt.Errorf("the trusted proxy's address %s stands for every machine: name its own", from)
			}
		}
	}
	return nil
}

// role is what somebody may do.
type role int

const (
	stranger role = iota
	viewer
	operator
)

func (r role) String() string { return [...]string{"stranger", "viewer", "operator"}[r] }

// visitor tells whom the proxy lets in. A header that stands twice says
// nothing: one of the two may be the visitor's own.
func (p *Proxy) visitor(r *http.Request) (visitor, bool) {
	if p == nil {
		return visitor{}, false
	}
	from := remote(r)
	if !slices.ContainsFunc(p.From, func(of netip.Prefix) bool { return of.Contains(from) }) {
		return visitor{}, false
	}
	names := r.Header.Values(p.UserHeader)
	if len(names) != 1 || strings.TrimSpace(names[0]) == "" {
		return visitor{}, false
	}
	v := visitor{name: strings.TrimSpace(names[0]), role: viewer}
	if slices.Contains(p.Operators, v.name) {
		v.role = operator
	}
	if p.GroupsHeader == "" {
		return v, true
	}
	if groups := r.Header.Values(p.GroupsHeader); len(groups) == 1 {
		for group := range strings.SplitSeq(groups[0], ",") {
			if slices.Contains(p.OperatorGroups, strings.TrimSpace(group)) {
				v.role = operator
			}
		}
	}
	return v, true
}

// byPassword tells the role of a password. Every hash is checked whatever the ones
// before came to, so that the time tells nothing.
func (s SignIn) byPassword(password string) role {
	got := stranger
	if s.ViewerHash != "" && checkPassword(s.ViewerHash, password) {
		got = viewer
	}
	if s.OperatorHash != "" && checkPassword(s.OperatorHash, password) {
		got = operator
	}
	return got
}

// loginView is the form.
type loginView struct {
	Next    string
	Wrong   string // why the last attempt was in vain
	NoForm  bool   // nobody can sign in by password here
	Already string // the role of who is signed in
}

func (d *Dashboard) loginPage(w http.ResponseWriter, r *http.Request) error {
	if !d.o.SignIn.Required() {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return nil
	}
	return d.showLogin(w, r, http.StatusOK, r.URL.Query().Get("next"), "")
}

func (d *Dashboard) showLogin(w http.ResponseWriter, r *http.Request, status int, next, wrong string) error {
	view := loginView{
		Next:   inside(next),
		Wrong:  wrong,
		NoForm: d.o.SignIn.OperatorHash == "" && d.o.SignIn.ViewerHash == "",
	}
	if who := visiting(r); who.role > stranger && d.o.SignIn.Required() {
		view.Already = who.role.String()
	}
	return d.render(w, r, status, "login", "Sign in", view)
}

func (d *Dashboard) logIn(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 16<<10)
	if err := r.ParseForm(); err != nil {
		return &refusal{http.StatusBadRequest, "The form could not be read.", "Open it again."}
	}
	next, from := inside(r.PostForm.Get("next")), remote(r)
	if wait := d.throttle.wait(from); wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
		return d.showLogin(w, r, http.StatusTooManyRequests, next,
			"Too many wrong passwords came from your address. Try again "+until(wait)+".")
	}
	d.throttle.attempt(from)
	select {
	case d.throttle.busy <- struct{}{}:
		defer func() { <-d.throttle.busy }()
	case <-r.Context().Done():
		return r.Context().Err()
	}
	as := d.o.SignIn.byPassword(r.PostForm.Get("password"))
	if as == stranger {
		d.o.Log.Warn("a sign-in failed", "from", from.String())
		return d.showLogin(w, r, http.StatusUnauthorized, next, "That is not the password.")
	}
	d.throttle.right(from)
	d.sessions.end(w, r, d.secure(r)) // a new session for each sign-in: an old cookie is worth nothing
	if err := d.sessions.begin(w, as, d.secure(r)); err != nil {
		return err
	}
	d.o.Log.Info("somebody signed in", "as", as.String(), "from", from.String())
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil
}

func (d *Dashboard) logOut(w http.ResponseWriter, r *http.Request) error {
	d.sessions.end(w, r, d.secure(r))
	http.Redirect(w, r, "/login", http.StatusSeeOther)
	return nil
}
