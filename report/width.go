package report

import (
	"strings"
	"unicode"

	"github.com/mattn/go-runewidth"
)

// columns is how many columns of a terminal a rune takes. It doesn't ask the environment, as the library's own
// default does: a report is as wide everywhere.
func columns(r rune) int {
	return (&runewidth.Condition{StrictEmojiNeutral: true}).RuneWidth(r)
}

// width is how many columns a text takes.
func width(text string) int {
	n := 0
	for _, r := range text {
		n += columns(r)
	}
	return n
}

// snip shortens a text to a width; an ellipsis stands for the rest.
func snip(text string, to int) string {
	if width(text) <= to {
		return text
	}
	at := 0
	for i, r := range text {
		if at += columns(r); at > to-1 {
			return strings.TrimRight(text[:i], " ") + "…"
		}
	}
	return text
}

// snipWords shortens a text to a width after a whole word, where it has words short enough for that.
func snipWords(text string, to int) string {
	text = strings.Join(strings.Fields(text), " ")
	short := snip(text, to)
	if at := strings.LastIndexByte(short, ' '); short != text && at > len(short)/2 {
		return strings.TrimRight(short[:at], ",;: ") + " …"
	}
	return short
}

// breakable reports whether a line may end between two runes that no space parts. Chinese and Japanese have no
// spaces; Korean does, and its words stay whole.
func breakable(before, after rune) bool {
	if strings.ContainsRune("、。，．）」』】！？：；", after) || strings.ContainsRune("（「『【", before) {
		return false
	}
	ideograph := func(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) }
	return ideograph(before) || ideograph(after)
}
