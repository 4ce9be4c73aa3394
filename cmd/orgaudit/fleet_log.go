package main

import "log/slog"

// workerLog is the log of a process that works unattended: a line for each audit, on stderr.
func (p *program) workerLog() *slog.Logger {
	level := slog.LevelInfo
	switch {
	case p.quiet:
		level = slog.LevelWarn
	case p.verbose:
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(p.stderr, &slog.HandlerOptions{Level: level}))
}
