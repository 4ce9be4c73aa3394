package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"orgaudit/internal/app"
)

// fleetProgram is the program with a list of orgs by their addresses.
func fleetProgram(t *testing.T, addresses map[string]string) (p *app.Program, out, errs *bytes.Buffer) {
	t.Helper()
	home := t.TempDir()
	token := simulatedOrg(t, "all-clear").Token()
	p, out, errs = inProcess(t, map[string]string{
		"XDG_CONFIG_HOME": filepath.Join(home, "config"), "XDG_STATE_HOME": filepath.Join(home,
			"state"), "ORG_TOKEN": token, "COLUMNS": "80",
	})
	list := "version: 1\norgs:\n"
	for alias, address := range addresses {
		list += "  - {alias: " + alias + ", auth: access-token, login_url: \"" + address +
			"\", access_token: {env: ORG_TOKEN}, policy: pol.yaml, schedule: {cron: \"0 6 * * *\", tz: " +
			"Europe/Berlin, " +
			"jitter: 30m}}\n"
	}
	policy := "version: 1\nconnections:\n  - app: connector:marketo-sales-insight-actions\n    users: {usernames: " +
		"[jane@acme.example]}\n"
	dir := filepath.Join(home, "config", "orgaudit")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"orgs.yaml": list, "pol.yaml": policy} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return p, out, errs
}

// Ctrl-C in the middle of a run over many orgs keeps what was read to its end, and says what was not.
func TestFleetRunInterrupted(t *testing.T) {
	t.Chdir(t.TempDir())
	ctx, interrupt := context.WithCancel(t.Context())
	hung := httptest.NewServer(stuck{simulatedOrg(t, "all-clear"), interrupt})
	defer hung.Close()
	p, out, errs := fleetProgram(t, map[string]string{"first": hung.URL, "second": hung.URL})
	code := run(ctx, p, []string{"fleet", "run", "--workers", "1", "--format", "json"})
	var sum struct {
		Orgs        []any
		Interrupted []string
		ExitCode    int `json:"exit_code"`
	}
	if err := json.Unmarshal(out.Bytes(), &sum); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	if code != app.ExitUntold || sum.ExitCode != app.ExitUntold || len(sum.Orgs) != 0 || len(sum.Interrupted) != 2 {
		t.Errorf("exit code %d, %+v", code, sum)
	}
	if !strings.Contains(errs.String(), "interrupted: 2 of 2 orgs were not audited") {
		t.Errorf("stderr: %s", errs)
	}
}

// A worker audits until it is interrupted; the queue then knows its list of orgs, and can leave one out.
func TestFleetWorker(t *testing.T) {
	t.Chdir(t.TempDir())
	server := httptest.NewServer(simulatedOrg(t, "all-clear"))
	defer server.Close()
	p, out, errs := fleetProgram(t, map[string]string{"prod": server.URL})
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	var said []string
	p.Stderr = app.Lines(func(line string) {
		if said = append(said, line); strings.HasSuffix(line, "Ctrl-C ends it") {
			interrupt()
		}
	})
	if code := run(ctx, p, []string{"fleet", "worker"}); code != app.ExitOK ||
		!slices.Contains(said, "running audits end first") {
		t.Fatalf("exit code %d: %q", code, said)
	}
	p.Stderr = errs
	if code := run(t.Context(), p, []string{"fleet", "pause", "prod"}); code != app.ExitOK {
		t.Errorf("exit code %d: %s", code, errs)
	}
	if code := run(t.Context(), p, []string{"fleet", "status"}); code != app.ExitOK {
		t.Errorf("exit code %d: %s", code, errs)
	}
	for _, want := range []string{"prod ", "paused"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the status does not say %q: %s", want, out)
		}
	}
	if code := run(t.Context(), p, []string{"fleet", "resume", "prod"}); code != app.ExitOK ||
		!strings.Contains(errs.String(), "resumed prod") {
		t.Errorf("exit code %d: %s", code, errs)
	}
}
