// Package diagnose recognises an error that somebody saw while connecting an app: a failing URL, the text of a page, a
// JSON or XML body. It says which checks can be the cause. The code proposes; the org decides.
package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"orgaudit/audit"
)

// Recognise finds the error codes and texts that the checks name, and the vendors' own page texts of the apps, in what
// was seen. It keeps nothing else of it: a URL may carry a code or a token. A symptom without checks was not recognised.
func Recognise(seen string, checks []*audit.Check, apps []audit.App) *audit.Symptom {
	said := sayings(seen)
	r := recognition{said: said, words: make([]string, len(said))}
	for i, s := range said {
		r.words[i] = plain(s)
	}
	r.byChecks(checks)
	r.byVendors(checks, apps)
	out := &audit.Symptom{Text: "not recognised", Checks: []string{}}
	if len(r.found) == 0 {
		return out
	}
	out.Text = strings.Join(r.found, ": ")
	out.Code = r.code
	// An uninstalled app is told apart from the other causes of its generic code by the second half of the message.
	if r.says("app must be installed into org") {
		out.Text, r.checks = r.join("app must be installed into org"), []string{"app-not-installed"}
	}
	for _, check := range checks {
		if slices.Contains(r.checks, check.ID) {
			out.Checks = append(out.Checks, check.ID)
		}
	}
	return out
}

type recognition struct {
	said   []string // what the input says, decoded, outermost first
	words  []string // the same, plain
	found  []string // codes and texts, in the spelling of the checks
	code   string
	checks []string
}

func (r *recognition) says(text string) bool {
	want := plain(text)
	return slices.ContainsFunc(r.words, func(s string) bool { return containsWords(s, want) })
}

func (r *recognition) join(text string) string {
	if slices.Contains(r.found, text) {
		return strings.Join(r.found, ": ")
	}
	return strings.Join(append(r.found, text), ": ")
}

// tooGeneral are codes of many errors, which mean something only with their text.
var tooGeneral = []string{"invalid_client"}

func (r *recognition) byChecks(checks []*audit.Check) {
	for _, check := range checks {
		for _, e := range check.Explains {
			if slices.Contains(tooGeneral, e) || !r.says(e) {
				continue
			}
			if !slices.Contains(r.found, e) && !slices.ContainsFunc(r.found, func(have string) bool { return plain(have) == plain(e) }) {
				r.found = append(r.found, e)
			}
			if r.code == "" && isCode(e) {
				r.code = e
			}
			r.checks = append(r.checks, check.ID)
		}
	}
}

func (r *recognition) byVendors(checks []*audit.Check, apps []audit.App) {
	for _, app := range apps {
		for _, symptom := range app.Symptoms {
			if !r.says(symptom.Match) {
				continue
			}
			if len(r.found) == 0 {
				r.found = append(r.found, symptom.Match)
			}
			r.checks = append(r.checks, symptom.Checks...)
			for _, check := range checks {
				if len(symptom.Checks) == 0 && slices.ContainsFunc(check.Explains, func(e string) bool { return slices.Contains(symptom.Codes, e) }) {
					r.checks = append(r.checks, check.ID)
				}
			}
			if r.code == "" && len(symptom.Codes) == 1 {
				r.code = symptom.Codes[0]
			}
		}
	}
}

var codeShape = regexp.MustCompile(`^([A-Z][A-Z0-9]*(_[A-Z0-9]+)+|[a-z]+(_[a-z]+)+|[A-Z]{10,})$`)

func isCode(s string) bool { return codeShape.MatchString(s) }

// plain folds case, and what separates words: vendors print codes with spaces for underscores.
func plain(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '\'' || r > 127)
	}), " ")
}

// containsWords finds whole words: app_blocked is not found in app_blockedness.
func containsWords(text, want string) bool {
	return want != "" && strings.Contains(" "+text+" ", " "+want+" ")
}
