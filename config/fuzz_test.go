package config

import (
	"errors"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

func seed(f *testing.F, format string) {
	archive, err := txtar.ParseFile(filepath.Join("testdata", "errors", format+".txtar"))
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range archive.Files {
		if strings.HasSuffix(file.Name, ".yaml") {
			f.Add(file.Data)
		}
	}
}

// lawfulErrors: everything that is wrong has a line of the file, and says it in one line.
func lawfulErrors(t *testing.T, data []byte, err error) {
	t.Helper()
	var list Errors
	if !errors.As(err, &list) || len(list) == 0 {
		t.Fatalf("the error is no list: %#v", err)
	}
	// YAML ends lines by these as well.
	lines := 1 + strings.Count(strings.NewReplacer("\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029",
		"\n").Replace(string(data)), "\n")
	for _, e := range list {
		if e.File == "" || e.Line < 1 || e.Column < 0 || e.Message == "" {
			t.Errorf("an error without a place or message: %#v", e)
		}
		if e.File == "f.yaml" && e.Line > lines {
			t.Errorf("line %d of %d: %s", e.Line, lines, e.Message)
		}
		if strings.ContainsAny(e.Message+e.Hint, "\n\r\x1b") {
			t.Errorf("an error that forges lines: %q, %q", e.Message, e.Hint)
		}
	}
}

// FuzzPolicy: reading never panics, gives the same twice, and every error has its place.
func FuzzPolicy(f *testing.F) {
	seed(f, "policy")
	catalogue := builtin(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		read := func() (any, error) {
			r := &policyReader{connectors: catalogue, checks: knownChecks(), open: BuiltinPolicy}
			return r.read("f.yaml", data)
		}
		policy, err := read()
		again, errAgain := read()
		if !reflect.DeepEqual(policy, again) || (err == nil) != (errAgain == nil) ||
			err != nil && err.Error() != errAgain.Error() {
			t.Errorf("read twice, it differs:\n%v\n%v", err, errAgain)
		}
		if err != nil {
			lawfulErrors(t, data, err)
		}
	})
}

// FuzzConnector: as FuzzPolicy.
func FuzzConnector(f *testing.F) {
	seed(f, "connector")
	f.Fuzz(func(t *testing.T, data []byte) {
		r := &connectorReader{checks: knownChecks()}
		c := r.read("f.yaml", data)
		switch err := r.errors.err(); {
		case err != nil:
			lawfulErrors(t, data, err)
		case c.App.Connector == "" || c.App.Name == "" || len(c.App.SignIns) == 0:
			t.Errorf("read without an error, but incomplete: %+v", c.App)
		}
	})
}

// FuzzOrgs: what is read can be written, and is the same when it is read again.
func FuzzOrgs(f *testing.F) {
	seed(f, "orgs")
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := parseOrgs("f.yaml", data)
		if err != nil {
			lawfulErrors(t, data, err)
			return
		}
		text, err := list.text()
		if err != nil {
			t.Fatal(err)
		}
		again, err := parseOrgs("f.yaml", text)
		if err != nil {
			t.Fatalf("written, it cannot be read: %v\n%s", err, text)
		}
		if !reflect.DeepEqual(list.All(), again.All()) {
			t.Errorf("written and read, it differs:\n%+v\n%+v", list.All(), again.All())
		}
	})
}
