package redact

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
	"unicode"
)

// Leak is a name that stands where none may.
type Leak struct {
	Kind      Kind
	Pseudonym string // what should stand there
}

// Search looks for the names that the last Redact replaced. corpus is the program's own text: a label that is one of
// its words can't be told from it and isn't looked for.
type Search struct {
	key   *Key
	names *trie
}

// Search prepares the search.
func (k *Key) Search(corpus string) *Search {
	names, own := &trie{}, &trie{}
	for _, phrase := range k.last.public {
		names.add(k.last.app(phrase), "") // the name of an app may hold one as a part
	}
	var sought []entry
	for pseudonym := range k.used {
		at := pseudonym
		if _, ok := k.back[at]; !ok {
			at = foldCase(at)
		}
		if e := k.back[at]; e.Original != e.Pseudonym && isTelling(e) {
			own.add(e.Original, pseudonym)
			sought = append(sought, e)
		}
	}
	common := map[string]bool{}
	for _, pseudonym := range phrasesIn(own, corpus) {
		common[pseudonym] = true
	}
	for _, e := range sought {
		if !common[e.Pseudonym] {
			names.add(e.Original, e.Pseudonym)
		}
	}
	return &Search{k, names}
}

// In lists the names that a text holds.
func (s *Search) In(text string) []Leak {
	k := s.key
	var out []Leak
	for _, pseudonym := range phrasesIn(s.names, text) {
		e, ok := k.back[pseudonym]
		if !ok {
			e = k.back[foldCase(pseudonym)]
		}
		if e.Kind == kindRecordID && !strings.Contains(text, e.Original) {
			continue // ids have case: another one only looks alike
		}
		if e.Kind == kindAddress &&
			!slices.ContainsFunc(addressesIn(text), func(at netip.Addr) bool {
				return at.Unmap().String() == e.Original
			}) {
			continue // a piece of another address
		}
		out = append(out, Leak{e.Kind, pseudonym})
	}
	slices.SortFunc(out, func(a, b Leak) int { return cmp.Compare(a.Pseudonym, b.Pseudonym) })
	return out
}

// isTelling reports whether a name is more than a word that any text may hold.
func isTelling(e entry) bool {
	if e.Original == "" {
		return false
	}
	letters := strings.IndexFunc(e.Original, func(r rune) bool { return !unicode.IsLetter(r) }) < 0
	return e.Kind == kindDomain && len(e.Original) > 3 || !letters && len([]rune(e.Original)) > 3 ||
		strings.IndexFunc(e.Original, func(r rune) bool { return r > unicode.MaxLatin1 }) >= 0
}

// phrasesIn lists what phrases of a trie a text holds, each once.
func phrasesIn(t *trie, text string) []string {
	var out []string
	seen := map[string]bool{"": true}
	runes := []rune(text)
	for i := 0; i < len(runes); {
		length, to := t.at(runes, i)
		if !seen[to] {
			seen[to] = true
			out = append(out, to)
		}
		i += max(length, 1)
	}
	return out
}

// TellingApps lists the names of apps, which stay, that hold another name which the last Redact replaced.
func (k *Key) TellingApps() []string {
	names := &trie{}
	for pseudonym := range k.used {
		if e, ok := k.back[foldCase(pseudonym)]; ok &&
			(e.Kind == kindDomain || e.Kind == kindOrgName || e.Kind == kindPerson) {
			names.add(e.Original, pseudonym)
		}
	}
	var out []string
	for _, app := range k.last.apps {
		if app = k.last.app(app); len(phrasesIn(names, app)) > 0 {
			out = append(out, app)
		}
	}
	slices.Sort(out)
	return out
}
