package app

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

// Program is one run of orgaudit with all that it touches outside of itself.
type Program struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Getenv         func(string) string
	Home           string // directory of the user; "" where there is none
	Now            func() time.Time
	RunCLI         org.Run // runs the Salesforce CLI
	Resolve        org.Resolve

	ShowsOut, ShowsErr bool // whether stdout and stderr are terminals
	width              int  // columns of the terminal on stdout; 0 where there is none
	askSecret          func(prompt string) (org.Secret, error)
	Confirm            func(question string) (bool, error) // nil where nobody can be asked

	Quiet, Verbose, NoColor bool
	Lang                    language

	Code int // exit code of a command that did its work
}

// New is the program as the operating system starts it.
func New() *Program {
	home, _ := os.UserHomeDir() // without one, what lies there is not there
	p := &Program{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Home: home,
		Now: time.Now, RunCLI: org.RunProgram, Resolve: net.DefaultResolver.LookupHost,
		ShowsOut: term.IsTerminal(int(os.Stdout.Fd())), ShowsErr: term.IsTerminal(int(os.Stderr.Fd())),
	}
	p.askSecret = p.promptSecret
	if term.IsTerminal(int(os.Stdin.Fd())) {
		p.Confirm = p.promptYes
	}
	if p.ShowsOut {
		if width, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil {
			p.width = width
		}
	}
	return p
}

// look is how text is shown on stdout.
func (p *Program) look() report.Options {
	plain := p.NoColor || p.Getenv("NO_COLOR") != "" || p.Getenv("TERM") == "dumb"
	return report.Options{Width: p.columns(), Color: p.ShowsOut && !plain, Verbose: p.Verbose, Quiet: p.Quiet,
		Now: p.Now(), Lang: p.tongue()}
}

// columns is the width of text: the terminal's, or for a pipe what COLUMNS asks for.
func (p *Program) columns() int {
	width := 0
	if p.ShowsOut {
		width = p.width
	} else if asked, err := strconv.Atoi(p.Getenv("COLUMNS")); err == nil {
		width = asked
	}
	if width <= 0 {
		return report.DefaultWidth
	}
	return min(max(width, 60), 200) // narrower is hard to read, wider too
}
