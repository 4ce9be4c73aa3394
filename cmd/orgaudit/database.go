package main

import (
	"context"
	"net/url"
	"strings"

	"github.com/spf13/pflag"

	"orgaudit/internal/history"
)

// databaseVariable is the environment variable that names the history's database. Unlike the flag it may hold a password.
const databaseVariable = "ORGAUDIT_DATABASE"

// database is where the history is kept.
type database struct{ address string }

func (d *database) register(flags *pflag.FlagSet) {
	flags.Var(d, "database", "file or postgres:// URL of the history, without a password (default the one in "+databaseVariable+
		", which may have one, else $XDG_STATE_HOME/orgaudit/orgaudit.db)")
}

func (d *database) String() string { return "" }
func (d *database) Type() string   { return "URL" }

// Set takes the flag. Other users of the machine can read a command line: a URL with a password is refused, and not said
// again.
func (d *database) Set(address string) error {
	const how = "put the URL into " + databaseVariable + ", or the password into ~/.pgpass"
	if address == "" {
		return misuse("name a file, or a postgres:// URL", "it is empty")
	}
	if strings.Contains(address, "://") {
		at, err := url.Parse(address)
		if err != nil {
			return misuse(how, "--database is no URL, and may hold a password")
		}
		_, secret := at.User.Password()
		for name := range at.Query() {
			secret = secret || strings.Contains(strings.ToLower(name), "password")
		}
		if secret {
			return misuse(how, "--database holds a password, which others on this machine could read")
		}
	} else if strings.Contains(address, "password=") {
		return misuse(how, "--database holds a password, which others on this machine could read")
	}
	d.address = address
	return nil
}

// open opens the history.
func (d *database) open(ctx context.Context, p *program) (*history.Store, error) {
	address := d.address
	if address == "" {
		address = p.getenv(databaseVariable)
	}
	if address == "" {
		address = history.DefaultPath(p.getenv, p.home)
	}
	if address == "" {
		return nil, misuse("set XDG_STATE_HOME, or name a file by --database", "there is no home directory to keep the history in")
	}
	store, err := history.Open(ctx, address, history.Options{Now: p.now})
	if err != nil {
		return nil, misuse("--database or "+databaseVariable+" names the history: a file, or a postgres:// URL", "%w", err)
	}
	return store, nil
}
