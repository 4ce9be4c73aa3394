package org

import (
	"context"
	"errors"
	"os/exec"
	"strings"
	"testing"
	"time"
)

type said struct {
	stdout, stderr string
	err            error
}

// cli answers the commands of the Salesforce CLI, named by their words up to --json.
func cli(t *testing.T, alias string, answers map[string]said) Run {
	return func(_ context.Context, name string, args ...string) ([]byte, []byte, error) {
		line := strings.Join(args, " ")
		command, rest, ok := strings.Cut(line, " --json")
		want := ""
		if alias != "" {
			want = " --target-org " + alias
		}
		if name != "sf" || !ok || rest != want {
			t.Errorf("ran %s %s", name, line)
		}
		a, ok := answers[command]
		if !ok {
			t.Errorf("ran %s %s", name, line)
		}
		return []byte(a.stdout), []byte(a.stderr), a.err
	}
}

const (
	cliRedacted = `{"status":0,"result":{"id":"00Dxx0000000001EAA","apiVersion":"67.0","accessToken":"[REDACTED] Use 'sf org auth show-access-token' to view","instanceUrl":"https://acme.my.salesforce.com","username":"ada@acme.example","clientId":"PlatformCLI","connectedStatus":"Connected","alias":"prod"},"warnings":["Secrets are now hidden"]}`
	cliShown    = `{"status":0,"result":{"id":"00Dxx0000000001EAA","accessToken":"00Dxx0000000001!AQ.CANARY.token","instanceUrl":"https://acme.my.salesforce.com","username":"ada@acme.example","connectedStatus":"Connected"}}`
	cliToken    = `{"status":0,"result":{"accessToken":"00Dxx0000000001!AQ.CANARY.token"},"warnings":[]}`
)

func TestCLI(t *testing.T) {
	exit := errors.New("exit status 1")
	for _, tc := range []struct {
		name, alias string
		answers     map[string]said
		code, want  string // of the error; none where both are empty
	}{
		{
			"redacted", "prod",
			map[string]said{"org display": {stdout: cliRedacted}, "org auth show-access-token": {stdout: cliToken}},
			"", "",
		},
		{"older output", "prod", map[string]said{"org display": {stdout: cliShown}}, "", ""},
		{"default org", "", map[string]said{"org display": {stdout: cliShown}}, "", ""},
		{
			"a notice in front", "prod",
			map[string]said{"org display": {stdout: " ›   Warning: update available\n" + cliShown}}, "", "",
		},
		{
			"not installed", "prod",
			map[string]said{"org display": {err: &exec.Error{Name: "sf", Err: exec.ErrNotFound}}}, "", "not installed",
		},
		{
			"not logged in, exit 1", "prod",
			map[string]said{
				"org display": {
					stdout: `{"status":1,"name":"NamedOrgNotFoundError","message":"No authorization information found for prod.","exitCode":1}`,
					err:    exit,
				},
			}, "NamedOrgNotFoundError", "No authorization information found for prod.",
		},
		{
			"not logged in, exit 2, on stderr", "prod",
			map[string]said{
				"org display": {
					stderr: `{"status":2,"name":"NoOrgFound","message":"x"}`,
					err:    errors.New("exit status 2"),
				},
			}, "NoOrgFound", "x",
		},
		{
			"failure with exit 0", "prod",
			map[string]said{"org display": {stdout: `{"status":1,"name":"AuthInfoError","message":"x"}`}},
			"AuthInfoError", "x",
		},
		{
			"failure without JSON", "prod",
			map[string]said{"org display": {stdout: "CANARY", stderr: "Error: CANARY", err: exit}}, "",
			"exit status 1; update the Salesforce CLI",
		},
		{"no JSON at all", "prod", map[string]said{"org display": {stdout: "CANARY"}}, "", "not the JSON expected"},
		{
			"another shape", "prod", map[string]said{"org display": {stdout: `{"status":0,"result":"CANARY"}`}}, "",
			"not the JSON expected",
		},
		{
			"an expired login", "prod",
			map[string]said{
				"org display": {
					stdout: strings.Replace(cliShown, `"connectedStatus":"Connected"`,
						`"connectedStatus":"RefreshTokenAuthError"`, 1),
				},
			}, "RefreshTokenAuthError", "no longer works",
		},
		{
			"too old to show it", "prod",
			map[string]said{
				"org display": {stdout: cliRedacted},
				"org auth show-access-token": {
					stderr: "Warning: org auth show-access-token is not a sf command.",
					err:    errors.New("exit status 127"),
				},
			}, "", "sf org auth show-access-token: exit status 127; update",
		},
		{
			"hidden again", "prod",
			map[string]said{
				"org display":                {stdout: cliRedacted},
				"org auth show-access-token": {stdout: `{"status":0,"result":{"accessToken":"[REDACTED]"}}`},
			}, "", "hidden by the Salesforce CLI",
		},
		{
			"plain http", "prod",
			map[string]said{"org display": {stdout: strings.Replace(cliShown, "https:", "http:", 1)}}, "", "plain http",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := newFake(notFound)
			c, err := Open(t.Context(), CLI{Alias: tc.alias, Run: cli(t, tc.alias, tc.answers)}, Options{HTTP: f})
			if tc.code == "" && tc.want == "" {
				if err != nil || c.InstanceURL() != acme || c.orgID != "00Dxx0000000001EAA" ||
					c.userID != "005xx000001Sv6AAAS" || c.Username() != "ada@acme.example" {
					t.Fatalf("got %v", err)
				}
				if _, _, header := f.last(); header.Get("Authorization") != "Bearer "+goodToken {
					t.Errorf("authorization %q", header.Get("Authorization"))
				}
				return
			}
			e, ok := errors.AsType[*SignInError](err)
			if !ok || e.Credential != "sf-cli" || e.Code != tc.code || !strings.Contains(e.Description, tc.want) ||
				strings.Contains(err.Error(), "CANARY") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestCLIIsAskedAgainWhenTheSessionEnds(t *testing.T) {
	n := 0
	run := func(context.Context, string, ...string) ([]byte, []byte, error) {
		n++
		return []byte(strings.Replace(cliShown, "AQ.CANARY.token", strings.Repeat("x", n), 1)), nil, nil
	}
	f := newFake(answers(status(401, badSession), status(200, noRows)))
	c, err := Open(t.Context(), CLI{Run: run}, Options{HTTP: f})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := query[profileRow](t.Context(), c, dataAPI, "profiles", profiles); err != nil || n != 2 {
		t.Errorf("got %v after %d", err, n)
	}
}

func TestRunProgram(t *testing.T) {
	if _, _, err := RunProgram(t.Context(), "orgaudit-no-such-program"); !errors.Is(err, exec.ErrNotFound) {
		t.Errorf("got %v", err)
	}
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell")
	}
	out, problems, err := RunProgram(t.Context(), shell, "-c", "echo out; echo err >&2; exit 3")
	if string(out) != "out\n" || string(problems) != "err\n" || err == nil {
		t.Errorf("got %q %q %v", out, problems, err)
	}
	ctx, cancel := contextFor(t, 20*time.Millisecond)
	defer cancel()
	before := time.Now()
	if _, _, err := RunProgram(ctx, shell, "-c", "exec sleep 30"); !errors.Is(err, context.DeadlineExceeded) ||
		time.Since(before) > 10*time.Second {
		t.Errorf("got %v after %s", err, time.Since(before))
	}
}
