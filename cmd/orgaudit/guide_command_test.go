package main

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"orgaudit/checks"
	"orgaudit/config"
	"orgaudit/connectors"
	"orgaudit/internal/notify"
)

// TestGuideCommands holds every command that a page names, run or not, against the program: the command is there, and
// each of its flags.
func TestGuideCommands(t *testing.T) {
	p, _, _ := inProcess(t, nil)
	program := rootCommand(p)
	program.InitDefaultHelpCmd()
	program.InitDefaultCompletionCmd()
	for _, g := range guides(t) {
		if g.path == "CHANGELOG.md" {
			continue // it also tells of what is gone
		}
		for _, command := range g.commands() {
			if complaint := wrongUse(program, command.text); complaint != "" {
				t.Errorf("%s:%d: %s: %s", g.path, command.line, command.text, complaint)
			}
		}
	}
}

// written is a command as a page writes it, on one line.
type written struct {
	text string
	line int
}

// commands are those in code blocks and in code within a sentence, each from the word orgaudit to where it ends.
func (g *guide) commands() []written {
	var all []written
	for i := 0; i < len(g.lines); i++ {
		line, at := g.lines[i], i+1
		if g.outside(i) == "" || strings.HasPrefix(line, "    ") {
			for strings.HasSuffix(line, `\`) && i+1 < len(g.lines) {
				i++
				line = strings.TrimSuffix(line, `\`) + strings.TrimSpace(g.lines[i])
			}
			all = append(all, written{line, at})
			continue
		}
		for n, code := range strings.Split(line, "`") {
			if n%2 == 1 {
				all = append(all, written{code, at})
			}
		}
	}
	var commands []written
	for _, w := range all {
		for _, part := range strings.FieldsFunc(w.text, func(r rune) bool { return strings.ContainsRune("|;&<>", r) }) {
			part = strings.TrimSpace(part)
			part = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(part, "$ "), "- "), "run: ")
			for {
				name, rest, found := strings.Cut(part, " ")
				if key, _, variable := strings.Cut(name, "="); !found || !variable || strings.ToUpper(key) != key {
					break
				}
				part = rest
			}
			part = strings.TrimPrefix(part, "./")
			if rest, ok := strings.CutPrefix(part, "go run ./cmd/orgaudit"); ok {
				part = "orgaudit" + rest
			}
			if strings.HasPrefix(part, "orgaudit ") {
				comment, _, _ := strings.Cut(part, " #")
				commands = append(commands, written{comment, w.line})
			}
		}
	}
	return commands
}

// wrongUse says what is wrong with a command as a page writes it, "" for nothing.
func wrongUse(program *cobra.Command, text string) string {
	args := strings.Fields(text)[1:]
	command, rest, err := program.Find(args)
	if err != nil {
		return err.Error()
	}
	if command == program && len(rest) > 0 && !strings.HasPrefix(rest[0], "-") {
		return "there is no command " + rest[0]
	}
	for _, arg := range rest {
		name, flag := strings.CutPrefix(arg, "--")
		if !flag || name == "" {
			continue
		}
		name, _, _ = strings.Cut(strings.TrimRight(name, `'",.)]…`), "=")
		known := func(set *pflag.FlagSet) bool { return set.Lookup(name) != nil }
		if name != "help" && !known(command.Flags()) && !known(command.InheritedFlags()) &&
			!known(program.PersistentFlags()) {
			return command.CommandPath() + " has no flag --" + name
		}
	}
	return ""
}

// TestGuideYAML loads every policy, connector and list of orgs that the pages show. A connector has an id, a list of
// orgs has orgs, and settings are called serve.yaml. A block without a version goes on with the file of the block
// before it. A file of another program says so behind the fence, as in "yaml github", and need only be YAML. The
// policies of a page that have a name can extend each other.
func TestGuideYAML(t *testing.T) {
	catalogue, err := config.Connectors(connectors.Files, checkIDs())
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range guides(t) {
		var lines []string
		folder := t.TempDir()
		for _, b := range g.blocks {
			block := g.lines[b.from:b.to]
			language, name, _ := strings.Cut(b.info, " ")
			if language != "yaml" {
				continue
			}
			if name != "" && b.file() == "" {
				if err := config.Decode(g.path, []byte(strings.Join(block, "\n")), &map[string]any{}); err != nil {
					t.Errorf("%s:%d: %v", g.path, b.from+1, err)
				}
				continue
			}
			if slices.ContainsFunc(block, func(line string) bool { return strings.HasPrefix(line, "version:") }) {
				lines = nil
			}
			lines = append(lines, block...)
			starts := func(key string) bool {
				return slices.ContainsFunc(lines, func(line string) bool { return strings.HasPrefix(line, key) })
			}
			text := strings.Join(lines, "\n") + "\n"
			path := filepath.Join(folder, cmp.Or(name, "orgaudit.yaml"))
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			var err error
			switch {
			case starts("id:"):
				_, err = config.LoadConnector(path, checkIDs())
			case filepath.Base(name) == "serve.yaml":
				_, err = config.LoadServe(path, notify.Keys)
			case starts("orgs:"):
				_, err = config.LoadOrgs(path)
			default:
				_, err = config.ParsePolicy(path, []byte(text), catalogue, checkIDs())
			}
			if err != nil {
				t.Errorf("%s:%d: %v", g.path, b.from+1, err)
			}
		}
	}
}

func checkIDs() []string {
	var ids []string
	for _, c := range checks.All() {
		ids = append(ids, c.ID)
	}
	return ids
}
