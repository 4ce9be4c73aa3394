package audit

import (
	"slices"
	"strings"
)

// Near returns up to three candidates that a reader may have meant by name, nearest first; none where nothing is
// near enough to be worth offering.
func Near(name string, candidates []string) []string {
	type scored struct {
		text string
		cost int
	}
	want := fold(name)
	var near []scored
	for _, c := range candidates {
		have := fold(c)
		cost := distance(want, have)
		if want != "" && (strings.Contains(have, want) || strings.Contains(want, have) && have != "") {
			cost = min(cost, 2)
		}
		if cost <= max(2, len([]rune(want))/4) {
			near = append(near, scored{c, cost})
		}
	}
	slices.SortStableFunc(near, func(a, b scored) int {
		if a.cost != b.cost {
			return a.cost - b.cost
		}
		return strings.Compare(a.text, b.text)
	})
	var out []string
	for _, n := range near {
		if len(out) < 3 && !slices.Contains(out, n.text) {
			out = append(out, n.text)
		}
	}
	return out
}

// distance counts the single-character edits, and swaps of neighbours, between two strings.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	// Far apart in length means far apart: skip the table, which matters with thousands of candidates.
	if d := len(x) - len(y); d > 8 || d < -8 {
		return max(d, -d)
	}
	before, last := []int(nil), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row := make([]int, len(y)+1)
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(y)]
}

// Glob reports whether a name matches a pattern in which * stands for any characters, without case. A pattern
// without * is a plain name.
func Glob(pattern, name string) bool {
	p, n := fold(pattern), fold(name)
	parts := strings.Split(p, "*")
	if len(parts) == 1 {
		return p == n
	}
	if !strings.HasPrefix(n, parts[0]) {
		return false
	}
	n = n[len(parts[0]):]
	last := parts[len(parts)-1]
	for _, part := range parts[1 : len(parts)-1] {
		i := strings.Index(n, part)
		if i < 0 {
			return false
		}
		n = n[i+len(part):]
	}
	return strings.HasSuffix(n, last)
}

// IsGlob reports whether a pattern matches more than one name.
func IsGlob(pattern string) bool { return strings.Contains(pattern, "*") }

// DidYouMean offers the names that a reader may have meant, to be said after what is wrong with the name; nothing where
// none is near.
func DidYouMean(name string, candidates []string) Words {
	switch near := Near(name, candidates); len(near) {
	case 0:
		return nil
	case 1:
		return Say("; did you mean %q?", near[0])
	case 2:
		return Say("; did you mean %q or %q?", near[0], near[1])
	default:
		return Say("; did you mean %q, %q or %q?", near[0], near[1], near[2])
	}
}
