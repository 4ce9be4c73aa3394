package report

import (
	"html/template"
	"strconv"
	"strings"
	"time"

	"orgaudit/audit"
)

// htmlView is what the templates of the page fill in.
type htmlView struct {
	*htmlReport
	Style  template.CSS
	Script template.JS
	CSP    string

	Lang      string
	W         htmlWords
	Title     string // of the window
	Headline  string
	Kind      string // how the headline stands out
	Verdict   string
	OrgLine   []string
	TakenAt   string
	Failure   *htmlFailure
	Diagnosis *htmlDiagnosis
	Single    bool // one connection: its answer is the headline
	Tally     []htmlTally
	Rows      []htmlRow
	TableLast bool
	Answers   []htmlAnswer
	MoreOf    string // what is not shown in detail
	Open      []htmlOpen
	Fixes     []htmlFix
	Others    []htmlFix
	Cards     []htmlCard
	Filters   []htmlFilter
	Total     int
	Long      bool     // so many findings that a browser had better not lay out what is not in view
	Names     []string // to search for
	Read      htmlRead
}

// htmlReport is a report on its way to a page.
type htmlReport struct {
	*outline
	*tongue
	now    time.Time
	fixAt  map[string]string // anchors of fixes by ID
	cardAt map[string]string // anchors of cards by the fingerprint of each of their findings
}

// newHTML says a report in the words of the page. The report must be clean.
func newHTML(r *audit.Report, o Options) *htmlView {
	h := &htmlReport{outline: newOutline(r), tongue: newTongue(o.Lang), now: o.Now, fixAt: map[string]string{}, cardAt: map[string]string{}}
	v := &htmlView{htmlReport: h, Lang: h.lang, W: newHTMLWords(h.tongue), Total: len(r.Findings), Long: len(r.Findings) > 300, Single: len(r.Connections) == 1}
	for _, fact := range []string{r.Org.Name, r.Org.Edition, r.Org.MyDomain} {
		if fact != "" {
			v.OrgLine = append(v.OrgLine, fact)
		}
	}
	if !r.TakenAt.IsZero() {
		v.TakenAt = moment(r.TakenAt)
	}
	v.Fixes, v.Others = h.fixViews()
	v.Cards = h.cards()
	v.Filters, v.Names = h.filters(v.Cards)
	v.Failure, v.Diagnosis = h.failureView(), h.diagnosisView()
	v.headline()
	v.Open = h.opens()
	for i := range v.Fixes {
		v.Fixes[i].For = h.causedBy(v.Fixes[i].Name)
	}
	for i := range v.Others {
		v.Others[i].For = h.causedBy(v.Others[i].Name)
	}
	v.Read = h.readView()
	v.Title = v.Verdict + ": " + v.Headline
	return v
}

// headline answers in one sentence what was asked, and fills what stands behind it.
func (v *htmlView) headline() {
	switch {
	case v.Single:
		a := v.answerView(v.Connections[:1], 0)
		v.Answers, v.Headline, v.Kind, v.Verdict = []htmlAnswer{a}, a.Headline, a.Kind, a.Verdict
	case len(v.Connections) > 1:
		v.connections()
	case len(v.Findings) > 0:
		v.policy()
	case v.Report.Failure != nil:
		v.Headline, v.Kind, v.Verdict = v.say("Nothing could be judged"), kindUnknown, v.say("CANNOT TELL")
	default:
		v.Headline, v.Kind, v.Verdict = v.say("Nothing was asked about %s", v.orgName()), kindUnknown, v.say("NOTHING ASKED")
	}
}

// policy answers a report that was asked about no connection.
func (v *htmlView) policy() {
	failed, unknown := 0, 0
	for i := range v.Findings {
		switch v.Findings[i].Verdict {
		case audit.Fail:
			failed++
		case audit.Unknown:
			unknown++
		}
	}
	org := v.orgName()
	switch {
	case failed > 0:
		v.Kind, v.Verdict = kindFail, v.say("NOT AS ASKED")
		v.Headline = choose(failed, v.say("%s departs from the policy in 1 point", org), v.say("%s departs from the policy in %d points", org, failed))
	case unknown > 0:
		v.Kind, v.Verdict, v.Headline = kindUnknown, v.say("CANNOT TELL"), v.say("It cannot be told whether %s follows the policy", org)
	default:
		v.Kind, v.Verdict, v.Headline = kindPass, v.say("AS ASKED"), v.say("%s follows the policy", org)
	}
	for _, o := range v.outcomes() {
		n := 0
		for i := range v.Findings {
			if kindOf(&v.Findings[i]) == o.Kind {
				n++
			}
		}
		if n > 0 {
			v.Tally = append(v.Tally, htmlTally{Kind: o.Kind, Label: o.Label, Count: n})
		}
	}
}

// slug makes a name that a page can be pointed to with: what is no letter or digit of ASCII becomes a hyphen.
func slug(parts ...string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(strings.Join(parts, "-")))
}

// anchors hands out names, each once.
type anchors map[string]bool

func (a anchors) take(name string) string {
	for n, try := 2, name; ; n++ {
		if !a[try] {
			a[try] = true
			return try
		}
		try = name + "-" + strconv.Itoa(n)
	}
}

// htmlFailure is the answer of Salesforce to the audit itself.
type htmlFailure struct {
	Verdict, Headline, Answer string
	May                       []htmlCause
}

func (h *htmlReport) failureView() *htmlFailure {
	f := h.Failure
	if f == nil {
		return nil
	}
	v := &htmlFailure{Verdict: h.say("NOT READ TO THE END"), Headline: h.say("the audit's own calls were refused or broke off")}
	switch {
	case f.SignIn && f.Host != "":
		v.Verdict, v.Headline = h.say("NOT SIGNED IN"), h.say("the audit could not sign in at %s", f.Host)
	case f.SignIn:
		v.Verdict, v.Headline = h.say("NOT SIGNED IN"), h.say("the audit could not sign in")
	case f.Host != "":
		v.Headline = h.say("the audit's own calls at %s were refused or broke off", f.Host)
	}
	v.Answer = f.Code
	if f.Message != "" && f.Message != f.Code {
		v.Answer = strings.TrimPrefix(f.Code+": "+f.Message, ": ")
	}
	for _, mean := range f.MayMean {
		v.May = append(v.May, htmlCause{Check: mean.Check, Title: h.translate(mean.Fails), Fix: h.fixTitle(mean.Fix), FixAt: h.fixAt[mean.Fix]})
	}
	return v
}

// htmlDiagnosis says whether the org explains what the reader has seen.
type htmlDiagnosis struct {
	Kind, Symptom, Code, Said, Note string
	Causes                          []htmlCause
}

func (h *htmlReport) diagnosisView() *htmlDiagnosis {
	d := h.Diagnosis
	if d == nil {
		return nil
	}
	v := &htmlDiagnosis{Symptom: d.Symptom, Kind: kindUnknown, Note: h.words(d.Words, d.Note)}
	if !strings.Contains(d.Symptom, d.Code) {
		v.Code = d.Code
	}
	checks := d.Candidates
	switch {
	case d.Verdict == audit.Explained:
		v.Kind, v.Said, checks = kindFail, h.say("This org explains it"), d.Causes
	case d.Verdict == audit.OrgClean:
		v.Kind, v.Said, checks = kindPass, h.say("Not the org: every gate was read and none explains it, so the cause is on the app's side"), nil
	case len(d.Candidates) == 0:
		v.Said = h.say("No check knows it, so it can't be told whether the org explains it")
	default:
		v.Said = h.say("Cannot tell whether the org explains it: not all that could was judged")
	}
	verdict := audit.Unknown
	if d.Verdict == audit.Explained {
		verdict = audit.Fail
	}
	for _, check := range checks {
		v.Causes = append(v.Causes, htmlCause{Check: check, Title: h.titleOf(check, verdict), At: h.firstCard(check)})
	}
	return v
}

// titleOf is the phrase of a check that is true of a verdict, "" where the report doesn't say.
func (h *htmlReport) titleOf(check string, v audit.Verdict) string {
	return h.check(check, h.Checks[check]).Said(v)
}

// firstCard is the anchor of the first finding of a check that the page has.
func (h *htmlReport) firstCard(check string) string {
	at, best := "", len(h.outcomes())
	for i := range h.Findings {
		f := &h.Findings[i]
		if f.Check != check {
			continue
		}
		if rank := rankOf(f); rank < best {
			best, at = rank, h.cardAt[f.Fingerprint]
		}
	}
	return at
}
