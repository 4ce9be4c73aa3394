package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"orgaudit/audit"
)

// remedies says the steps of each fix once, in the order in which the report needs them. Further ways to the same end
// are named; --verbose says their steps as well.
func (t *text) remedies() {
	main, others := t.fixOrder()
	if t.verbose {
		main, others = append(main, others...), nil
	}
	if len(main) == 0 {
		return
	}
	t.heading("How to fix it")
	for i, id := range main {
		if i > 0 {
			t.gap()
		}
		t.fix(id, t.Fixes[id])
	}
	if len(others) > 0 {
		t.gap()
		t.flow(2, 2, say("Other documented ways:"))
		for _, id := range others {
			t.flow(4, 6, styled(bold, id), apart(2), say(t.Fixes[id].Title))
		}
		t.flow(2, 2, styled(dim, "--verbose says their steps"))
	}
}

// fixOrder parts the fixes that findings name first from those that are other ways, both in the order of causes.
func (t *text) fixOrder() (main, others []string) {
	add := func(list *[]string, id string) {
		if _, ok := t.Fixes[id]; ok && !slices.Contains(main, id) && !slices.Contains(others, id) {
			*list = append(*list, id)
		}
	}
	if t.Failure != nil {
		for _, mean := range t.Failure.MayMean {
			add(&main, mean.Fix)
		}
	}
	order := t.gateOrder()
	failed := []*audit.Finding{}
	for i := range t.Findings {
		if t.Findings[i].Verdict == audit.Fail {
			failed = append(failed, &t.Findings[i])
		}
	}
	rank := func(f *audit.Finding) int {
		if i := slices.Index(order, f.Check); i >= 0 && t.gates[f.Fingerprint] {
			return i
		}
		return len(order)
	}
	slices.SortStableFunc(failed, func(a, b *audit.Finding) int { return rank(a) - rank(b) })
	for _, f := range failed {
		add(&main, f.Fix)
	}
	for _, f := range failed {
		for _, id := range f.OtherFixes {
			add(&others, id)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(t.Fixes)) {
		add(&others, id)
	}
	return main, others
}

func (t *text) fix(id string, fix audit.RenderedFix) {
	t.flow(2, 4, styled(bold, fix.Title), apart(2), styled(dim, id))
	for i, step := range fix.Steps {
		number := fmt.Sprintf("%d.", i+1)
		t.flow(4, 4+len(number)+1, say(number, " ", step))
	}
	if fix.SetupURL != "" {
		t.fact(2, labels, "Setup", say(fix.SetupURL))
	}
	if said := source(fix.Source); said != "" {
		t.fact(2, labels, "Source", say(said))
	}
	if fix.Vendor != nil && fix.Vendor.URL != fix.Source.URL {
		t.fact(2, labels, "Vendor", say(source(*fix.Vendor)))
	}
	if fix.Effect != "" {
		t.fact(2, labels, "Effect", say(fix.Effect))
	}
	if fix.Risk != "" {
		t.fact(2, labels, "Risk", say(fix.Risk))
	}
	if fix.Effort != "" {
		t.fact(2, labels, "Effort", say(fix.Effort))
	}
}

// source says a page: title, date and address.
func source(p audit.Page) string {
	said := p.Title
	if p.Date != "" {
		said += " (" + p.Date + ")"
	}
	if p.URL != "" {
		said = strings.TrimPrefix(said+", "+p.URL, ", ")
	}
	return said
}
