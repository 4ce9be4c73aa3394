package report

import (
	"fmt"
	"strings"
	"time"

	"orgaudit/audit"
)

// reading says what the report rests on: the org, what reading it cost, and what was refused.
func (t *text) reading() {
	t.heading("What was read")
	org := []string{}
	for _, fact := range []string{t.Org.Name, t.Org.ID, t.Org.Edition, t.Org.Instance} {
		if fact != "" {
			org = append(org, fact)
		}
	}
	if t.Org.IsSandbox {
		org = append(org, "sandbox")
	}
	if len(org) > 0 {
		t.fact(2, 8, "Org", say(strings.Join(org, ", ")))
	}
	if t.Org.URL != "" {
		t.fact(2, 8, "At", say(t.Org.URL))
	}
	t.fact(2, 8, "Taken", say(moment(t.TakenAt), t.age()))
	cost := fmt.Sprintf("%s, %s", count(t.Calls.REST+t.Calls.SOAP, "call", "calls"), size(t.Calls.Bytes))
	if t.Calls.SOAP > 0 {
		cost = fmt.Sprintf("%s (%d REST, %d SOAP), %s", count(t.Calls.REST+t.Calls.SOAP, "call", "calls"), t.Calls.REST, t.Calls.SOAP, size(t.Calls.Bytes))
	}
	if t.Org.APIVersion != "" {
		cost += ", API version " + t.Org.APIVersion
	}
	t.fact(2, 8, "Cost", say(cost))
	if t.Policy != nil {
		t.fact(2, 8, "Policy", say(t.Policy.File, ", sha256 ", snip(t.Policy.SHA256, 13)))
	}
	for _, c := range t.Connectors {
		t.fact(2, 8, "With", say("connector ", c.ID, ", sha256 ", snip(c.SHA256, 13)))
	}
	if len(t.Refused) == 0 {
		return
	}
	if t.closed() != "" {
		t.fact(2, 8, "Not read", say("all of it"))
		return
	}
	needs := map[string][]audit.Part{}
	var order []string
	for _, r := range t.Refused {
		if needs[r.NeedsPermission] == nil {
			order = append(order, r.NeedsPermission)
		}
		needs[r.NeedsPermission] = append(needs[r.NeedsPermission], r.Part)
	}
	for _, need := range order {
		titles := make([]string, len(needs[need]))
		for i, part := range needs[need] {
			titles[i] = part.Title()
		}
		said := strings.Join(titles, ", ")
		if need != "" {
			said += " (needs " + need + ")"
		}
		t.fact(2, 8, "Not read", say(said))
	}
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
		return fmt.Sprintf(" (%s ago)", count(int(old/time.Hour), "hour", "hours"))
	default:
		return fmt.Sprintf(" (%d days ago)", int(old/(24*time.Hour)))
	}
}

// size says a number of bytes.
func size(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d bytes", n)
	case n < 1_000_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}
