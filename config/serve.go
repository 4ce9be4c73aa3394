package config

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// Serve is the checked settings of orgaudit serve.
type Serve struct {
	ServeFile
	file string
}

// ServePath is where the settings lie below a configuration directory ($XDG_CONFIG_HOME, or ~/.config).
func ServePath(configHome string) string { return filepath.Join(configHome, "orgaudit", "serve.yaml") }

// ReceiverKeys gives the key that a type of receiver needs, "" where there is no such type, and those that it may have
// besides.
type ReceiverKeys func(kind string) (needs string, may []string)

// LoadServe reads the settings, with the keys that receivers have. The error of a file that isn't there is
// fs.ErrNotExist; that of one that can't be taken is an Errors, which never holds a value of the file.
func LoadServe(file string, keys ReceiverKeys) (*Serve, error) {
	data, err := readFile(file)
	if err != nil {
		return nil, fmt.Errorf("cannot read the settings of serve: %w", err)
	}
	return parseServe(file, data, keys)
}

// DefaultServe is the settings that hold without a file. The path is where it would be.
func DefaultServe(file string) *Serve { return &Serve{ServeFile: ServeFile{Version: 1}, file: file} }

// IsAbsent reports whether an error says that a file isn't there.
func IsAbsent(err error) bool { return errors.Is(err, fs.ErrNotExist) }

func parseServe(file string, data []byte, keys ReceiverKeys) (*Serve, error) {
	doc, err := parse(file, data)
	if err != nil {
		return nil, err
	}
	// Before anything else looks at the values: a secret in the file must be called one.
	if literal := literalServeSecrets(doc); len(literal) > 0 {
		return nil, literal.err()
	}
	s := &Serve{file: file}
	_, errs, filled := readDocument(file, data, SchemaServe, &s.ServeFile)
	if filled {
		r := &serveReader{orgsReader{doc: doc}, keys}
		r.check(&s.ServeFile)
		errs = append(errs, r.errors...)
	}
	if err := errs.err(); err != nil {
		return nil, err
	}
	return s, nil
}

// Path is a path of the settings as the program can open it: relative to the directory of their file.
func (s *Serve) Path(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(s.file), path)
}

// AuditTimeout is the time for one audit, 0 where none is given.
func (s *Serve) AuditTimeout() time.Duration {
	d, _ := ParseAge(s.Timeout) // checked when it was read
	return d
}

// KeepFor is the age up to which runs are kept, 0 where none is given.
func (s *Serve) KeepFor() time.Duration {
	if s.Retention == nil {
		return 0
	}
	d, _ := ParseAge(s.Retention.KeepFor) // checked when it was read
	return d
}

// literalServeSecrets finds secrets that stand in the file itself.
func literalServeSecrets(doc *document) Errors {
	var errs Errors
	look := func(at *yaml.Node, keys ...string) {
		for _, key := range keys {
			if at == nil {
				return
			}
			if value := childNode(aliasTarget(at), key); value != nil && aliasTarget(value).Kind == yaml.ScalarNode &&
				!isNull(value) {
				errs = append(errs, doc.errorAt(value, key+" does not belong in this file", secretHint))
			}
		}
	}
	look(doc.root, "metrics_token", "database")
	look(childNode(aliasTarget(doc.root), "database"), "postgres")
	look(childNode(aliasTarget(doc.root), "sign_in"), "operator", "viewer")
	if list := childNode(aliasTarget(doc.root), "notify"); list != nil && aliasTarget(list).Kind == yaml.SequenceNode {
		for _, entry := range aliasTarget(list).Content {
			look(entry, "url", "secret")
			look(childNode(aliasTarget(entry), "email"), "password")
		}
	}
	return errs
}

// serveReader checks settings and collects what is wrong with them.
type serveReader struct {
	orgsReader
	keys ReceiverKeys
}

func (r *serveReader) check(f *ServeFile) {
	if f.Listen != "" {
		if _, port, err := net.SplitHostPort(f.Listen); err != nil || port == "" {
			r.fail(problem{
				"listen is not a valid address with a port",
				"for example 127.0.0.1:8080, or :8080 for every address of this machine",
			}, "listen")
		}
	}
	if f.PublicURL != "" {
		u, err := url.Parse(f.PublicURL)
		if err != nil || u.Hostname() == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" ||
			u.Fragment != "" || u.Scheme != "https" && (u.Scheme != "http" || !isLoopback(u.Hostname())) {
			r.fail(problem{
				"public_url is not a valid address for links", "write it as https://audit.acme.com, without a path",
			},
				"public_url")
		}
	}
	if d := f.Database; d != nil {
		if (d.SQLite != "") == (d.Postgres != nil) {
			r.fail(problem{"database must name one place", "write {sqlite: PATH} or {postgres: {env: NAME}}"},
				"database")
		}
		r.reference(d.Postgres, "database", "postgres")
	}
	if d, ok := ParseAge(f.Timeout); f.Timeout != "" && (!ok || d == 0) {
		r.fail(problem{"timeout is not a valid duration", HowAge}, "timeout")
	}
	if k := f.Retention; k != nil {
		if d, ok := ParseAge(k.KeepFor); k.KeepFor != "" && (!ok || d == 0) {
			r.fail(problem{"keep_for is not a valid age", HowAge}, "retention", "keep_for")
		}
		if k.KeepFor == "" && k.KeepLast == 0 {
			r.fail(problem{"retention is empty", "give keep_for, keep_last or both"}, "retention")
		}
	}
	r.reference(f.MetricsToken, "metrics_token")
	r.checkSignIn(f.SignIn)
	seen := map[string]bool{}
	for i := range f.Notify {
		at := &f.Notify[i]
		switch {
		case at.Name != "" && !aliasText.MatchString(at.Name):
			r.fail(problem{"a name holds only letters, digits, dots, hyphens and underscores", ""}, "notify", i, "name")
		case seen[at.Name]:
			r.fail(problem{"another receiver already has this name", ""}, "notify", i, "name")
		}
		seen[at.Name] = true
		r.checkReceiver(at, i)
	}
}

func (r *serveReader) checkSignIn(s *ServeSignIn) {
	if s == nil {
		return
	}
	if s.Operator == nil && s.Viewer == nil && s.Proxy == nil {
		r.fail(problem{"sign_in is empty", "give operator, viewer or proxy"}, "sign_in")
	}
	r.reference(s.Operator, "sign_in", "operator")
	r.reference(s.Viewer, "sign_in", "viewer")
	if s.Proxy == nil {
		return
	}
	for i, text := range s.Proxy.From {
		if from, err := ParsePrefix(text); err != nil || from.Bits() == 0 {
			r.fail(problem{
				"from holds something that is not a valid address of a proxy",
				"write 192.0.2.7 or 192.0.2.0/24; a range of all addresses is not allowed",
			}, "sign_in", "proxy", "from", i)
		}
	}
}

// ParsePrefix reads an address or a CIDR range.
func ParsePrefix(text string) (netip.Prefix, error) {
	if at, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(at, at.BitLen()), nil
	}
	return netip.ParsePrefix(text)
}

func (r *serveReader) checkReceiver(at *ServeReceiver, i int) {
	needs, may := r.keys(string(at.Type))
	for _, key := range []struct {
		name  string
		given bool
		how   string // to write it
	}{
		{"url", at.URL != nil, "write where the address is kept: {env: NAME}, {file: PATH} or {keychain: NAME}"},
		{"email", at.Email != nil, "give host, from and to"},
		{"secret", at.Secret != nil, ""},
	} {
		switch {
		case needs == "": // a type that there is not
		case key.name == needs && !key.given:
			r.fail(problem{fmt.Sprintf("type %s needs %s", at.Type, needs), key.how}, "notify", i)
		case key.given && key.name != needs && !slices.Contains(may, key.name):
			r.errors = append(r.errors, r.doc.errorAt(r.doc.keyAt("notify", i, key.name),
				fmt.Sprintf("type %s has no %s", at.Type, key.name), ""))
		}
	}
	r.reference(at.URL, "notify", i, "url")
	r.reference(at.Secret, "notify", i, "secret")
	m := at.Email
	if m == nil {
		return
	}
	r.reference(m.Password, "notify", i, "email", "password")
	if (m.Username == "") != (m.Password == nil) {
		r.fail(problem{"username and password go together", ""}, "notify", i, "email")
	}
	if m.Security == "none" && !isLoopback(m.Host) {
		r.fail(problem{"security none is only allowed for a server on this machine", "take starttls or tls"},
			"notify", i, "email", "security")
	}
	if _, err := mail.ParseAddress(m.From); err != nil && m.From != "" {
		r.fail(problem{"from is not a valid email address", ""}, "notify", i, "email", "from")
	}
	for n, to := range m.To {
		if _, err := mail.ParseAddress(to); err != nil {
			r.fail(problem{"to holds something that is not a valid email address", ""}, "notify", i, "email", "to", n)
		}
	}
}

// reference checks where a secret is said to be.
func (r *serveReader) reference(ref *SecretRef, at ...any) {
	if ref == nil {
		return
	}
	r.checkSecret(*ref, at[len(at)-1], at...)
}
