package report

import (
	"slices"
	"strings"
	"time"

	"orgaudit/audit"
)

// teller makes the document of a report: what is said, in which order, in a reader's language.
type teller struct {
	*outline
	*tongue
	now    time.Time
	ids    ids
	stepAt map[string]string // ids of steps by the fix
	cardAt map[string]string // ids of cards by the fingerprint of each of their findings
}

// documentOf tells a report: the answer, what to do, what was found, and what all of it rests on.
func documentOf(r *audit.Report, o Options) *document {
	t := &teller{newOutline(r), newTongue(o.Lang), o.Now, ids{}, map[string]string{}, map[string]string{}}
	d := &document{facts: present(r.Org.Name, r.Org.Edition, r.Org.MyDomain)}
	if !r.TakenAt.IsZero() {
		d.facts = append(d.facts, moment(r.TakenAt))
	}
	steps, findings := t.steps(), t.findings() // they give the ids that an answer leads to
	if len(r.Connections) == 0 {
		steps, findings = findings, steps // without a cause in the answer the steps alone would say too little
	}
	d.blocks = slices.Concat(t.failure(), t.answers(), t.diagnosis(), t.baseline(), steps, findings, t.waivers(),
		t.reading())
	var titles []string
	for _, head := range t.headlines() {
		titles = append(titles, head.label+": "+head.said)
	}
	d.title = strings.Join(titles, "; ")
	return d
}

// present leaves out the texts that are empty.
func present(texts ...string) []string {
	return slices.DeleteFunc(texts, func(text string) bool { return text == "" })
}

// failure says that the audit itself was refused, and what that may mean: all below follows from it. An answer that is
// about nothing else says it itself.
func (t *teller) failure() []block {
	f := t.Failure
	if f == nil || !t.final.Entered && t.final.Lines[0].About == audit.AboutOrg {
		return nil
	}
	v := verdict{
		look: lookAlarm, label: t.say("NOT READ TO THE END"),
		said: t.say("the audit's own calls were refused or broke off"),
	}
	switch {
	case f.SignIn && f.Host != "":
		v.label, v.said = t.say("NOT ENTERED"), t.say("the audit could not sign in at %s", f.Host)
	case f.SignIn:
		v.label, v.said = t.say("NOT ENTERED"), t.say("the audit could not sign in")
	case f.Host != "":
		v.said = t.say("the audit's own calls at %s were refused or broke off", f.Host)
	}
	v.details, v.behind = t.ownFailure()
	return []block{v}
}

// ownFailure says what Salesforce answered to the audit itself, and what that may mean.
func (t *teller) ownFailure() (details, items) {
	f := t.Failure
	var answer line
	if f.Code != "" {
		answer = append(answer, part{text: f.Code, face: coded})
	}
	if f.Message != "" && f.Message != f.Code {
		if answer != nil {
			answer = append(answer, part{text: ": "})
		}
		answer = append(answer, part{text: f.Message})
	}
	behind := items{title: t.say("Salesforce gives this answer for one of these reasons:")}
	for _, mean := range f.MayMean {
		item := item{line: line{{text: mean.Check, face: coded}, {text: ": " + t.translate(mean.Fails)}}}
		behind.items = append(behind.items, item)
	}
	label := t.say("Answer")
	if f.Code == "" {
		label = t.say("Why") // nobody answered
	}
	return details{{label: label, values: []line{answer}}}, behind
}

// diagnosis says whether the org explains what the reader has seen.
func (t *teller) diagnosis() []block {
	d := t.Diagnosis
	if d == nil {
		return nil
	}
	seen := "“" + d.Symptom + "”"
	if d.Code != "" && !strings.Contains(d.Symptom, d.Code) {
		seen += " (" + d.Code + ")"
	}
	p := panel{look: lookUnknown, title: line{{text: t.say("Symptom") + ": ", face: strong}, {text: seen}}}
	var said details
	switch {
	case d.Verdict == audit.Explained:
		p.look = lookFail
		said = details{{label: t.say("Explained by"), values: []line{codes(d.Causes, t.firstCard)}}}
	case d.Verdict == audit.OrgClean:
		p.look = lookPass
		said = sentence(t.say("Not the org: every gate was read and none explains it, " +
			"so the cause is on the app's side"))
	case len(d.Candidates) == 0:
		said = sentence(t.say("orgaudit does not know it, so it can't be told whether the org explains it"))
	default:
		said = append(sentence(t.say("It cannot be told whether the org explains it: "+
			"not every check that could was judged")),
			detail{label: t.say("It may come from"), values: []line{codes(d.Candidates, t.firstCard)}})
	}
	if d.Note != "" {
		said = append(said, detail{label: t.say("When"), values: []line{lineOf(t.words(d.Words, d.Note))}})
	}
	p.blocks = []block{said}
	return []block{p}
}

// sentence is a detail without a label.
func sentence(text string) details { return details{{values: []line{lineOf(text)}}} }

// baseline says what the exit code passes over.
func (t *teller) baseline() []block {
	if t.Baseline == nil || !t.Baseline.NewOnly {
		return nil
	}
	fresh := slices.ContainsFunc(t.Connections,
		func(c audit.Connection) bool { return c.Verdict == audit.NotReady && !c.Known }) ||
		slices.ContainsFunc(t.Findings,
			func(f audit.Finding) bool { return f.Verdict == audit.Fail && !f.Known && !t.gates[f.Fingerprint] })
	day := t.Baseline.TakenAt.UTC().Format(time.DateOnly)
	said := t.say("Nothing new fails since the baseline of %s; what is marked as known does not count.", day)
	if fresh {
		said = t.say("Only what is new since the baseline of %s counts; the rest is marked as known.", day)
	}
	return []block{note{line: lineOf(said)}}
}

// known says that a failure is none of today's: the baseline has it already.
func (t *teller) known(known bool) details {
	if !known || t.Baseline == nil {
		return nil
	}
	said := t.say("since the baseline of %s", t.Baseline.TakenAt.UTC().Format(time.DateOnly))
	return details{{label: t.say("Known"), values: []line{lineOf(said)}}}
}

// remedy gives a step in the reader's language by its key; ok is false where the report has none of that key.
func (t *teller) remedy(key string) (step audit.Step, ok bool) {
	step, ok = t.byKey[key]
	return t.fix(step), ok
}

// stepLine names a step, linked to where it is said.
func (t *teller) stepLine(fix audit.Step) line {
	p := part{text: fix.Title}
	if at := t.stepAt[fix.Key]; at != "" {
		p.link = "#" + at
	}
	return line{p, {text: " ("}, {text: fix.Fix, face: coded}, {text: ")"}}
}

// topic is what a check is about, "" where the report doesn't say.
func (t *teller) topic(check string) string { return t.check(check, t.Checks[check]).Topic }

// firstCard is the id of the first card of a check.
func (t *teller) firstCard(check string) string {
	at, best := "", len(looks())
	for i := range t.Findings {
		f := &t.Findings[i]
		if rank := slices.Index(looks(), t.lookOf(f)); f.Check == check && rank < best {
			best, at = rank, t.cardAt[f.Fingerprint]
		}
	}
	return at
}

// looks lists how findings come out, in the order in which they are said.
func looks() []look {
	return []look{lookFail, lookUnknown, lookWaived, lookInfo, lookPass, lookMoot}
}

// lookOf is how a finding stands out. What is only information is no failure and still worth knowing, as is a rule of
// the policy that matches nothing.
func (t *teller) lookOf(f *audit.Finding) look {
	switch {
	case f.Severity == audit.Info && t.FailOn != audit.Info && !t.gates[f.Fingerprint] &&
		(f.Verdict == audit.Fail || f.Verdict == audit.Moot):
		return lookInfo
	case f.Verdict == audit.Pass && f.Severity == audit.Info:
		return lookInfo
	case f.Verdict == audit.Fail, f.Verdict == audit.Waived, f.Verdict == audit.Pass, f.Verdict == audit.Moot:
		return look(f.Verdict)
	}
	return lookUnknown
}

func moment(at time.Time) string { return at.UTC().Format("2006-01-02 15:04 UTC") }

// choose gives the text for one thing or that for several. A language without plurals has one text for both.
func choose(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// source says a page in one text: title, date and address.
func source(p audit.Page) string { return sourceLine(p).text() }

// sourceLine says a page: title and date, which lead to its address.
func sourceLine(p audit.Page) line {
	said := p.Title
	if p.Date != "" {
		said += " (" + p.Date + ")"
	}
	if said == "" {
		said = p.URL
	}
	return line{{text: said, link: p.URL}}
}
