package app

import (
	"cmp"
	"slices"
	"strings"

	"orgaudit/report"
)

// language is the --lang flag: one of the languages that reports can be said in, "" while nobody chose one.
type language struct{ code string }

func (l *language) String() string { return l.code }
func (l *language) Type() string   { return strings.Join(report.Languages(), "|") }
func (l *language) Set(value string) error {
	known := report.Languages()
	if !slices.Contains(known, strings.ToLower(value)) {
		return Misuse("", "there is no language %q: take %s", value, strings.Join(known, " or "))
	}
	l.code = strings.ToLower(value)
	return nil
}

// tongue is the language of what people read: the one chosen by --lang, else that of the locale where there are texts
// in it, else English.
func (p *Program) tongue() string {
	if p.Lang.code != "" {
		return p.Lang.code
	}
	// The order in which POSIX has the variables decide. ko_KR.UTF-8 stands for ko.
	locale := cmp.Or(p.Getenv("LC_ALL"), p.Getenv("LC_MESSAGES"), p.Getenv("LANG"))
	code := strings.ToLower(locale)
	if end := strings.IndexAny(code, "_.@"); end >= 0 {
		code = code[:end]
	}
	if slices.Contains(report.Languages(), code) {
		return code
	}
	return report.English
}
