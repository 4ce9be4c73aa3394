package report

import (
	"regexp"
	"strings"

	"orgaudit/audit"
)

// pipe stands for a vertical bar inside code until the line is written: a row of a table needs it escaped there, and any
// other line would show the backslash. Cleaned texts have no control characters.
const pipe = "\x01"

// linking finds what a ticket system would turn into a link, a mention, a reference or a formula.
var linking = regexp.MustCompile(`(?i)@|://|www\.|mailto:|xmpp:|\$|(^|\W)#\d|\bGH-\d`)

// md says a text in Markdown so that it means itself: no markup, no HTML, no link, no mention. What would become a link
// or a mention whatever is escaped, such as a user name, becomes code, from which it can be copied as well.
func md(text string) string {
	words := strings.Fields(Clean(text))
	for i, word := range words {
		if linking.MatchString(word) {
			core := strings.TrimSuffix(strings.Trim(word, `"'“”‘’(),;:.!?`), "'s")
			before, after, _ := strings.Cut(word, core)
			words[i] = escapeMarkdown(before) + code(core) + escapeMarkdown(after)
			continue
		}
		words[i] = escapeMarkdown(word)
	}
	text = strings.Join(words, " ")
	if at := blockStart.FindStringIndex(text); at != nil {
		sign := at[0] + strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' })
		return text[:sign] + `\` + text[sign:]
	}
	return text
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

// codes says a list of IDs.
func codes(ids []string) string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = code(id)
	}
	return strings.Join(list, ", ")
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

// pageOf says a page: title, date and address.
func pageOf(p audit.Page) string {
	said := md(p.Title)
	if p.Date != "" {
		said += " (" + md(p.Date) + ")"
	}
	if p.URL != "" {
		said = strings.TrimPrefix(said+", "+link(p.URL), ", ")
	}
	return said
}
