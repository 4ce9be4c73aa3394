package report

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"orgaudit/audit"
)

// English is the language that every text is written in. Texts of other languages are looked up by their English ones.
const English = "en"

// catalogues hold one folder for each further language, with files of {"English": "its own"}: one for each check, and
// some for what all share.
//
//go:embed lang/*/*.json lang/*/checks/*.json
var catalogues embed.FS

// Languages lists the languages in which formats for people can say a report, English first.
func Languages() []string {
	codes := []string{English}
	folders, err := catalogues.ReadDir("lang")
	if err != nil {
		return codes // no language but the first
	}
	for _, folder := range folders {
		codes = append(codes, folder.Name())
	}
	return codes
}

// tongue says what people read in one language. A text that its catalogue lacks is said in English.
type tongue struct {
	lang    string                   // for the lang attribute of a page
	entries map[string]string        // by the English text; nil for English
	spoken  func(text string) string // last touch to a text whose places are filled; nil for none
}

// newTongue gives the tongue of one of Languages; any other code stands for English.
func newTongue(lang string) *tongue {
	if lang == English || !slices.Contains(Languages(), lang) {
		return &tongue{lang: English}
	}
	t := &tongue{lang: lang, entries: map[string]string{}}
	if lang == "ko" {
		t.spoken = spokenKorean
	}
	err := fs.WalkDir(catalogues, path.Join("lang", lang), func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := catalogues.ReadFile(name)
		if err != nil {
			return err
		}
		return json.Unmarshal(data, &t.entries)
	})
	if err != nil {
		panic(fmt.Sprintf("read the texts of the language %s: %v", lang, err)) // they are part of the program
	}
	return t
}

// translate gives the text of the tongue for an English one.
func (t *tongue) translate(english string) string {
	if said := t.entries[english]; said != "" {
		return said
	}
	return english
}

// say says a label or sentence of a format; args fill its verbs. The English text is a literal, so that a test finds
// it; a text that comes from elsewhere goes through translate.
func (t *tongue) say(english string, args ...any) string {
	if len(args) == 0 {
		return t.translate(english)
	}
	return t.finish(fmt.Sprintf(t.translate(english), args...))
}

// composed says a sentence with pieces in the places of its verbs, each in its own face.
func (t *tongue) composed(english string, parts ...part) line {
	const first = '\uE000' // for private use: no text of a catalogue holds it
	places := make([]any, len(parts))
	for i := range parts {
		places[i] = string(rune(first + i))
	}
	var out line
	text, rest := t.say(english, places...), 0
	for at, r := range text {
		if n := int(r - first); n >= 0 && n < len(parts) {
			out = append(out, part{text: text[rest:at]}, parts[n])
			rest = at + len(string(r))
		}
	}
	return append(out, part{text: text[rest:]})
}

func (t *tongue) finish(text string) string {
	if t.spoken == nil {
		return text
	}
	return t.spoken(text)
}

// words says what came with its parts; english stands for reports of earlier versions, which have none.
func (t *tongue) words(w audit.Words, english string) string {
	if t.entries == nil {
		return english
	}
	if len(w) == 0 {
		return t.translate(english)
	}
	return t.finish(w.In(t.translate))
}

// message says what a finding has to say.
func (t *tongue) message(f *audit.Finding) string { return t.words(f.Words, f.Message) }

// evidence says a fact that was seen, with its place. A place that is a query or a metadata type is the same in every
// language.
func (t *tongue) evidence(e audit.Evidence) audit.Evidence {
	e.Value, e.Source = t.words(e.Words, e.Value), t.translate(e.Source)
	return e
}

// check says the words of a check.
func (t *tongue) check(_ string, c audit.CheckText) audit.CheckText {
	c.Holds, c.Fails, c.Topic, c.Why = t.translate(c.Holds), t.translate(c.Fails), t.translate(c.Topic),
		t.translate(c.Why)
	return c
}

// fix says a fix with its steps. Titles of the pages that document it stay: the pages are in English.
func (t *tongue) fix(f audit.Step) audit.Step {
	if t.entries == nil {
		return f
	}
	f = f.In(t.translate)
	f.Title, f.Risk, f.Reach = t.finish(f.Title), t.finish(f.Risk), t.finish(f.Reach)
	steps := make([]string, len(f.Steps)) // the report's own stay as they are
	for i, step := range f.Steps {
		steps[i] = t.finish(step)
	}
	f.Steps = steps
	return f
}
