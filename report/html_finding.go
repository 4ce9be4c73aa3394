package report

import (
	"cmp"
	"slices"
	"strconv"

	"orgaudit/audit"
)

// htmlCard is the findings of one check that came out alike: same verdict, severity and kind of subject. They are
// filtered together, by the classes that these three make.
type htmlCard struct {
	At, Kind, Label     string
	Check, Title, Why   string
	Severity, SeverityK string
	Subject, SubjectK   string
	Many                bool
	Times               string
	Unfolded            bool
	Sources             []htmlSeen // where all rows were seen, when few places are it
	Rows                []htmlFinding
}

// htmlFinding is one finding.
type htmlFinding struct {
	Message, Want, Got, Subject, Rule, Waiver, Fix, FixAt string
	Seen, Events                                          []htmlSeen
}

// htmlSeen is one fact: what, where and when. Number points to one of the card's sources instead of the place.
type htmlSeen struct {
	Value, Source, At, Number string
}

// htmlFilter is a group of boxes, each of which shows or hides what has its class.
type htmlFilter struct {
	Name  string
	Boxes []htmlBox
}

type htmlBox struct {
	Class, Label string
	Count        int
}

// fewSources is how many places a card of several findings names once instead of at each.
const fewSources = 4

// rankOf orders findings by how they came out.
func rankOf(f *audit.Finding) int {
	return slices.Index([]string{kindFail, kindUnknown, kindWaived, kindInfo, kindPass, kindMoot}, kindOf(f))
}

// cards groups all findings, in the order of the page: failed gates in the order in which Salesforce meets them, then
// what fails against the policy, the worst first; then what is unknown, waived, worth knowing, passed and not judged.
func (h *htmlReport) cards() []htmlCard {
	type key struct{ kind, check, severity, subject string }
	type pile struct {
		key
		findings []*audit.Finding
		order    [4]int
	}
	gates := map[string]int{}
	for i, check := range h.gateOrder() {
		gates[check] = i
	}
	rank := audit.Severities()
	var piles []*pile
	at := map[key]*pile{}
	for i := range h.Findings {
		f := &h.Findings[i]
		k := key{kindOf(f), f.Check, string(f.Severity), f.Subject.Kind}
		p := at[k]
		if p == nil {
			gate, ok := gates[f.Check]
			standing := 0
			if !ok || !h.gates[f.Fingerprint] {
				gate, standing = slices.Index(rank, f.Severity), 1
			}
			p = &pile{key: k, order: [4]int{rankOf(f), standing, gate, len(piles)}}
			at[k] = p
			piles = append(piles, p)
		}
		p.findings = append(p.findings, f)
	}
	slices.SortStableFunc(piles, func(a, b *pile) int { return slices.Compare(a.order[:], b.order[:]) })
	labels := map[string]string{}
	for _, o := range h.outcomes() {
		labels[o.Kind] = o.Label
	}
	names := anchors{}
	cards := make([]htmlCard, 0, len(piles))
	for _, p := range piles {
		text := h.check(p.check, h.Checks[p.check])
		c := htmlCard{
			At: names.take(slug(p.kind, p.check)), Kind: p.kind, Label: labels[p.kind], Check: p.check, Title: cmp.Or(text.Said(p.findings[0].Verdict), p.check), Why: text.Why,
			Severity: h.severity(audit.Severity(p.severity)), SeverityK: known(p.severity, severities()), Subject: h.about(p.subject), SubjectK: known(p.subject, subjects()),
			Many: len(p.findings) > 1, Unfolded: p.kind == kindFail || p.kind == kindUnknown || p.kind == kindWaived || p.kind == kindInfo,
		}
		if c.Many {
			c.Times = h.say("%d times", len(p.findings))
		}
		places := h.places(p.findings)
		if c.Many && len(places) <= fewSources {
			c.Sources = places
		}
		for _, f := range p.findings {
			h.cardAt[f.Fingerprint] = c.At
			c.Rows = append(c.Rows, h.findingView(f, c.Sources))
		}
		cards = append(cards, c)
	}
	return cards
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
		audit.SubjectOrg, audit.SubjectApp, audit.SubjectUser, audit.SubjectConnection, audit.SubjectProfile, audit.SubjectPermissionSet, audit.SubjectWaiver,
	}
}

// places lists where some findings were seen, each place once; more than fewSources where they are many.
func (h *htmlReport) places(findings []*audit.Finding) []htmlSeen {
	var places []htmlSeen
	for _, f := range findings {
		for _, e := range f.Evidence {
			if e.Past() {
				continue
			}
			s := htmlSeen{Source: h.evidence(e).Source, At: momentOf(e)}
			if !slices.Contains(places, s) {
				places = append(places, s)
			}
			if len(places) > fewSources {
				return places
			}
		}
	}
	return places
}

func (h *htmlReport) findingView(f *audit.Finding, places []htmlSeen) htmlFinding {
	v := htmlFinding{
		Message: cmp.Or(h.message(f), h.translate(f.Got)), Want: h.translate(f.Want), Got: h.translate(f.Got), Waiver: f.Waiver, Fix: h.fixTitle(f.Fix), FixAt: h.fixAt[f.Fix],
		Subject: f.Subject.Name,
	}
	if f.Subject.ID != "" && f.Subject.Kind != audit.SubjectConnection {
		v.Subject += " (" + f.Subject.ID + ")"
	}
	if f.Rule != nil && f.Rule.Line > 0 {
		v.Rule = f.Rule.File + ":" + strconv.Itoa(f.Rule.Line)
	}
	for _, e := range f.Evidence {
		past := e.Past()
		said := h.evidence(e)
		s := htmlSeen{Value: said.Value, Source: said.Source, At: momentOf(e)}
		if past {
			v.Events = append(v.Events, s)
			continue
		}
		if i := slices.Index(places, htmlSeen{Source: s.Source, At: s.At}); i >= 0 {
			s = htmlSeen{Value: s.Value, Number: strconv.Itoa(i + 1)}
		}
		v.Seen = append(v.Seen, s)
	}
	return v
}

func momentOf(e audit.Evidence) string {
	if e.At.IsZero() {
		return ""
	}
	return moment(e.At)
}

// fewNamesToSearch is how many subjects the search proposes.
const fewNamesToSearch = 200

// filters counts the findings by verdict, severity and subject, and lists the subjects to search for.
func (h *htmlReport) filters(cards []htmlCard) (filters []htmlFilter, names []string) {
	count := map[string]int{}
	for _, c := range cards {
		for _, class := range []string{"k-" + c.Kind, "s-" + c.SeverityK, "a-" + c.SubjectK} {
			count[class] += len(c.Rows)
		}
	}
	group := func(name string) { filters = append(filters, htmlFilter{Name: name}) }
	box := func(class, label string) {
		if n := count[class]; n > 0 {
			f := &filters[len(filters)-1]
			f.Boxes = append(f.Boxes, htmlBox{class, label, n})
		}
	}
	group(h.say("Verdict"))
	for _, o := range h.outcomes() {
		box("k-"+o.Kind, o.Label)
	}
	group(h.say("Severity"))
	for _, s := range audit.Severities() {
		box("s-"+string(s), h.severity(s))
	}
	box("s-other", h.say("other"))
	group(h.say("About"))
	for _, kind := range subjects() {
		box("a-"+kind, h.about(kind))
	}
	box("a-other", h.say("other"))
	seen := map[string]bool{}
	for i := range h.Findings {
		if name := h.Findings[i].Subject.Name; !seen[name] && len(names) < fewNamesToSearch {
			seen[name] = true
			names = append(names, name)
		}
	}
	return filters, names
}
