package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"orgaudit/audit"
	"orgaudit/config"
	"orgaudit/report"
)

// complaint is an error with what to do about it, and the exit code that it ends with.
type complaint struct {
	err  error
	hint string
	code int
}

func (c *complaint) Error() string { return c.err.Error() }
func (c *complaint) Unwrap() error { return c.err }

// Misuse is a complaint about usage or configuration.
func Misuse(hint, format string, args ...any) error {
	return &complaint{fmt.Errorf(format, args...), hint, ExitUsage}
}

// unreadable is a complaint about something outside that could not be read or told.
func unreadable(hint string, err error) error { return &complaint{err, hint, ExitUntold} }

// Complain says an error on stderr, with a hint where there is one, and gives the exit code.
func (p *Program) Complain(err error) int {
	var list config.Errors
	if errors.As(err, &list) {
		for _, e := range list {
			bare := *e
			bare.Hint = ""
			p.say("error", bare.Error())
			p.say("hint", e.Hint)
		}
		return ExitUsage
	}
	text, hint, code := err.Error(), "", ExitUsage
	var known *complaint
	if errors.As(err, &known) {
		hint, code = known.hint, known.code
	} else if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || unwritten(err) {
		code = ExitUntold
	}
	// A suggestion that came with the error is a hint like any other.
	if what, suggestion, ok := strings.Cut(text, ": did you mean "); ok && hint == "" {
		text, hint = what, "did you mean "+suggestion
	}
	p.say("error", text)
	p.say("hint", hint)
	return code
}

// unwritten reports whether a result was told to nobody, for a full disk or a device that failed: nothing that the
// reader wrote is wrong then.
func unwritten(err error) bool {
	failed, ok := errors.AsType[*fs.PathError](err)
	return ok && (failed.Op == "write" || errors.Is(failed, syscall.ENOSPC))
}

// say writes a labelled line to stderr; nothing where there is nothing to say.
func (p *Program) say(label, text string) {
	if text != "" {
		fmt.Fprintf(p.Stderr, "%s: %s\n", label, report.Clean(text))
	}
}

// note tells the reader something beside the result.
func (p *Program) note(format string, args ...any) {
	if !p.Quiet {
		fmt.Fprintln(p.Stderr, report.Clean(fmt.Sprintf(format, args...)))
	}
}

// Meant offers what a reader may have meant, or another hint.
func Meant(said string, known []string, otherwise string) string {
	near := audit.Near(said, known)
	if len(near) == 0 {
		return otherwise
	}
	return "did you mean " + strings.Join(near, " or ") + "?"
}
