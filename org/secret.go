package org

import (
	"fmt"
	"strings"
)

// Secret is a token, password, key or code. However it is printed or encoded, the text stays hidden;
// string(s) is the one way to it.
type Secret string

// Format prints "[secret]" for every verb, or nothing for an empty secret.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.hidden())) }

// MarshalText encodes "[secret]", or nothing for an empty secret.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.hidden()), nil }

func (s Secret) hidden() string {
	if s == "" {
		return ""
	}
	return "[secret]"
}

// trimmed is the secret without the white space around it that copying from a terminal or file leaves.
func (s Secret) trimmed() Secret { return Secret(strings.TrimSpace(string(s))) }
