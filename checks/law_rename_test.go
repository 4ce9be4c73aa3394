package checks_test

import (
	"slices"
	"strings"
	"testing"

	"orgaudit/audit"
	"orgaudit/checks"
)

// anothersLabelMakesNothingBetter gives one thing of the org the label of another, as files of a project can. Nothing
// that failed passes, no connection becomes ready, no fewer findings fail or can't be told, and no exit code becomes 0:
// what the policy permits or excepts by that label was not said of a second one that bears it too.
//
// Left out are renames of what the policy or the question means by its old label: that these rules then guard nothing
// is what policy-drift-names says. A waiver of a label means all that bear it (TestWaiverOfTwins), so that the law is
// held without waivers.
func anothersLabelMakesNothingBetter(t *testing.T, s *audit.Snapshot, p *audit.Policy, q *audit.Question) {
	t.Helper()
	unwaived := audit.Policy{}
	if p != nil {
		unwaived = *p
		unwaived.Waivers = nil
	}
	renamed := clone(t, s)
	before := audit.Evaluate(renamed, &unwaived, q, checks.All())
	for kind, list := range labels(s) {
		for i, label := range list {
			for j, other := range list {
				if i == j || strings.EqualFold(*label, *other) || *label == "" || *other == "" ||
					means(&unwaived, q, *label, *other) {
					continue
				}
				changed := labels(renamed)[kind][i]
				*changed = *other
				noFewerFailures(t, *label+" renamed to "+*other, before,
					audit.Evaluate(renamed, &unwaived, q, checks.All()))
				*changed = *label
			}
		}
	}
}

// labels are those of a snapshot by the kind of thing; of both kinds of apps they are in one list.
func labels(s *audit.Snapshot) [][]*string {
	var profiles, sets, apps, users []*string
	for i := range s.Profiles {
		profiles = append(profiles, &s.Profiles[i].Name)
	}
	for i := range s.PermissionSets {
		if s.PermissionSets[i].Type != audit.PermissionSetGroupOf {
			sets = append(sets, &s.PermissionSets[i].Label)
		}
	}
	for i := range s.ConnectedApps {
		apps = append(apps, &s.ConnectedApps[i].Name)
	}
	for i := range s.ExternalClientApps {
		apps = append(apps, &s.ExternalClientApps[i].Label)
	}
	for i := range s.Users {
		users = append(users, &s.Users[i].Name)
	}
	return [][]*string{profiles, sets, apps, users}
}

// means reports whether the policy or the question names something by a label, and by the new one no more.
func means(p *audit.Policy, q *audit.Question, label, renamed string) bool {
	var texts []string
	for _, n := range slices.Concat(p.APIEnabled.Required.Profiles, p.APIEnabled.Required.PermissionSets,
		p.APIEnabled.Forbidden.Profiles, p.APIEnabled.Forbidden.PermissionSets, p.APIEnabled.Except) {
		texts = append(texts, n.Text)
	}
	for _, e := range slices.Concat(p.Apps.Allowed, p.Apps.Blocked, p.Apps.Installed, p.Apps.AdminApproved) {
		texts = append(texts, e.App.Names()...)
	}
	for _, ask := range slices.Concat(p.Connections, q.Connections) {
		texts = slices.Concat(texts, ask.App.Names(), ask.Profiles, ask.PermissionSets)
	}
	return slices.ContainsFunc(texts, func(text string) bool {
		return audit.Glob(text, label) && !audit.Glob(text, renamed)
	})
}

func noFewerFailures(t *testing.T, what string, before, after *audit.Report) {
	t.Helper()
	open := func(r *audit.Report) int {
		n := 0
		for _, f := range r.Findings {
			if f.Verdict == audit.Fail || f.Verdict == audit.Unknown {
				n++
			}
		}
		return n
	}
	if open(after) < open(before) {
		t.Errorf("%s: %d findings failed or could not be told, and %d do", what, open(before), open(after))
	}
	then := after.ByFingerprint()
	for _, f := range before.Findings {
		if now := then[f.Fingerprint]; f.Verdict == audit.Fail && now != nil && now.Verdict == audit.Pass {
			t.Errorf("%s: %s of %s failed (%s), and passes (%s)", what, f.Check, f.Subject.Name, f.Message, now.Message)
		}
	}
	for i, c := range before.Connections {
		if c.Verdict != audit.Ready && after.Connections[i].Verdict == audit.Ready {
			t.Errorf("%s: %s with %s was %s by %q, and is ready", what, c.User, c.App.Name, c.Verdict, c.Causes)
		}
	}
	if before.ExitCode() != 0 && after.ExitCode() == 0 {
		t.Errorf("%s: the exit code was %d, and is 0", what, before.ExitCode())
	}
}
