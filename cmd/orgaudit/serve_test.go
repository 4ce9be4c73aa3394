package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"orgaudit/internal/app"
	"orgaudit/internal/history"
	"orgaudit/internal/notify"
)

var servedAt = regexp.MustCompile(`http://\S+/`)

// With nothing configured serve starts, answers on this machine, and ends with SIGTERM.
func TestServeWithNothing(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there is no SIGTERM to send")
	}
	dir := t.TempDir()
	cmd := exec.CommandContext(t.Context(), "orgaudit", "serve", "--listen", "127.0.0.1:0", "--log-format", "json")
	cmd.Env = []string{"HOME=" + dir, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere"}
	var log bytes.Buffer
	cmd.Stderr = &log
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("%v: %s", err, &log)
	}
	url := servedAt.FindString(line)
	for path, want := range map[string]string{"": "No org yet", "healthz": "ok", "readyz": "ready",
		"metrics": "# HELP"} {
		status, body := get(t, url+path)
		if status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("/%s: %d\n%.500s", path, status, body)
		}
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v: %s", err, &log)
	}
	for _, line := range strings.Split(strings.TrimSpace(log.String()), "\n") {
		if !json.Valid([]byte(line)) {
			t.Errorf("no JSON: %s", line)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, ".local", "state", "orgaudit", "orgaudit.db")); err != nil {
		t.Error(err)
	}
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

// installation is what a server finds: settings, orgs, and the time.
type installation struct {
	dir         string
	environment map[string]string
	offset      time.Duration // of its clock
}

// install writes the settings and the list of orgs.
func install(t *testing.T, serve string, orgs map[string]string) *installation {
	t.Helper()
	dir := t.TempDir()
	i := &installation{dir, map[string]string{
		"XDG_CONFIG_HOME": filepath.Join(dir, "config"), "XDG_STATE_HOME": filepath.Join(dir,
			"state"), "HOOK_KEY": "s3cret", "TOKEN": simulatedOrg(t, "all-clear").Token(),
	}, 0}
	i.write(t, "serve.yaml", "version: 1\n"+serve)
	i.write(t, "policy.yaml", "version: 1\nconnections:\n  - {app: \"connector:marketo-sales-insight-actions\", "+
		"users: {usernames: [jane@acme.example]}}\n")
	list := "version: 1\norgs:\n"
	for alias, url := range orgs {
		list += fmt.Sprintf("  - {alias: %s, auth: access-token, login_url: %q, access_token: {env: TOKEN}, policy: "+
			"policy.yaml, schedule: {cron: \"0 6 * * *\"}, tags: [t]}\n", alias, url)
	}
	i.write(t, "orgs.yaml", list)
	return i
}

func (i *installation) write(t *testing.T, name, text string) {
	t.Helper()
	dir := filepath.Join(i.dir, "config", "orgaudit")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// start runs a server until stop, which gives the exit code and the log.
func (i *installation) start(t *testing.T) (url string, stop func() (int, string)) {
	t.Helper()
	ctx, interrupt := context.WithCancel(t.Context())
	p, _, log := inProcess(t, i.environment)
	p.Stderr = &lockedWriter{to: log}
	offset := i.offset
	p.Now = func() time.Time { return time.Now().Add(offset) }
	reader, writer := io.Pipe()
	p.Stdout = writer
	ended := make(chan int, 1)
	go func() {
		code := run(ctx, p, []string{"serve", "--listen", "127.0.0.1:0"})
		writer.Close()
		ended <- code
	}()
	line, err := bufio.NewReader(reader).ReadString('\n')
	if err != nil {
		t.Fatalf("exit code %d: %s", <-ended, log)
	}
	return servedAt.FindString(line), func() (int, string) {
		interrupt()
		return <-ended, log.String()
	}
}

// lockedWriter takes what several goroutines write, as the operating system does.
type lockedWriter struct {
	mu sync.Mutex
	to io.Writer
}

func (w *lockedWriter) Write(text []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.to.Write(text)
}

// runs lists what the history holds.
func (i *installation) runs(t *testing.T) []history.Record {
	t.Helper()
	store, err := history.Open(t.Context(), filepath.Join(i.dir, "state", "orgaudit", "orgaudit.db"), history.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	list, err := store.Runs(t.Context(), history.RunFilter{})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// hook keeps what a webhook was sent.
func hook(t *testing.T) (url string, sent chan notify.Message) {
	t.Helper()
	sent = make(chan notify.Message, 100)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var m notify.Message
		if err := json.NewDecoder(r.Body).Decode(&m); err != nil || r.Header.Get(notify.SignatureHeader) == "" {
			t.Errorf("%v: %v", err, r.Header)
		}
		sent <- m
	}))
	t.Cleanup(server.Close)
	return server.URL, sent
}

// changing is an org whose handler can be changed.
type changing struct {
	mu sync.Mutex
	http.Handler
}

func (c *changing) to(h http.Handler) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.Handler = h
}

func (c *changing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	h := c.Handler
	c.mu.Unlock()
	h.ServeHTTP(w, r)
}

// until waits for something that other goroutines bring about.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !is(); {
		if time.Now().After(end) {
			t.Fatalf("it never came to this: %s", what)
		}
		runtime.Gosched()
		<-time.After(20 * time.Millisecond)
	}
}

// Runs that became due while nobody served are made up for once, land in the history, and what changed is told.
func TestServeAuditsAndTells(t *testing.T) {
	t.Chdir(t.TempDir())
	prod := &changing{Handler: simulatedOrg(t, "all-clear")}
	one, two := httptest.NewServer(prod), httptest.NewServer(simulatedOrg(t, "all-clear"))
	defer one.Close()
	defer two.Close()
	address, sent := hook(t)
	i := install(t, "public_url: https://audit.acme.example\nnotify:\n  - {name: ops, type: webhook, url: {env: "+
		"HOOK}, secret: {env: HOOK_KEY}, tags: [t], on: [new_failure, fixed, unread]}\n",
		map[string]string{"prod": one.URL, "uat": two.URL})
	i.environment["HOOK"] = address

	_, stop := i.start(t)
	if code, log := stop(); code != app.ExitOK {
		t.Fatalf("exit code %d: %s", code, log)
	}
	if n := len(i.runs(t)); n != 0 {
		t.Fatalf("%d runs before any was due", n)
	}
	i.offset = 3 * 24 * time.Hour // several times passed
	url, stop := i.start(t)
	until(t, "two runs are shown", func() bool {
		_, page := get(t, url+"orgs/prod")
		_, other := get(t, url+"orgs/uat")
		return strings.Contains(page, "/runs/") && strings.Contains(other, "/runs/")
	})
	code, log := stop()
	if code != app.ExitOK || len(i.runs(t)) != 2 {
		t.Fatalf("exit code %d, runs %+v\n%s", code, i.runs(t), log)
	}
	select {
	case m := <-sent:
		t.Errorf("nothing was wrong, and it was told: %+v", m)
	default:
	}

	prod.to(simulatedOrg(t, "marketo-api-off"))
	i.offset += 24 * time.Hour
	_, stop = i.start(t)
	var m notify.Message
	select {
	case m = <-sent:
	case <-time.After(30 * time.Second):
		_, log := stop()
		t.Fatalf("nothing was told: %s", log)
	}
	if m.Org.Alias != "prod" || !strings.HasPrefix(m.Run.URL, "https://audit.acme.example/runs/") ||
		m.Events[0].Kind != notify.ConnectionNotReady || m.Events[0].Check != "api-access" || m.First {
		t.Errorf("told %+v", m)
	}
	until(t, "both orgs were audited again", func() bool { return len(i.runs(t)) == 4 })
	if code, log = stop(); code != app.ExitOK || strings.Contains(log, "s3cret") ||
		strings.Contains(log, i.environment["TOKEN"]) {
		t.Errorf("exit code %d\n%s", code, log)
	}
	if len(sent) != 0 {
		t.Errorf("told twice: %+v", <-sent)
	}
}

// A worker tells as serve does, and what fails in the first audit of an org is new.
func TestWorkerTells(t *testing.T) {
	t.Chdir(t.TempDir())
	org := httptest.NewServer(simulatedOrg(t, "marketo-api-off"))
	defer org.Close()
	address, sent := hook(t)
	i := install(t, "database: {sqlite: fleet.db}\nnotify: [{name: ops, type: webhook, url: {env: HOOK}, secret: "+
		"{env: HOOK_KEY}}]\n", map[string]string{"prod": org.URL})
	i.environment["HOOK"] = address
	_, stop := i.start(t)
	stop()
	ctx, interrupt := context.WithCancel(t.Context())
	p, _, log := inProcess(t, i.environment)
	p.Stderr = &lockedWriter{to: log}
	p.Now = func() time.Time { return time.Now().Add(24 * time.Hour) }
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, p, []string{"fleet", "worker"}) }()
	select {
	case m := <-sent:
		if !m.First || m.Org.Alias != "prod" || len(m.Events) == 0 ||
			m.Events[0].Kind != notify.ConnectionNotReady || m.Events[0].Check != "api-access" {
			t.Errorf("told %+v", m)
		}
	case <-time.After(30 * time.Second):
		t.Error("nothing was told")
	}
	interrupt()
	if code := <-ended; code != app.ExitOK {
		t.Errorf("exit code %d: %s", code, log)
	}
	if _, err := os.Stat(filepath.Join(i.dir, "config", "orgaudit", "fleet.db")); err != nil {
		t.Error(err)
	}
}

// SIGTERM in the middle of an audit lets it end: it is stored once, and the next start repeats nothing.
func TestServeStopsCleanly(t *testing.T) {
	t.Chdir(t.TempDir())
	asked, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	calm := simulatedOrg(t, "all-clear")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Query().Get("q"), "FROM User ") {
			once.Do(func() { close(asked) })
			<-release
		}
		calm.ServeHTTP(w, r)
	}))
	defer server.Close()
	i := install(t, "log: {level: debug}\nretention: {keep_last: 5}\n", map[string]string{"prod": server.URL})
	_, stop := i.start(t)
	stop()
	i.offset = 24 * time.Hour
	url, stop := i.start(t)
	<-asked
	ended := make(chan string, 1)
	go func() {
		code, log := stop()
		ended <- fmt.Sprintf("%d %s", code, log)
	}()
	until(t, "the dashboard is gone", func() bool {
		answer, err := http.Get(url + "healthz")
		if err == nil {
			answer.Body.Close()
		}
		return err != nil
	})
	close(release)
	if text := <-ended; !strings.HasPrefix(text, "0 ") {
		t.Error(text)
	}
	if runs := i.runs(t); len(runs) != 1 || !runs[0].Complete {
		t.Errorf("got %+v", runs)
	}
	_, stop = i.start(t)
	if code, log := stop(); code != app.ExitOK || len(i.runs(t)) != 1 {
		t.Errorf("exit code %d, %d runs: %s", code, len(i.runs(t)), log)
	}
}

// A list of orgs that changes is taken over without a new start.
func TestServeFollowsTheList(t *testing.T) {
	i := install(t, "", map[string]string{"prod": "http://127.0.0.1:1"})
	url, stop := i.start(t)
	i.write(t, "orgs.yaml", "version: 1\norgs: [{alias: other, auth: sf-cli}]\n")
	until(t, "the other org is there", func() bool {
		_, page := get(t, url)
		return strings.Contains(page, "other")
	})
	if code, log := stop(); code != app.ExitOK || !strings.Contains(log, "took over the list of orgs") {
		t.Errorf("exit code %d: %s", code, log)
	}
}
