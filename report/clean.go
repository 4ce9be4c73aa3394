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
	return r == ' ' || unicode.IsGraphic(r) && !unicode.IsSpace(r) &&
		!unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
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

// Lines tell a build server to do something: GitHub Actions by "::name ...::" at their start and "##[name]" anywhere,
// Azure Pipelines by "##vso[name]" anywhere.
var (
	commandLine = regexp.MustCompile(`^\s*::.*::`)
	commandWord = regexp.MustCompile(`#(#(?:vso)?\[)`)
)

// inert breaks what would be a command to a build server whose log the line ends up in. The line keeps its width.
func inert(line string) string {
	if strings.Contains(line, "::") && commandLine.MatchString(line) {
		line = strings.Replace(line, ":", "·", 1)
	}
	if !strings.Contains(line, "##") {
		return line
	}
	return commandWord.ReplaceAllString(line, "·$1")
}

// tame cleans a text for a file that a build server may write to its log.
func tame(text string) string { return inert(Clean(text)) }
