package diagnose

import (
	"encoding/json"
	"html"
	"net/url"
	"strings"
)

// maxDepth bounds how often something is looked into that was wrapped in something else.
const maxDepth = 5

// maxSeen bounds what is read of the input, in bytes.
const maxSeen = 1 << 20

// tellingKeys are the parameters and members that speak of the error. The others may hold secrets and are not read,
// unless they hold a URL in turn.
var tellingKeys = map[string]bool{
	"error": true, "error_description": true, "errorcode": true, "errordescription": true, "error_code": true,
	"message": true, "code": true, "errormessage": true, "status": true, "exceptioncode": true, "exceptionmessage": true, "reason": true,
}

// sayings decodes what was seen into texts: a URL into the values that speak of an error, JSON into its messages, and
// everything else into itself.
func sayings(seen string) []string {
	if len(seen) > maxSeen {
		seen = seen[:maxSeen]
	}
	var out []string
	look(strings.TrimSpace(seen), 0, &out)
	return out
}

func look(text string, depth int, out *[]string) {
	if depth > maxDepth || text == "" {
		return
	}
	var body any
	if strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[") {
		if json.Unmarshal([]byte(text), &body) == nil {
			lookJSON(body, depth, out)
			return
		}
	}
	for _, word := range strings.Fields(text) {
		word = strings.Trim(word, `"'<>(),;`)
		if strings.Contains(word, "://") || strings.HasPrefix(word, "/") && strings.Contains(word, "?") || strings.HasPrefix(word, "error=") {
			lookURL(word, depth, out)
		}
	}
	*out = append(*out, html.UnescapeString(withoutURLs(text)))
	if unescaped, err := url.QueryUnescape(text); err == nil && unescaped != text && !strings.ContainsAny(text, " \n") {
		look(unescaped, depth+1, out)
	}
}

func lookURL(address string, depth int, out *[]string) {
	address = html.UnescapeString(address)
	query := address
	if _, after, ok := strings.Cut(address, "?"); ok {
		query = after
	}
	for _, part := range strings.FieldsFunc(query, func(r rune) bool { return r == '#' || r == '&' || r == '?' || r == ';' }) {
		name, value, ok := strings.Cut(part, "=")
		if !ok {
			continue
		}
		decoded, err := url.QueryUnescape(value)
		if err != nil {
			decoded = value
		}
		name, _ = url.QueryUnescape(name)
		switch {
		case tellingKeys[strings.ToLower(name)]:
			*out = append(*out, decoded)
			if again, err := url.QueryUnescape(decoded); err == nil && again != decoded {
				*out = append(*out, again)
			}
		case strings.Contains(decoded, "error") || strings.Contains(decoded, "://") || strings.Contains(decoded, "%3"):
			look(decoded, depth+1, out)
		}
	}
}

func lookJSON(v any, depth int, out *[]string) {
	if depth > maxDepth {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			lookJSON(item, depth+1, out)
		}
	case map[string]any:
		for name, value := range v {
			if text, ok := value.(string); ok && tellingKeys[strings.ToLower(name)] {
				look(text, depth+1, out)
				continue
			}
			lookJSON(value, depth+1, out)
		}
	}
}

// withoutURLs blanks the addresses in a text: their telling values were taken out already, the rest may be secret.
func withoutURLs(text string) string {
	fields := strings.Fields(text)
	for i, f := range fields {
		if strings.Contains(f, "://") {
			fields[i] = ""
		}
	}
	return strings.Join(fields, " ")
}
