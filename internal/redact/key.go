package redact

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// keyFormat is the version of a key's JSON form.
const keyFormat = 1

// secretSize is the least length of a key's secret, in bytes.
const secretSize = 16

// entry is one name and what stands for it.
type entry struct {
	Kind      Kind   `json:"kind"`
	Original  string `json:"original"`
	Pseudonym string `json:"pseudonym"`
}

// Key makes pseudonyms and translates them back. It is the admin's alone: with it a bundle can be read as it was. A key
// that is used again gives the same names the same pseudonyms. It is not safe for concurrent use.
type Key struct {
	secret  []byte
	entries []entry
	forward map[string]string // by the original: folded, ids and keys with case after a word
	back    map[string]entry  // by the pseudonym, folded; ids with case
	used    map[string]Kind   // the pseudonyms of the last Redact
	last    *redactor         // of the last Redact
}

// NewKey makes a key of a secret of at least 16 random bytes.
func NewKey(secret []byte) (*Key, error) {
	if len(secret) < secretSize {
		return nil, fmt.Errorf("the secret of a key needs %d bytes, and has %d", secretSize, len(secret))
	}
	return &Key{
		secret:  slices.Clone(secret),
		forward: map[string]string{},
		back:    map[string]entry{},
		used:    map[string]Kind{},
	}, nil
}

// String says nothing of what the key holds.
func (k *Key) String() string { return "key of pseudonyms" }

type keyFile struct {
	Format int     `json:"orgaudit_key"`
	Note   string  `json:"note"`
	Secret string  `json:"secret"`
	Names  []entry `json:"names"`
}

// Encode gives the text of a key's file, which has to stay where only its owner can read it.
func (k *Key) Encode() ([]byte, error) {
	text, err := json.MarshalIndent(keyFile{
		keyFormat, "keep this file to yourself: it translates the pseudonyms of your bundles back",
		base64.StdEncoding.EncodeToString(k.secret), k.entries,
	}, "", "  ")
	return append(text, '\n'), err
}

// ReadKey reads what Encode wrote. No error quotes the text.
func ReadKey(text []byte) (*Key, error) {
	var file keyFile
	if json.Unmarshal(text, &file) != nil || file.Format == 0 {
		return nil, errors.New("it is not a valid key of pseudonyms")
	}
	if file.Format > keyFormat {
		return nil, fmt.Errorf("it has format %d, and this orgaudit knows format %d", file.Format, keyFormat)
	}
	secret, err := base64.StdEncoding.DecodeString(file.Secret)
	if err != nil {
		return nil, errors.New("its secret is damaged")
	}
	k, err := NewKey(secret)
	if err != nil {
		return nil, err
	}
	for _, e := range file.Names {
		if e.Original == "" || e.Pseudonym == "" {
			return nil, errors.New("an entry of it is empty")
		}
		k.keep(e)
	}
	return k, nil
}

func foldCase(text string) string { return strings.ToLower(strings.TrimSpace(text)) }

// place is where an original stands in forward.
func (e entry) place() string {
	switch e.Kind {
	case kindRecordID:
		return "id " + e.Original
	case kindAppKey:
		return "key " + e.Original
	case kindAddress:
		return "ip " + e.Original
	}
	return "name " + foldCase(e.Original)
}

func (k *Key) keep(e entry) {
	k.forward[e.place()] = e.Pseudonym
	at := e.Pseudonym
	if e.Kind != kindRecordID {
		at = foldCase(at)
	}
	// An address may have stood for another one in an earlier bundle: the later one counts.
	if have, ok := k.back[at]; !ok || e.Kind == kindAddress && have != e {
		k.back[at] = e
		k.entries = append(k.entries, e)
	}
}

func (k *Key) use(kind Kind, pseudonym string) {
	if kind != kindAddress || k.back[pseudonym].Original != pseudonym { // one that had to stay is no pseudonym
		k.used[pseudonym] = kind
	}
}

// known is the pseudonym of a name that has one.
func (k *Key) known(name string) (string, bool) {
	pseudonym, ok := k.forward["name "+foldCase(name)]
	return pseudonym, ok
}

// name is the pseudonym of a name. White space around it stays. A name has one pseudonym, whatever it names.
func (k *Key) name(kind Kind, text string) string { return k.nameLike(kind, text, "") }

// nameLike is the pseudonym of a name that belongs to another one: both have the same tag, so that a reader sees what
// belongs together. like is the other one's tag, "" for none.
func (k *Key) nameLike(kind Kind, text, like string) string {
	bare := strings.TrimSpace(text)
	if bare == "" {
		return text
	}
	before, after, _ := strings.Cut(text, bare)
	if _, ours := k.back[foldCase(bare)]; ours {
		return text // a name of ours already
	}
	pseudonym, ok := k.known(bare)
	if !ok {
		pseudonym = k.invent(kind, bare, like)
		k.keep(entry{kind, bare, pseudonym})
	}
	k.use(k.kindOf(pseudonym), pseudonym)
	return before + pseudonym + after
}

func (k *Key) kindOf(pseudonym string) Kind { return k.back[foldCase(pseudonym)].Kind }

func (k *Key) invent(kind Kind, text, like string) string {
	first, last := kind.form()
	if like != "" {
		for _, joint := range []string{"-", "_"} {
			out := strings.TrimSuffix(first, "-") + joint + like + last
			if _, taken := k.back[out]; !taken {
				return out
			}
		}
	}
	for attempt := 0; ; attempt++ {
		out := first + pseudonymTag(k.secret, foldCase(text), attempt) + last
		if _, taken := k.back[out]; !taken {
			return out
		}
	}
}

// tagOf is the tag in a pseudonym, "" where it has none.
func tagOf(pseudonym string) string {
	at := strings.IndexAny(pseudonym, "-_")
	if at < 0 || len(pseudonym) < at+1+tagLength {
		return ""
	}
	return pseudonym[at+1 : at+1+tagLength]
}

// keyLike keeps of a Consumer Key what reports show of it, and replaces the rest. A short one is a word that Salesforce
// publishes ("PlatformCLI").
func (k *Key) keyLike(key string) string {
	const shown, short = 10, 20
	if len(key) < short {
		return key
	}
	if entry, ours := k.back[foldCase(key)]; ours && entry.Kind == kindAppKey {
		return key
	}
	other, ok := k.forward["key "+key]
	for attempt := 0; !ok; attempt++ {
		other = key[:shown] +
			spell(keyStream(k.secret, 2*(len(key)-shown), "key", key, strconv.Itoa(attempt)), idLetters)
		if _, taken := k.back[foldCase(other)]; !taken {
			k.keep(entry{kindAppKey, key, other})
			ok = true
		}
	}
	k.use(kindAppKey, other)
	return other
}

// Used counts the pseudonyms of this run by kind.
func (k *Key) Used() map[Kind]int {
	out := map[Kind]int{}
	for _, kind := range k.used {
		out[kind]++
	}
	return out
}

// Example is a pseudonym of a kind that this run used, the first in the alphabet; "" where there is none.
func (k *Key) Example(kind Kind) string {
	out := ""
	for pseudonym, have := range k.used {
		if have == kind && (out == "" || pseudonym < out) {
			out = pseudonym
		}
	}
	return out
}
