package bundle

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"

	"orgaudit/audit"
)

// aside are parts of a report that are another run's by nature: sums, places in files, and fingerprints and keys, which
// are made of ids and names. Patterns of waivers are written out; what they accept shows in the findings.
var aside = []string{"fingerprint", "alias", "key", "rule", "policy", "connectors", "sha256", "waivers"}

// unordered are lists whose order hangs on names.
var unordered = []string{"evidence", "grants"}

// suggestion is what a message says of names like one that the org lacks: pseudonyms are like nothing.
var suggestion = regexp.MustCompile(`; did you mean [^?]*\?`)

// place is where in a policy something was asked for.
var place = regexp.MustCompile(`\([^()]*:[0-9]+\)`)

// differences tells how two reports differ when the texts of the second are translated; exact compares what names
// put in order as well. The first few are enough.
func differences(want, got *audit.Report, translate func(string) string, exact bool) []string {
	c := &comparison{translate: translate, exact: exact}
	a, errA := heldTree(want)
	b, errB := heldTree(got)
	if errA != nil || errB != nil {
		return []string{"a report can't be written as JSON"}
	}
	c.compare("report", a, b)
	if !slices.Equal(findingPlaces(want), findingPlaces(got)) {
		c.say("the findings of the connections")
	}
	return c.out
}

// findingPlaces are the findings of each connection by their place in the report.
func findingPlaces(r *audit.Report) []string {
	at := map[string]int{}
	for i, f := range r.Findings {
		at[f.Fingerprint] = i
	}
	var out []string
	for _, c := range r.Connections {
		for _, id := range c.Findings {
			out = append(out, fmt.Sprint(at[id]))
		}
		out = append(out, "|")
	}
	return out
}

// heldTree is a report as it is held: with the sources beside what they prove, and without the answer.
func heldTree(r *audit.Report) (any, error) {
	type held audit.Report
	out := held(*r)
	out.PolicyChecks = nil // a pattern that matches nothing is left out of the policy of a bundle
	return asTree(&out)
}

func asTree(r any) (any, error) {
	text, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	var out any
	err = json.Unmarshal(text, &out)
	return out, err
}

const maxDifferences = 5

type comparison struct {
	translate func(string) string
	exact     bool
	out       []string
}

func (c *comparison) say(where string) {
	if len(c.out) < maxDifferences && !slices.Contains(c.out, where) {
		c.out = append(c.out, where)
	}
}

func (c *comparison) compare(where string, a, b any) {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok {
			c.say(where)
			return
		}
		c.members(where, a, b)
	case []any:
		b, ok := b.([]any)
		if !ok || len(a) != len(b) {
			c.say(where)
			return
		}
		for i := range a {
			c.compare(fmt.Sprintf("%s[%d]", where, i), a[i], b[i])
		}
	case string:
		b, ok := b.(string)
		if !ok || !c.same(a, b) {
			c.say(where)
		}
	default:
		if a != b {
			c.say(where)
		}
	}
}

func (c *comparison) members(where string, a, b map[string]any) {
	keys := make([]string, 0, len(a))
	for key := range a {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	for key := range b {
		if _, ok := a[key]; !ok && !slices.Contains(aside, key) {
			c.say(where + "." + key)
		}
	}
	for _, key := range keys {
		if slices.Contains(aside, key) && !c.exact {
			if (a[key] == nil) != (b[key] == nil) {
				c.say(where + "." + key)
			}
			continue
		}
		one, other := a[key], b[key]
		if _, text := one.([]any); key == "findings" && text && strings.Contains(where, "connections") {
			continue // compared by their place
		}
		if key == "words" && !c.exact {
			continue // the parts of a text that is compared
		}
		if slices.Contains(unordered, key) && !c.exact {
			one, other = c.sorted(one, false), c.sorted(other, true)
		}
		c.compare(where+"."+key, one, other)
	}
}

// sorted puts a list into an order that doesn't hang on names.
func (c *comparison) sorted(list any, translated bool) any {
	items, ok := list.([]any)
	if !ok {
		return list
	}
	items = slices.Clone(items)
	key := func(v any) string {
		var words []string
		gatherTexts(v, func(text string) {
			if translated {
				text = c.translate(text)
			}
			words = append(words, sortedWords(text))
		})
		slices.Sort(words)
		return strings.Join(words, "\n")
	}
	slices.SortStableFunc(items, func(a, b any) int { return strings.Compare(key(a), key(b)) })
	return items
}

// gatherTexts gives every text of a value.
func gatherTexts(v any, take func(string)) {
	switch v := v.(type) {
	case string:
		take(v)
	case []any:
		for _, item := range v {
			gatherTexts(item, take)
		}
	case map[string]any:
		for key, item := range v {
			if key != "words" {
				gatherTexts(item, take)
			}
		}
	}
}

// same compares two texts when the second is translated: without case, since names are, and without order where
// names are listed in the order of the alphabet.
func (c *comparison) same(a, b string) bool {
	if c.exact {
		return a == b
	}
	return sortedWords(a) == sortedWords(c.translate(b))
}

// sortedWords is the words of a text in an order of their own.
func sortedWords(text string) string {
	text = place.ReplaceAllString(suggestion.ReplaceAllString(strings.ToLower(text), ""), "(the policy)")
	text = strings.ReplaceAll(text, `\'`, `'`)
	words := strings.FieldsFunc(text, func(r rune) bool {
		return r == ' ' || r == ',' || r == ';' || r == '\n' || r == '\t'
	})
	slices.Sort(words)
	return strings.Join(words, " ")
}
