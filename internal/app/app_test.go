package app

import (
	"bytes"
	"flag"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite what the tests compare with")

// inProcess is the program with the streams of a test around it, on no terminal.
func inProcess(t *testing.T, environment map[string]string) (p *Program, out, errs *bytes.Buffer) {
	t.Helper()
	out, errs = &bytes.Buffer{}, &bytes.Buffer{}
	p = New()
	p.Stdin, p.Stdout, p.Stderr = strings.NewReader(""), out, errs
	p.Home, p.ShowsOut, p.ShowsErr = t.TempDir(), false, false
	p.Getenv = func(name string) string { return environment[name] }
	return p, out, errs
}
