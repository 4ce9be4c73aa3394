package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// Bounds of a document. They are far beyond what anybody writes by hand, and stop files that are made to exhaust.
const (
	maxSize    = 8 << 20 // bytes
	maxDepth   = 100     // nested lists and mappings
	maxAliased = 10_000  // values that are reached through aliases
)

// document is one parsed YAML file. Aliases are kept as they are; checkNodes has bounded them.
type document struct {
	file string
	tree *yaml.Node // the whole document, with the comments around its value
	root *yaml.Node // its only value
	// meant are the keys for which the misspelt keys of a mapping probably stand: they are not missing besides.
	meant map[*yaml.Node][]string
}

// parse reads exactly one YAML document and checks what YAML itself leaves open: duplicate keys, a second document,
// tags, merge keys, and aliases that expand without bound.
func parse(file string, data []byte) (*document, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if e := checkText(file, data); e != nil {
		return nil, Errors{e}
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var node yaml.Node
	if err := decoder.Decode(&node); err != nil {
		return nil, Errors{syntaxError(file, data, err)}
	}
	if len(node.Content) == 0 || isNull(node.Content[0]) {
		return nil, Errors{emptyError(file)}
	}
	var second yaml.Node
	switch err := decoder.Decode(&second); {
	case err == nil:
		return nil, Errors{{
			File: file, Line: second.Line, Column: second.Column, Message: "a second document begins here",
			Hint: "one file holds one document: remove the --- line or move the rest into a file of its own",
		}}
	case !errors.Is(err, io.EOF):
		return nil, Errors{syntaxError(file, data, err)}
	}
	doc := &document{file: file, tree: &node, root: node.Content[0], meant: map[*yaml.Node][]string{}}
	walk := &nodeCheck{doc: doc, open: map[*yaml.Node]bool{}}
	walk.check(doc.root, 0, false)
	if err := walk.errors.err(); err != nil {
		return nil, err
	}
	return doc, nil
}

// readFile reads a file that somebody wrote by hand, and stops at what nobody writes by hand.
func readFile(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSize+1))
	if err == nil && len(data) > maxSize {
		err = fmt.Errorf("%s is larger than %d MiB", file, maxSize>>20)
	}
	return data, err
}

// checkText finds what no text file holds. The YAML library reports such bytes without a line.
func checkText(file string, data []byte) *Error {
	line, column := 1, 1
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			return &Error{
				File:    file,
				Line:    line,
				Column:  column,
				Message: "this is not UTF-8 text",
				Hint:    "save the file as UTF-8",
			}
		case r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7f:
			return &Error{
				File:    file,
				Line:    line,
				Column:  column,
				Message: fmt.Sprintf("a control character (U+%04X) is not allowed", r),
				Hint:    "remove it, or save the file as plain UTF-8 text",
			}
		}
		column++
		if r == '\n' {
			line, column = line+1, 1
		}
		i += size
	}
	return nil
}

func emptyError(file string) *Error {
	return &Error{
		File:    file,
		Line:    1,
		Column:  1,
		Message: "the file is empty",
		Hint:    "it must hold at least version: 1",
	}
}

// nodeCheck walks the parsed nodes once, before anything is made of them.
type nodeCheck struct {
	doc     *document
	errors  Errors
	open    map[*yaml.Node]bool // anchors that are being walked through an alias
	aliased int
	full    bool // a bound was passed: stop
}

func (c *nodeCheck) fail(at *yaml.Node, message, hint string) {
	c.errors = append(c.errors, c.doc.errorAt(at, message, hint))
}

func (c *nodeCheck) check(n *yaml.Node, depth int, aliased bool) {
	if c.full {
		return
	}
	if aliased {
		c.aliased++
	}
	switch {
	case depth > maxDepth:
		c.full = true
		c.fail(n, fmt.Sprintf("nested deeper than %d levels", maxDepth), "")
	case c.aliased > maxAliased:
		c.full = true
		c.fail(n, fmt.Sprintf("aliases expand to more than %d values", maxAliased), "write the values out")
	case n.Kind == yaml.AliasNode:
		if c.open[n.Alias] {
			c.fail(n, "an alias refers to a value that contains it", "write the values out")
			return
		}
		c.open[n.Alias] = true
		c.check(n.Alias, depth, true)
		delete(c.open, n.Alias)
	case n.Style&yaml.TaggedStyle != 0 && n.ShortTag() != "!!str":
		c.fail(n, "YAML tags are not allowed here", "remove the word that starts with !, or put the text in quotes")
	case n.Kind == yaml.MappingNode:
		// A mapping that contains itself through an alias is caught at the alias.
		c.open[n] = true
		c.checkMapping(n, depth, aliased)
		delete(c.open, n)
	case n.Kind == yaml.SequenceNode:
		c.open[n] = true
		for _, item := range n.Content {
			c.check(item, depth+1, aliased)
		}
		delete(c.open, n)
	}
}

func (c *nodeCheck) checkMapping(n *yaml.Node, depth int, aliased bool) {
	lines := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch first, twice := lines[key.Value]; {
		case key.Kind != yaml.ScalarNode || key.Style&yaml.TaggedStyle != 0:
			c.fail(key, "a key must be plain text", "")
			continue
		case key.ShortTag() == "!!merge":
			c.fail(key, "merge keys (<<) are not allowed here", "write the keys out")
			continue
		case twice:
			c.fail(key, fmt.Sprintf("key %q is written twice", key.Value),
				fmt.Sprintf("it is already in line %d", first))
		default:
			lines[key.Value] = key.Line
		}
		c.check(value, depth+1, aliased)
	}
}

// errorAt is an error at a node.
func (d *document) errorAt(at *yaml.Node, message, hint string) *Error {
	return &Error{File: d.file, Line: at.Line, Column: at.Column, Message: message, Hint: hint}
}

// at finds the value under a path of keys (string) and positions in lists (int, or its digits). Where the path leaves
// the document it is the last value that is there, so that what is missing is reported at its parent.
func (d *document) at(path ...any) *yaml.Node {
	n := aliasTarget(d.root)
	for _, step := range path {
		next := childNode(n, step)
		if next == nil {
			return n
		}
		n = aliasTarget(next)
	}
	return n
}

// keyAt is like at, but gives the key node of the path's last step where there is one.
func (d *document) keyAt(path ...any) *yaml.Node {
	parent := d.at(path[:len(path)-1]...)
	if name, ok := path[len(path)-1].(string); ok && parent.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(parent.Content); i += 2 {
			if parent.Content[i].Value == name {
				return parent.Content[i]
			}
		}
	}
	return d.at(path...)
}

func childNode(n *yaml.Node, step any) *yaml.Node {
	switch step := step.(type) {
	case string:
		if n.Kind == yaml.SequenceNode {
			if i, err := strconv.Atoi(step); err == nil {
				return childNode(n, i)
			}
		}
		if n.Kind != yaml.MappingNode {
			return nil
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == step {
				return n.Content[i+1]
			}
		}
	case int:
		if n.Kind == yaml.SequenceNode && step >= 0 && step < len(n.Content) {
			return n.Content[step]
		}
	}
	return nil
}

// aliasTarget follows an alias.
func aliasTarget(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}
