package fleet_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"orgaudit/audit"
	"orgaudit/internal/fleet"
	"orgaudit/internal/history"
	"orgaudit/internal/testtool"
)

// workerVariable holds the address of the database and makes the test's program a worker on it.
// latencyVariable is how long its simulated orgs take.
const (
	workerVariable  = "ORGAUDIT_TEST_WORKER"
	latencyVariable = "ORGAUDIT_TEST_LATENCY"
)

// workerProcess works until SIGTERM, or until the test is gone. It says each org as it begins it.
func workerProcess() int {
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer cancel()
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // ends with the test
		os.Exit(1)
	}()
	if err := work(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func work(ctx context.Context) error {
	latency, err := time.ParseDuration(os.Getenv(latencyVariable))
	if err != nil {
		return err
	}
	s, err := history.Open(ctx, os.Getenv(workerVariable), history.Options{})
	if err != nil {
		return err
	}
	defer s.Close()
	o := processOptions()
	o.Run = func(ctx context.Context, alias string) (*audit.Report, error) {
		fmt.Println("begin", alias)
		select {
		case <-ctx.Done():
		case <-time.After(latency):
		}
		return report(alias), ctx.Err()
	}
	f, err := fleet.Open(ctx, s, o)
	if err != nil {
		return err
	}
	if err := f.Start(ctx); err != nil {
		return err
	}
	fmt.Println("ready")
	<-ctx.Done()
	return f.Stop(context.Background())
}

// simulatedOrgs is how many orgs the processes audit.
const simulatedOrgs = 200

func processOptions() fleet.Options {
	o := fleet.Options{
		Workers: 4,
		Timeout: 10 * time.Second,
		Beat:    250 * time.Millisecond,
		Retry:   100 * time.Millisecond,
		Log:     quiet(),
		Changed: func(_ context.Context, e fleet.Event) ([]fleet.Delivery, error) {
			return []fleet.Delivery{{Receiver: "ops", Payload: []byte(e.Org)}}, nil
		},
	}
	if os.Getenv("ORGAUDIT_TEST_VERBOSE") != "" {
		o.Log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
	for i := range simulatedOrgs {
		o.Orgs = append(o.Orgs, fleet.Org{Alias: alias(i)})
	}
	return o
}

// process is a worker of its own.
type process struct {
	cmd   *exec.Cmd
	begun chan string // an org that it begins
	ended chan error
}

// spawn starts a worker and waits until it works.
func spawn(t *testing.T, address string, latency time.Duration) *process {
	t.Helper()
	p := &process{cmd: exec.Command(os.Args[0]), begun: make(chan string, 10*simulatedOrgs), ended: make(chan error, 1)}
	p.cmd.Env = append(os.Environ(), workerVariable+"="+address, latencyVariable+"="+latency.String())
	p.cmd.Stderr = t.Output()
	stdin, err := p.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stdout)
	if !lines.Scan() || lines.Text() != "ready" {
		t.Fatalf("a worker did not start: %q", lines.Text())
	}
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		for lines.Scan() {
			if org, ok := strings.CutPrefix(lines.Text(), "begin "); ok {
				p.begun <- org
			}
		}
		close(p.begun)
		p.ended <- p.cmd.Wait()
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill() // it may have ended
		stdin.Close()
		<-gone
	})
	return p
}

// terminate ends a worker as an operating system does.
func (p *process) terminate(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := <-p.ended; err != nil {
		t.Errorf("a worker ended with %v", err)
	}
}

// count asks the database for a number; -1 while it is away.
func count(s *history.Store, query string) int {
	n := sql.NullInt64{}
	if err := s.DB().QueryRowContext(context.Background(), query).Scan(&n); err != nil {
		return -1
	}
	return int(n.Int64)
}

// complete fails the test unless every org has one report, and one notification of it.
func complete(t *testing.T, s *history.Store) {
	t.Helper()
	for what, want := range map[string]int{
		"SELECT COUNT(*) FROM runs":                                     simulatedOrgs,
		"SELECT COUNT(DISTINCT org) FROM runs":                          simulatedOrgs,
		"SELECT COUNT(*) FROM runs WHERE reported = 1 AND complete = 1": simulatedOrgs,
		"SELECT COUNT(*) FROM reports":                                  simulatedOrgs,
		"SELECT COUNT(*) FROM fleet_deliveries":                         simulatedOrgs,
		"SELECT COUNT(DISTINCT org) FROM fleet_deliveries":              simulatedOrgs,
		"SELECT COUNT(*) FROM river_job WHERE kind = 'deliver'":         simulatedOrgs,
	} {
		if n := count(s, what); n != want {
			t.Errorf("%s: %d, want %d", what, n, want)
		}
	}
}

func stored(s *history.Store) int { return count(s, "SELECT COUNT(*) FROM runs") }

func unfinished(s *history.Store) int {
	return count(s, "SELECT COUNT(*) FROM river_job WHERE kind = 'audit' AND state <> 'completed'")
}

// The wall time of one, two and three processes, each of which audits every org once.
func TestWorkers(t *testing.T) {
	for n := 1; n <= 3; n++ {
		address := testtool.Postgres(t)
		s := open(t, address)
		f := look(t, s, processOptions())
		var all []*process
		for range n {
			all = append(all, spawn(t, address, 50*time.Millisecond))
		}
		begin := time.Now()
		for _, o := range processOptions().Orgs {
			enqueue(t, f, o.Alias)
		}
		until(t, "all audits", func() bool { return stored(s) == simulatedOrgs && unfinished(s) == 0 })
		t.Logf("%d workers of 4 audits each: %d orgs of 50 ms in %v",
			n, simulatedOrgs, time.Since(begin).Round(10*time.Millisecond))
		complete(t, s)
		for _, p := range all {
			p.terminate(t)
		}
	}
}

// One of three workers is killed in the middle, and the database is restarted: every
// org is audited, and no report is lost or doubled.
func TestProcesses(t *testing.T) {
	t.Parallel()
	server := testtool.PostgresServer(t)
	s := open(t, server.URL())
	f := look(t, s, processOptions())
	var all []*process
	for range 3 {
		all = append(all, spawn(t, server.URL(), 300*time.Millisecond))
	}
	begin := time.Now()
	for _, o := range processOptions().Orgs {
		enqueue(t, f, o.Alias)
	}
	until(t, "a fifth of the audits", func() bool { return stored(s) >= simulatedOrgs/5 })
	until(t, "the first worker has work", func() bool {
		return count(s, "SELECT COUNT(*) FROM river_job WHERE kind = 'audit' AND state = 'running'") > 0
	})
	if err := all[0].cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-all[0].ended
	t.Logf("killed a worker after %d reports, %v", stored(s), time.Since(begin).Round(time.Millisecond))
	until(t, "half of the audits", func() bool { return stored(s) >= simulatedOrgs/2 })
	server.Kill(t)
	server.Start(t)
	t.Logf("restarted the database, %v", time.Since(begin).Round(time.Millisecond))
	until(t, "all audits", func() bool { return stored(s) == simulatedOrgs && unfinished(s) == 0 })
	t.Logf("%d orgs of 300 ms in %v", simulatedOrgs, time.Since(begin).Round(10*time.Millisecond))
	complete(t, s)
	if n := count(s, "SELECT MAX(attempt) FROM river_job"); n < 2 {
		t.Error("nothing that the killed worker had begun was begun again")
	}
	var wg sync.WaitGroup
	for _, p := range all[1:] {
		wg.Go(func() { p.terminate(t) })
	}
	wg.Wait()
}

// A worker that is terminated ends what it runs, one that is killed leaves it, and the next one goes on with both.
func TestRestart(t *testing.T) {
	t.Parallel()
	both := map[string]string{"sqlite": filepath.Join(t.TempDir(), "orgaudit.db"), "postgres": testtool.Postgres(t)}
	for name, address := range both {
		t.Run(name, func(t *testing.T) {
			s := open(t, address)
			f := look(t, s, processOptions())
			for _, o := range processOptions().Orgs {
				enqueue(t, f, o.Alias)
			}
			first := spawn(t, address, 20*time.Millisecond)
			until(t, "some audits", func() bool { return stored(s) > 10 })
			first.terminate(t)
			if n := count(s, "SELECT COUNT(*) FROM river_job WHERE state = 'running'"); n != 0 {
				t.Errorf("%d audits were left running by a worker that ended in order", n)
			}
			begun := 0
			for range first.begun {
				begun++
			}
			if done := stored(s); done != begun || done == simulatedOrgs {
				t.Errorf("%d audits begun, %d stored", begun, done)
			}
			second := spawn(t, address, 20*time.Millisecond)
			until(t, "some more", func() bool { return stored(s) > 80 })
			if err := second.cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			<-second.ended
			spawn(t, address, 20*time.Millisecond)
			until(t, "all audits", func() bool { return stored(s) == simulatedOrgs && unfinished(s) == 0 })
			complete(t, s)
		})
	}
}
