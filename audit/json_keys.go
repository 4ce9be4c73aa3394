package audit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// keysOnce refuses JSON in which an object has a key twice. Which of the two counts is up to whoever reads it
// (RFC 8259, section 4), so that another reader may see another report; encoding/json takes the last, and a key in
// other letters for the same one.
func keysOnce(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	return keysOnceIn(d, "")
}

func keysOnceIn(d *json.Decoder, where string) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	switch token {
	case json.Delim('{'):
		seen := map[string]bool{}
		for d.More() {
			key, err := d.Token()
			if err != nil {
				return err
			}
			name, _ := key.(string)
			at := strings.TrimPrefix(where+"."+name, ".")
			folded := strings.ToLower(name)
			if seen[folded] {
				return &ReportError{at, "is there twice"}
			}
			seen[folded] = true
			if err := keysOnceIn(d, at); err != nil {
				return err
			}
		}
		_, err = d.Token()
	case json.Delim('['):
		for i := 0; d.More(); i++ {
			if err := keysOnceIn(d, fmt.Sprintf("%s[%d]", where, i)); err != nil {
				return err
			}
		}
		_, err = d.Token()
	}
	return err
}
