package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestGuides runs what the pages show. In a block marked console, each line after "$ " is a command, and what follows
// is what it prints, with "…" on a line of its own for any lines, and within a line for any text; `echo $?` is the exit
// code of the command before, and `cat FILE` shows what it wrote. The blocks of a page share a folder, in which files
// lie that the page shows behind a name, as in "yaml orgaudit.yaml" or "xml force-app/X.xml". A Salesforce CLI is
// signed in to two simulated orgs: my-org, where an app is blocked, and prod, where all is clear. -update rewrites what
// is shown; before and after a "…" it keeps as many lines as there were.
func TestGuides(t *testing.T) {
	for _, g := range guides(t) {
		if !slices.ContainsFunc(g.blocks, func(b block) bool { return b.info == "console" }) {
			continue
		}
		t.Run(g.path, func(t *testing.T) {
			page, err := filepath.Abs(filepath.Join(moduleRoot, filepath.FromSlash(g.path)))
			if err != nil {
				t.Fatal(err)
			}
			s := newShell(t)
			var text []string
			next := 0
			for _, b := range g.blocks {
				if file := b.file(); file != "" {
					if below, ok := strings.CutPrefix(file, "~/"); ok {
						file = filepath.Join(s.home, below)
					}
					if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
						t.Fatal(err)
					}
					if err := os.WriteFile(file, []byte(strings.Join(g.lines[b.from:b.to], "\n")+"\n"),
						0o600); err != nil {
						t.Fatal(err)
					}
				}
				if b.info != "console" {
					continue
				}
				text = append(text, g.lines[next:b.from]...)
				text = append(text, s.replay(t, g.path, b.from+1, g.lines[b.from:b.to])...)
				next = b.to
			}
			text = append(text, g.lines[next:]...)
			if *update && !slices.Equal(text, g.lines) {
				if err := os.WriteFile(page, []byte(strings.Join(text, "\n")), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// shell runs the commands of one page, in a folder of its own.
type shell struct {
	orgs  map[string]string // address of each org that the Salesforce CLI is signed in to
	token string
	home  string
	code  int // exit code of the last command
}

func newShell(t *testing.T) *shell {
	t.Helper()
	s := &shell{orgs: map[string]string{}, token: simulatedOrg(t, "all-clear").Token(), home: t.TempDir()}
	for alias, scenario := range map[string]string{"my-org": "marketo-blocked", "prod": "all-clear"} {
		server := httptest.NewServer(simulatedOrg(t, scenario))
		t.Cleanup(server.Close)
		s.orgs[alias] = server.URL
	}
	folder := filepath.Join(t.TempDir(), "acme-crm") // a report names the folder of a project
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Chdir(folder)
	return s
}

// runCLI answers as the Salesforce CLI does that is signed in to the simulated orgs.
func (s *shell) runCLI(_ context.Context, _ string, args ...string) ([]byte, []byte, error) {
	for alias, address := range s.orgs {
		if slices.Contains(args, alias) {
			return fmt.Appendf(nil, `{"status":0,"result":{"accessToken":%q,"instanceUrl":%q,"connectedStatus":"Connected"}}`, s.token, address), nil, nil
		}
	}
	return nil, nil, exec.ErrNotFound
}

// replay runs a block and gives it back, as it is or as -update rewrites it.
func (s *shell) replay(t *testing.T, path string, line int, lines []string) []string {
	t.Helper()
	var text []string
	for i := 0; i < len(lines); {
		command, ok := strings.CutPrefix(lines[i], "$ ")
		if !ok {
			t.Fatalf("%s:%d: a console block starts with a command: %q", path, line+i, lines[i])
		}
		end := i + 1
		for end < len(lines) && !strings.HasPrefix(lines[end], "$ ") {
			end++
		}
		shown, got := lines[i+1:end], s.run(t, command)
		if !shows(shown, got) {
			if *update {
				shown = abridge(shown, got)
			} else {
				t.Errorf("%s:%d: $ %s prints\n%s\nnot\n%s", path, line+i, command, strings.Join(got, "\n"),
					strings.Join(shown, "\n"))
			}
		}
		text = append(append(text, lines[i]), shown...)
		i = end
	}
	return text
}

// run gives the lines that a command prints, on stdout and stderr.
func (s *shell) run(t *testing.T, command string) []string {
	t.Helper()
	args := words(t, strings.ReplaceAll(command, "$?", strconv.Itoa(s.code)))
	var said bytes.Buffer
	switch args[0] {
	case "echo":
		said.WriteString(strings.Join(args[1:], " "))
	case "cat":
		for _, name := range args[1:] {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			said.Write(text)
		}
	case "orgaudit":
		p, _, _ := inProcess(t, nil)
		p.Stdout, p.Stderr, p.RunCLI, p.Home = &said, &said, s.runCLI, s.home
		p.Now = func() time.Time { return time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC) }
		s.code = run(t.Context(), p, args[1:])
	default:
		t.Fatalf("%s: a console block runs orgaudit, echo and cat; mark other commands sh", command)
	}
	text := strings.TrimRight(said.String(), "\n")
	for _, address := range s.orgs {
		text = strings.ReplaceAll(text, address, "https://acme.my.salesforce.com")
	}
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// shows reports whether a page's lines are what was printed, "…" standing for any lines. The blank lines around a block
// of output don't count, nor does white space at the end of a line.
func shows(shown, got []string) bool {
	for len(shown) > 0 && strings.TrimSpace(shown[len(shown)-1]) == "" {
		shown = shown[:len(shown)-1]
	}
	for i, line := range shown {
		if strings.TrimSpace(line) == "…" {
			for skip := range len(got) - i + 1 {
				if shows(shown[i+1:], got[i+skip:]) {
					return true
				}
			}
			return false
		}
		if i >= len(got) || !like(strings.TrimRight(line, " "), strings.TrimRight(got[i], " ")) {
			return false
		}
	}
	return len(shown) == len(got)
}

// like reports whether a line is the one that a page shows, "…" standing for any text.
func like(shown, got string) bool {
	first, rest, elided := strings.Cut(shown, "…")
	if !elided {
		return shown == got
	}
	got, ok := strings.CutPrefix(got, first)
	for skip := 0; ok && skip <= len(got); skip++ {
		if like(rest, got[skip:]) {
			return true
		}
	}
	return false
}

// abridge is what was printed, as far as the page showed it: as many lines before its first "…" and after its last.
func abridge(shown, got []string) []string {
	elided := func(line string) bool { return strings.TrimSpace(line) == "…" }
	head := slices.IndexFunc(shown, elided)
	if head < 0 {
		return got
	}
	tail := 0
	for !elided(shown[len(shown)-1-tail]) {
		tail++
	}
	if head+tail >= len(got) {
		return got
	}
	return slices.Concat(got[:head], shown[head:head+1], got[len(got)-tail:])
}

// words splits a command as a shell does, as far as pages need it: blanks, single and double quotes.
func words(t *testing.T, command string) []string {
	t.Helper()
	var all []string
	var word strings.Builder
	quote, any := rune(0), false
	for _, r := range command + " " {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '\'' || r == '"'):
			quote, any = r, true
		case quote == 0 && (r == ' ' || r == '\t'):
			if any {
				all = append(all, word.String())
			}
			word.Reset()
			any = false
		default:
			word.WriteRune(r)
			any = true
		}
	}
	if quote != 0 || len(all) == 0 {
		t.Fatalf("%q is no command", command)
	}
	return all
}
