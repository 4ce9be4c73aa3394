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

// shared tells whether several things of the org bear a name of the policy.
type shared func(name string) bool

// sharedBy counts the bearers of a name among things that have several names each.
func sharedBy(bearers [][]string) shared {
	return func(name string) bool {
		n := 0
		for _, names := range bearers {
			if slices.ContainsFunc(names, func(have string) bool { return have != "" && audit.Glob(name, have) }) {
				n++
			}
		}
		return n > 1
	}
}

// alone leaves out the exact names that several things bear.
func (bears shared) alone(rules []audit.Named) []audit.Named {
	return slices.DeleteFunc(slices.Clone(rules), func(n audit.Named) bool {
		return !audit.IsGlob(n.Text) && bears(n.Text)
	})
}

// mistakable is what the finding of a thing comes to where a name of the policy may mean another one: what it asks by
// that name it asks of all that bear it, and what it permits so, where another rule of it forbids that, can't be told.
func mistakable(meant, other audit.Finding) audit.Finding {
	if other.Verdict != audit.Fail || meant.Verdict == audit.Fail || meant.Verdict == audit.Unknown {
		return meant
	}
	out := other
	out.Verdict, out.Fix, out.OtherFixes = audit.Unknown, "", nil
	out.Tell(other.Words.Add("; another rule of the policy permits it by a name that several bear, " +
		"so it can't be told which is meant: name it by its API name, or all of them by a pattern"))
	return out
}

// apiRules are what a policy says of API Enabled in one kind of thing.
type apiRules struct {
	required, forbidden, except []audit.Named
}

// judge holds one thing to the rules, also where names of theirs mean another one that bears them.
func (r apiRules) judge(names []string, bears shared, finding func(want bool, rule audit.Named) audit.Finding,
) audit.Finding {
	by := func(r apiRules) (f audit.Finding) {
		if want, rule, asked := decide(r.required, r.forbidden, r.except, names); asked {
			f = finding(want, rule)
		}
		return f
	}
	return mistakable(by(r), by(apiRules{bears.alone(r.required), bears.alone(r.forbidden), bears.alone(r.except)}))
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

// meansApp tells whether a policy's entry means an app, where bears is given by no name that several bear.
func meansApp(entry audit.App, app audit.OrgApp, bears shared) bool {
	byKey := app.Key != "" && len(entry.ConsumerKeys) > 0
	if bears != nil && !byKey && !isPattern(entry) {
		entry.Aliases = slices.DeleteFunc(slices.Clone(entry.Aliases), bears)
		if bears(entry.Name) {
			entry.Name = ""
		}
	}
	return matchesApp(entry, []string{app.Name, app.Label}, app.Key)
}

// isPattern tells whether a policy's app entry is a pattern over names.
func isPattern(app audit.App) bool { return strings.Contains(app.Name, "*") }
