package diagnose

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// reach is how far from everyday speech a phrase is, and so where it counts.
type reach int

const (
	anywhere reach = iota // in the middle of a sentence
	alone                 // as a line, a cell of a table or a labelled value of its own
	entire                // as all that was given, or as the value of a code
)

// phrase is something that an error is recognised by, in words.
type phrase struct {
	row     int
	rank    int // its place in the list of the row
	words   string
	spelled string
	reach   reach
	kind    spelling
}

type spelling int

const (
	asCode spelling = iota
	asWith
	asText
	asStatus
)

// phrasesOf are all that the rows are recognised by, the longest first: what is part of a longer phrase isn't taken for
// an error of its own.
func phrasesOf(rows []Row) []phrase {
	var out []phrase
	for i, row := range rows {
		add := func(list []string, kind spelling, reaches func(words string) reach) {
			for rank, spelled := range list {
				words := plainWords(spelled)
				if kind == asCode || kind == asWith {
					words = spacedWords(spelled)
				}
				out = append(out, phrase{i, rank, words, spelled, reaches(words), kind})
			}
		}
		add(row.Codes, asCode, reachOfCode)
		add(row.With, asWith, reachOfCode)
		add(row.Texts, asText, reachOfText)
		add(row.Statuses, asStatus, reachOfStatus)
	}
	slices.SortStableFunc(out, func(a, b phrase) int {
		return cmp.Or(cmp.Compare(len(b.words), len(a.words)), cmp.Compare(a.words, b.words))
	})
	return out
}

// reachOfCode is that of a code with blanks for underscores: "slow down" is everyday speech, "oauth app blocked" is
// not.
func reachOfCode(words string) reach {
	first, _, _ := strings.Cut(words, " ")
	switch n := countWords(words); {
	case n >= 4, n == 3 && (first == "oauth" || first == "login"):
		return anywhere
	case n == 3:
		return alone
	}
	return entire
}

func reachOfText(words string) reach {
	if countWords(words) >= 3 {
		return anywhere
	}
	return alone
}

func reachOfStatus(words string) reach {
	switch n := countWords(words); {
	case n >= 4:
		return anywhere
	case n >= 2:
		return alone
	}
	return entire
}

func countWords(words string) int { return strings.Count(words, " ") + 1 }

// phrasesFound gives the phrases that the sayings hold. seen is the whole input.
func phrasesFound(rows []Row, said []saying, seen string) []phrase {
	all := phrasesOf(rows)
	byCode := map[string][]phrase{}
	for _, p := range all {
		if p.kind == asCode || p.kind == asWith {
			byCode[strings.ToLower(p.spelled)] = append(byCode[strings.ToLower(p.spelled)], p)
		}
	}
	f := &finder{all: all, byCode: byCode, beside: map[int]bool{}}
	f.history = strings.Contains(" "+plainWords(seen)+" ", " login history ")
	texts := make([]string, len(said))
	for i, s := range said {
		texts[i] = f.codes(s.text)
	}
	for i, s := range said {
		if s.kind != address {
			f.words(s.kind, texts[i])
		}
	}
	if whole := plainWords(seen); whole != "" {
		for _, p := range all {
			if p.words == whole {
				f.take(p)
			}
		}
	}
	return f.hits
}

type finder struct {
	all     []phrase
	byCode  map[string][]phrase
	beside  map[int]bool // rows one of whose codes was found
	hits    []phrase
	history bool // somebody speaks of Login History
}

func (f *finder) take(p phrase) {
	if !slices.Contains(f.hits, p) {
		f.hits = append(f.hits, p)
	}
	if p.kind == asCode || p.kind == asWith {
		f.beside[p.row] = true
	}
}

// codes takes the codes in their full spelling out of a text and gives what is left.
func (f *finder) codes(text string) string {
	var left strings.Builder
	for text != "" {
		start := strings.IndexFunc(text, isName)
		if start < 0 {
			break
		}
		end := len(text)
		if n := strings.IndexFunc(text[start:], func(r rune) bool { return !isName(r) }); n >= 0 {
			end = start + n
		}
		name := text[start:end]
		left.WriteString(text[:start])
		text = text[end:]
		found := f.byCode[strings.ToLower(name)]
		if len(found) == 0 {
			left.WriteString(name)
			continue
		}
		for _, p := range found {
			f.take(p)
		}
		left.WriteString("\n") // what stood on either side of a code is not one phrase
	}
	return left.String() + text
}

func isName(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

// words looks for the phrases in a text, the longest first, and blanks what it has found.
func (f *finder) words(k kind, text string) {
	words := " " + plainWords(text) + " "
	own := ownTexts(text)
	blanked := "" // phrases of the same words, of two rows, are found together
	for _, p := range f.all {
		within := " " + p.words + " "
		if p.words == blanked && p.words != "" {
			f.take(p)
			continue
		}
		if p.words == "" || !strings.Contains(words, within) || !f.counts(p, k, own, words) {
			continue
		}
		f.take(p)
		words, blanked = strings.ReplaceAll(words, within, " | "), p.words
	}
}

// counts tells whether a phrase that a text holds stands where it must.
func (f *finder) counts(p phrase, k kind, own []string, words string) bool {
	switch {
	case p.reach == anywhere:
		return true
	case p.kind == asText && f.beside[p.row]:
		return true // "ip restricted" says little, "invalid_grant: ip restricted" all
	case p.reach == entire:
		return k == code && strings.TrimSpace(words) == p.words
	}
	return slices.Contains(own, p.words) || f.history && p.kind == asStatus
}

// errorLabels are words before a colon or an equals sign that announce an error.
func errorLabels() []string {
	return []string{
		"error", "error code", "errorcode", "code", "message", "error message", "error description", "reason",
		"status", "login status",
		"exception code", "faultcode", "faultstring", "failure", "login", "salesforce", "oauth error",
		"salesforce error",
	}
}

// ownTexts are the parts of a text that stand for themselves: lines, cells of a table, quoted values, and what
// follows a label.
func ownTexts(text string) []string {
	var out []string
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("\n\r\t|\"", r) }) {
		out = append(out, plainWords(part))
		for range 3 {
			i := strings.IndexAny(part, ":=")
			if i < 0 {
				break
			}
			label := spacedWords(part[:i])
			part = part[i+1:]
			if label == "" || slices.Contains(errorLabels(), label) {
				out = append(out, plainWords(part))
			}
		}
	}
	return out
}

// plainWords folds case, and all that separates words. A name with underscores stays one word: part of a name is no
// phrase.
func plainWords(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(strings.ReplaceAll(s, "’", "'")), func(r rune) bool {
		return r != '\'' && r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}

// spacedWords is plainWords with blanks for underscores, as vendors print codes.
func spacedWords(s string) string { return plainWords(strings.ReplaceAll(s, "_", " ")) }
