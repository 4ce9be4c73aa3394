package audit

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
)

// report1 is a report of schema 1 where its JSON form is another one.
type report1 struct {
	*plainReport
	Connections []connection1           `json:"connections"`
	Checks      map[string]check1       `json:"checks"`
	Findings    []Finding               `json:"findings"`
	Fixes       map[string]renderedFix1 `json:"fixes"`
}

type connection1 struct {
	plainConnection
	SignIn string `json:"sign_in"`
}

type plainConnection Connection

type check1 struct {
	CheckText
	Title string `json:"title"`
}

type renderedFix1 struct {
	Step
	Effect string `json:"effect"`
	Words  words1 `json:"words"`
}

type words1 struct {
	StepWords
	Effect string `json:"effect"`
}

// lift reads a report of schema 1, and makes one of this schema of it that gives the same answer. What schema 1 didn't
// say stays empty: whom a fix is for, and what fails in the words of a check.
func (r *Report) lift(data []byte) error {
	in := report1{plainReport: (*plainReport)(r)}
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	r.Schema, r.Findings, r.Steps, r.Checks = ReportSchema, in.Findings, []Step{}, map[string]CheckText{}
	for id, c := range in.Checks {
		c.Holds = cmp.Or(c.Holds, c.Title)
		r.Checks[id] = c.CheckText
	}
	findings := r.ByFingerprint()
	r.Connections = make([]Connection, len(in.Connections))
	for i := range in.Connections {
		c := &r.Connections[i]
		*c = Connection(in.Connections[i].plainConnection)
		flow, host, _ := strings.Cut(in.Connections[i].SignIn, " at ")
		c.SignIn, c.Steps = WayIn{cmp.Or(flow, FlowWebServer), host}, []string{}
		for _, id := range c.Findings {
			f := findings[id]
			if f == nil || f.Verdict != Fail {
				continue
			}
			if _, ok := in.Fixes[f.Fix]; ok && !slices.Contains(c.Steps, f.Fix) {
				c.Steps = append(c.Steps, f.Fix)
			}
		}
	}
	r.liftSteps(in.Fixes)
	for i := range r.Findings {
		f := &r.Findings[i]
		f.Subject.Key = keyOf(f.Subject.ID, f.Subject.Name)
		if f.Subject.Kind == SubjectApp || f.Subject.Kind == SubjectConnection {
			f.Subject.Key = fold(f.Subject.Name)
		}
	}
	return nil
}

// liftSteps makes a step of each fix. They come in the order in which connections and findings name them.
func (r *Report) liftSteps(fixes map[string]renderedFix1) {
	take := func(id string) bool {
		fix, ok := fixes[id]
		if !ok || r.Step(id) != nil {
			return ok
		}
		step := fix.Step
		step.Key, step.Fix, step.Who, step.Reach = id, id, []string{}, cmp.Or(step.Reach, fix.Effect)
		step.Words = fix.Words.StepWords
		step.Words.Reach = cmp.Or(step.Words.Reach, fix.Words.Effect)
		r.Steps = append(r.Steps, step)
		return true
	}
	for _, c := range r.Connections {
		for _, id := range c.Steps {
			take(id)
		}
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Verdict != Fail {
			continue
		}
		for _, id := range append([]string{f.Fix}, f.OtherFixes...) {
			if take(id) {
				f.Steps = append(f.Steps, id)
			}
		}
	}
}
