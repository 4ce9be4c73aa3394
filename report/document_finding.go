package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"orgaudit/audit"
)

// fewFindings is how many findings of one check are said before the rest is counted.
const fewFindings = 10

// findings says everything that was judged, with what was seen: failed gates in the order in which Salesforce meets
// them, then what departs from the policy, the worst first; then what is unknown, waived, worth knowing, passed and not
// judged.
func (t *teller) findings() []block {
	all := section{
		id: "findings", title: t.say("Findings"), sifted: true,
		about: t.say("Everything that was judged, with what was seen. Failures come first, " +
			"in the order in which Salesforce meets them."),
	}
	add := func(id, title string, d depth, cards []block, more ...block) {
		if len(cards)+len(more) > 0 {
			all.blocks = append(all.blocks, section{id: id, title: title, depth: d, blocks: slices.Concat(more, cards)})
		}
	}
	of := func(l look, gate bool) []block {
		return t.cards(l, func(f *audit.Finding) bool { return t.lookOf(f) == l && t.gates[f.Fingerprint] == gate })
	}
	any := func(l look) []block { return slices.Concat(of(l, true), of(l, false)) }
	causes := of(lookFail, true)
	d := inText
	if len(t.Connections) > 1 {
		d = always // the answers name the first of many only
	}
	add("causes", choose(len(causes), t.say("Cause"), t.say("Causes, root first")), d, causes)
	add("departures", t.say("Against the policy"), always, of(lookFail, false))
	unknown := any(lookUnknown)
	if len(unknown) > 0 {
		add("open", t.say("Could not be told"), inText, nil, append(t.open(), deep{onPage, onPage, unknown})...)
	}
	if hidden := t.hidden(); hidden != nil {
		all.blocks = append(all.blocks, deep{inText, verbose, hidden})
	}
	add("waived", t.say("Accepted by a waiver"), inText, any(lookWaived))
	add("advice", t.say("Worth knowing"), inText, any(lookInfo))
	add("passed", t.say("As it should be"), verbose, any(lookPass))
	add("hidden", t.say("Not judged"), onPage, any(lookMoot))
	if len(all.blocks) == 0 {
		return nil
	}
	return []block{all}
}

// cards says findings of one look, those of one check, severity and kind of subject together.
func (t *teller) cards(l look, pick func(*audit.Finding) bool) []block {
	order, severities := t.gateOrder(), audit.Severities()
	type pile struct {
		first    *audit.Finding
		findings []*audit.Finding
	}
	var piles []*pile
	at := map[[3]string]*pile{}
	for i := range t.Findings {
		f := &t.Findings[i]
		if !pick(f) {
			continue
		}
		key := [3]string{f.Check, string(f.Severity), f.Subject.Kind}
		if at[key] == nil {
			at[key] = &pile{first: f}
			piles = append(piles, at[key])
		}
		at[key].findings = append(at[key].findings, f)
	}
	rank := func(p *pile) int {
		if t.gates[p.first.Fingerprint] {
			return slices.Index(order, p.first.Check)
		}
		return slices.Index(severities, p.first.Severity)
	}
	slices.SortStableFunc(piles, func(a, b *pile) int { return rank(a) - rank(b) })
	var out []block
	for _, p := range piles {
		out = append(out, t.card(l, p.findings))
	}
	return out
}

func (t *teller) card(l look, findings []*audit.Finding) card {
	f := findings[0]
	text := t.check(f.Check, t.Checks[f.Check])
	c := card{
		id: t.ids.take(slug(string(l), f.Check)), check: f.Check, title: text.Said(f.Verdict), why: text.Why, look: l,
		label:    t.outcome(l),
		severity: kind{known(string(f.Severity), severities()), t.severity(f.Severity)},
		subject:  kind{known(f.Subject.Kind, subjects()), t.about(f.Subject.Kind)},
	}
	if len(findings) > 1 {
		c.times = t.say("%d times", len(findings))
	}
	if l == lookUnknown { // neither holds nor fails
		c.title = text.Topic
		if len(findings) == 1 && f.Subject.Kind != audit.SubjectOrg {
			c.title += ": " + f.Subject.Name
		}
	}
	for _, f := range findings {
		t.cardAt[f.Fingerprint] = c.id
		c.rows = append(c.rows, t.found(f))
	}
	c.details = shared(c.rows)
	return c
}

// shared takes out of rows the details that stand in each of them alike: they are said once. A single row keeps its
// own.
func shared(rows []found) details {
	var out details
	if len(rows) < 2 {
		return nil
	}
	for _, d := range slices.Clone(rows[0].details) {
		same := func(other detail) bool {
			return other.label == d.label && len(other.values) == 1 && len(d.values) == 1 &&
				slices.Equal(other.values[0], d.values[0])
		}
		everywhere := !slices.ContainsFunc(rows, func(r found) bool { return !slices.ContainsFunc(r.details, same) })
		if !everywhere {
			continue
		}
		out = append(out, d)
		for i := range rows {
			rows[i].details = slices.DeleteFunc(slices.Clone(rows[i].details), same)
		}
	}
	return out
}

// found says one finding: what was found, where it was seen, what asks for it and what to do.
func (t *teller) found(f *audit.Finding) found {
	out := found{line: lineOf(cmp.Or(t.message(f),
		t.translate(f.Subject.Kind)+" "+f.Subject.Name+": "+t.translate(f.Got))), subject: f.Subject.Name}
	out.details = t.known(f.Known)
	add := func(d depth, label string, values ...line) {
		values = slices.DeleteFunc(values, func(l line) bool { return l.text() == "" })
		if len(values) > 0 {
			out.details = append(out.details, detail{label: label, values: values, depth: d})
		}
	}
	about := f.Subject.Name
	if f.Subject.ID != "" && f.Subject.Kind != audit.SubjectConnection {
		about += " (" + f.Subject.ID + ")"
	}
	add(verbose, t.say("About"), lineOf(about))
	add(inTicket, t.say("Wanted"), lineOf(t.translate(f.Want)))
	add(inTicket, t.say("Found"), lineOf(t.translate(f.Got)))
	seen, events := t.seen(f.Evidence)
	if len(seen) > 0 {
		add(inText, t.say("Seen"), seen[0])
		add(inTicket, t.say("Seen as well"), seen[1:]...)
	}
	add(inText, t.say("Ways"), t.ways(f)...)
	add(inText, t.say("When"), events...)
	if f.Rule != nil && f.Rule.Line > 0 {
		rule := part{text: fmt.Sprintf("%s:%d", f.Rule.File, f.Rule.Line), face: coded}
		if t.lookOf(f) == lookInfo { // of which most formats say the line alone
			out.line = append(out.line, part{text: " ("}, rule, part{text: ")"})
		} else {
			add(inText, t.say("Rule"), line{rule})
		}
	}
	out.details = append(out.details, t.accepted(f)...)
	if fix, ok := t.remedy(f.Step()); ok {
		add(inText, t.say("Fix"), t.stepLine(fix))
	}
	return out
}

// accepted says who accepted a failure, and why.
func (t *teller) accepted(f *audit.Finding) details {
	if f.Verdict != audit.Waived {
		return nil
	}
	out := details{{label: t.say("Reason"), values: []line{lineOf(f.Waiver)}, depth: inText}}
	if w, ok := t.waiverOf(f); ok {
		out = append(out, t.waiverDetails(w)...)
	}
	return out
}

// seen says the facts behind a finding: what, where and when; and apart from them what happened.
func (t *teller) seen(evidence []audit.Evidence) (seen, events []line) {
	for _, e := range evidence {
		said := t.evidence(e)
		if e.Past() {
			events = append(events, lineOf(moment(e.At)+", "+said.Value+" ("+said.Source+")"))
			continue
		}
		var l line
		where := part{text: said.Source, face: place}
		switch {
		case said.Value == "":
			l = line{where}
		case said.Source == "":
			l = lineOf(said.Value)
		default:
			l = t.composed("%s, in %s", part{text: said.Value}, where)
		}
		if !e.At.IsZero() {
			l = append(l, part{text: ", " + moment(e.At)})
		}
		seen = append(seen, l)
	}
	return seen, events
}

// ways says how API Enabled could reach the user of a finding about it, where there is more than the profile, which the
// message names.
func (t *teller) ways(f *audit.Finding) []line {
	if f.Check != audit.GateOfGrants || f.Verdict == audit.Pass || len(t.grantsOf(f)) < 2 {
		return nil
	}
	var out []line
	for _, g := range t.grantsOf(f) {
		out = append(out, lineOf(t.translate(g.Via)+" "+g.Name+": "+t.words(g.Words, g.Stopped)))
	}
	return out
}

// open says what could not be told, once for each permission that would settle it: ten gates behind one missing
// permission are one thing to do.
func (t *teller) open() []block {
	reasons := t.reasons()
	var out []block
	for _, o := range reasons {
		checks := codes(o.checks, t.firstCard)
		if name := o.finding.Subject.Name; o.message != "" && len(t.Connections) > 1 && name != "" {
			checks = append(checks, part{text: ": " + name})
		}
		p := panel{look: lookUnknown, title: checks}
		if why := t.closed(); why != "" && len(reasons) == 1 && len(o.parts) > 0 {
			p.blocks = []block{sentence(t.say("nothing of the org was read: %s", t.translate(why)))}
			return []block{p}
		}
		var said details
		switch {
		case o.message != "":
			said = sentence(t.message(o.finding))
		case o.need != "":
			said = details{{label: t.say("To tell"),
				values: []line{lineOf(t.say("give the audit user %s, then run again", t.translate(o.need)))}}}
		}
		said = append(said, t.unread(o.parts)...)
		var hand []line
		for _, part := range o.parts {
			if text := part.ByHand(); text != "" {
				hand = append(hand, lineOf(t.translate(text)))
			}
		}
		if hand != nil {
			said = append(said, detail{label: t.say("By hand"), values: hand})
		}
		if _, events := t.seen(o.events); events != nil {
			said = append(said, detail{label: t.say("When"), values: events})
		}
		p.blocks = []block{said}
		out = append(out, p)
	}
	return out
}

// unread says which parts could not be read and why, each reason once.
func (t *teller) unread(parts []audit.Part) details {
	var reasons []string
	titles := map[string][]string{}
	for _, part := range parts {
		reason := t.refusal(part).Reason
		if titles[reason] == nil {
			reasons = append(reasons, reason)
		}
		titles[reason] = append(titles[reason], t.part(part))
	}
	d := detail{label: t.say("Not read")}
	for _, reason := range reasons {
		said := strings.Join(titles[reason], ", ")
		if reason != "" {
			said += ": " + t.translate(reason)
		}
		d.values = append(d.values, lineOf(said))
	}
	if d.values == nil {
		return nil
	}
	return details{d}
}

// hidden says which gates could not be judged behind those that failed or could not be told, and of several connections
// for whom.
func (t *teller) hidden() []block {
	var whose []string
	checks := map[string][]string{}
	for _, g := range t.grouped(func(f *audit.Finding) bool { return f.Verdict == audit.Moot }) {
		who := ""
		if len(t.Connections) > 1 {
			who = t.some(t.usersOf(g), fewNames)
		}
		if checks[who] == nil {
			whose = append(whose, who)
		}
		checks[who] = append(checks[who], g.check)
	}
	var out []block
	for _, who := range whose {
		label := t.say("Not judged because of the above:")
		if who != "" {
			label = t.say("Not judged for %s because of the above:", who)
		}
		out = append(out, note{look: lookMoot, line: append(lineOf(label+" "), codes(checks[who], t.firstCard)...)})
	}
	return out
}

// usersOf lists the users of the connections that some findings belong to, each once.
func (t *teller) usersOf(g group) []string {
	var users []string
	belongs := map[string]bool{}
	for _, f := range g.findings {
		belongs[f.Fingerprint] = true
	}
	for _, c := range t.Connections {
		if slices.ContainsFunc(c.Findings, func(id string) bool { return belongs[id] }) &&
			!slices.Contains(users, c.User) {
			users = append(users, c.User)
		}
	}
	return users
}

// known gives a word of a list, and "other" for any else: it becomes the name of a class.
func known(word string, list []string) string {
	if slices.Contains(list, word) {
		return word
	}
	return "other"
}

func severities() []string {
	var list []string
	for _, s := range audit.Severities() {
		list = append(list, string(s))
	}
	return list
}

func subjects() []string {
	return []string{
		audit.SubjectOrg, audit.SubjectApp, audit.SubjectUser, audit.SubjectConnection, audit.SubjectProfile,
		audit.SubjectPermissionSet,
		audit.SubjectWaiver,
	}
}

// about says in the plural what findings of a kind of subject are about.
func (t *tongue) about(kind string) string {
	switch kind {
	case audit.SubjectOrg:
		return t.say("the org")
	case audit.SubjectApp:
		return t.say("apps")
	case audit.SubjectUser:
		return t.say("users")
	case audit.SubjectConnection:
		return t.say("connections")
	case audit.SubjectProfile:
		return t.say("profiles")
	case audit.SubjectPermissionSet:
		return t.say("permission sets")
	case audit.SubjectWaiver:
		return t.say("waivers")
	}
	return kind
}
