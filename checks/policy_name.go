package checks

import (
	"slices"
	"strings"

	"orgaudit/audit"
)

// apiRule finds the rule that names something by one of its names. An exact name wins over a pattern, and an exception
// over both.
func apiRule(rules, except []audit.Named, names []string) (audit.Named, bool) {
	if _, ok := match(except, names); ok {
		return audit.Named{}, false
	}
	return match(rules, names)
}

func match(rules []audit.Named, names []string) (audit.Named, bool) {
	for _, exact := range []bool{true, false} {
		for _, rule := range rules {
			if audit.IsGlob(rule.Text) == exact {
				continue
			}
			if slices.ContainsFunc(names, func(name string) bool { return name != "" && audit.Glob(rule.Text, name) }) {
				return rule, true
			}
		}
	}
	return audit.Named{}, false
}

// decide settles what a policy wants of a name that its required and forbidden lists may both match: the exact rule
// wins, and of two equals the forbidding one, which errs on the safe side.
func decide(required, forbidden, except []audit.Named, names []string) (want bool, rule audit.Named, asked bool) {
	must, isRequired := apiRule(required, nil, names)
	mustNot, isForbidden := apiRule(forbidden, except, names)
	switch {
	case isRequired && isForbidden && !audit.IsGlob(must.Text) && audit.IsGlob(mustNot.Text):
		return true, must, true
	case isForbidden:
		return false, mustNot, true
	case isRequired:
		return true, must, true
	}
	return false, audit.Named{}, false
}

// apiFinding is the finding of either API policy check.
func apiFinding(subject audit.Subject, kind audit.Words, held, want bool, rule audit.Named) audit.Finding {
	word := map[bool]string{true: "API Enabled on", false: "API Enabled off"}
	place := rule.Rule
	f := audit.Finding{Subject: subject, Want: word[want], Got: word[held], Rule: &place}
	switch {
	case held && want:
		f.Verdict = audit.Pass
		f.Say("API Enabled is on in the %s %s, as the policy asks", kind, subject.Name)
	case !held && !want:
		f.Verdict = audit.Pass
		f.Say("API Enabled is off in the %s %s, as the policy asks", kind, subject.Name)
	case held:
		f.Verdict = audit.Fail
		f.Say("API Enabled is on in the %s %s, and the policy forbids it", kind, subject.Name)
	default:
		f.Verdict = audit.Fail
		f.Say("API Enabled is off in the %s %s, and the policy requires it", kind, subject.Name)
	}
	return f
}

// matchesApp tells whether a policy's entry means an app of the org by one of its names or its key. An entry without a
// pattern matches by name, alias or Consumer Key; a key outranks names.
func matchesApp(entry audit.App, names []string, consumerKey string) bool {
	if consumerKey != "" && len(entry.ConsumerKeys) > 0 {
		return slices.Contains(entry.ConsumerKeys, consumerKey)
	}
	return slices.ContainsFunc(entry.Names(), func(pattern string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return name != "" && audit.Glob(pattern, name) })
	})
}

// isPattern tells whether a policy's app entry is a pattern over names.
func isPattern(app audit.App) bool { return strings.Contains(app.Name, "*") }
