package main

import (
	"io"
	"net"
	"os"
	"strconv"
	"time"

	"golang.org/x/term"

	"orgaudit/org"
	"orgaudit/report"
)

// program is one run of orgaudit with all that it touches outside of itself.
type program struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	home           string // directory of the user; "" where there is none
	now            func() time.Time
	runCLI         org.Run // runs the Salesforce CLI
	resolve        org.Resolve

	showsOut, showsErr bool // whether stdout and stderr are terminals
	width              int  // columns of the terminal on stdout; 0 where there is none
	askSecret          func(prompt string) (org.Secret, error)
	confirm            func(question string) (bool, error) // nil where nobody can be asked

	quiet, verbose, noColor bool
	trace                   string // file for the calls of a run, "" = none
	log                     logging
	lang                    language

	code int // exit code of a command that did its work
}

// newProgram is the program as the operating system starts it.
func newProgram() *program {
	home, _ := os.UserHomeDir() // without one, what lies there is not there
	p := &program{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, getenv: os.Getenv, home: home, now: time.Now, runCLI: org.RunProgram, resolve: net.DefaultResolver.LookupHost,
		showsOut: term.IsTerminal(int(os.Stdout.Fd())), showsErr: term.IsTerminal(int(os.Stderr.Fd())),
	}
	p.askSecret = p.promptSecret
	if term.IsTerminal(int(os.Stdin.Fd())) {
		p.confirm = p.promptYes
	}
	if p.showsOut {
		if width, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil {
			p.width = width
		}
	}
	return p
}

// look is how text is shown on stdout.
func (p *program) look() report.Options {
	plain := p.noColor || p.getenv("NO_COLOR") != "" || p.getenv("TERM") == "dumb"
	return report.Options{Width: p.columns(), Color: p.showsOut && !plain, Verbose: p.verbose, Quiet: p.quiet, Now: p.now(), Lang: p.tongue()}
}

// columns is the width of text: the terminal's, or for a pipe what COLUMNS asks for.
func (p *program) columns() int {
	width := 0
	if p.showsOut {
		width = p.width
	} else if asked, err := strconv.Atoi(p.getenv("COLUMNS")); err == nil {
		width = asked
	}
	if width <= 0 {
		return report.DefaultWidth
	}
	return min(max(width, 60), 200) // narrower is hard to read, wider too
}
