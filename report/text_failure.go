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
	at := ""
	if f.Host != "" {
		at = " at " + f.Host
	}
	label, said := "! NOT READ TO THE END", "the audit's own calls"+at+" were refused or broke off"
	if f.SignIn {
		label, said = "! NOT SIGNED IN", "the audit could not sign in"+at
	}
	t.gap()
	t.flow(0, 2, styled(red, label), apart(2), styled(bold, said))
	answer := f.Code
	if f.Message != "" && f.Message != f.Code {
		answer = strings.TrimPrefix(answer+": "+f.Message, ": ")
	}
	t.field(2, "Answer:", say(answer))
	if len(f.MayMean) == 0 {
		return
	}
	t.flow(2, 2, say("Salesforce answers so when one of these does not hold:"))
	for _, mean := range f.MayMean {
		t.flow(4, 6, styled(bold, mean.Check), apart(2), say(mean.Title))
		if fix, ok := t.Fixes[mean.Fix]; ok {
			t.field(6, "Fix:", say(fix.Title, " (", mean.Fix, ", steps below)"))
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
		t.field(0, "Symptom:", say(d.Symptom, ": no check knows it, so it can't be told whether the org explains it"))
		return
	}
	seen := "“" + d.Symptom + "”"
	if d.Code != "" && !strings.Contains(d.Symptom, d.Code) {
		seen += " (" + d.Code + ")"
	}
	t.gap()
	t.field(0, "Symptom:", say(seen))
	switch d.Verdict {
	case audit.Explained:
		t.field(2, "Explained", say("by ", strings.Join(d.Causes, ", ")))
	case audit.OrgClean:
		t.field(2, "Not the org:", say("every gate was read and none explains it, so the cause is on the app's side"))
	default:
		t.field(2, "Cannot tell", say("whether the org explains it: not all that could was judged"))
		if len(d.Candidates) > 0 {
			t.field(2, "It may come from:", say(strings.Join(d.Candidates, ", ")))
		}
	}
	if d.Note != "" {
		t.field(2, "When:", say(d.Note))
	}
}
