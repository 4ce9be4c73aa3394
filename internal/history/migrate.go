package history

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed sqlite/*.sql postgres/*.sql
var migrations embed.FS

// locker waits for the right to change the tables, and gives what ends it.
type locker func(context.Context) (unlock func() error, err error)

// Migrate brings tables up to date: the folder sqlite or postgres of the files holds the steps, and the table of that
// name which ones were done. Many processes may do so at once. Tables that a newer program made are an error.
func (s *Store) Migrate(ctx context.Context, files fs.FS, table string) (err error) {
	steps, err := fs.Sub(files, string(s.dialect))
	if err != nil {
		return fmt.Errorf("find the database's tables: %w", err)
	}
	dialect := goose.DialectSQLite3
	if s.dialect == Postgres {
		dialect = goose.DialectPostgres
	}
	provider, err := goose.NewProvider(dialect, s.db, steps,
		goose.WithTableName(table), goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return fmt.Errorf("find the database's tables: %w", err)
	}
	// Goose's own lock leaves the first table of all outside, and asks only once in a second.
	unlock, err := s.lock(ctx)
	if err != nil {
		return fmt.Errorf("wait for the database's tables: %w", err)
	}
	defer func() { err = errors.Join(err, unlock()) }()
	have, know, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("look at the database's tables: %w", err)
	}
	if have > know {
		return fmt.Errorf("the database was written by a newer orgaudit (its tables have version %d, "+
			"this program knows %d): take that one", have, know)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("bring the database's tables up to date: %w", err)
	}
	return nil
}
