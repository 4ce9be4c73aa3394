package app

import (
	"context"
	"net/url"
	"strings"

	"orgaudit/config"
	"orgaudit/internal/history"
)

// DatabaseVariable is the environment variable that names the history's database. Unlike the flag it may hold a
// password.
const DatabaseVariable = "ORGAUDIT_DATABASE"

// Database is where the history is kept.
type Database struct{ Address string }

// harmless refuses a flag with a password, which other users of the machine could read. It doesn't say it again, which
// the flag's own check would.
func (d *Database) harmless() error {
	const how = "put the URL into " + DatabaseVariable + ", or the password into ~/.pgpass"
	secret := strings.Contains(d.Address, "password=")
	if strings.Contains(d.Address, "://") {
		at, err := url.Parse(d.Address)
		if err != nil {
			return Misuse(how, "--database is no URL")
		}
		_, has := at.User.Password()
		secret = secret || has
	}
	if secret {
		return Misuse(how, "--database holds a password, which others on this machine could read")
	}
	return nil
}

// open opens the history: that of the flag or of the environment, else the one that serve.yaml names, else a file of
// the user's.
func (d *Database) open(ctx context.Context, p *Program) (*history.Store, error) {
	return d.openOf(ctx, p, func() (*config.Serve, error) {
		if _, err := p.configHome(); err != nil { // then there are no settings either
			return config.DefaultServe(""), nil
		}
		return p.serveSettings("")
	})
}

// openOf does as open with other settings, which are asked for only where nothing goes before them.
func (d *Database) openOf(ctx context.Context, p *Program, settings func() (*config.Serve, error)) (*history.Store,
	error) {
	if err := d.harmless(); err != nil {
		return nil, err
	}
	address, how := d.Address, "--database or "+DatabaseVariable+" names the history: a file, or a postgres:// URL"
	if address == "" {
		address = strings.TrimSpace(p.Getenv(DatabaseVariable)) // a secret that comes from a file ends with its line
	}
	if address == "" {
		s, err := settings()
		if err != nil {
			return nil, err
		}
		if s.Database != nil {
			how = "database in serve.yaml names the history: {sqlite: PATH} or {postgres: {env: NAME}}"
		}
		if address, err = p.databaseOf(s); err != nil {
			return nil, err
		}
	}
	if address == "" {
		address = history.DefaultPath(p.Getenv, p.Home)
	}
	if address == "" {
		return nil, Misuse("set XDG_STATE_HOME, or name a file by --database",
			"there is no home directory to keep the history in")
	}
	store, err := history.Open(ctx, address, history.Options{Now: p.Now})
	if err != nil {
		return nil, Misuse(how, "%w", err)
	}
	return store, nil
}

// databaseOf is the database that settings name, "" for none.
func (p *Program) databaseOf(s *config.Serve) (string, error) {
	if s.Database == nil {
		return "", nil
	}
	if s.Database.Postgres == nil {
		return s.Path(s.Database.SQLite), nil
	}
	url, err := p.fetch(*s.Database.Postgres, s.Path, "database", "URL", "")
	return string(url), err
}
