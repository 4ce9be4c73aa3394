package report

import (
	"strings"
	"unicode"
)

// measured guesses how many pixels wide a text is that is written in a size, in bold letters of the fonts that systems
// have for their own pages. It errs on the wide side: a page can't ask the font before it is opened.
func measured(text string, size int) int {
	hundredths := 0 // of the size
	for _, r := range text {
		hundredths += breadth(r)
	}
	return (hundredths*size + 99) / 100
}

// breadth is how broad a rune is, in hundredths of the size of its font.
func breadth(r rune) int {
	switch {
	case columns(r) == 2:
		return 105
	case columns(r) == 0:
		return 0
	case strings.ContainsRune("MW@%…—", r):
		return 111
	case strings.ContainsRune("mw", r):
		return 105
	case strings.ContainsRune("frt", r):
		return 50
	case strings.ContainsRune("ijlI.,:;'\"|!()[]/\\- ", r):
		return 42
	case r < unicode.MaxASCII && unicode.IsUpper(r):
		return 85
	case r < unicode.MaxASCII:
		return 72
	case unicode.IsLower(r):
		return 75
	}
	return 110
}

// fitted cuts a text where it would be broader than a number of pixels; an ellipsis stands for the rest.
func fitted(text string, size, fits int) string {
	if measured(text, size) <= fits {
		return text
	}
	at := breadth('…')
	for i, r := range text {
		if at += breadth(r); at*size > fits*100 {
			return strings.TrimRight(text[:i], " ") + "…"
		}
	}
	return text
}

// broken breaks a text into lines that fit, at spaces, the last of which is cut where there would be more.
func broken(text string, size, fits, most int) []string {
	var lines []string
	line := ""
	words := strings.Fields(text)
	for i, word := range words {
		switch {
		case line == "":
			line = word
		case measured(line+" "+word, size) <= fits:
			line += " " + word
		case len(lines) == most-1:
			return append(lines, fitted(line+" "+strings.Join(words[i:], " "), size, fits))
		default:
			lines, line = append(lines, line), word
		}
	}
	return append(lines, fitted(line, size, fits))
}
