package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Dialect is the kind of database.
type Dialect string

// Dialects.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// ErrNotFound says that there is no run of that number, or no report of it.
var ErrNotFound = errors.New("not found")

// Options are what a store takes from the outside.
type Options struct {
	Now func() time.Time // nil = time.Now
}

// Store is an open database. It may be used by many goroutines, and the database by many processes.
type Store struct {
	db      *sql.DB
	dialect Dialect
	pool    *pgxpool.Pool // nil on SQLite
	lock    locker
	now     func() time.Time
}

// Open opens a database and brings its tables up to date. The address is the path of an SQLite file, also as
// sqlite:///path, which is made with its directory when it is not there, or a postgres:// URL. Errors hold no password.
func Open(ctx context.Context, address string, o Options) (*Store, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Store{now: o.Now}
	var err error
	scheme, rest, isURL := strings.Cut(address, "://")
	switch {
	case address == "":
		return nil, errors.New("no database is named: give the path of a file or a postgres:// URL")
	case isURL && (scheme == "postgres" || scheme == "postgresql"):
		err = s.openPostgres(ctx, address)
	case isURL && scheme == "sqlite":
		err = s.openSQLite(ctx, rest)
	case isURL:
		return nil, fmt.Errorf("there is no database of the kind %s:// here: "+
			"give the path of a file or a postgres:// URL", scheme)
	case settings(address):
		return nil, errors.New("the database is given by settings: give PostgreSQL as a URL, " +
			"like postgres://user@host/database")
	default:
		err = s.openSQLite(ctx, address)
	}
	if err != nil {
		return nil, err
	}
	if err := s.Migrate(ctx, migrations, "orgaudit_history_version"); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// settings reports whether an address is PostgreSQL's other form, host=… password=…: as the name of a
// file it would put a password into a directory.
func settings(address string) bool {
	return slices.ContainsFunc(strings.Fields(address), func(word string) bool {
		name, _, ok := strings.Cut(word, "=")
		return ok && slices.Contains([]string{"host", "port", "user", "dbname", "password", "service", "sslmode"}, name)
	})
}

// DefaultPath is where the database lies when nobody names one: $XDG_STATE_HOME/orgaudit/orgaudit.db, below
// ~/.local/state where the variable is not set; "" without a home directory.
func DefaultPath(getenv func(string) string, home string) string {
	dir := getenv("XDG_STATE_HOME")
	if !filepath.IsAbs(dir) { // the specification wants a relative one to be ignored
		if home == "" {
			return ""
		}
		dir = filepath.Join(home, ".local", "state")
	}
	return filepath.Join(dir, "orgaudit", "orgaudit.db")
}

// DB is the database, for a queue that keeps its jobs beside the reports.
func (s *Store) DB() *sql.DB { return s.db }

// Pool is the connections to PostgreSQL below DB; nil on SQLite.
func (s *Store) Pool() *pgxpool.Pool { return s.pool }

// Dialect is the kind of database.
func (s *Store) Dialect() Dialect { return s.dialect }

// Close ends all connections.
func (s *Store) Close() error {
	err := s.db.Close()
	if s.pool != nil {
		s.pool.Close()
	}
	return err
}

// querier is a database or a transaction.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// collect reads all rows of a query.
func collect[T any](rows *sql.Rows, err error, scan func(*sql.Rows) (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		row, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, rows.Err()
}
