package app

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"

	"orgaudit/config"
	"orgaudit/internal/dashboard"
	"orgaudit/internal/history"
	"orgaudit/internal/notify"
	"orgaudit/org"
)

// configHome is the directory of what users configure, as the XDG specification names it.
func (p *Program) configHome() (string, error) {
	dir := p.Getenv("XDG_CONFIG_HOME")
	if filepath.IsAbs(dir) {
		return dir, nil
	}
	if p.Home == "" {
		return "", Misuse("set XDG_CONFIG_HOME", "there is no home directory to keep the list of orgs in")
	}
	return filepath.Join(p.Home, ".config"), nil
}

// serveSettings reads the file that is named, or the default one if it is there.
func (p *Program) serveSettings(file string) (*config.Serve, error) {
	if file != "" {
		s, err := config.LoadServe(file, notify.Keys)
		if config.IsAbsent(err) {
			return nil, Misuse("`orgaudit schema serve` prints the format", "--config: %w", err)
		}
		return s, err
	}
	dir, err := p.configHome()
	if err != nil {
		return nil, err
	}
	file = config.ServePath(dir)
	s, err := config.LoadServe(file, notify.Keys)
	if config.IsAbsent(err) {
		return config.DefaultServe(file), nil
	}
	return s, err
}

// Files beside the settings in which `serve password` keeps what it sets.
const (
	operatorHashFile = "serve-operator.hash"
	viewerHashFile   = "serve-viewer.hash"
)

// signIn is how people sign in: as the settings say, else by the passwords that were set.
func (p *Program) signIn(s *config.Serve) (dashboard.SignIn, error) {
	out := dashboard.SignIn{HTTPS: strings.HasPrefix(s.PublicURL, "https://")}
	var err error
	if s.SignIn == nil {
		if out.OperatorHash, err = setHash(s.Path(operatorHashFile)); err != nil {
			return out, err
		}
		out.ViewerHash, err = setHash(s.Path(viewerHashFile))
		return out, err
	}
	for _, role := range []struct {
		ref  *config.SecretRef
		name string
		to   *string
	}{{s.SignIn.Operator, "operator", &out.OperatorHash}, {s.SignIn.Viewer, "viewer", &out.ViewerHash}} {
		if role.ref == nil {
			continue
		}
		hash, err := p.fetch(*role.ref, s.Path, "sign_in", role.name, "")
		if err != nil {
			return out, err
		}
		*role.to = string(hash)
	}
	if from := s.SignIn.Proxy; from != nil {
		out.Proxy = &dashboard.Proxy{UserHeader: from.UserHeader, GroupsHeader: from.GroupsHeader,
			Operators: from.Operators, OperatorGroups: from.OperatorGroups}
		for _, text := range from.From {
			prefix, err := config.ParsePrefix(text)
			if err != nil {
				return out, err // config has checked it
			}
			out.Proxy.From = append(out.Proxy.From, prefix)
		}
	}
	return out, nil
}

// setHash reads a hash that was set; "" where none was.
func setHash(file string) (string, error) {
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	hash, err := org.ReadSecretFile(file)
	if err != nil {
		return "", Misuse("", "the password of the dashboard: %w", err)
	}
	return string(hash), nil
}

// alone refuses an address that others can reach while nobody has to sign in.
func alone(listen string, signIn dashboard.SignIn) error {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return Misuse("write it as 127.0.0.1:8080", "--listen: %q is not an address with a port", listen)
	}
	ip := net.ParseIP(host)
	if signIn.Required() || strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback() {
		return nil
	}
	return Misuse("set a password first: `orgaudit serve password`, or sign_in in serve.yaml; or listen at 127.0.0.1",
		"others could reach %s, and nobody has to sign in", listen)
}

// openServe opens the database for settings that are read.
func (p *Program) openServe(ctx context.Context, from *Database, s *config.Serve) (*history.Store, error) {
	return from.openOf(ctx, p, func() (*config.Serve, error) { return s, nil })
}

// receiver is somebody who is told, with what of.
type receiver struct {
	name   string
	filter notify.Filter
	to     notify.Receiver
}

// receivers makes those of the settings ready, with their secrets fetched.
func (p *Program) receivers(s *config.Serve) ([]receiver, error) {
	var out []receiver
	for _, r := range s.Notify {
		to, err := p.receiver(s, r)
		if err != nil {
			return nil, err
		}
		f := notify.Filter{MinSeverity: r.MinSeverity, Orgs: r.Orgs, Tags: r.Tags, IncludeUsers: r.IncludeUsers}
		for _, topic := range r.On {
			f.On = append(f.On, notify.Topic(topic))
		}
		out = append(out, receiver{r.Name, f, to})
	}
	return out, nil
}

func (p *Program) receiver(s *config.Serve, r config.ServeReceiver) (notify.Receiver, error) {
	whose := "receiver " + r.Name
	get := func(ref *config.SecretRef, what string) (string, error) {
		if ref == nil {
			return "", nil
		}
		secret, err := p.fetch(*ref, s.Path, whose, what, "")
		return string(secret), err
	}
	address, err := get(r.URL, "address")
	if err != nil {
		return nil, err
	}
	secret, err := get(r.Secret, "secret")
	if err != nil {
		return nil, err
	}
	with := notify.Settings{Address: address, Secret: secret, Now: p.Now}
	if m := r.Email; m != nil {
		with.Mail = notify.Mail{
			Host: m.Host, Port: m.Port, Security: m.Security, Username: m.Username, From: m.From, To: m.To,
		}
		if with.Mail.Password, err = get(m.Password, "password"); err != nil {
			return nil, err
		}
	}
	to, err := notify.Open(string(r.Type), with)
	if err != nil {
		return nil, Misuse("look at it in serve.yaml", "%s: %w", whose, err)
	}
	return to, nil
}
