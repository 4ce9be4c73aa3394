package config

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

type inner struct {
	Shared string `json:"shared,omitempty"`
}

type sample struct {
	inner
	Text   string             `json:"text"`
	Flag   bool               `json:"flag"`
	Whole  int8               `json:"whole"`
	Count  uint               `json:"count"`
	Ratio  float64            `json:"ratio"`
	Maybe  *bool              `json:"maybe"`
	When   time.Time          `json:"when"`
	Later  *time.Time         `json:"later"`
	List   []string           `json:"list"`
	Names  map[string]float64 `json:"names"`
	Nested []inner            `json:"nested"`
	Any    any                `json:"any"`
	Hidden string             `json:"-"`
	Plain  string
}

func TestDecode(t *testing.T) {
	text := `
text: "on"
flag: true
whole: -12
count: 7
ratio: 2
maybe: null
when: 2026-01-31T15:04:05Z
later: 2026-01-31T15:04:05+02:00
list: [on, yes, 2027-01-31, 0777, 0x1F, 1_000, .5, +1, "1", 'true', !!str 3]
names: {a: 1, b: 2.5e1}
nested: [&n {shared: x}, *n]
any: {n: null, l: [1, true, no]}
shared: embedded
Plain: |
  two
  lines
`
	later := time.Date(2026, 1, 31, 15, 4, 5, 0, time.FixedZone("", 2*60*60))
	want := sample{
		inner: inner{"embedded"}, Text: "on", Flag: true, Whole: -12, Count: 7, Ratio: 2,
		When: time.Date(2026, 1, 31, 15, 4, 5, 0, time.UTC), Later: &later,
		List:   []string{"on", "yes", "2027-01-31", "0777", "0x1F", "1_000", ".5", "+1", "1", "true", "3"},
		Names:  map[string]float64{"a": 1, "b": 25},
		Nested: []inner{{"x"}, {"x"}},
		Any:    map[string]any{"n": nil, "l": []any{1.0, true, "no"}},
		Plain:  "two\nlines\n",
	}
	for name, data := range map[string]string{
		"as is": text, "CRLF": strings.ReplaceAll(text, "\n", "\r\n"), "byte order mark": "\ufeff" + text,
		"document markers": "---" + text + "...\n",
	} {
		var got sample
		if err := Decode("a.yaml", []byte(data), &got); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(sample{})); diff != "" {
			t.Errorf("%s: -want +got:\n%s", name, diff)
		}
	}
}

func TestDecodeErrors(t *testing.T) {
	deep := strings.Repeat("[", 150) + strings.Repeat("]", 150)
	for _, c := range []struct{ name, data, want string }{
		{"too large", "whole: 128", "a.yaml:1:8: whole is too large"},
		{"negative", "count: -1", "a.yaml:1:8: count must be 0 or more, and not too large"},
		{
			"text for a number", "ratio: .5",
			"a.yaml:1:8: ratio must be a number, but is text\n  hint: write a plain decimal number, without quotes",
		},
		{"number beyond", "ratio: 1e999", "a.yaml:1:8: ratio is too large"},
		{"no time", "when: 2026-01-31", "a.yaml:1:7: when must be a time\n  hint: write it as 2026-01-31T15:04:05Z"},
		{
			"time as a number", "later: 2026",
			"a.yaml:1:8: later must be text, but is a whole number\n  hint: put it in quotes",
		},
		{
			"null for text", "text:\nflag: true",
			"a.yaml:1:6: text has no value\n  hint: give it a value (text) or remove the key",
		},
		{"a field without a key", "Hidden: x", "a.yaml:1:1: unknown key \"Hidden\""},
		{
			"column in characters", `text: "ü" # ü` + "\nlist: [ü, [ö]]",
			"a.yaml:2:11: an item of list must be text, but is a list",
		},
		{
			"column after a byte order mark", "\ufefftxt: a",
			"a.yaml:1:1: unknown key \"txt\"\n  hint: did you mean \"text\"?",
		},
		{"line after CRLF", "text: a\r\ntxt: a\r\n", "a.yaml:2:1: unknown key \"txt\"\n  hint: did you mean \"text\"?"},
		{"not UTF-8", "text: a\nPlain: \xff", "a.yaml:2:8: this is not UTF-8 text\n  hint: save the file as UTF-8"},
		{"UTF-16", "\xff\xfet\x00", "a.yaml:1:1: this is not UTF-8 text\n  hint: save the file as UTF-8"},
		{
			"control character", "text: a\nPlain: \"\x1b[31m\"",
			"a.yaml:2:9: a control character (U+001B) is not allowed\n" +
				"  hint: remove it, or save the file as plain UTF-8 text",
		},
		{"nesting", "any: " + deep, "a.yaml:1:106: nested deeper than 100 levels"},
		{"alias bomb", bomb(), "a.yaml:3:47: aliases expand to more than 10000 values\n  hint: write the values out"},
	} {
		var got sample
		err := Decode("a.yaml", []byte(c.data), &got)
		if err == nil {
			t.Errorf("%s: no error", c.name)
			continue
		}
		first, _, _ := strings.Cut(err.Error()+"\na.yaml", "\na.yaml")
		if diff := cmp.Diff(c.want, first); diff != "" {
			t.Errorf("%s: -want +got:\n%s", c.name, diff)
		}
	}
}

// bomb expands to 9^9 values.
func bomb() string {
	var b strings.Builder
	b.WriteString("any:\n  a0: &a0 x\n")
	for i := 1; i <= 9; i++ {
		item := fmt.Sprintf("*a%d", i-1)
		fmt.Fprintf(&b, "  a%d: &a%d [%s]\n", i, i,
			strings.Join([]string{item, item, item, item, item, item, item, item, item}, ", "))
	}
	return b.String()
}

func TestDecodeLongFile(t *testing.T) {
	data := "list:\n" + strings.Repeat("  - a name\n", 10_000) + "txt: a\n"
	var got sample
	err := Decode("a.yaml", []byte(data), &got)
	var one *Error
	if !errors.As(err, &one) || one.Line != 10_002 {
		t.Errorf("got %v, want an error in line 10002", err)
	}
	if len(got.List) != 10_000 {
		t.Errorf("read %d items", len(got.List))
	}
}

func TestErrorsAreFound(t *testing.T) {
	err := Decode("a.yaml", []byte("txt: a\nflga: true\n"), &sample{})
	var list Errors
	if !errors.As(fmt.Errorf("wrapped: %w", err), &list) || len(list) != 2 {
		t.Fatalf("got %v, want two errors", err)
	}
	if want := (Error{"a.yaml", 2, 1, `unknown key "flga"`, `did you mean "flag"?`}); *list[1] != want {
		t.Errorf("got %+v, want %+v", *list[1], want)
	}
}
