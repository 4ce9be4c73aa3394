package report

import (
	"strconv"
	"strings"
	"time"
)

// htmlRead is what a report rests on.
type htmlRead struct {
	Facts      []htmlFact
	Calls      []htmlFact
	Refused    []htmlPart
	Closed     string // the one reason for which nothing was read
	Connectors []htmlFact
	Policy     *htmlFact
	Waivers    []htmlWaiver
}

type htmlFact struct{ Label, Value, URL string }

// htmlWaiver is a waiver of the policy and what became of it.
type htmlWaiver struct{ Check, Subject, Reason, Until, Status, Rule string }

func (h *htmlReport) readView() htmlRead {
	v := htmlRead{Closed: h.translate(h.closed())}
	fact := func(list *[]htmlFact, label, value, url string) {
		if value != "" {
			*list = append(*list, htmlFact{label, value, url})
		}
	}
	org := h.Org
	kind := h.say("Production")
	if org.IsSandbox {
		kind = h.say("Sandbox")
	}
	if org.ID == "" {
		kind = ""
	}
	fact(&v.Facts, h.say("Org"), org.Name, "")
	fact(&v.Facts, h.say("Organization ID"), org.ID, "")
	fact(&v.Facts, h.say("Address"), org.URL, https(org.URL))
	fact(&v.Facts, h.say("Edition"), org.Edition, "")
	fact(&v.Facts, h.say("Kind"), kind, "")
	fact(&v.Facts, h.say("Instance"), org.Instance, "")
	fact(&v.Facts, h.say("Time zone"), org.TimeZone, "")
	taken := ""
	if !h.TakenAt.IsZero() {
		taken = moment(h.TakenAt) + h.since()
	}
	fact(&v.Calls, h.say("Read at"), taken, "")
	fact(&v.Calls, h.say("Audit user"), h.Auditor.UserID, "")
	fact(&v.Calls, h.say("Missing permissions"), strings.Join(h.Auditor.MissingPermissions, ", "), "")
	fact(&v.Calls, h.say("API calls"), h.say("%d REST, %d SOAP", h.Report.Calls.REST, h.Report.Calls.SOAP), "")
	fact(&v.Calls, h.say("Transferred"), h.size(h.Report.Calls.Bytes), "")
	if ms := h.Report.Calls.TookMS; ms > 0 {
		fact(&v.Calls, h.say("Time to read"), h.say("%.1f s", float64(ms)/1e3), "")
	}
	fact(&v.Calls, h.say("API version"), org.APIVersion, "")
	fact(&v.Calls, h.say("Made by"), h.Tool, "")
	for _, r := range h.Refused {
		v.Refused = append(v.Refused, h.partView(r))
	}
	for _, c := range h.Connectors {
		v.Connectors = append(v.Connectors, htmlFact{Label: c.ID, Value: c.SHA256})
	}
	if h.Policy != nil {
		v.Policy = &htmlFact{Label: h.Policy.File, Value: h.Policy.SHA256}
	}
	for _, w := range h.Report.Waivers {
		rule := ""
		if w.Rule.Line > 0 {
			rule = w.Rule.File + ":" + strconv.Itoa(w.Rule.Line)
		}
		status := h.waiverStatus(w.Status)
		if w.Note != "" {
			status += ": " + h.words(w.Words, w.Note)
		}
		v.Waivers = append(v.Waivers, htmlWaiver{Check: w.Check, Subject: w.Subject, Reason: w.Reason, Until: w.Until, Status: status, Rule: rule})
	}
	return v
}

// since says how old a saved reading is, from an hour on.
func (h *htmlReport) since() string {
	if h.now.IsZero() {
		return ""
	}
	switch old := h.now.Sub(h.TakenAt); {
	case old < time.Hour:
		return ""
	case old < 48*time.Hour:
		n := int(old / time.Hour)
		return choose(n, h.say(" (1 hour ago)"), h.say(" (%d hours ago)", n))
	default:
		return h.say(" (%d days ago)", int(old/(24*time.Hour)))
	}
}
