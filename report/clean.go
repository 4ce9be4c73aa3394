package report

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// showable reports whether a rune can be shown as it is: it has a picture of its own or is a plain space. Control
// characters, bidirectional and other invisible formatting, and unassigned runes have none.
func showable(r rune) bool {
	return r == ' ' || unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
}

// Clean makes a text of an org, a policy or a server safe to show within a line: white space becomes a space, and
// what could forge a line, a colour or a direction is spelt out. Everything that a page shows passes through it.
func Clean(text string) string {
	if utf8.ValidString(text) && strings.IndexFunc(text, func(r rune) bool { return !showable(r) }) < 0 {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		switch {
		case showable(r):
			b.WriteRune(r)
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case r < 0x100:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r <= 0xffff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	return b.String()
}

// command is how a line tells a build server to do something: GitHub Actions take "::name ...::" at its start and
// "##[name]" anywhere, Azure Pipelines "##vso[name]" anywhere.
var command = regexp.MustCompile(`^(\s*):(:.*::)|#(#(?:vso)?\[)`)

// inert breaks what would be a command to a build server whose log the line ends up in. The line keeps its width.
func inert(line string) string { return command.ReplaceAllString(line, "$1·$2$3") }
