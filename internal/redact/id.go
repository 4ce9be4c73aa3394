package redact

import (
	"regexp"
	"strconv"
)

// idText finds what may be a record id: 15 or 18 letters and digits.
var idText = regexp.MustCompile(`[0-9A-Za-z]+`)

// isID tells whether a word is a record id: 18 characters with their checksum, or 15 with the digits that ids have.
func isID(word string) bool {
	switch len(word) {
	case 18:
		return word[15:] == idEnd(word[:15])
	case 15:
		digits := 0
		for i := range len(word) {
			if word[i] >= '0' && word[i] <= '9' {
				digits++
			}
		}
		return digits >= 3
	}
	return false
}

// idEnd is the end that makes 18 characters of 15: one character for each block of five, with a bit for each capital
// letter (18-character ids are safe where case is lost; Object Reference, ID field type).
func idEnd(id string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
	out := make([]byte, 3)
	for block := range 3 {
		bits := 0
		for i := range 5 {
			if c := id[block*5+i]; c >= 'A' && c <= 'Z' {
				bits |= 1 << i
			}
		}
		out[block] = alphabet[bits]
	}
	return string(out)
}

// idLike is another record id of the same object and length.
func (k *Key) idLike(id string) string {
	if len(id) != 15 && len(id) != 18 {
		return k.name(kindLabel, id)
	}
	short := id[:15]
	other, ok := k.forward["id "+short]
	if !ok {
		for attempt := 0; ; attempt++ {
			other = short[:3] + spell(keyStream(k.secret, 24, "id", short, strconv.Itoa(attempt)), idLetters)
			if _, taken := k.back[other]; !taken {
				break
			}
		}
		k.keep(entry{kindRecordID, short, other})
	}
	k.use(kindRecordID, other)
	if len(id) == 18 {
		return other + idEnd(other)
	}
	return other
}

// idBack is the record id for which another stands.
func (k *Key) idBack(id string) (string, bool) {
	if len(id) != 15 && len(id) != 18 {
		return "", false
	}
	entry, ok := k.back[id[:15]]
	if !ok || entry.Kind != kindRecordID {
		return "", false
	}
	if len(id) == 18 {
		return entry.Original + idEnd(entry.Original), true
	}
	return entry.Original, true
}
