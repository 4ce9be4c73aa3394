package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"

	"orgaudit/audit"
	"orgaudit/internal/app"
	"orgaudit/internal/simorg"
)

var update = flag.Bool("update", false, "rewrite what the scripts compare with")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"orgaudit": main})
}

// TestScripts runs the program as a reader does. Each script has servers of its own on loopback, in variables:
// $BLOCKED, $CLEAR and $LOCKED are simulated orgs, the others go wrong in one way. $TOKEN opens all of them.
func TestScripts(t *testing.T) {
	deploy, err := filepath.Abs(filepath.Join(moduleRoot, "deploy"))
	if err != nil {
		t.Fatal(err)
	}
	schema1, err := filepath.Abs("testdata/schema-1")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", UpdateScripts: *update, RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", e.WorkDir+"/home")
			e.Setenv("XDG_CONFIG_HOME", e.WorkDir+"/config")
			e.Setenv("XDG_STATE_HOME", e.WorkDir+"/state")
			e.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere") // no keychain of the machine that tests
			e.Setenv("NO_COLOR", "")
			e.Setenv("TZ", "UTC")
			e.Setenv("APP", "connector:marketo-sales-insight-actions")
			e.Setenv("JANE", "jane@acme.example")
			e.Setenv("DEPLOY", deploy)   // the recipes
			e.Setenv("SCHEMA1", schema1) // reports of schema 1, and a bundle with one
			for name, handler := range servers(t) {
				server := httptest.NewServer(handler)
				e.Defer(server.Close)
				e.Setenv(name, server.URL)
			}
			token := simulatedOrg(t, "all-clear").Token()
			e.Setenv("TOKEN", token)
			if err := os.MkdirAll(e.WorkDir+"/home", 0o700); err != nil {
				return err
			}
			return os.WriteFile(e.WorkDir+"/home/token", []byte(token+"\n"), 0o600)
		},
	})
}

// exits runs a program and compares its exit code: exits 3 orgaudit demo locked-out. Exit code 2 leaves stdout empty.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE program [args...]")
	}
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		ended, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		code = ended.ExitCode()
	}
	if want := args[0]; strconv.Itoa(code) != want {
		ts.Fatalf("exit code %d, want %s", code, want)
	}
	out, errs := ts.ReadFile("stdout"), ts.ReadFile("stderr")
	if code == app.ExitUsage && (out != "" || !strings.HasPrefix(errs, "error: ") &&
		!strings.Contains(errs, "\nerror: ")) {
		ts.Fatalf("bad usage: stdout %q, stderr %q", out, errs)
	}
	if strings.Contains(out+errs, "AQEAQ") && !slices.Contains(args, "simulate") {
		ts.Fatalf("the access token was shown")
	}
}

// servers are the orgs that scripts can reach. The token of their auditor is the same in all.
func servers(t *testing.T) map[string]http.Handler {
	t.Helper()
	return map[string]http.Handler{
		"BLOCKED": simulatedOrg(t, "marketo-blocked"), "CLEAR": simulatedOrg(t,
			"all-clear"), "LOCKED": simulatedOrg(t, "locked-out"),
		"EXPIRED": simulatedOrg(t, "all-clear", simorg.Fault{Kind: simorg.FaultSessionExpired}),
		"HTML":    simulatedOrg(t, "all-clear", simorg.Fault{Kind: simorg.FaultHTML}),
		"HALF":    simulatedOrg(t, "all-clear", simorg.Fault{Kind: simorg.FaultTruncated, Object: "User"}),
		"LIMIT":   simulatedOrg(t, "all-clear", simorg.Fault{Kind: simorg.FaultRequestLimit}),
		"REDIRECT": simulatedOrg(t, "all-clear",
			simorg.Fault{Kind: simorg.FaultRedirect, Location: "https://elsewhere.example/"}),
		"STUCK": stuck{simulatedOrg(t, "all-clear"), func() {}},
		"HOOK": http.HandlerFunc(func(w http.ResponseWriter,
			_ *http.Request) {
			w.WriteHeader(http.StatusNoContent)
		}),
		"OLD": http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, `[{"label":"Winter '11","url":"/services/data/v20.0","version":"20.0"}]`)
		}),
	}
}

// simulatedOrg is a scenario in which some things go wrong besides.
func simulatedOrg(t *testing.T, scenario string, faults ...simorg.Fault) *simorg.Server {
	t.Helper()
	s, err := app.LoadScenario(scenario)
	if err != nil {
		t.Fatal(err)
	}
	s.Faults = append(s.Faults, faults...)
	server, err := simorg.New(s)
	if err != nil {
		t.Fatal(err)
	}
	return server
}

// stuck never answers about users.
type stuck struct {
	http.Handler
	asked func()
}

func (s stuck) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.Contains(r.URL.Query().Get("q"), "FROM User ") {
		s.asked()
		<-r.Context().Done()
		return
	}
	s.Handler.ServeHTTP(w, r)
}

// inProcess is the program with the streams of a test around it, on no terminal.
func inProcess(t *testing.T, environment map[string]string) (p *app.Program, out, errs *bytes.Buffer) {
	t.Helper()
	out, errs = &bytes.Buffer{}, &bytes.Buffer{}
	p = app.New()
	p.Stdin, p.Stdout, p.Stderr = strings.NewReader(""), out, errs
	p.Home, p.ShowsOut, p.ShowsErr = t.TempDir(), false, false
	p.Getenv = func(name string) string { return environment[name] }
	return p, out, errs
}

// Ctrl-C in the middle of a run gives the report of what was read until then.
func TestInterrupt(t *testing.T) {
	t.Chdir(t.TempDir())
	ctx, interrupt := context.WithCancel(t.Context())
	org := simulatedOrg(t, "all-clear")
	server := httptest.NewServer(stuck{org, interrupt})
	defer server.Close()
	p, out, errs := inProcess(t, map[string]string{app.TokenVariable: org.Token()})
	code := run(ctx, p, []string{"audit", "--instance-url", server.URL, "--app",
		"connector:marketo-sales-insight-actions", "--user", "jane@acme.example", "--format", "json"})
	if code != app.ExitUntold {
		t.Errorf("exit code %d\n%s", code, errs)
	}
	var r audit.Report
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	if len(r.Connections) != 1 || r.Connections[0].Verdict != audit.CannotTell || len(r.Refused) == 0 {
		t.Errorf("got %+v, refused %+v", r.Connections, r.Refused)
	}
	if !strings.Contains(errs.String(), "interrupted") {
		t.Errorf("stderr: %s", errs)
	}
}

// simulate serves until Ctrl-C, which is no failure, and the command that it prints works as it stands.
func TestSimulate(t *testing.T) {
	t.Chdir(t.TempDir())
	ctx, interrupt := context.WithCancel(t.Context())
	p, _, errs := inProcess(t, nil)
	reader, writer := io.Pipe()
	p.Stdout = writer
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, p, []string{"simulate", "marketo-api-off"})
		writer.Close()
	}()
	said := bufio.NewScanner(reader)
	var lines []string
	for said.Scan() && !strings.Contains(said.Text(), "orgaudit audit") {
		lines = append(lines, said.Text())
	}
	go func() { _, _ = io.Copy(io.Discard, reader) }()
	match := regexp.MustCompile(`(?s)URL: +(\S+)\nToken: (\S+)\n`).FindStringSubmatch(strings.Join(lines, "\n") + "\n")
	if match == nil {
		t.Fatalf("stdout: %q", lines)
	}
	visitor, out, complaints := inProcess(t, map[string]string{app.TokenVariable: match[2]})
	args := []string{"audit", "--instance-url", match[1]}
	for _, flag := range regexp.MustCompile(`--(app|user) '([^']+)'`).FindAllStringSubmatch(said.Text(), -1) {
		args = append(args, "--"+flag[1], flag[2])
	}
	if code := run(t.Context(), visitor, args); code != app.ExitFailed ||
		!strings.Contains(out.String(), "(api-access)") {
		t.Errorf("%v: exit code %d\n%s%s", args, code, out, complaints)
	}
	interrupt()
	if code := <-ended; code != app.ExitOK {
		t.Errorf("exit code %d: %s", code, errs)
	}
}

// A missing Salesforce CLI is a sign-in that failed: the report says so, with an entry for the connection.
func TestNoCLI(t *testing.T) {
	t.Chdir(t.TempDir())
	p, out, errs := inProcess(t, nil)
	p.RunCLI = func(context.Context, string, ...string) ([]byte, []byte, error) { return nil, nil, exec.ErrNotFound }
	code := run(t.Context(), p, []string{"audit", "--sf", "prod", "--app", "connector:marketo-sales-insight-actions",
		"--user", "jane@acme.example"})
	if code != app.ExitClosed || !strings.Contains(out.String(), "? NOT ENTERED  the audit could not sign in") ||
		strings.Contains(out.String(), "CANNOT TELL") || !strings.Contains(errs.String(), "not installed") {
		t.Errorf("exit code %d\n%s%s", code, out, errs)
	}
}

// full is a disk on which no room is left.
type full struct{}

func (full) Write([]byte) (int, error) {
	return 0, &fs.PathError{Op: "write", Path: "/dev/stdout", Err: syscall.ENOSPC}
}

// A full disk is no mistake of the reader's: the answer could not be told.
func TestFullDisk(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, args := range [][]string{
		{"demo", "all-clear"}, {"demo", "--format", "json"}, {"explain", "app-blocked"}, {"schema",
			"policy"}, {"version"},
	} {
		p, _, errs := inProcess(t, nil)
		p.Stdout = full{}
		if code := run(t.Context(), p, args); code != app.ExitUntold ||
			!strings.Contains(errs.String(), "no space left") {
			t.Errorf("%v: exit code %d: %s", args, code, errs)
		}
	}
}

// Every command says by an example how it is used.
func TestExamples(t *testing.T) {
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		if c.Example == "" && c.Name() != "help" {
			t.Errorf("%s has no example", c.CommandPath())
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	p, _, _ := inProcess(t, nil)
	walk(rootCommand(p))
}

// Every scenario is answered as it says that it must be.
func TestScenarios(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range simorg.Names() {
		t.Run(name, func(t *testing.T) {
			s, err := app.LoadScenario(name)
			if err != nil {
				t.Fatal(err)
			}
			p, out, errs := inProcess(t, nil)
			code := run(t.Context(), p, []string{"demo", name, "--format", "json"})
			var r audit.Report
			if err := json.Unmarshal(out.Bytes(), &r); err != nil {
				t.Fatalf("%v\n%s%s", err, out, errs)
			}
			got := simorg.Expect{Exit: code}
			for _, c := range r.Connections {
				got.Verdict, got.Causes, got.Fix = string(c.Verdict), append(got.Causes, c.Causes...), c.Fix
			}
			want := s.Expect
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// Progress goes to a terminal only, and leaves nothing behind on it.
func TestProgress(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, c := range []struct {
		terminal bool
		args     []string
		want     bool
	}{{false, nil, false}, {true, nil, true}, {true, []string{"--quiet"}, false}, {false, []string{"--verbose"},
		false}} {
		p, _, errs := inProcess(t, nil)
		p.ShowsErr = c.terminal
		run(t.Context(), p, append([]string{"demo"}, c.args...))
		if got := strings.Contains(errs.String(), "reading "); got != c.want {
			t.Errorf("%+v: progress %t: %q", c, got, errs)
		}
		if last := errs.String(); c.want && !strings.HasSuffix(last, "\r\x1b[K") {
			t.Errorf("%+v: the line stays: %q", c, last)
		}
	}
}

// Colour is for terminals, and only where nobody asked for none.
func TestColor(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, c := range []struct {
		terminal    bool
		environment map[string]string
		args        []string
		want        bool
	}{
		{false, nil, nil, false},
		{true, nil, nil, true},
		{true, map[string]string{"NO_COLOR": "1"}, nil, false},
		{true, map[string]string{"TERM": "dumb"}, nil, false},
		{true, nil, []string{"--no-color"}, false},
	} {
		p, out, _ := inProcess(t, c.environment)
		p.ShowsOut = c.terminal
		run(t.Context(), p, append([]string{"demo"}, c.args...))
		if got := strings.Contains(out.String(), "\x1b["); got != c.want {
			t.Errorf("%+v: colour %t", c, got)
		}
	}
}
