package report

import (
	"fmt"
	"strings"
	"time"
)

const readLabels = 8 // columns of the labels of what was read

// reading says what the report rests on: the org, what was refused, and in the last line what reading it cost.
func (t *text) reading() {
	t.heading(t.say("What was read"))
	org := []string{}
	for _, fact := range []string{t.Org.Name, t.Org.ID, t.Org.Edition, t.Org.Instance} {
		if fact != "" {
			org = append(org, fact)
		}
	}
	if t.Org.IsSandbox {
		org = append(org, t.say("sandbox"))
	}
	if len(org) > 0 {
		t.fact(2, readLabels, t.say("Org"), shown(strings.Join(org, ", ")))
	}
	if t.Org.URL != "" {
		t.fact(2, readLabels, t.say("At"), shown(t.Org.URL))
	}
	t.fact(2, readLabels, t.say("Taken"), shown(moment(t.TakenAt), t.age()))
	if t.Policy != nil {
		t.fact(2, readLabels, t.say("Policy"), shown(t.Policy.File, ", sha256 ", snip(t.Policy.SHA256, 13)))
	}
	for _, c := range t.Connectors {
		t.fact(2, readLabels, t.say("With"), shown(t.say("connector %s", c.ID), ", sha256 ", snip(c.SHA256, 13)))
	}
	t.notRead()
	t.fact(2, readLabels, t.say("Cost"), shown(t.cost()))
}

// notRead says what was refused, once for each permission that would open it.
func (t *text) notRead() {
	if len(t.Refused) > 0 && t.closed() != "" {
		t.fact(2, readLabels, t.say("Not read"), shown(t.say("all of it")))
		return
	}
	needs := map[string][]string{}
	var order, part []string
	for _, r := range t.Refused {
		if r.Partial {
			part = append(part, t.part(r.Part))
			continue
		}
		if needs[r.NeedsPermission] == nil {
			order = append(order, r.NeedsPermission)
		}
		needs[r.NeedsPermission] = append(needs[r.NeedsPermission], t.part(r.Part))
	}
	if len(part) > 0 {
		t.fact(2, readLabels, t.say("In part"), shown(strings.Join(part, ", ")))
	}
	for _, need := range order {
		said := strings.Join(needs[need], ", ")
		if need != "" {
			said = t.say("%s (needs %s)", said, t.translate(need))
		}
		t.fact(2, readLabels, t.say("Not read"), shown(said))
	}
}

// cost says the calls, what they brought and how long they took, where that is known.
func (t *text) cost() string {
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
func (t *text) age() string {
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
