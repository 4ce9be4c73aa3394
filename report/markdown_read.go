package report

import (
	"fmt"
	"slices"
	"strings"

	"orgaudit/audit"
)

// remedies says the steps of each fix once, in the order in which the report needs them. Further ways to the same end
// are named; --verbose says their steps as well.
func (m *markdown) remedies() {
	main, others := m.stepOrder()
	if m.verbose {
		main, others = append(main, others...), nil
	}
	if len(main) == 0 {
		return
	}
	m.heading(2, m.say("How to fix it"))
	for _, id := range main {
		m.steps(id)
	}
	if len(others) == 0 {
		return
	}
	m.paragraph(m.say("Other documented ways:"))
	for _, id := range others {
		fix, _ := m.remedy(id)
		m.item("-", md(fix.Title)+" ("+code(fix.Fix)+")")
	}
}

// steps says a fix in full.
func (m *markdown) steps(id string) {
	fix, _ := m.remedy(id)
	m.heading(3, md(fix.Title), " (", code(fix.Fix), ")")
	for i, step := range fix.Steps {
		m.item(fmt.Sprintf("%d.", i+1), md(step))
	}
	m.listed = false // another list follows
	if fix.SetupURL != "" {
		m.fact(m.say("Setup"), link(fix.SetupURL))
	}
	m.fact(m.say("Source"), pageOf(fix.Source))
	if fix.Vendor != nil && fix.Vendor.URL != fix.Source.URL {
		m.fact(m.say("Vendor"), pageOf(*fix.Vendor))
	}
	m.fact(m.say("Effect"), md(fix.Reach))
	m.fact(m.say("Risk"), md(fix.Risk))
	m.fact(m.say("Effort"), md(fix.Effort))
}

// unknowns says what could not be told, once for each permission that would settle it.
func (m *markdown) unknowns() {
	reasons := m.reasons()
	if len(reasons) == 0 {
		return
	}
	m.heading(2, m.say("Could not be told"))
	if why := m.closed(); why != "" && len(reasons) == 1 && len(reasons[0].parts) > 0 {
		m.item("-", codes(reasons[0].checks)+": "+m.say("nothing of the org was read: %s", md(m.translate(why))))
		return
	}
	for _, o := range reasons {
		switch {
		case o.message != "":
			m.paragraph("**", codes(o.checks), ":** ", md(m.message(o.finding)))
		case o.need != "":
			m.paragraph("**", codes(o.checks), ":** ", m.say("the audit user needs the permission %s", "**"+md(m.translate(o.need))+"**"))
		default:
			m.paragraph("**", codes(o.checks), ":** ", m.say("something could not be read"))
		}
		m.refused(o.parts)
		for _, part := range o.parts {
			m.fact(m.say("By hand"), md(m.translate(part.ByHand())))
		}
		for _, e := range o.events {
			m.fact(m.say("When"), m.event(e))
		}
	}
	if len(m.failedGates()) == 0 {
		m.moot()
	}
}

// refused says which parts could not be read and why, each reason once.
func (m *markdown) refused(parts []audit.Part) {
	var reasons []string
	titles := map[string][]string{}
	for _, part := range parts {
		reason := m.refusal(part).Reason
		if titles[reason] == nil {
			reasons = append(reasons, reason)
		}
		titles[reason] = append(titles[reason], md(m.part(part)))
	}
	for _, reason := range reasons {
		said := strings.Join(titles[reason], ", ")
		if reason != "" {
			said += ": " + md(m.translate(reason))
		}
		m.fact(m.say("Not read"), said)
	}
}

// reading says what the report rests on: the org, what reading it cost, and what was refused.
func (m *markdown) reading() {
	m.heading(2, m.say("What was read"))
	org := []string{m.Org.Name, m.Org.ID, m.Org.Edition, m.Org.Instance}
	if m.Org.IsSandbox {
		org = append(org, m.say("Sandbox"))
	}
	org = slices.DeleteFunc(org, func(fact string) bool { return fact == "" })
	for i := range org {
		org[i] = md(org[i])
	}
	m.fact(m.say("Org"), strings.Join(org, ", "))
	if m.Org.URL != "" {
		m.fact(m.say("Address"), link(m.Org.URL))
	}
	m.fact(m.say("Read at"), moment(m.TakenAt))
	m.fact(m.say("API calls"), m.say("%d REST, %d SOAP", m.Calls.REST, m.Calls.SOAP)+", "+m.size(m.Calls.Bytes))
	m.fact(m.say("API version"), md(m.Org.APIVersion))
	if m.Policy != nil {
		m.fact(m.say("Policy"), code(m.Policy.File)+", SHA-256 "+code(snip(m.Policy.SHA256, 13)))
	}
	for _, c := range m.Connectors {
		m.fact(m.say("Connector"), code(c.ID)+", SHA-256 "+code(snip(c.SHA256, 13)))
	}
	m.denied()
	m.fact(m.say("Made by"), md(m.Tool))
}

// denied says what was refused, by the permission that opens it.
func (m *markdown) denied() {
	if m.closed() != "" {
		m.fact(m.say("Not read"), m.say("all of it"))
		return
	}
	needs := map[string][]string{}
	var order, part []string
	for _, r := range m.Refused {
		if r.Partial {
			part = append(part, md(m.part(r.Part)))
			continue
		}
		if needs[r.NeedsPermission] == nil {
			order = append(order, r.NeedsPermission)
		}
		needs[r.NeedsPermission] = append(needs[r.NeedsPermission], md(m.part(r.Part)))
	}
	m.fact(m.say("In part"), strings.Join(part, ", "))
	for _, need := range order {
		said := strings.Join(needs[need], ", ")
		if need != "" {
			said = m.say("%s (needs %s)", said, md(m.translate(need)))
		}
		m.fact(m.say("Not read"), said)
	}
}
