package report

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"orgaudit/audit"
)

// pipe stands for a vertical bar inside code until the line is written: a row of a table needs it escaped there, and
// any other line would show the backslash. Cleaned texts have no control characters.
const pipe = "\x01"

// linking finds what a ticket system would turn into a link, a mention, a reference or a formula.
var linking = regexp.MustCompile(`(?i)@|://|www\.|mailto:|xmpp:|\$|(^|\W)#\d|\bGH-\d`)

// md says a text in Markdown so that it means itself: no markup, no HTML, no link, no mention. What would become a link
// or a mention whatever is escaped, such as a user name, becomes code, from which it can be copied as well.
func md(text string) string {
	words := strings.Fields(Clean(text))
	for i, word := range words {
		words[i] = mdWord(word)
	}
	text = strings.Join(words, " ")
	if at := blockStart.FindStringIndex(text); at != nil {
		sign := at[0] + strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' })
		return text[:sign] + `\` + text[sign:]
	}
	return text
}

const (
	closing     = `"'“”‘’()`
	punctuation = closing + `,;:.!?`
)

// mdWord says one word. Of a word that holds a link or a mention that part becomes code; quotation marks, and the
// particles that Korean puts behind a name, stay outside.
func mdWord(word string) string {
	start := strings.IndexFunc(word, func(r rune) bool { return !strings.ContainsRune(punctuation, r) })
	if start < 0 || !linking.MatchString(word) {
		return escapeMarkdown(word)
	}
	end, ascii := len(word), false
	for i, r := range word[start:] {
		if strings.ContainsRune(closing, r) || ascii && unicode.Is(unicode.Hangul, r) {
			end = start + i
			break
		}
		ascii = r < utf8.RuneSelf
	}
	core := strings.TrimRight(word[start:end], punctuation)
	rest := mdWord(word[start+len(core):])
	if !linking.MatchString(core) {
		return escapeMarkdown(word[:start]) + escapeMarkdown(core) + rest
	}
	if strings.HasPrefix(rest, "`") { // two pieces of code side by side would be one, or none
		rest = " " + rest
	}
	return escapeMarkdown(word[:start]) + code(core) + rest
}

// blockStart is what would begin a heading, a list, a quotation or a rule at the start of a line.
var blockStart = regexp.MustCompile(`^([#>+\-=]|\d+[.)]( |$))`)

// escapeMarkdown escapes the signs of a word, and no more than it must: a ticket may show the text as it is.
func escapeMarkdown(word string) string {
	var b strings.Builder
	runes := []rune(word)
	letter := func(i int) bool {
		return i >= 0 && i < len(runes) && !strings.ContainsRune("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", runes[i])
	}
	for i, r := range runes {
		switch {
		case r == '<':
			b.WriteString("&lt;")
			continue
		case r == '&' && i+1 < len(runes):
			b.WriteString("&amp;")
			continue
		case strings.ContainsRune("`*[]~|", r),
			r == '\\' && !letter(i+1),
			r == '_' && (!letter(i-1) || !letter(i+1)):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// code says a text as code: nothing in it is markup.
func code(text string) string {
	text = strings.Join(strings.Fields(Clean(text)), " ")
	if text == "" {
		return ""
	}
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		text = " " + text + " "
	}
	return fence + strings.ReplaceAll(text, "|", pipe) + fence
}

// address is a plain https URL: what a report names as a page.
var address = regexp.MustCompile(`^https://[A-Za-z0-9.-]+(:\d+)?(/[A-Za-z0-9/._~%!&'()*+,;=:@?#-]*)?$`)

// link says the address of a page, as a link that shows where it leads; what is no address of a page is code.
func link(url string) string {
	if address.MatchString(url) {
		return "<" + url + ">"
	}
	return code(url)
}

// pageInMarkdown says a page: title, date and address.
func pageInMarkdown(p audit.Page) string { return (&markdown{}).said(sourceLine(p)) }
