package report

import (
	"slices"

	"orgaudit/audit"
)

// open is what could not be told for one reason.
type open struct {
	need    string // the permission that would settle it; "" where none would
	message string // where no part is missing: what the check says itself
	parts   []audit.Part
	checks  []string
	finding *audit.Finding   // the first one
	events  []audit.Evidence // what happened, each once
}

// reasons groups what could not be told by the permission that would settle it: ten gates behind one missing permission
// are one thing to do.
func (l *outline) reasons() []*open {
	var reasons []*open
	at := map[[2]string]*open{}
	find := func(need, message string) *open {
		o := at[[2]string{need, message}]
		if o == nil {
			o = &open{need: need, message: message}
			at[[2]string{need, message}] = o
			reasons = append(reasons, o)
		}
		return o
	}
	for i := range l.Findings {
		f := &l.Findings[i]
		if f.Verdict != audit.Unknown {
			continue
		}
		if len(f.Missing) == 0 {
			o := find("", f.Message)
			o.note(f, "")
		}
		for _, part := range f.Missing {
			o := find(l.refusal(part).NeedsPermission, "")
			o.note(f, part)
		}
	}
	return reasons
}

func (o *open) note(f *audit.Finding, part audit.Part) {
	if o.finding == nil {
		o.finding = f
	}
	if !slices.Contains(o.checks, f.Check) {
		o.checks = append(o.checks, f.Check)
	}
	for _, e := range f.Evidence {
		same := func(have audit.Evidence) bool {
			return have.Source == e.Source && have.Value == e.Value && have.At.Equal(e.At)
		}
		if e.Past() && !slices.ContainsFunc(o.events, same) {
			o.events = append(o.events, e)
		}
	}
	if part != "" && !slices.Contains(o.parts, part) {
		o.parts = append(o.parts, part)
	}
}
