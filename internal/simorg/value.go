package simorg

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// kind is what a value is. SOQL has no other kinds within the subset served here.
type kind uint8

const (
	null kind = iota
	text
	id
	truth
	number
	instant // milliseconds since 1970, UTC
	day     // the same, at midnight; printed without a time
	raw     // JSON as it stands
)

// value is one cell. It holds no pointer but the string's, so that a scan over
// hundreds of thousands of rows allocates nothing.
type value struct {
	kind kind
	text string
	num  float64
}

func textValue(s string) value {
	if s == "" {
		return value{}
	}
	return value{kind: text, text: s}
}

func idValue(s string) value {
	if s == "" {
		return value{}
	}
	return value{kind: id, text: s}
}

func truthValue(b bool) value {
	if b {
		return value{kind: truth, num: 1}
	}
	return value{kind: truth}
}

func numberValue(n int) value { return value{kind: number, num: float64(n)} }

func instantValue(t time.Time) value {
	if t.IsZero() {
		return value{}
	}
	return value{kind: instant, num: float64(t.UnixMilli())}
}

// key is what two equal values share: ids count by their first 15 characters, texts without case.
func (v value) key() string {
	switch v.kind {
	case text:
		return strings.ToLower(v.text)
	case id:
		return v.text[:min(15, len(v.text))]
	case null:
		return "\x00"
	default:
		return strconv.FormatFloat(v.num, 'g', -1, 64)
	}
}

// compareValues orders two values of one kind; text goes without case, as Salesforce sorts it.
func compareValues(a, b value) int {
	switch {
	case a.kind == null || b.kind == null:
		return int(a.kind) - int(b.kind)
	case a.kind == id:
		return strings.Compare(a.key(), b.key())
	case a.kind == text:
		return compareFold(a.text, b.text)
	case a.num < b.num:
		return -1
	case a.num > b.num:
		return 1
	default:
		return 0
	}
}

func compareFold(a, b string) int {
	if strings.EqualFold(a, b) {
		return 0
	}
	return strings.Compare(strings.ToLower(a), strings.ToLower(b))
}

// restTime is how REST prints a datetime: milliseconds, and the offset without a colon.
const restTime = "2006-01-02T15:04:05.000-0700"

func (v value) time() time.Time { return time.UnixMilli(int64(v.num)).UTC() }

// appendJSON prints the value as REST does.
func (v value) appendJSON(b []byte) []byte {
	switch v.kind {
	case text, id:
		return appendJSONString(b, v.text)
	case truth:
		return strconv.AppendBool(b, v.num != 0)
	case number:
		return strconv.AppendFloat(b, v.num, 'f', -1, 64)
	case instant:
		return append(v.time().AppendFormat(append(b, '"'), restTime), '"')
	case day:
		return append(v.time().AppendFormat(append(b, '"'), time.DateOnly), '"')
	case raw:
		return append(b, v.text...)
	default:
		return append(b, "null"...)
	}
}

// appendJSONString quotes a string without escaping HTML, as Salesforce does. Most strings need no escape at all.
func appendJSONString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= 0x7f {
			var quoted bytes.Buffer
			encoder := json.NewEncoder(&quoted)
			encoder.SetEscapeHTML(false)
			if err := encoder.Encode(s); err != nil { // a string always encodes
				panic(err)
			}
			return append(b, bytes.TrimRight(quoted.Bytes(), "\n")...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}
