package report

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"orgaudit/audit"
)

// Recognised is an error that somebody saw, with what it may mean, as long as no org was asked. The JSON names are
// stable. It must hold nothing of what was seen but codes and texts that are known beforehand.
type Recognised struct {
	Symptom    string       `json:"symptom"` // codes, then texts
	Code       string       `json:"code"`
	Means      string       `json:"means"`
	Candidates []Candidate  `json:"candidates"` // likeliest first
	Decidable  bool         `json:"decidable"`  // whether an org's data can decide which candidate holds
	Apart      string       `json:"apart,omitempty"`
	Outside    string       `json:"outside,omitempty"` // the causes that no org shows
	Seen       string       `json:"seen,omitempty"`    // where such an error is seen
	Sources    []audit.Page `json:"sources"`
}

// Candidate is a check that may be the cause of an error. Title and Fix are empty where this version has no such check.
type Candidate struct {
	Check string `json:"check"`
	Title string `json:"title"`
	Fix   string `json:"fix"` // ID of the fix that is offered first
	Why   string `json:"why"` // by what one sees that it is the cause, and where in Setup
	// Remedies are the fixes, the one that is offered first before the others.
	Remedies []*audit.Fix `json:"-"`
}

// WriteRecognised says what an error may mean, as text or as JSON.
func WriteRecognised(w io.Writer, format string, r *Recognised, o Options) error {
	switch format {
	case JSON:
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(r)
	case Text:
		return r.text(newPage(w, o), o)
	}
	return fmt.Errorf("an error that no org was asked about can't be said as %q: take text or json", format)
}

func (r *Recognised) text(p *page, o Options) error {
	const size = 8 // columns of the labels
	p.flow(0, 2, styled(bold, r.Symptom))
	means, seen := p.translate(r.Means), p.translate(r.Seen)
	for _, fact := range []struct{ label, said string }{{p.say("Means"), means}, {p.say("Seen"), seen}} {
		if fact.said != "" {
			p.fact(2, size, fact.label, unstyled(fact.said))
		}
	}
	if !r.Decidable {
		r.outside(p)
	}
	if len(r.Candidates) > 0 {
		p.heading(p.say("It comes from one of these, likeliest first"))
	}
	for i, c := range r.Candidates {
		number := fmt.Sprintf("%d.", i+1)
		title := p.translate(c.Title)
		if title == "" {
			title = p.say("(this version does not judge it: look by hand)")
		}
		p.flow(2, 5, unstyled(number), apart(1), styled(bold, c.Check), apart(2), unstyled(title))
		p.fact(5, 6, p.say("Look"), unstyled(p.translate(c.Why)))
		for i, fix := range c.Remedies {
			label := p.say("Fix")
			if i > 0 {
				label = p.say("or")
			}
			p.fact(5, 6, label, unstyled(strings.NewReplacer("{", "<", "}", ">").Replace(p.translate(fix.Title)), " (",
				fix.ID, ")"))
			if i == 0 || o.Verbose {
				p.fact(5, 6, "", unstyled(source(fix.Source)))
			}
		}
	}
	if r.Apart != "" {
		p.heading(p.say("How to tell"))
		p.flow(2, 2, unstyled(p.translate(r.Apart)))
	}
	if r.Decidable {
		r.outside(p)
	}
	p.heading(p.say("Sources"))
	for _, page := range r.Sources {
		p.flow(2, 4, unstyled(source(page)))
	}
	return p.w.Flush()
}

func (r *Recognised) outside(p *page) {
	if r.Outside != "" {
		p.heading(p.say("What no org can show"))
		p.flow(2, 2, unstyled(p.translate(r.Outside)))
	}
}
