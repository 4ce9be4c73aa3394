package redact

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"orgaudit/audit"
)

// mailText finds e-mail addresses, which user names have the form of.
var mailText = regexp.MustCompile(`[\p{L}\p{M}\p{N}._%+-]+@[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?`)

// piece is a part of a text with what stands for it, by runes.
type piece struct {
	from, to int
	text     string
}

// pieces finds what can be told by its form, whether or not it is known by name: e-mail
// addresses, hosts of orgs, record ids and addresses.
func (k *Key) pieces(text string) []piece {
	var out []piece
	find := func(form *regexp.Regexp, replace func(string) (string, bool)) {
		runes, at := 0, 0
		for _, found := range form.FindAllStringIndex(text, -1) {
			word := text[found[0]:found[1]]
			other, ok := replace(word)
			if !ok {
				continue
			}
			runes += utf8.RuneCountInString(text[at:found[0]])
			at = found[0]
			out = append(out, piece{runes, runes + utf8.RuneCountInString(word), other})
		}
	}
	find(mailText, func(word string) (string, bool) { return k.name(kindUsername, word), true })
	find(hostText, func(word string) (string, bool) {
		if _, err := netip.ParseAddr(word); err == nil {
			return "", false
		}
		return k.hostLike(word)
	})
	find(idText, func(word string) (string, bool) {
		if !isID(word) {
			return "", false
		}
		if _, ours := k.idBack(word); ours {
			return word, true
		}
		return k.idLike(word), true
	})
	find(addressText, func(word string) (string, bool) {
		at, ok := asAddress(word)
		if _, known := k.forward["ip "+at.WithZone("").Unmap().String()]; !ok || !known {
			return "", false
		}
		return k.addressLike(at), true
	})
	slices.SortStableFunc(out, func(a, b piece) int { return a.from - b.from })
	return out
}

// phrases are the names that a text may hold, with what stands for them. What is public stands for itself, so
// that a name that is a part of it leaves it whole.
func (r *redactor) phrases(public []string) *trie {
	t := &trie{}
	for _, text := range public {
		t.add(text, r.app(text))
	}
	for _, e := range r.entries {
		if e.Kind == kindRecordID || e.Kind == kindAddress || audit.IsGlob(e.Original) ||
			r.forward[e.place()] != e.Pseudonym {
			continue
		}
		t.add(e.Original, e.Pseudonym)
		if quoted := soqlQuoted(e.Original); quoted != e.Original {
			t.add(quoted, e.Pseudonym)
		}
	}
	return t
}

// soqlQuoted is a text as a query quotes it.
func soqlQuoted(text string) string { return strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(text) }

// redactor replaces names in texts.
type redactor struct {
	idle int // lists of the policy of which nothing is left
	*Key
	known  *trie
	people *trie // names of people and user names alone: those that the name of an app may not hold
	// published are Consumer Keys that connectors name.
	published []string
	// public are phrases that stay whole.
	public []string
	apps   []string // names of apps
	trail  *audit.TrailReader
}

// text replaces every name that is known and everything that has the form of one. The longest at each place counts.
func (r *redactor) text(text string) string { return r.replace(text, nil, false) }

// strict replaces as text does, and leaves out words that are not among those allowed: what is left then names nobody.
// known says that the text is of a known wording, in which an allowed word is never a name.
func (r *redactor) strict(text string, allowed func(word string) bool, known bool) string {
	return r.replace(text, allowed, known)
}

const withheld = "…"

func (r *redactor) replace(text string, allowed func(string) bool, plainFirst bool) string {
	pieces, runes, known := r.pieces(text), []rune(text), r.known
	var out strings.Builder
	for i := 0; i < len(runes); {
		for len(pieces) > 0 && pieces[0].from < i {
			pieces = pieces[1:]
		}
		length, to := known.at(runes, i)
		for _, p := range pieces {
			if p.from != i {
				break
			}
			if p.to-p.from > length {
				length, to = p.to-p.from, p.text
			}
		}
		if plainFirst && length > 0 && (i == 0 || !isWordRune(runes[i-1])) {
			if word := wordAt(runes, i); len(word) >= length && allowed(string(word)) {
				length, to = len(word), string(word)
			}
		}
		switch {
		case length > 0:
			if kind := r.kindOf(to); kind != "" {
				r.use(kind, to)
			}
			out.WriteString(to)
			i += length
		case allowed != nil && isWordRune(runes[i]):
			word := string(wordAt(runes, i))
			end := i + utf8.RuneCountInString(word)
			if !allowed(word) {
				// A name may begin inside of the word.
				for inside := i + 1; inside < end; inside++ {
					if n, _ := known.at(runes, inside); n > 0 ||
						slices.ContainsFunc(pieces, func(p piece) bool { return p.from == inside }) {
						end = inside
						break
					}
				}
				word = withheld
			}
			out.WriteString(word)
			i = end
		default:
			out.WriteRune(runes[i])
			i++
		}
	}
	return out.String()
}

// wordAt is the word that begins at a place.
func wordAt(runes []rune, from int) []rune {
	to := from
	for to < len(runes) && isWordRune(runes[to]) {
		to++
	}
	return runes[from:to]
}

func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '_' || r == '\''
}

// Reveal translates every pseudonym in a text back. The rest stays as it is.
func (k *Key) Reveal(text string) string { return k.Revealer()(text) }

// Revealer is Reveal for many texts.
func (k *Key) Revealer() func(string) string {
	known := &trie{}
	for _, e := range k.entries {
		if e.Kind != kindRecordID && e.Kind != kindAddress {
			known.add(e.Pseudonym, e.Original)
		}
	}
	return func(text string) string {
		var pieces []piece
		find := func(form *regexp.Regexp, back func(string) (string, bool)) {
			for _, at := range form.FindAllStringIndex(text, -1) {
				if original, ok := back(text[at[0]:at[1]]); ok {
					pieces = append(pieces,
						piece{utf8.RuneCountInString(text[:at[0]]), utf8.RuneCountInString(text[:at[1]]), original})
				}
			}
		}
		find(idText, k.idBack)
		find(addressText, func(word string) (string, bool) {
			at, err := netip.ParseAddr(word)
			if err != nil {
				return "", false
			}
			e, ok := k.back[at.String()]
			return e.Original, ok && e.Kind == kindAddress
		})
		slices.SortStableFunc(pieces, func(a, b piece) int { return a.from - b.from })
		runes := []rune(text)
		var out strings.Builder
		for i := 0; i < len(runes); {
			for len(pieces) > 0 && pieces[0].from < i {
				pieces = pieces[1:]
			}
			length, to := known.at(runes, i)
			if len(pieces) > 0 && pieces[0].from == i && pieces[0].to-i > length {
				length, to = pieces[0].to-i, pieces[0].text
			}
			if length == 0 {
				out.WriteRune(runes[i])
				i++
				continue
			}
			out.WriteString(to)
			i += length
		}
		return out.String()
	}
}

// mailIn replaces the e-mail addresses of a text alone.
func (k *Key) mailIn(text string) string {
	return mailText.ReplaceAllStringFunc(text, func(word string) string { return k.name(kindUsername, word) })
}

// peopleIn replaces the names of people and e-mail addresses alone.
func (r *redactor) peopleIn(text string) string {
	runes := []rune(text)
	var out strings.Builder
	for i := 0; i < len(runes); {
		length, to := r.people.at(runes, i)
		if length == 0 {
			out.WriteRune(runes[i])
			i++
			continue
		}
		out.WriteString(to)
		i += length
	}
	return r.mailIn(out.String())
}
