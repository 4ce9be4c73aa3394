package checks

import (
	"slices"

	"orgaudit/audit"
	"orgaudit/fixes"
)

// PolicyDriftNames finds names in the policy that the org lacks: renamed, deleted, or misspelt. Such a rule guards
// nothing.
var PolicyDriftNames = &audit.Check{
	ID:    audit.CheckOfNames,
	Holds: "Every name in the policy exists in the org",
	Fails: "A name in the policy doesn't exist in the org",
	Topic: "Names in the policy",
	Why: "A rule about a profile, permission set, app or user that the org lacks guards nothing. Names change, " +
		"and labels are translated. A pattern may rightly match nothing today: that is said, and is no failure.",
	Severity: audit.Medium,
	Reads: []audit.Part{
		audit.PartProfiles, audit.PartPermissionSets, audit.PartUsers, audit.PartConnectedApps,
		audit.PartExternalClientApps, audit.PartBlockedApps, audit.PartApprovals,
	},
	Subjects: []string{audit.SubjectProfile, audit.SubjectPermissionSet, audit.SubjectApp, audit.SubjectUser},
	Fixes:    []*audit.Fix{fixes.CorrectPolicyName},
	Asked:    func(p *audit.Policy) bool { return len(driftNames(p))+len(patterns(p)) > 0 },
	Standing: func(v *audit.View, p *audit.Policy) []audit.Finding {
		for _, n := range driftNames(p) {
			v.About(func() audit.Finding { return judgeName(v, n) })
		}
		idlePatterns(v, p)
		return nil
	},
}

// subjectException stands for the kind of a name under except, which may be a profile or a permission set.
const subjectException = "exception"

// driftName is an exact name of the policy.
type driftName struct {
	kind     string // of the subject
	word     audit.Words
	text     string
	app      audit.App
	rule     audit.Rule
	harmless bool // the rule only permits: nothing is lost when the name is absent
}

// driftNames lists the exact names of a policy, each once. Patterns may match nothing, and an app that must be
// installed is AppPolicy's: its absence is what that rule is about.
func driftNames(p *audit.Policy) []driftName {
	var out []driftName
	add := func(n driftName) {
		if audit.IsGlob(n.text) ||
			slices.ContainsFunc(out, func(have driftName) bool { return have.kind == n.kind && have.text == n.text }) {
			return
		}
		out = append(out, n)
	}
	profile := func(text string, rule audit.Rule) {
		add(driftName{kind: audit.SubjectProfile, word: audit.Say("profile"), text: text, rule: rule})
	}
	set := func(text string, rule audit.Rule) {
		add(driftName{kind: audit.SubjectPermissionSet, word: audit.Say("permission set"), text: text, rule: rule})
	}
	for _, ask := range p.Connections {
		for _, name := range ask.Profiles {
			profile(name, ask.Rule)
		}
		for _, name := range ask.PermissionSets {
			set(name, ask.Rule)
		}
		for _, name := range ask.Usernames {
			add(driftName{kind: audit.SubjectUser, word: audit.Say("user"), text: name, rule: ask.Rule})
		}
	}
	for _, n := range slices.Concat(p.Bypass.UseAnyAPIClient, p.Bypass.ApproveUninstalledApps, p.APIEnabled.Holders) {
		add(driftName{kind: audit.SubjectUser, word: audit.Say("user"), text: n.Text, rule: n.Rule, harmless: true})
	}
	for _, n := range slices.Concat(p.APIEnabled.Required.Profiles, p.APIEnabled.Forbidden.Profiles) {
		profile(n.Text, n.Rule)
	}
	for _, n := range slices.Concat(p.APIEnabled.Required.PermissionSets, p.APIEnabled.Forbidden.PermissionSets) {
		set(n.Text, n.Rule)
	}
	for _, n := range p.APIEnabled.Except {
		add(driftName{kind: subjectException, word: audit.Say("profile or permission set"), text: n.Text, rule: n.Rule})
	}
	for _, e := range slices.Concat(p.Apps.Blocked, p.Apps.AdminApproved) {
		add(driftName{kind: audit.SubjectApp, word: audit.Say("app"), text: e.App.Title(), app: e.App, rule: e.Rule})
	}
	for _, e := range p.Apps.Allowed {
		add(driftName{
			kind:     audit.SubjectApp,
			word:     audit.Say("app"),
			text:     e.App.Title(),
			app:      e.App,
			rule:     e.Rule,
			harmless: true,
		})
	}
	return out
}

// judgeName judges one name; there is no finding when the org has it.
func judgeName(v *audit.View, n driftName) (f audit.Finding) {
	var have []string
	var found bool
	parts := []audit.Part{audit.PartProfiles}
	switch n.kind {
	case audit.SubjectProfile:
		found, have = v.HasProfile(n.text), v.ProfileNames()
	case audit.SubjectPermissionSet:
		parts = []audit.Part{audit.PartPermissionSets}
		found, have = v.HasPermissionSet(n.text), v.PermissionSetNames()
	case subjectException:
		parts = append(parts, audit.PartPermissionSets)
		found = v.Any(func() bool { return v.HasProfile(n.text) }, func() bool { return v.HasPermissionSet(n.text) })
		n.kind, have = audit.SubjectProfile, v.ProfileNames()
	case audit.SubjectUser:
		has, asked := v.HasUser(n.text)
		if !asked {
			return f // the snapshot was taken for others, so its absence says nothing
		}
		parts, found, have = []audit.Part{audit.PartUsers}, has, v.NearUsernames(n.text)
	default:
		parts = []audit.Part{
			audit.PartConnectedApps, audit.PartExternalClientApps, audit.PartBlockedApps, audit.PartApprovals,
		}
		found, have = v.HasApp(n.app), v.AppNames()
	}
	if found {
		return f
	}
	rule := n.rule
	f = audit.Finding{
		Subject: audit.AbsentSubject(n.kind, n.text),
		Want:    "a name that the org has",
		Got:     "absent",
		Rule:    &rule,
	}
	f.Verdict, f.Fix, f.Names = audit.Fail, fixes.CorrectPolicyName.ID, map[string]string{n.placeholder(): n.text}
	if n.harmless {
		f.Severity = audit.Info
	}
	f.Say("the policy names the %s %q, which this org lacks", n.word, n.text)
	f.Tell(f.Words.And(audit.DidYouMean(n.text, have)))
	f.Evidence = v.Evidence("no row of this name", parts...)
	return f
}

func (n driftName) placeholder() string {
	switch n.kind {
	case audit.SubjectProfile:
		return "profile"
	case audit.SubjectPermissionSet:
		return "permission_set"
	case audit.SubjectUser:
		return "user"
	}
	return "app"
}
