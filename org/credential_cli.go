package org

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"time"
)

// Run runs a program to its end and gives what it wrote. A program that ended with another exit code than 0 is an
// error beside its output; one that isn't installed is an error that wraps [exec.ErrNotFound].
type Run func(ctx context.Context, name string, args ...string) (stdout, stderr []byte, err error)

// RunProgram runs a program of this machine.
func RunProgram(ctx context.Context, name string, args ...string) (stdout, stderr []byte, err error) {
	var out, problems bytes.Buffer
	command := exec.CommandContext(ctx, name, args...)
	command.Stdout, command.Stderr = &out, &problems
	// The CLI starts children that may hold the pipes open after it was ended.
	command.WaitDelay = 2 * time.Second
	err = command.Run()
	if ended := ctx.Err(); ended != nil {
		err = ended
	}
	return out.Bytes(), problems.Bytes(), err
}

// CLI re-uses a login of the Salesforce CLI. It asks the CLI by its commands, whose output is documented, and never
// reads its files. The CLI refreshes the token itself, so an expired session is renewed by asking again.
type CLI struct {
	Alias string // alias or user name; "" = the CLI's default org
	Run   Run    // nil = RunProgram
}

// Name is "sf-cli".
func (CLI) Name() string { return "sf-cli" }

func (w CLI) signIn(ctx context.Context, _ *loginNetwork, _ *session) (*session, error) {
	if strings.HasPrefix(w.Alias, "-") {
		return nil, signInFailed(w, "", errors.New("the alias begins with a dash: give an alias or a user name"))
	}
	var org struct {
		ID          string `json:"id"`
		AccessToken Secret `json:"accessToken"`
		InstanceURL string `json:"instanceUrl"`
		Username    string `json:"username"`
		Status      string `json:"connectedStatus"`
	}
	if err := w.ask(ctx, &org, "org", "display"); err != nil {
		return nil, err
	}
	// The status is an error's name where the CLI's own login no longer works, e.g. RefreshTokenAuthError.
	if strings.HasSuffix(org.Status, "Error") {
		return nil, &SignInError{
			Credential:  w.Name(),
			Code:        scrub(org.Status),
			Description: "the Salesforce CLI's login no longer works: run `sf org login web`",
		}
	}
	instance, err := parseHost(org.InstanceURL)
	if err != nil {
		return nil, signInFailed(w, "", fmt.Errorf("instanceUrl of the Salesforce CLI: %w", err))
	}
	// Newer CLIs hide the token here and have a command that shows it; older ones have it here.
	if org.AccessToken == "" || strings.HasPrefix(string(org.AccessToken), "[REDACTED]") {
		if err := w.ask(ctx, &org, "org", "auth", "show-access-token"); err != nil {
			return nil, err
		}
	}
	token := org.AccessToken.trimmed()
	if err := checkToken(token); err != nil {
		return nil, signInFailed(w, instance.Host, err)
	}
	s := &session{token: token, instance: instance, username: org.Username}
	if orgKey.MatchString(org.ID) {
		s.orgID = org.ID
	}
	return s, nil
}

var orgKey = regexp.MustCompile(`^00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?$`)

// ask runs a command of the CLI and decodes its result. The CLI exits with 1, or another code, on a failure, and
// writes the failure as JSON to stdout or, in older releases, to stderr.
func (w CLI) ask(ctx context.Context, result any, command ...string) error {
	run := w.Run
	if run == nil {
		run = RunProgram
	}
	args := append(command[:len(command):len(command)], "--json")
	if w.Alias != "" {
		args = append(args, "--target-org", w.Alias)
	}
	stdout, stderr, err := run(ctx, "sf", args...)
	said := "sf " + strings.Join(command, " ")
	switch {
	case ctx.Err() != nil:
		return signInFailed(w, "", fmt.Errorf("%s: %w", said, ctx.Err()))
	case errors.Is(err, exec.ErrNotFound):
		return &SignInError{
			Credential: w.Name(),
			cause:      err,
			Description: "the Salesforce CLI (sf) is not installed or not on the PATH: install it, " +
				"or use another credential",
		}
	}
	var answer struct {
		Status  int             `json:"status"`
		Name    string          `json:"name"`
		Message string          `json:"message"`
		Result  json.RawMessage `json:"result"`
	}
	for _, output := range [][]byte{stdout, stderr} {
		if json.Unmarshal(fromBrace(output), &answer) != nil {
			continue
		}
		if answer.Status != 0 || err != nil {
			return &SignInError{
				Credential:  w.Name(),
				Code:        scrub(answer.Name),
				Description: scrub(answer.Message),
				cause:       err,
			}
		}
		if json.Unmarshal(answer.Result, result) != nil {
			break
		}
		return nil
	}
	if err == nil {
		err = errors.New("its output is not the JSON expected")
	}
	return signInFailed(w, "",
		fmt.Errorf("%s: %w; update the Salesforce CLI (sf update) and try the command by hand", said, err))
}

// fromBrace skips what is printed in front of the JSON, such as a notice that an update is available.
func fromBrace(output []byte) []byte {
	if i := bytes.IndexByte(output, '{'); i > 0 {
		return output[i:]
	}
	return output
}
