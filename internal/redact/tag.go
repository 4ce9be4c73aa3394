package redact

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"strconv"
)

// Letters of tags. Without vowels a tag never spells a name, and one that isn't known can't be mistaken for a word.
const (
	tagLetters = "23456789bcdfghjkmnpqrstvwxz"
	idLetters  = "0123456789BCDFGHJKLMNPQRSTVWXZbcdfghjklmnpqrstvwxz"
	tagLength  = 8
)

// keyStream gives as many bytes as are asked for that only the secret's owner can foretell.
func keyStream(secret []byte, size int, words ...string) []byte {
	var out []byte
	for block := 0; len(out) < size; block++ {
		sum := hmac.New(sha256.New, secret)
		for _, w := range append([]string{strconv.Itoa(block)}, words...) {
			_ = binary.Write(sum, binary.BigEndian, uint64(len(w)))
			sum.Write([]byte(w))
		}
		out = sum.Sum(out)
	}
	return out[:size]
}

// spell writes bytes in some letters.
func spell(bytes []byte, letters string) string {
	out := make([]byte, len(bytes)/2)
	for i := range out {
		out[i] = letters[int(binary.BigEndian.Uint16(bytes[2*i:]))%len(letters)]
	}
	return string(out)
}

// pseudonymTag is the word that stands for a text, the attempt-th one.
func pseudonymTag(secret []byte, text string, attempt int) string {
	return spell(keyStream(secret, 2*tagLength, "tag", text, strconv.Itoa(attempt)), tagLetters)
}
