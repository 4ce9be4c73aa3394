package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/lockedfile"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// sqliteSettings go for every connection. With the write-ahead log readers don't wait for a writer; a transaction takes
// the one place of a writer when it begins, and waits for it, instead of failing in the middle. What a deletion frees
// can be given back, which must be settled before the first table is made, and so stands first.
const sqliteSettings = "_pragma=busy_timeout(10000)&_pragma=auto_vacuum(2)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=foreign_keys(1)&_txlock=immediate"

// sqliteConnections bounds the open files of one process.
const sqliteConnections = 8

func (s *Store) openSQLite(ctx context.Context, path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("find the database: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make the directory of the database: %w", err)
	}
	// Made here for its mode: reports name users, apps and settings. SQLite gives its side files the same.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	address := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: sqliteSettings}
	db, err := sql.Open("sqlite", address.String())
	if err != nil {
		return fmt.Errorf("open the database %s: %w", path, err)
	}
	db.SetMaxOpenConns(sqliteConnections)
	db.SetMaxIdleConns(sqliteConnections)
	s.db, s.dialect, s.lock = db, SQLite, fileLock(path+".lock")
	// The first connection of all writes the settings into the file, which SQLite doesn't let two of them wait for.
	if err := s.Exclusive(ctx, db.PingContext); err != nil {
		return errors.Join(fmt.Errorf("open the database %s: %w", path, err), db.Close())
	}
	return nil
}

// fileLock lets one process at a time change the tables. The system gives it back when a process ends in the middle.
func fileLock(path string) locker {
	return func(context.Context) (func() error, error) {
		unlock, err := lockedfile.MutexAt(path).Lock()
		if err != nil {
			return nil, err
		}
		return func() error { unlock(); return nil }, nil
	}
}

// giveBack hands the pages that a deletion freed to the file system.
func (s *Store) giveBack(ctx context.Context) error {
	if s.dialect == Postgres {
		_, err := s.db.ExecContext(ctx, "VACUUM reports, runs")
		return err
	}
	for _, pragma := range []string{"PRAGMA incremental_vacuum", "PRAGMA wal_checkpoint(TRUNCATE)"} {
		rows, err := s.db.QueryContext(ctx, pragma)
		if err != nil {
			return err
		}
		for rows.Next() { // each step frees some pages
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return err
		}
	}
	return nil
}
