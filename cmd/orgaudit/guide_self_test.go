package main

import (
	"slices"
	"strings"
	"testing"
)

// A page that shows something else than what is printed is found.
func TestShown(t *testing.T) {
	for _, c := range []struct {
		shown, got string
		want       bool
	}{
		{"a|b", "a|b", true},
		{"a|b|", "a|b", true},
		{"a", "a|b", false},
		{"a|b", "a", false},
		{"a|…", "a|b|c", true},
		{"…|c", "a|b|c", true},
		{"a|…|c", "a|c", true},
		{"a|…|c", "a|b", false},
		{"…|b|…", "a|c", false},
		{"…", "", true},
		{"took … ms", "took 12 ms", true},
		{"took … ms", "took 12 s", false},
		{"seen … of …", "seen 1 of 2", true},
		{"…x", "y", false},
	} {
		if got := shows(strings.Split(c.shown, "|"), strings.Split(c.got, "|")); got != c.want {
			t.Errorf("%q shows %q: %t", c.shown, c.got, got)
		}
	}
}

// What is shown again is as long as it was.
func TestAbridge(t *testing.T) {
	for _, c := range [][3]string{{"x", "a|b|c", "a|b|c"}, {"x|…", "a|b|c", "a|…"}, {"…|x", "a|b|c", "…|c"},
		{"x|…|x", "a|b|c", "a|…|c"}, {"x|…|x", "a|b", "a|b"}} {
		if got := abridge(strings.Split(c[0], "|"), strings.Split(c[1], "|")); !slices.Equal(got,
			strings.Split(c[2], "|")) {
			t.Errorf("%q of %q is %q", c[0], c[1], got)
		}
	}
}

// A page that names a command or a flag that isn't there is found.
func TestWrongUse(t *testing.T) {
	g := &guide{lines: strings.Split("`orgaudit audit --sf x` and `orgaudit audits`\n\n    TOKEN=x orgaudit demo "+
		"--lists # no\n    go run ./cmd/orgaudit demo --list\n    orgaudit audit \\\n        --orgs x", "\n")}
	p, _, _ := inProcess(t, nil)
	program := rootCommand(p)
	var wrong []string
	for _, c := range g.commands() {
		if wrongUse(program, c.text) != "" {
			wrong = append(wrong, c.text)
		}
	}
	if want := []string{"orgaudit audits", "orgaudit demo --lists", "orgaudit audit --orgs x"}; !slices.Equal(wrong,
		want) {
		t.Errorf("wrong are %q, want %q", wrong, want)
	}
}
