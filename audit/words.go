package audit

import (
	"encoding/json"
	"strconv"
	"strings"
)

// Words is a text in parts: phrases that are said one after the other. Put together they are an English text of the
// same report; the parts let a reader of another language have it too, also from a saved report.
type Words []Phrase

// Phrase is one sentence or piece of a sentence.
type Phrase struct {
	// Text is an English template: each %s, %d and %q stands for an argument, in their order; %q puts it into quotation
	// marks. Without arguments it is the text itself, and a percent sign is one.
	Text string `json:"text"`
	Args []Arg  `json:"args,omitempty"`
}

// Arg stands in the place of a verb: a name, number or value, which is the same in every language, or
// words. In JSON it is a string, or a list of phrases.
type Arg struct {
	Text  string
	Words Words // nil where Text says it
}

// MarshalJSON writes the argument in its short form.
func (a Arg) MarshalJSON() ([]byte, error) {
	if a.Words != nil {
		return json.Marshal(a.Words)
	}
	return json.Marshal(a.Text)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (a *Arg) UnmarshalJSON(data []byte) error {
	*a = Arg{}
	if data[0] == '[' {
		return json.Unmarshal(data, &a.Words)
	}
	return json.Unmarshal(data, &a.Text)
}

// Say makes words of one phrase. Arguments are words, or strings and ints, which are the same in every language; one of
// another type panics, and a test holds every call to this.
func Say(text string, args ...any) Words {
	p := Phrase{Text: text}
	if len(args) > 0 {
		p.Args = make([]Arg, len(args))
		for i, arg := range args {
			p.Args[i] = argument(arg)
		}
	}
	return Words{p}
}

func argument(value any) Arg {
	switch value := value.(type) {
	case Words:
		return Arg{Words: value}
	case string:
		return Arg{Text: value}
	case int:
		return Arg{Text: strconv.Itoa(value)}
	}
	// Words are made by the thousand: fmt.Sprint here would move every argument to the heap.
	panic("an argument of words is neither words nor a string or int")
}

// Add gives the words with one more phrase at their end.
func (w Words) Add(text string, args ...any) Words { return w.And(Say(text, args...)) }

// And gives the words with others at their end.
func (w Words) And(more Words) Words { return append(w[:len(w):len(w)], more...) }

// Join puts a text between some words.
func Join(list []Words, between string) Words {
	var out Words
	for i, w := range list {
		if i > 0 {
			out = append(out, Phrase{Text: between})
		}
		out = append(out, w...)
	}
	return out
}

// String says the words in English.
func (w Words) String() string {
	if len(w) == 1 && len(w[0].Args) == 0 {
		return w[0].Text
	}
	return w.In(nil)
}

// In says the words in another language: translate gives its template for an English one, or the same one where it has
// none. nil stands for English.
func (w Words) In(translate func(english string) string) string {
	var b strings.Builder
	size := 0
	for _, p := range w {
		size += len(p.Text)
		for _, a := range p.Args {
			size += len(a.Text) + 8
		}
	}
	b.Grow(size)
	w.write(&b, translate)
	return b.String()
}

func (w Words) write(b *strings.Builder, translate func(string) string) {
	for _, p := range w {
		text := p.Text
		if translate != nil {
			text = translate(text)
		}
		if len(p.Args) == 0 {
			b.WriteString(text)
			continue
		}
		p.fill(b, text, translate)
	}
}

// fill writes a template with the arguments in the places of its verbs. A template names an argument out of turn as in
// fmt, by %[2]s. A saved report is not to be trusted: a verb without an argument says nothing.
func (p Phrase) fill(b *strings.Builder, text string, translate func(string) string) {
	next := 0
	for {
		at := strings.IndexByte(text, '%')
		if at < 0 || at+1 == len(text) {
			b.WriteString(text)
			return
		}
		b.WriteString(text[:at])
		text = text[at+1:]
		if end := strings.IndexByte(text, ']'); text[0] == '[' && end > 0 && end+1 < len(text) {
			if n, err := strconv.Atoi(text[1:end]); err == nil {
				next, text = n-1, text[end+1:]
			}
		}
		verb := text[0]
		text = text[1:]
		switch {
		case verb == '%':
			b.WriteByte('%')
			continue
		case next < 0 || next >= len(p.Args):
		case verb == 'q':
			b.WriteString(strconv.Quote(p.Args[next].in(translate)))
		case p.Args[next].Words != nil:
			p.Args[next].Words.write(b, translate)
		default:
			b.WriteString(p.Args[next].Text)
		}
		next++
	}
}

// in says the argument.
func (a Arg) in(translate func(string) string) string {
	if a.Words != nil {
		return a.Words.In(translate)
	}
	return a.Text
}

// Count says a number with its noun: one for exactly one, else the template with the number in the place of its verb.
func Count(n int, one, template string) Words {
	if n == 1 {
		return Say(one)
	}
	return Say(template, n)
}
