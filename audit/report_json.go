package audit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// ReportJSON is the JSON form of a report: with its answer, and with each source once.
type ReportJSON struct {
	*plainReport
	Answer Answer `json:"answer"`
	// Sources are what was read: queries, metadata types, resources, files. Evidence names them by their place here.
	Sources  []string      `json:"sources"`
	Findings []FindingJSON `json:"findings"`
}

// FindingJSON is the JSON form of a finding.
type FindingJSON struct {
	plainFinding
	Evidence []evidenceJSON `json:"evidence"`
}

// evidenceJSON is the JSON form of what was seen.
type evidenceJSON struct {
	Source int `json:"source"` // place in the report's sources, from 0
	plainEvidence
}

// The types without the methods by which they write and read themselves.
type (
	plainReport   Report
	plainFinding  Finding
	plainEvidence struct {
		Value string    `json:"value"`
		Words Words     `json:"words,omitempty"`
		At    time.Time `json:"at"`
	}
)

// JSON gives the form in which the report is written.
func (r *Report) JSON() *ReportJSON {
	out := &ReportJSON{
		plainReport: (*plainReport)(r),
		Answer:      r.Answer(),
		Sources:     []string{},
		Findings:    make([]FindingJSON, len(r.Findings)),
	}
	at := map[string]int{}
	for i := range r.Findings {
		f := &r.Findings[i]
		seen := make([]evidenceJSON, len(f.Evidence))
		for n, e := range f.Evidence {
			source, ok := at[e.Source]
			if !ok {
				source = len(out.Sources)
				at[e.Source], out.Sources = source, append(out.Sources, e.Source)
			}
			seen[n] = evidenceJSON{source, plainEvidence{e.Value, e.Words, e.At}}
		}
		out.Findings[i] = FindingJSON{plainFinding(*f), seen}
	}
	return out
}

// MarshalJSON writes the report in its JSON form.
func (r *Report) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false) // whoever writes the whole decides
	err := e.Encode(r.JSON())
	return out.Bytes(), err
}

// UnmarshalJSON reads a report of this schema or of an earlier one. A *ReportError says what in it no report says. The
// answer that is written in it is for others: who reads it works it out anew. What is of another schema, or no report
// at all, gives a report that holds its schema alone.
func (r *Report) UnmarshalJSON(data []byte) error {
	var head struct {
		Schema int `json:"schema"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return err
	}
	*r = Report{Schema: head.Schema}
	read, known := map[int]func([]byte) error{1: r.lift, ReportSchema: r.read}[head.Schema]
	if !known {
		return nil
	}
	for _, step := range []func([]byte) error{keysOnce, read} {
		if err := step(data); err != nil {
			return err
		}
	}
	if r.Findings == nil {
		return nil
	}
	return r.valid()
}

// read reads a report of this schema.
func (r *Report) read(data []byte) error {
	in := ReportJSON{plainReport: (*plainReport)(r)}
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	if in.Findings != nil {
		r.Findings = make([]Finding, len(in.Findings))
	}
	for i := range in.Findings {
		f := &r.Findings[i]
		*f = Finding(in.Findings[i].plainFinding)
		f.Evidence = make([]Evidence, len(in.Findings[i].Evidence))
		for n, e := range in.Findings[i].Evidence {
			if e.Source < 0 || e.Source >= len(in.Sources) {
				return &ReportError{
					fmt.Sprintf("findings[%d].evidence[%d].source", i, n),
					fmt.Sprintf("is %d, and there are %d sources", e.Source, len(in.Sources)),
				}
			}
			f.Evidence[n] = Evidence{in.Sources[e.Source], e.Value, e.Words, e.At}
		}
	}
	return nil
}
