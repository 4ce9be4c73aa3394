package main

import (
	"cmp"
	"log/slog"
	"slices"

	"orgaudit/config"
)

// logging is how a process that works unattended keeps its log; "" is not said.
type logging struct{ format, level string }

func logFormats() []string { return []string{"text", "json"} }
func logLevels() []string  { return []string{"debug", "info", "warn", "error"} }

// logger is the log on stderr. Without --log-level, --quiet and --verbose say how much of it.
func (p *program) logger() (*slog.Logger, error) {
	level := slog.LevelInfo
	switch {
	case p.log.level != "":
		if err := level.UnmarshalText([]byte(p.log.level)); err != nil || !slices.Contains(logLevels(), p.log.level) {
			return nil, misuse(meant(p.log.level, logLevels(), "take debug, info, warn or error"), "--log-level: there is no level %q", p.log.level)
		}
	case p.quiet:
		level = slog.LevelWarn
	case p.verbose:
		level = slog.LevelDebug
	}
	options := &slog.HandlerOptions{Level: level}
	switch cmp.Or(p.log.format, "text") {
	case "text":
		return slog.New(slog.NewTextHandler(p.stderr, options)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(p.stderr, options)), nil
	}
	return nil, misuse(meant(p.log.format, logFormats(), "take text or json"), "--log-format: there is no format %q", p.log.format)
}

// loggerOf is the log of a process with settings. The flags go before them.
func (p *program) loggerOf(s *config.Serve) (*slog.Logger, error) {
	p.log.format, p.log.level = cmp.Or(p.log.format, s.Log.Format), cmp.Or(p.log.level, s.Log.Level)
	return p.logger()
}
