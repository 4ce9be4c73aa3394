package testtool

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
)

// Postgres gives the postgres:// URL of an empty database on a PostgreSQL that all tests of the process
// share. It ends with the process, however that ends.
func Postgres(t testing.TB) string {
	t.Helper()
	shared, err := sharedServer()
	if err != nil {
		lacksTool(t, "PostgreSQL: %v", err)
	}
	return shared.database(t)
}

// sharedServer is started by the first test that wants it.
var sharedServer = sync.OnceValues(newServer)

// Server is a PostgreSQL of one test, who may stop it and start it again.
type Server struct {
	programs string // directory of its programs
	dir      string // what it keeps, and its socket
	as       []string
	guard    *exec.Cmd // ends the server when this process is gone
	alive    io.Closer
	named    atomic.Int64

	url string
}

// PostgresServer starts a PostgreSQL that is the test's own. It ends with the test.
func PostgresServer(t testing.TB) *Server {
	t.Helper()
	s, err := newServer()
	if err != nil {
		lacksTool(t, "PostgreSQL: %v", err)
	}
	t.Cleanup(func() {
		if err := s.end(); err != nil {
			t.Errorf("end PostgreSQL: %v", err)
		}
	})
	s.url = s.database(t)
	return s
}

// URL is the postgres:// URL of the server's database, which is empty at first.
func (s *Server) URL() string { return s.url }

// Stop ends the server in order: open connections are closed.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	s.must(t, "pg_ctl", "stop", "--wait", "--mode", "fast", "--pgdata", s.data())
}

// Kill ends the server as a crash does: what it was doing is undone when it starts again.
func (s *Server) Kill(t testing.TB) {
	t.Helper()
	s.must(t, "pg_ctl", "stop", "--wait", "--mode", "immediate", "--pgdata", s.data())
}

// Start starts the server again.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	if err := s.start(); err != nil {
		t.Fatal(err)
	}
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// newServer makes an empty server and starts it.
func newServer() (*Server, error) {
	programs, err := postgresPrograms()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "orgaudit-postgres-")
	if err != nil {
		return nil, err
	}
	s := &Server{programs: programs, dir: dir}
	if err := s.leaveRoot(); err != nil {
		return nil, err
	}
	if err := s.watch(); err != nil {
		return nil, err
	}
	if err := s.run("initdb", "--pgdata", s.data(), "--username", "orgaudit", "--auth", "trust", "--encoding", "UTF8",
		"--locale", "C", "--no-sync"); err != nil {
		return nil, err
	}
	return s, s.start()
}

// postgresPrograms finds the directory of PostgreSQL's programs, which Debian keeps out of the path.
func postgresPrograms() (string, error) {
	if program, err := exec.LookPath("initdb"); err == nil {
		program, err = filepath.EvalSymlinks(program) // the others lie beside the program itself
		return filepath.Dir(program), err
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	if len(found) == 0 {
		return "", fmt.Errorf("its program initdb is not installed")
	}
	return filepath.Dir(slices.Max(found)), nil
}

// leaveRoot gives the directory to the user postgres, since the server refuses to run as root.
func (s *Server) leaveRoot() error {
	if os.Geteuid() != 0 {
		return nil
	}
	if _, err := exec.LookPath("runuser"); err != nil {
		return err
	}
	owner, err := user.Lookup("postgres")
	if err != nil {
		return err
	}
	uid, err := strconv.Atoi(owner.Uid)
	if err != nil {
		return err
	}
	s.as = []string{"runuser", "-u", "postgres", "--"}
	return os.Chown(s.dir, uid, -1)
}

// watch starts a shell that waits for the end of this process and takes the server and its files away then. It reads
// from a pipe that the system closes, so that a test run that is killed leaves nothing behind.
func (s *Server) watch() error {
	guard := s.command(context.Background(), "sh", "-c",
		`trap '' INT TERM; read -r _; "$1/pg_ctl" stop --wait --mode immediate --pgdata "$2/data"; rm -rf "$2"`,
		"sh", s.programs, s.dir)
	alive, err := guard.StdinPipe()
	if err != nil {
		return err
	}
	if err := guard.Start(); err != nil {
		return err
	}
	s.guard, s.alive = guard, alive
	return nil
}

func (s *Server) end() error {
	if err := s.alive.Close(); err != nil {
		return err
	}
	return s.guard.Wait()
}

// start starts the server on a socket in its directory. What would make it survive a loss of power is left out.
func (s *Server) start() error {
	return s.run("pg_ctl", "start", "--wait", "--pgdata", s.data(), "--log", filepath.Join(s.dir, "log"), "--options",
		"-c listen_addresses='' -c unix_socket_directories='"+s.dir+"' -c fsync=off -c full_page_writes=off -c "+
			"max_connections=200")
}

// database makes an empty database and gives its URL.
func (s *Server) database(t testing.TB) string {
	t.Helper()
	name := "test" + strconv.FormatInt(s.named.Add(1), 10)
	s.must(t, "createdb", "--host", s.dir, "--username", "orgaudit", "--maintenance-db", "postgres", name)
	at := url.URL{
		Scheme:   "postgres",
		User:     url.User("orgaudit"),
		Path:     "/" + name,
		RawQuery: url.Values{"host": {s.dir}}.Encode(),
	}
	return at.String()
}

func (s *Server) must(t testing.TB, program string, args ...string) {
	t.Helper()
	if err := s.run(program, args...); err != nil {
		t.Fatal(err)
	}
}

// run runs one of PostgreSQL's programs. What it says goes through a file: the server would keep a pipe open.
func (s *Server) run(program string, args ...string) error {
	said, err := os.CreateTemp("", "orgaudit-postgres-said-")
	if err != nil {
		return err
	}
	defer os.Remove(said.Name())
	defer said.Close()
	cmd := s.command(context.Background(), filepath.Join(s.programs, program), args...)
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Run(); err != nil {
		text, _ := os.ReadFile(said.Name()) // the error counts
		log, _ := os.ReadFile(filepath.Join(s.dir, "log"))
		return fmt.Errorf("%s: %w\n%s\n%s", program, err, bytes.TrimSpace(text), bytes.TrimSpace(log))
	}
	return nil
}

// command is a program as the user who may run it, in a directory that this user may enter.
func (s *Server) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	line := append(slices.Clone(s.as), append([]string{program}, args...)...)
	cmd := exec.CommandContext(ctx, line[0], line[1:]...)
	cmd.Dir = s.dir
	return cmd
}
