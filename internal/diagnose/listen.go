package diagnose

import (
	"encoding/json"
	"html"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Bounds of what is looked into: how deep something may be wrapped in something else, how many JSON values and URLs are
// looked for in one text, and how many texts are kept.
const (
	maxDepth   = 5
	maxParts   = 16
	maxSayings = 4096
)

// kind is where a saying was found. The shorter a phrase, the more it takes to mean an error.
type kind int

const (
	prose   kind = iota // free text
	field               // the value of a field or parameter that speaks of an error
	code                // the value of one that holds a code
	address             // the path of a URL: only codes in full spelling count
)

type saying struct {
	kind kind
	text string
}

// sayingsIn decodes what was seen into what it says about an error: the parameters of URLs, the members of JSON, the
// texts of XML and HTML, and the rest as prose. Other parameters and members may hold secrets; they are not listened
// to, unless they hold a URL in turn.
func sayingsIn(seen string) []saying {
	l := &listener{}
	l.text(prose, seen[:min(len(seen), MaxInput)], 0)
	return l.said
}

type listener struct{ said []saying }

func (l *listener) add(k kind, text string) {
	if text = strings.TrimSpace(text); text != "" && len(l.said) < maxSayings {
		l.said = append(l.said, saying{k, text})
	}
}

var (
	tag     = regexp.MustCompile(`<[^<>]*>`)
	escaped = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)
	// link is a URL, a path with a query, or a query alone. It ends at a blank, a quote or a bracket.
	link = regexp.MustCompile(`[a-zA-Z][a-zA-Z0-9+.-]*://[^\s"'<>]+|/[^\s"'<>?]*\?[^\s"'<>]+|[?#&]?[A-Za-z_]+=[^\s"'<>&]*&[^\s"'<>]+`)
)

func (l *listener) text(k kind, text string, depth int) {
	if depth > maxDepth || strings.TrimSpace(text) == "" {
		return
	}
	text = l.json(k, text, depth)
	if strings.Contains(text, "&") && strings.Contains(text, ";") {
		text = html.UnescapeString(text)
	}
	text = link.ReplaceAllStringFunc(text, func(found string) string {
		l.link(found, depth)
		return " "
	})
	text = tag.ReplaceAllString(text, "\n")
	if decoded := decodeOnce(text); decoded != text {
		l.text(k, decoded, depth+1)
		return
	}
	l.add(k, text)
}

// decodeFully decodes what was encoded, also several times over.
func decodeFully(text string) string {
	for range maxDepth {
		text = decodeOnce(text)
	}
	return text
}

// decodeOnce decodes one layer of encoding. What is no escape stays as it is.
func decodeOnce(text string) string {
	if decoded, err := url.PathUnescape(text); err == nil {
		return decoded
	}
	return escaped.ReplaceAllStringFunc(text, func(e string) string {
		decoded, err := url.PathUnescape(e)
		if err != nil {
			return e
		}
		return decoded
	})
}

// link listens to the parameters of a URL, in its query and in its fragment.
func (l *listener) link(found string, depth int) {
	if depth > maxDepth {
		return
	}
	path, query := found, ""
	if i := strings.IndexAny(found, "?#"); i >= 0 {
		path, query = found[:i], found[i:]
	} else if !strings.Contains(found, "/") {
		path, query = "", found
	}
	if _, after, ok := strings.Cut(path, "://"); ok {
		_, path, _ = strings.Cut(after, "/") // the host says nothing
	}
	l.add(address, decodeFully(path))
	for _, part := range strings.FieldsFunc(query, func(r rune) bool { return strings.ContainsRune("?#&;", r) }) {
		name, value, ok := strings.Cut(part, "=")
		if !ok {
			l.nested(part, depth) // a query that was encoded as a whole
			continue
		}
		name = decodeFully(name)
		if k, ok := kindOfName(name); ok && !strings.EqualFold(name, "code") { // code is the authorization code
			l.text(k, blanksForPluses(decodeFully(value)), depth+1)
			continue
		}
		l.nested(value, depth)
	}
}

// blanksForPluses reads a form's + as a blank.
func blanksForPluses(text string) string { return strings.ReplaceAll(text, "+", " ") }

// nested listens to a URL or a query inside a value, under as many layers of encoding as there are.
func (l *listener) nested(value string, depth int) {
	for range maxDepth {
		if found := link.FindAllString(value, maxParts); len(found) > 0 {
			for _, f := range found {
				l.link(f, depth+1)
			}
			return
		}
		if _, after, ok := strings.Cut(value, "error="); ok {
			after, _, _ = strings.Cut(after, "&")
			l.text(code, blanksForPluses(decodeFully(after)), depth+1)
			return
		}
		value = decodeOnce(value)
	}
}

// json listens to the JSON values in a text and gives the text without them.
func (l *listener) json(k kind, text string, depth int) string {
	var rest strings.Builder
	for range maxParts {
		i := strings.IndexAny(text, "{[")
		if i < 0 {
			break
		}
		decoder := json.NewDecoder(strings.NewReader(text[i:]))
		var value any
		if err := decoder.Decode(&value); err != nil {
			rest.WriteString(text[:i+1])
			text = text[i+1:]
			continue
		}
		l.value(k, value, depth)
		rest.WriteString(text[:i] + " ")
		text = text[i+int(decoder.InputOffset()):]
	}
	return rest.String() + text
}

func (l *listener) value(k kind, value any, depth int) {
	if depth > maxDepth {
		return
	}
	switch value := value.(type) {
	case string:
		l.text(k, value, depth+1)
	case []any:
		for _, item := range value {
			l.value(k, item, depth+1)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(value)) {
			k, tells := kindOfName(name)
			if text, ok := value[name].(string); ok && !tells {
				l.nested(text, depth)
				continue
			}
			l.value(k, value[name], depth+1)
		}
	}
}

// kindOfName says whether a parameter or member of this name speaks of an error.
func kindOfName(name string) (kind, bool) {
	switch strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(name)) {
	case "error", "errorcode", "errortype", "err", "exceptioncode", "faultcode", "code", "remoteerror", "loginstatus":
		return code, true
	case "errordescription", "errormessage", "errormsg", "errorreason", "errordetail", "errordetails", "errors",
		"message", "msg", "reason", "status", "description", "detail", "details", "exceptionmessage",
		"faultstring", "title", "text":
		return field, true
	}
	return prose, false
}
