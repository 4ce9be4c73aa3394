package history_test

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"orgaudit/audit"
	"orgaudit/internal/history"
	"orgaudit/internal/testtool"
)

// Many processes may open a new database at once; the tables are made once.
func TestOpenAtOnce(t *testing.T) {
	for name, address := range map[string]string{
		"sqlite":   filepath.Join(t.TempDir(), "new", "orgaudit.db"),
		"postgres": testtool.Postgres(t),
	} {
		t.Run(name, func(t *testing.T) {
			var wait sync.WaitGroup
			for range 8 {
				wait.Go(func() {
					s, err := history.Open(t.Context(), address, history.Options{})
					if err != nil {
						t.Error(err)
						return
					}
					if err := s.Close(); err != nil {
						t.Error(err)
					}
				})
			}
			wait.Wait()
			open(t, address, history.Options{})
		})
	}
}

// The file is the owner's alone, whatever its name, and is the same by every way of naming it.
func TestOpenFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a b?c#d%20", "history 100%.db")
	s := open(t, path, history.Options{})
	save(t, s, 0, reading(0, on("Sales", audit.Fail)))
	for name, want := range map[string]os.FileMode{
		filepath.Dir(path): 0o700 | os.ModeDir, path: 0o600, path + "-wal": 0o600,
	} {
		if info, err := os.Stat(name); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v, want mode %s", name, info, err, want)
		}
	}
	if list := runs(t, open(t, "sqlite://"+path, history.Options{}), history.RunFilter{}); len(list) != 1 {
		t.Errorf("by URL: %d runs", len(list))
	}
	t.Chdir(filepath.Dir(path))
	if list := runs(t, open(t, filepath.Base(path), history.Options{}), history.RunFilter{}); len(list) != 1 {
		t.Errorf("by a relative path: %d runs", len(list))
	}
}

// What can't be opened is said so, and no password with it.
func TestOpenFails(t *testing.T) {
	dir := t.TempDir()
	noDatabase := filepath.Join(dir, "text")
	if err := os.WriteFile(noDatabase, []byte(strings.Repeat("no database\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := closed.Addr().String()
	closed.Close()
	for address, want := range map[string]string{
		"":                                  "no database is named",
		"mysql://a:hunter2@b/c":             "no database of the kind mysql://",
		"host=db password=hunter2 dbname=x": "as a URL",
		dir:                                 "is a directory",
		noDatabase:                          "not a database",
		noDatabase + "/orgaudit.db":         "directory",
		"postgres://orgaudit:hunter2@" + nobody + "/x":                       "connect",
		"postgres://orgaudit@" + nobody + "/x?password=hunter2":              "connect",
		"postgres://orgaudit:hunter2%zz@" + nobody + "/x":                    "%XX",
		"postgres://orgaudit:hunter2#@" + nobody + "/x":                      "connect",
		"postgres://orgaudit:hunter2@" + nobody + "/x?sslmode=hunter2":       "wrong value",
		"postgres://orgaudit:hunter2@" + nobody + "/x?pool_max_conns=-1":     "wrong value",
		"postgresql://orgaudit:hunter2@" + nobody + "/hunter2?host=/hunter2": "open the database",
	} {
		s, err := history.Open(t.Context(), address, history.Options{})
		if err == nil {
			s.Close()
			t.Errorf("%s was opened", address)
			continue
		}
		if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v, want %q", address, err, want)
		}
	}
}

// Tables of a newer program are left alone.
func TestOpenNewer(t *testing.T) {
	both(t, func(t *testing.T, open func(history.Options) *history.Store) {
		s := open(history.Options{})
		files := func(names ...string) fstest.MapFS {
			out := fstest.MapFS{}
			for _, name := range names {
				for _, kind := range []history.Dialect{history.SQLite, history.Postgres} {
					out[string(kind)+"/"+name+".sql"] = &fstest.MapFile{
						Data: []byte("-- +goose Up\nCREATE TABLE " + strings.TrimLeft(name, "0123456789") +
							" (id INTEGER);\n"),
					}
				}
			}
			return out
		}
		for range 2 {
			if err := s.Migrate(t.Context(), files("00001_schedules", "00002_more"), "fleet_version"); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.DB().ExecContext(t.Context(), "INSERT INTO _more (id) VALUES (1)"); err != nil {
			t.Error(err)
		}
		err := s.Migrate(t.Context(), files("00001_schedules"), "fleet_version")
		if err == nil || !strings.Contains(err.Error(), "newer orgaudit") {
			t.Errorf("error %v", err)
		}
	})
}

func TestDefaultPath(t *testing.T) {
	for state, want := range map[string]string{
		"":         "/home/jane/.local/state/orgaudit/orgaudit.db",
		"/var/lib": "/var/lib/orgaudit/orgaudit.db",
		"relative": "/home/jane/.local/state/orgaudit/orgaudit.db",
	} {
		if got := history.DefaultPath(func(string) string { return state },
			"/home/jane"); filepath.ToSlash(got) != want {
			t.Errorf("%q: %s, want %s", state, got, want)
		}
	}
	if got := history.DefaultPath(func(string) string { return "" }, ""); got != "" {
		t.Errorf("without a home: %s", got)
	}
}

// A database that was restarted, in order or by a crash, goes on: what was saved is there.
func TestPostgresRestart(t *testing.T) {
	server := testtool.PostgresServer(t)
	s := open(t, server.URL(), history.Options{})
	for i, end := range []func(testing.TB){server.Stop, server.Kill} {
		save(t, s, 2*i, reading(2*i))
		end(t)
		if _, err := s.Save(t.Context(), run(99), reading(99)); err == nil {
			t.Error("saved without a database")
		}
		server.Start(t)
		save(t, s, 2*i+1, reading(2*i+1))
		if list := runs(t, s, history.RunFilter{}); len(list) != 2*i+2 {
			t.Errorf("%d runs, want %d", len(list), 2*i+2)
		}
	}
}

// Runs of a version that kept no headline have none, and what was stored as fixed since it was gone is told as gone.
func TestOpenWithoutHeadlines(t *testing.T) {
	both(t, func(t *testing.T, open func(history.Options) *history.Store) {
		s := open(history.Options{})
		save(t, s, 0, reading(0, on("Sales", audit.Fail), on("Support", audit.Fail)))
		old := save(t, s, 1, reading(1, on("Support", audit.Pass)))
		for _, statement := range []string{
			"ALTER TABLE runs DROP COLUMN headline",
			"ALTER TABLE findings ADD COLUMN gone BIGINT NOT NULL DEFAULT 0",
			"UPDATE findings SET state = 'fixed', gone = 1, fixed_at = since WHERE state = 'no_longer_found'",
			"DELETE FROM orgaudit_history_version WHERE version_id = 3",
		} {
			if _, err := s.DB().ExecContext(t.Context(), statement); err != nil {
				t.Fatal(statement, err)
			}
		}
		s = open(history.Options{})
		kept, err := s.Run(t.Context(), old.ID)
		if err != nil || kept.Headline != "" || kept.Said() != "passed" {
			t.Errorf("%+v, %v", kept, err)
		}
		known := findings(t, s)
		if known["Sales"].State != history.Gone || !known["Sales"].FixedAt.IsZero() ||
			known["Support"].State != history.Fixed || known["Support"].FixedAt.IsZero() {
			t.Errorf("%+v", known)
		}
	})
}
