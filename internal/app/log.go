package app

import (
	"cmp"
	"log/slog"
	"slices"

	"orgaudit/config"
)

// Logging is how a process that works unattended keeps its log; "" is not said.
type Logging struct{ Format, Level string }

// LogFormats are the ways in which the log is written.
func LogFormats() []string { return []string{"text", "json"} }

// LogLevels are those from which on the log says something.
func LogLevels() []string { return []string{"debug", "info", "warn", "error"} }

// logger is the log on stderr. What is asked goes before the settings; without a level, --quiet and --verbose say how
// much of it.
func (p *Program) logger(asked Logging, s *config.Serve) (*slog.Logger, error) {
	format, name := cmp.Or(asked.Format, s.Log.Format), cmp.Or(asked.Level, s.Log.Level)
	level := slog.LevelInfo
	switch {
	case name != "":
		if err := level.UnmarshalText([]byte(name)); err != nil || !slices.Contains(LogLevels(), name) {
			return nil, Misuse(Meant(name, LogLevels(), "take debug, info, warn or error"),
				"--log-level: there is no level %q", name)
		}
	case p.Quiet:
		level = slog.LevelWarn
	case p.Verbose:
		level = slog.LevelDebug
	}
	options := &slog.HandlerOptions{Level: level}
	switch cmp.Or(format, "text") {
	case "text":
		return slog.New(slog.NewTextHandler(p.Stderr, options)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(p.Stderr, options)), nil
	}
	return nil, Misuse(Meant(format, LogFormats(), "take text or json"), "--log-format: there is no format %q", format)
}
