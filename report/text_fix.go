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
	main, others := t.stepOrder()
	if t.verbose {
		main, others = append(main, others...), nil
	}
	if len(main) == 0 {
		return
	}
	t.heading(t.say("How to fix it"))
	for i, id := range main {
		if i > 0 {
			t.gap()
		}
		t.steps(id)
	}
	if len(others) > 0 {
		t.gap()
		t.flow(2, 2, shown(t.say("Other documented ways:")))
		for _, id := range others {
			fix, _ := t.remedy(id)
			t.flow(4, 6, styled(bold, fix.Fix), apart(2), shown(fix.Title))
		}
		t.flow(2, 2, styled(dim, t.say("--verbose says their steps")))
	}
}

// steps says a fix in full.
func (t *text) steps(id string) {
	fix, _ := t.remedy(id)
	t.flow(2, 4, styled(bold, fix.Title), apart(2), styled(dim, fix.Fix))
	for _, key := range slices.Sorted(maps.Keys(fix.Words.Lists)) {
		if list := fix.Words.Lists[key]; len(list) > fewNames {
			t.fact(4, labels, t.say("For"), shown(t.all(list)))
		}
	}
	for i, step := range fix.Steps {
		number := fmt.Sprintf("%d.", i+1)
		t.flow(4, 4+len(number)+1, shown(number, " ", step))
	}
	if fix.SetupURL != "" {
		t.fact(2, labels, t.say("Setup"), shown(fix.SetupURL))
	}
	if said := source(fix.Source); said != "" {
		t.fact(2, labels, t.say("Source"), shown(said))
	}
	if fix.Vendor != nil && fix.Vendor.URL != fix.Source.URL {
		t.fact(2, labels, t.say("Vendor"), shown(source(*fix.Vendor)))
	}
	if fix.Reach != "" {
		t.fact(2, labels, t.say("Effect"), shown(fix.Reach))
	}
	if fix.Risk != "" {
		t.fact(2, labels, t.say("Risk"), shown(fix.Risk))
	}
	if fix.Effort != "" {
		t.fact(2, labels, t.say("Effort"), shown(fix.Effort))
	}
}

// all lists names, and without --verbose no more of them than a table has rows.
func (t *text) all(names []string) string {
	if t.verbose {
		return strings.Join(names, ", ")
	}
	return t.some(names, fewRows)
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
