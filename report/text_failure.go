package report

import (
	"strings"

	"orgaudit/audit"
)

// failure says first that the audit itself was refused, and what that may mean: all below follows from it.
func (t *text) failure() {
	f := t.Failure
	if f == nil {
		return
	}
	label, said := t.say("NOT READ TO THE END"), t.say("the audit's own calls were refused or broke off")
	switch {
	case f.SignIn && f.Host != "":
		label, said = t.say("NOT SIGNED IN"), t.say("the audit could not sign in at %s", f.Host)
	case f.SignIn:
		label, said = t.say("NOT SIGNED IN"), t.say("the audit could not sign in")
	case f.Host != "":
		said = t.say("the audit's own calls at %s were refused or broke off", f.Host)
	}
	t.gap()
	t.flow(0, 2, styled(red, "! ", label), apart(2), styled(bold, said))
	answer := f.Code
	if f.Message != "" && f.Message != f.Code {
		answer = strings.TrimPrefix(answer+": "+f.Message, ": ")
	}
	t.field(2, t.say("Answer:"), shown(answer))
	if len(f.MayMean) == 0 {
		return
	}
	t.flow(2, 2, shown(t.say("Salesforce answers so for one of these reasons:")))
	for _, mean := range f.MayMean {
		t.flow(4, 6, styled(bold, mean.Check), apart(2), shown(t.translate(mean.Fails)))
		if fix, ok := t.remedy(mean.Fix); ok {
			t.field(6, t.say("Fix:"), shown(t.say("%s (%s, steps below)", fix.Title, mean.Fix)))
		}
	}
}

// diagnosis says whether the org explains what the reader has seen.
func (t *text) diagnosis() {
	d := t.Diagnosis
	if d == nil {
		return
	}
	if len(d.Candidates) == 0 && d.Verdict == audit.Undecided {
		t.gap()
		t.field(0, t.say("Symptom:"), shown(t.say("%s: no check knows it, so it can't be told whether the org explains it", d.Symptom)))
		return
	}
	seen := "“" + d.Symptom + "”"
	if d.Code != "" && !strings.Contains(d.Symptom, d.Code) {
		seen += " (" + d.Code + ")"
	}
	t.gap()
	t.field(0, t.say("Symptom:"), shown(seen))
	switch d.Verdict {
	case audit.Explained:
		t.flow(2, 4, shown(t.say("Explained by %s", strings.Join(d.Causes, ", "))))
	case audit.OrgClean:
		t.field(2, t.say("Not the org:"), shown(t.say("every gate was read and none explains it, so the cause is on the app's side")))
	default:
		t.flow(2, 4, shown(t.say("Cannot tell whether the org explains it: not all that could was judged")))
		if len(d.Candidates) > 0 {
			t.field(2, t.say("It may come from:"), shown(strings.Join(d.Candidates, ", ")))
		}
	}
	if d.Note != "" {
		t.field(2, t.say("When:"), shown(t.words(d.Words, d.Note)))
	}
}
