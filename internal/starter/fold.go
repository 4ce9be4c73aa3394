package starter

import (
	"slices"
	"strings"
	"unicode/utf8"

	"orgaudit/audit"
)

// item is something that a policy may name, with every name that a rule finds it by.
type item struct {
	name string
	all  []string
}

func (i item) matches(pattern string) bool {
	return slices.ContainsFunc(i.all, func(name string) bool { return name != "" && audit.Glob(pattern, name) })
}

// leastFolded is how many names a pattern has to stand for.
const leastFolded = 3

// foldNames lists names that find every item and none of the others. Where there are more than maxNames, names that
// start alike become one pattern. rest are items that no such name finds.
func foldNames(items, others []item) (names []string, rest []item) {
	known := map[string]bool{}
	clear := func(pattern string) bool {
		free, asked := known[pattern]
		if !asked {
			free = !slices.ContainsFunc(others, func(o item) bool { return o.matches(pattern) })
			known[pattern] = free
		}
		return free
	}
	left := slices.Clone(items)
	take := func(pattern string) {
		names = append(names, pattern)
		left = slices.DeleteFunc(left, func(i item) bool { return i.matches(pattern) })
	}
	for len(names)+len(left) > maxNames {
		pattern := widestPattern(left, clear)
		if pattern == "" {
			break
		}
		take(pattern)
	}
	for len(left) > 0 {
		next := left[0]
		if isWritable(next.name) && next.matches(next.name) && clear(next.name) {
			take(next.name)
			continue
		}
		rest, left = append(rest, next), left[1:]
	}
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	return names, rest
}

// widestPattern is the pattern that finds the most items and no other, "" where none finds enough.
// Its fixed part ends with a word, or is a domain.
func widestPattern(items []item, clear func(string) bool) string {
	found := map[string]int{}
	for _, i := range items {
		for _, pattern := range patternsOf(i.name) {
			found[pattern]++
		}
	}
	best := ""
	for pattern, n := range found {
		if n < leastFolded || n < found[best] || n == found[best] && best != "" && !comesBefore(pattern, best) ||
			!clear(pattern) {
			continue
		}
		best = pattern
	}
	return best
}

// comesBefore orders patterns of equal reach: the one that says more stands first.
func comesBefore(a, b string) bool {
	if len(a) != len(b) {
		return len(a) > len(b)
	}
	return a < b
}

// patternsOf are those that a name may be folded to.
func patternsOf(name string) []string {
	if !isWritable(name) || strings.Contains(name, "*") {
		return nil
	}
	var out []string
	for i, c := range name {
		if i >= leastFolded && strings.ContainsRune(" _-:.", c) {
			out = append(out, name[:i+utf8.RuneLen(c)]+"*")
		}
	}
	return out
}

// isWritable tells whether a name can stand in a policy and be found again.
func isWritable(name string) bool {
	return name != "" && utf8.ValidString(name) && strings.TrimSpace(name) == name
}
