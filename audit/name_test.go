package audit

import (
	"strings"
	"testing"
)

// FuzzSameName holds the comparison of names to the folding that look-ups are keyed by: two names are one by both or
// by neither.
func FuzzSameName(f *testing.F) {
	for _, pair := range [][2]string{
		{"Read Only", " read only "}, {"İ", "i"}, {"K", "k"}, {"ſ", "s"}, {"Straße", "STRASSE"}, {"a\xff", "A\xfe"},
		{"", ""}, {" ", "\t"}, {"abc", "abcd"}, {"영업", "영업"},
	} {
		f.Add(pair[0], pair[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		want := strings.TrimSpace(b) != "" && fold(a) == fold(b)
		if got := sameName(a, b); got != want {
			t.Errorf("sameName(%q, %q) = %t, their folded forms %q and %q", a, b, got, fold(a), fold(b))
		}
	})
}
