package config

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"orgaudit/audit"

	"gopkg.in/yaml.v3"
)

// Decode reads one YAML document into a pointer to a struct, strictly. Keys are the struct's json names, matched
// exactly. Scalars follow YAML 1.2 and JSON: dates, on, yes and 0777 are text; null is allowed for pointers and
// interfaces only. file is the name that errors show.
//
// The error is an Errors with everything that is wrong, each with its line: syntax, duplicate and unknown keys, values
// of the wrong kind, a second document. It never holds a value of the file.
func Decode(file string, data []byte, into any) error {
	doc, err := parse(file, data)
	if err != nil {
		return err
	}
	errs, _ := doc.decode(into)
	return errs.err()
}

// decode fills a struct with the document. filled is false where a value is of the wrong kind: the struct is
// untouched then. Unknown keys alone leave it filled, so that the caller can look for further errors.
func (d *document) decode(into any) (errs Errors, filled bool) {
	shape := &shapeCheck{doc: d}
	shape.check(d.root, reflect.TypeOf(into).Elem(), "the file")
	if shape.misfit {
		return shape.errors, false
	}
	text, err := json.Marshal(asJSON(d.root))
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		// shapeCheck let something through that encoding/json refuses: a fault of the struct, not of the file.
		return append(shape.errors, d.errorAt(d.root, "the file cannot be read", "report this as a bug")), false
	}
	return shape.errors, true
}

// shapeCheck compares nodes with the Go type that is to hold them.
type shapeCheck struct {
	doc    *document
	errors Errors
	misfit bool // a value, not only a key, is wrong
}

func (c *shapeCheck) fail(at *yaml.Node, message, hint string) {
	c.misfit = true
	c.errors = append(c.errors, c.doc.errorAt(at, message, hint))
}

// check reports where a node does not fit a type. name is what the reader calls the value.
func (c *shapeCheck) check(n *yaml.Node, t reflect.Type, name string) {
	n = aliasTarget(n)
	if t.Kind() == reflect.Pointer {
		if !isNull(n) {
			c.check(n, t.Elem(), name)
		}
		return
	}
	if readsItself(t) {
		c.checkOwn(n, t, name)
		return
	}
	switch t.Kind() {
	case reflect.Interface:
	case reflect.Struct:
		if c.want(n, name, kindMapping) {
			c.checkStruct(n, t)
		}
	case reflect.Map:
		if c.want(n, name, kindMapping) {
			for i := 0; i+1 < len(n.Content); i += 2 {
				c.check(n.Content[i+1], t.Elem(), quotedName(n.Content[i].Value))
			}
		}
	case reflect.Slice, reflect.Array:
		if c.want(n, name, kindList) {
			for _, item := range n.Content {
				c.check(item, t.Elem(), "an item of "+name)
			}
		}
	case reflect.String:
		c.want(n, name, kindText)
	case reflect.Bool:
		c.want(n, name, kindBool)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if c.want(n, name, kindInt) {
			if _, err := strconv.ParseInt(n.Value, 10, t.Bits()); err != nil {
				c.fail(n, name+" is too large", "")
			}
		}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if c.want(n, name, kindInt) {
			if _, err := strconv.ParseUint(n.Value, 10, t.Bits()); err != nil {
				c.fail(n, name+" must be 0 or more, and not too large", "")
			}
		}
	case reflect.Float32, reflect.Float64:
		if c.want(n, name, kindNumber) {
			if _, err := strconv.ParseFloat(n.Value, t.Bits()); err != nil {
				c.fail(n, name+" is too large", "")
			}
		}
	}
}

// want reports whether a node is of a kind, and says so where it isn't.
func (c *shapeCheck) want(n *yaml.Node, name, kind string) bool {
	have := kindOf(n)
	if have == kind || kind == kindNumber && have == kindInt {
		return true
	}
	if have == kindNull {
		c.fail(n, name+" has no value", "give it a value ("+kind+") or remove the key")
		return false
	}
	hint := ""
	switch {
	case kind == kindText && n.Kind == yaml.ScalarNode:
		hint = "put it in quotes"
	case kind == kindBool:
		hint = "write true or false, without quotes"
	case (kind == kindInt || kind == kindNumber) && have == kindText:
		hint = "write a plain decimal number, without quotes"
	case kind == kindList && n.Kind == yaml.ScalarNode:
		hint = "put it in brackets: [...]"
	}
	c.fail(n, fmt.Sprintf("%s must be %s, but is %s", name, kind, have), hint)
	return false
}

func (c *shapeCheck) checkStruct(n *yaml.Node, t reflect.Type) {
	fields := map[string]reflect.Type{}
	var names []string
	collectFields(t, fields, &names)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		field, ok := fields[key.Value]
		if !ok {
			c.errors = append(c.errors,
				c.doc.errorAt(key, fmt.Sprintf("unknown key %q", key.Value), didYouMean(key.Value, names)))
			c.doc.meant[n] = append(c.doc.meant[n], audit.Near(key.Value, names)...)
			continue
		}
		c.check(value, field, key.Value)
	}
}

// collectFields lists the json names of a struct, those of embedded structs included.
func collectFields(t reflect.Type, fields map[string]reflect.Type, names *[]string) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Tag.Get("json") == "-":
			continue
		case f.Anonymous && name == "":
			embedded := f.Type
			if embedded.Kind() == reflect.Pointer {
				embedded = embedded.Elem()
			}
			if embedded.Kind() == reflect.Struct {
				collectFields(embedded, fields, names)
			}
			continue
		case !f.IsExported():
			continue
		case name == "":
			name = f.Name
		}
		fields[name] = f.Type
		*names = append(*names, name)
	}
}

// quotedName is a name of the file as it may stand in a message: quoted where it isn't a plain word.
func quotedName(name string) string {
	if wordText.MatchString(name) {
		return name
	}
	return strconv.Quote(name)
}

var wordText = regexp.MustCompile(`^[A-Za-z0-9_.-]+$`)

// didYouMean is the hint for a name that is not one of those that are known; all of them where none is near.
func didYouMean(name string, known []string) string {
	if near := audit.Near(name, known); len(near) > 0 {
		return fmt.Sprintf("did you mean %q?", near[0])
	}
	if len(known) == 0 || len(known) > 12 {
		return ""
	}
	return "known here: " + strings.Join(known, ", ")
}

var (
	jsonReader = reflect.TypeFor[json.Unmarshaler]()
	textReader = reflect.TypeFor[encoding.TextUnmarshaler]()
	timeType   = reflect.TypeFor[time.Time]()
)

func readsItself(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(jsonReader) || p.Implements(textReader)
}

// checkOwn tries a type that decodes itself, so that its refusal has a place.
func (c *shapeCheck) checkOwn(n *yaml.Node, t reflect.Type, name string) {
	if !reflect.PointerTo(t).Implements(jsonReader) || t == timeType {
		if !c.want(n, name, kindText) {
			return
		}
	}
	text, err := json.Marshal(asJSON(n))
	if err == nil {
		err = json.Unmarshal(text, reflect.New(t).Interface())
	}
	switch {
	case err == nil:
	case t == timeType:
		c.fail(n, name+" must be a time", "write it as 2026-01-31T15:04:05Z")
	default:
		c.fail(n, fmt.Sprintf("%s: %v", name, err), "")
	}
}

// readDocument parses a document, fills a struct with it and checks it against a schema, and gives all errors found.
// filled is false where the struct could not be filled; what it holds then means nothing.
func readDocument(file string, data []byte, schema string, into any) (doc *document, errs Errors, filled bool) {
	doc, err := parse(file, data)
	if err != nil {
		list, _ := errors.AsType[Errors](err)
		return nil, list, false
	}
	errs, filled = doc.decode(into)
	if filled {
		errs = append(errs, doc.conform(schema)...)
	}
	return doc, errs, filled
}
