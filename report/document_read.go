package report

import (
	"fmt"
	"strings"
	"time"
)

// reading says what the report rests on: the org, what was refused, and what reading it cost.
func (t *teller) reading() []block {
	var said details
	add := func(d depth, label string, l line) {
		if l.text() != "" {
			said = append(said, detail{label: label, values: []line{l}, depth: d})
		}
	}
	kind := t.say("production")
	switch {
	case t.Org.ID == "":
		kind = ""
	case t.Org.IsSandbox:
		kind = t.say("sandbox")
	}
	add(always, t.say("Org"),
		lineOf(strings.Join(present(t.Org.Name, t.Org.ID, t.Org.Edition, t.Org.Instance, kind), ", ")))
	add(always, t.say("Address"), line{{text: t.Org.URL, link: t.Org.URL}})
	add(verbose, t.say("Time zone"), lineOf(t.Org.TimeZone))
	add(always, t.say("Read at"), lineOf(moment(t.TakenAt)+t.age()))
	if lacks := t.Auditor.MissingPermissions; len(lacks) > 0 {
		all := make([]string, len(lacks))
		for i := range lacks {
			all[i] = t.translate(lacks[i])
		}
		add(always, t.say("Read by"), lineOf(t.say("%s, without %s", t.Auditor.UserID, strings.Join(all, ", "))))
	} else {
		add(verbose, t.say("Read by"), lineOf(t.Auditor.UserID))
	}
	hash := func(label, name, sum string) {
		add(always, label, line{{text: name, face: coded}, {text: ", SHA-256 "}, {text: snip(sum, 13), face: coded}})
		add(verbose, t.say("SHA-256"), line{{text: sum, face: coded}})
	}
	if t.Policy != nil {
		hash(t.say("Policy"), t.Policy.File, t.Policy.SHA256)
	}
	for _, c := range t.Connectors {
		hash(t.say("Connector"), c.ID, c.SHA256)
	}
	said = append(said, t.notRead()...)
	add(always, t.say("Cost"), lineOf(t.cost()))
	add(inTicket, t.say("Made by"), lineOf(t.Tool))
	blocks := []block{said}
	if len(t.Refused) > 0 && t.closed() == "" {
		blocks = append(blocks, deep{verbose, onPage, []block{t.refused()}})
	}
	return []block{section{id: "read", title: t.say("What was read"), depth: inText, blocks: blocks}}
}

// notRead says what was refused, once for each permission that would open it.
func (t *teller) notRead() details {
	if why := t.closed(); len(t.Refused) > 0 && why != "" {
		return details{{label: t.say("Not read"), values: []line{lineOf(t.say("all of it") + ": " + t.translate(why))}}}
	}
	needs := map[string][]string{}
	var order, partly []string
	for _, r := range t.Refused {
		if r.Partial {
			partly = append(partly, t.part(r.Part))
			continue
		}
		if needs[r.NeedsPermission] == nil {
			order = append(order, r.NeedsPermission)
		}
		needs[r.NeedsPermission] = append(needs[r.NeedsPermission], t.part(r.Part))
	}
	var out details
	if len(partly) > 0 {
		out = append(out, detail{label: t.say("In part"), values: []line{lineOf(strings.Join(partly, ", "))}})
	}
	closed := detail{label: t.say("Not read")}
	for _, need := range order {
		said := strings.Join(needs[need], ", ")
		if need != "" {
			said = t.say("%s (needs %s)", said, t.translate(need))
		}
		closed.values = append(closed.values, lineOf(said))
	}
	if closed.values != nil {
		out = append(out, closed)
	}
	return out
}

// refused lists each part that could not be read, with the reason and how to look by hand.
func (t *teller) refused() table {
	out := table{id: "refused", title: t.say("Not read"), columns: []column{
		{t.say("Part of the org"), always}, {t.say("Permission"), always}, {t.say("Reason"), always},
		{t.say("By hand"), always},
	}}
	for _, r := range t.Refused {
		title := t.part(r.Part)
		if r.Partial {
			title += " (" + t.say("In part") + ")"
		}
		out.rows = append(out.rows, row{cells: []line{
			lineOf(title), lineOf(t.translate(r.NeedsPermission)), lineOf(t.words(r.Words, r.Reason)),
			lineOf(t.translate(r.Part.ByHand())),
		}})
	}
	return out
}

// cost says the calls, what they brought and how long they took, where that is known.
func (t *teller) cost() string {
	n := t.Calls.REST + t.Calls.SOAP
	cost := choose(n, t.say("1 call"), t.say("%d calls", n))
	if t.Calls.SOAP > 0 {
		cost += fmt.Sprintf(" (%d REST, %d SOAP)", t.Calls.REST, t.Calls.SOAP)
	}
	cost += ", " + t.size(t.Calls.Bytes)
	if t.Calls.TookMS > 0 {
		cost += ", " + t.say("%.1f s", float64(t.Calls.TookMS)/1e3)
	}
	if t.Org.APIVersion != "" {
		cost += ", " + t.say("API version %s", t.Org.APIVersion)
	}
	return cost
}

// age says how old a saved reading is, from an hour on.
func (t *teller) age() string {
	if t.now.IsZero() || t.TakenAt.IsZero() {
		return ""
	}
	switch old := t.now.Sub(t.TakenAt); {
	case old < time.Hour:
		return ""
	case old < 48*time.Hour:
		hours := int(old / time.Hour)
		return " " + choose(hours, t.say("(1 hour ago)"), t.say("(%d hours ago)", hours))
	default:
		return " " + t.say("(%d days ago)", int(old/(24*time.Hour)))
	}
}
