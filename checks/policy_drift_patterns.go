package checks

import (
	"slices"

	"orgaudit/audit"
)

// pattern is a rule of the policy that is about all that its text matches.
type pattern struct {
	kind  string // of the subject
	words audit.Words
	text  string
	rule  audit.Rule
}

// patterns lists those that ask for something. What only permits, or makes an exception, guards nothing anyway.
func patterns(p *audit.Policy) []pattern {
	var out []pattern
	add := func(kind string, words audit.Words, text string, rule audit.Rule) {
		same := func(have pattern) bool { return have.kind == kind && have.text == text }
		if audit.IsGlob(text) && !slices.ContainsFunc(out, same) {
			out = append(out, pattern{kind, words, text, rule})
		}
	}
	for _, n := range slices.Concat(p.APIEnabled.Required.Profiles, p.APIEnabled.Forbidden.Profiles) {
		add(audit.SubjectProfile, audit.Say("profile"), n.Text, n.Rule)
	}
	for _, n := range slices.Concat(p.APIEnabled.Required.PermissionSets, p.APIEnabled.Forbidden.PermissionSets) {
		add(audit.SubjectPermissionSet, audit.Say("permission set"), n.Text, n.Rule)
	}
	for _, e := range slices.Concat(p.Apps.Blocked, p.Apps.Installed, p.Apps.AdminApproved) {
		add(audit.SubjectApp, audit.Say("app"), e.App.Title(), e.Rule)
	}
	return out
}

// idlePatterns says which patterns match nothing that the org has: nothing was judged by such a line of the policy.
// What could not be read, the policy's own checks say themselves.
func idlePatterns(v *audit.View, p *audit.Policy) {
	for _, n := range patterns(p) {
		if !v.Surely(func() bool { return !v.Matches(n.kind, n.text) }) {
			continue
		}
		v.About(func() audit.Finding {
			rule := n.rule
			f := audit.Finding{
				Subject: audit.AbsentSubject(n.kind, n.text), Verdict: audit.Moot, Severity: audit.Info,
				Want: "something that the pattern matches", Got: "nothing", Rule: &rule,
			}
			f.Say("nothing was judged by this line of the policy: no %s of the org matches %q", n.words, n.text)
			return f
		})
	}
}
