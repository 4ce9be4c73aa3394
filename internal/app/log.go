package app

import (
	"cmp"
	"log/slog"
	"slices"

	"orgaudit/config"
)

// logging is how a process that works unattended keeps its log; "" is not said.
type logging struct{ Format, Level string }

func LogFormats() []string { return []string{"text", "json"} }
func LogLevels() []string  { return []string{"debug", "info", "warn", "error"} }

// logger is the log on stderr. Without --log-level, --quiet and --verbose say how much of it.
func (p *Program) logger() (*slog.Logger, error) {
	level := slog.LevelInfo
	switch {
	case p.Log.Level != "":
		if err := level.UnmarshalText([]byte(p.Log.Level)); err != nil || !slices.Contains(LogLevels(), p.Log.Level) {
			return nil, Misuse(Meant(p.Log.Level, LogLevels(), "take debug, info, warn or error"), "--log-level: there is no level %q", p.Log.Level)
		}
	case p.Quiet:
		level = slog.LevelWarn
	case p.Verbose:
		level = slog.LevelDebug
	}
	options := &slog.HandlerOptions{Level: level}
	switch cmp.Or(p.Log.Format, "text") {
	case "text":
		return slog.New(slog.NewTextHandler(p.Stderr, options)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(p.Stderr, options)), nil
	}
	return nil, Misuse(Meant(p.Log.Format, LogFormats(), "take text or json"), "--log-format: there is no format %q", p.Log.Format)
}

// loggerOf is the log of a process with settings. The flags go before them.
func (p *Program) loggerOf(s *config.Serve) (*slog.Logger, error) {
	p.Log.Format, p.Log.Level = cmp.Or(p.Log.Format, s.Log.Format), cmp.Or(p.Log.Level, s.Log.Level)
	return p.logger()
}
