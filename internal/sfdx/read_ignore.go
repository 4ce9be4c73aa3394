package sfdx

import (
	"regexp"
	"strings"
)

// ignore is a .forceignore file, which is written like a .gitignore: the last line that matches a path decides.
type ignore []ignoreLine

type ignoreLine struct {
	path    *regexp.Regexp
	keep    bool // the line starts with !
	folders bool // the line ends with /
}

func newIgnore(text string) ignore {
	var out ignore
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \t\r\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		rule := ignoreLine{}
		if rest, ok := strings.CutPrefix(line, "!"); ok {
			rule.keep, line = true, rest
		}
		line = strings.TrimPrefix(line, `\`)
		if rest, ok := strings.CutSuffix(line, "/"); ok {
			rule.folders, line = true, rest
		}
		if line == "" {
			continue
		}
		// Without a slash the line is about a name at any depth.
		anchored := strings.Contains(line, "/")
		expression := globExpression(strings.TrimPrefix(line, "/"))
		if !anchored {
			expression = "(?:.*/)?" + expression
		}
		compiled, err := regexp.Compile("^" + expression + "$")
		if err != nil {
			continue // such a line matches nothing
		}
		rule.path = compiled
		out = append(out, rule)
	}
	return out
}

// match tells whether a path below the project's folder is left out. Whatever lies in a folder that is left out is not
// looked at.
func (i ignore) match(name string, isFolder bool) bool {
	out := false
	for _, line := range i {
		if (!line.folders || isFolder) && line.path.MatchString(name) {
			out = !line.keep
		}
	}
	return out
}

// globExpression is a pattern as a regular expression: ** crosses folders, * and ? don't.
func globExpression(pattern string) string {
	var b strings.Builder
	for i := 0; i < len(pattern); {
		rest := pattern[i:]
		switch {
		case strings.HasPrefix(rest, "**/"):
			b.WriteString("(?:.*/)?")
			i += 3
		case strings.HasPrefix(rest, "**"):
			b.WriteString(".*")
			i += 2
		case rest[0] == '*':
			b.WriteString("[^/]*")
			i++
		case rest[0] == '?':
			b.WriteString("[^/]")
			i++
		case rest[0] == '[':
			end := strings.IndexByte(rest, ']')
			if end < 2 {
				b.WriteString(`\[`)
				i++
				continue
			}
			class := strings.ReplaceAll(rest[1:end], `\`, `\\`)
			if not, ok := strings.CutPrefix(class, "!"); ok {
				class = "^" + not
			}
			b.WriteString("[" + class + "]")
			i += end + 1
		default:
			b.WriteString(regexp.QuoteMeta(rest[:1]))
			i++
		}
	}
	return b.String()
}
