package report

import (
	"maps"
	"slices"
	"strconv"

	"orgaudit/audit"
)

const fewRows = 20 // names, or rows of a table, before those that matter less are only counted

// steps says the steps of each fix once, in the order in which the report needs them. Of further ways to the same end a
// short reader hears the names only.
func (t *teller) steps() []block {
	main, others := t.stepOrder()
	for _, id := range slices.Concat(main, others) {
		t.stepAt[id] = t.ids.take(slug("fix", t.byKey[id].Fix))
	}
	if len(main)+len(others) == 0 {
		return nil
	}
	s := section{id: "fixes", title: t.say("How to fix it"), depth: inText}
	if len(main) > 1 {
		s.about = t.say("In this order: what Salesforce checks first comes first.")
	}
	for i, id := range main {
		s.blocks = append(s.blocks, t.step(id, i+1))
	}
	if len(others) == 0 {
		return []block{s}
	}
	short, long := items{title: t.say("Other documented ways (--verbose says their steps):")},
		section{title: t.say("Other documented ways")}
	for _, id := range others {
		fix, _ := t.remedy(id)
		short.items = append(short.items,
			item{line: line{{text: fix.Title}, {text: " ("}, {text: fix.Fix, face: coded}, {text: ")"}}})
		long.blocks = append(long.blocks, t.step(id, 0))
	}
	s.blocks = append(s.blocks, deep{inText, inTicket, []block{short}}, deep{verbose, onPage, []block{long}})
	return []block{s}
}

func (t *teller) step(id string, number int) step {
	fix, _ := t.remedy(id)
	s := step{id: t.stepAt[id], name: fix.Fix, number: number, title: fix.Title, steps: fix.Steps, setup: fix.SetupURL}
	add := func(label string, l line, d depth) {
		if l.text() != "" {
			s.details = append(s.details, detail{label: label, values: []line{l}, depth: d})
		}
	}
	for _, key := range slices.Sorted(maps.Keys(fix.Words.Lists)) {
		if list := fix.Words.Lists[key]; len(list) > fewNames {
			add(t.say("For"), lineOf(t.some(list, fewRows)), inText)
			add(t.say("All of them"), lineOf(t.some(list, len(list))), verbose)
		}
	}
	add(t.say("Effect"), lineOf(fix.Reach), inText)
	add(t.say("Risk"), lineOf(fix.Risk), inText)
	add(t.say("Effort"), lineOf(fix.Effort), inText)
	add(t.say("Source"), sourceLine(fix.Source), inText)
	if fix.Vendor != nil && fix.Vendor.URL != fix.Source.URL {
		add(t.say("Vendor"), sourceLine(*fix.Vendor), inText)
	}
	return s
}

// ids hands out the ids of blocks, each once.
type ids map[string]bool

func (a ids) take(name string) string {
	for n, try := 2, name; ; n++ {
		if !a[try] {
			a[try] = true
			return try
		}
		try = name + "-" + strconv.Itoa(n)
	}
}

// waivers says what became of each waiver of the policy, with its words.
func (t *teller) waivers() []block {
	if len(t.Waivers) == 0 {
		return nil
	}
	list := items{}
	for _, w := range t.Waivers {
		i := item{look: lookOfWaiver(w.Status), line: line{
			{text: t.waiverStatus(w.Status), face: strong}, {text: " "}, {text: w.Check, face: coded},
			{text: " " + w.Subject},
		}}
		if w.Note != "" {
			i.details = append(i.details, detail{values: []line{lineOf(t.words(w.Words, w.Note))}})
		}
		i.details = append(i.details, detail{label: t.say("Reason"), values: []line{lineOf(w.Reason)}})
		i.details = append(i.details, t.waiverDetails(w)...)
		list.items = append(list.items, i)
	}
	return []block{section{id: "waivers", title: t.say("Waivers of the policy"), depth: inText, blocks: []block{list}}}
}

// waiverDetails says who stands behind a waiver, and until when.
func (t *teller) waiverDetails(w audit.ReportWaiver) details {
	var out details
	add := func(label, said string) {
		if said != "" {
			out = append(out, detail{label: label, values: []line{lineOf(said)}, depth: inText})
		}
	}
	add(t.say("Owner"), w.Owner)
	add(t.say("Ticket"), w.Ticket)
	add(t.say("Until"), t.waiverEnd(w))
	if w.Rule.Line > 0 {
		add(t.say("Waived at"), w.Rule.File+":"+strconv.Itoa(w.Rule.Line))
	}
	return out
}

func lookOfWaiver(status string) look {
	switch status {
	case audit.WaiverUsed:
		return lookPass
	case audit.WaiverExpired:
		return lookFail
	case audit.WaiverInvalid:
		return lookUnknown
	}
	return lookMoot
}
