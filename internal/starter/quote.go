package starter

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// plain are texts that YAML takes as they stand, whatever its version.
var plain = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_./@()+-]*( [A-Za-z0-9_./@()+-]+)*$`)

// yamlScalar is a text as a YAML value. What could be taken for something else stands in double quotes.
func yamlScalar(text string) string {
	words := []string{"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
	if plain.MatchString(text) && !slices.Contains(words, strings.ToLower(text)) {
		return text
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range text {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteRune(c)
		case c == '\uFEFF' || !unicode.IsPrint(c):
			fmt.Fprintf(&b, `\U%08X`, c)
		default:
			b.WriteRune(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// printableText is a text as a comment may have it: what could end the comment or turn it round is left out.
func printableText(text string) string {
	return strings.Join(strings.Fields(strings.Map(func(c rune) rune {
		if c == '\uFEFF' || !unicode.IsPrint(c) {
			return ' '
		}
		return c
	}, text)), " ")
}
