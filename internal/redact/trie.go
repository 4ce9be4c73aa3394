package redact

import (
	"strings"
	"unicode"
)

// trie finds phrases in a text, the longest at each place, without case.
type trie struct{ root node }

type node struct {
	next map[rune]*node
	ends bool
	to   string
	// bounded says that the phrase must not be a piece of a longer word.
	bounded bool
}

// add puts a phrase in. A plain word is found as a whole word only; what holds anything but letters, and names in
// scripts that put no space between words, are found everywhere.
func (t *trie) add(phrase, to string) {
	n := &t.root
	for _, r := range strings.TrimSpace(phrase) {
		r = unicode.ToLower(r)
		if n.next == nil {
			n.next = map[rune]*node{}
		}
		if n.next[r] == nil {
			n.next[r] = &node{}
		}
		n = n.next[r]
	}
	if n != &t.root && !n.ends {
		n.ends, n.to, n.bounded = true, to,
			strings.IndexFunc(phrase, func(r rune) bool { return !isSpacedLetter(r) }) < 0
	}
}

// isSpacedLetter reports whether a rune is a letter of a script that puts spaces between words.
func isSpacedLetter(r rune) bool {
	return unicode.IsLetter(r) &&
		!unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao,
			unicode.Khmer, unicode.Myanmar)
}

// at finds the longest phrase that begins at a place; length is 0 where there is none.
func (t *trie) at(text []rune, from int) (length int, to string) {
	n := &t.root
	for i := from; i < len(text); i++ {
		if n = n.next[unicode.ToLower(text[i])]; n == nil {
			break
		}
		if n.ends && !(n.bounded && (from > 0 && joinsWord(text[from-1]) || i+1 < len(text) && joinsWord(text[i+1]))) {
			length, to = i+1-from, n.to
		}
	}
	return length, to
}

func joinsWord(r rune) bool { return isSpacedLetter(r) || unicode.IsDigit(r) }
