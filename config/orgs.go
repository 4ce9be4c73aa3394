package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// OrgList is the list of orgs in a file. Changes keep the file's comments and reach it with Save.
type OrgList struct {
	file string
	doc  *document
	orgs []Org
}

// OrgsPath is where the list lies below a configuration directory ($XDG_CONFIG_HOME, or ~/.config).
func OrgsPath(configHome string) string { return filepath.Join(configHome, "orgaudit", "orgs.yaml") }

// LoadOrgs reads the list. A file that isn't there is an empty list, which Save creates. The error is an Errors where
// the file could be read; it never holds a value of the file.
func LoadOrgs(file string) (*OrgList, error) {
	data, err := readFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return parseOrgs(file, []byte("version: 1\norgs: []\n"))
	case err != nil:
		return nil, fmt.Errorf("cannot read the list of orgs: %w", err)
	}
	return parseOrgs(file, data)
}

func parseOrgs(file string, data []byte) (*OrgList, error) {
	doc, err := parse(file, data)
	if err != nil {
		return nil, err
	}
	// Before anything else looks at the values: a secret in the file must be called one.
	if literal := literalSecrets(doc); len(literal) > 0 {
		return nil, literal.err()
	}
	var f OrgsFile
	_, errs, filled := readDocument(file, data, SchemaOrgs, &f)
	if filled {
		r := &orgsReader{doc: doc}
		r.check(f.Orgs)
		errs = append(errs, r.errors...)
	}
	if err := errs.err(); err != nil {
		return nil, err
	}
	return &OrgList{file: file, doc: doc, orgs: f.Orgs}, nil
}

// All lists the orgs in the order of the file. Paths in them are as written: Path resolves them.
func (l *OrgList) All() []Org { return l.orgs }

// Aliases lists the orgs' aliases in the order of the file.
func (l *OrgList) Aliases() []string {
	names := make([]string, len(l.orgs))
	for i, o := range l.orgs {
		names[i] = o.Alias
	}
	return names
}

// Get finds an org by alias. The error names aliases that are near.
func (l *OrgList) Get(alias string) (Org, error) {
	for _, o := range l.orgs {
		if o.Alias == alias {
			return o, nil
		}
	}
	hint := didYouMean(alias, l.Aliases())
	if len(l.orgs) == 0 {
		hint = "the list is empty, add one with orgaudit orgs add"
	}
	return Org{}, fmt.Errorf("there is no org %q in %s: %s", alias, l.file, hint)
}

// Path is a path of an org's entry (key_file, policy, the file of a secret) as the program can open it: relative to
// the list's directory unless it is absolute or builtin:NAME.
func (l *OrgList) Path(path string) string {
	if path == "" || filepath.IsAbs(path) || strings.HasPrefix(path, builtinPrefix) {
		return path
	}
	return filepath.Join(filepath.Dir(l.file), path)
}

// Add puts an org at the end of the list. It is checked as if it had been written in the file; the error has the line
// at which it would stand.
func (l *OrgList) Add(o Org) error {
	entry, err := entryNode(o)
	if err != nil {
		return fmt.Errorf("cannot add org %q: %w", o.Alias, err)
	}
	return l.change(func(list *yaml.Node) {
		list.Content = append(list.Content, entry)
	})
}

// entryNode writes an org as one would by hand: a key per line, what lies deeper in brackets.
func entryNode(o Org) (*yaml.Node, error) {
	text, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil { // JSON is YAML
		return nil, err
	}
	entry := doc.Content[0]
	var plainStyle func(n *yaml.Node)
	plainStyle = func(n *yaml.Node) {
		if n.Kind == yaml.ScalarNode {
			n.Style = 0
		}
		for _, c := range n.Content {
			plainStyle(c)
		}
	}
	plainStyle(entry)
	entry.Style = 0
	return entry, nil
}

// Remove takes an org off the list, with the comments that stand at it.
func (l *OrgList) Remove(alias string) error {
	if _, err := l.Get(alias); err != nil {
		return err
	}
	return l.change(func(list *yaml.Node) {
		list.Content = slices.DeleteFunc(list.Content, func(n *yaml.Node) bool {
			name := childNode(aliasTarget(n), "alias")
			return name != nil && aliasTarget(name).Value == alias
		})
	})
}

// change edits the list's node and reads the outcome anew; the list stays as it was when that fails.
func (l *OrgList) change(edit func(list *yaml.Node)) error {
	before, err := l.text()
	if err != nil {
		return err
	}
	list := l.doc.at("orgs")
	edit(list)
	// An empty list stands in brackets, a list with entries doesn't.
	list.Style = 0
	if len(list.Content) == 0 {
		list.Style = yaml.FlowStyle
	}
	after, err := l.text()
	if err != nil {
		return err
	}
	next, err := parseOrgs(l.file, after)
	if err != nil {
		if old, again := parseOrgs(l.file, before); again == nil {
			*l = *old
		}
		return err
	}
	*l = *next
	return nil
}

func (l *OrgList) text() ([]byte, error) {
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := errors.Join(e.Encode(l.doc.tree), e.Close()); err != nil {
		return nil, fmt.Errorf("cannot write the list of orgs: %w", err)
	}
	return b.Bytes(), nil
}

// Save writes the list, readable by its owner only. The file is replaced in one step: a reader finds the old list or
// the new one, never half of it.
func (l *OrgList) Save() error {
	text, err := l.text()
	if err != nil {
		return err
	}
	if err := replaceFile(l.file, text); err != nil {
		return fmt.Errorf("cannot write the list of orgs: %w", err)
	}
	return nil
}

func replaceFile(file string, data []byte) (err error) {
	if linked, err := filepath.EvalSymlinks(file); err == nil {
		file = linked // replace what the link leads to, not the link
	}
	dir := filepath.Dir(file)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(dir, ".orgs-*.yaml") // 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(temp.Name())
		}
	}()
	_, err = temp.Write(data)
	if err = errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), file)
}
