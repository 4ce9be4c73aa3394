package bundle

import (
	"encoding/json"
	"fmt"
	"strings"

	"orgaudit/audit"
)

// Bundle is what a zip holds, read.
type Bundle struct {
	Manifest Manifest
	Versions Versions
	Snapshot *audit.Snapshot
	Question *audit.Question
	Report   *audit.Report
	files    map[string][]byte
}

// Policy is the text of the policy, nil where none was judged by.
func (b *Bundle) Policy() []byte { return b.files[PolicyFile] }

// Connectors are the texts of the connectors that were used, by file name.
func (b *Bundle) Connectors() map[string][]byte {
	out := map[string][]byte{}
	for name, text := range b.files {
		if file, ok := strings.CutPrefix(name, connectorsFile); ok {
			out[file] = text
		}
	}
	return out
}

// asked is a question as a bundle keeps it.
type asked struct {
	Connections []askedApp     `json:"connections"`
	Symptom     *audit.Symptom `json:"symptom,omitempty"`
	FailOn      audit.Severity `json:"fail_on,omitempty"`
	LoginHost   string         `json:"login_host,omitempty"`
	FromIPs     []string       `json:"from_ips,omitempty"`
	Tool        string         `json:"tool"`
}

type askedApp struct {
	App            audit.App `json:"app"`
	Usernames      []string  `json:"usernames,omitempty"`
	Profiles       []string  `json:"profiles,omitempty"`
	PermissionSets []string  `json:"permission_sets,omitempty"`
}

func encodeQuestion(q *audit.Question) ([]byte, error) {
	out := asked{
		Symptom:     q.Symptom,
		FailOn:      q.FailOn,
		LoginHost:   q.LoginHost,
		FromIPs:     q.FromIPs,
		Tool:        q.Tool,
		Connections: []askedApp{},
	}
	for _, a := range q.Connections {
		out.Connections = append(out.Connections, askedApp{a.App, a.Usernames, a.Profiles, a.PermissionSets})
	}
	return encode(out)
}

func decodeQuestion(text []byte) (*audit.Question, error) {
	var in asked
	if err := json.Unmarshal(text, &in); err != nil {
		return nil, err
	}
	q := &audit.Question{
		Symptom:   in.Symptom,
		FailOn:    in.FailOn,
		LoginHost: in.LoginHost,
		FromIPs:   in.FromIPs,
		Tool:      in.Tool,
	}
	for _, a := range in.Connections {
		q.Connections = append(q.Connections, audit.Ask{
			App:            a.App,
			Usernames:      a.Usernames,
			Profiles:       a.Profiles,
			PermissionSets: a.PermissionSets,
		})
	}
	return q, nil
}

// decode reads the files that have a form.
func (b *Bundle) decode() error {
	b.Snapshot, b.Report = &audit.Snapshot{}, &audit.Report{}
	for name, to := range map[string]any{snapshotFile: b.Snapshot, reportFile: b.Report, versionsFile: &b.Versions} {
		if text, ok := b.files[name]; ok {
			if err := json.Unmarshal(text, to); err != nil {
				return &NotBundleError{fmt.Errorf("%s: %w", name, err)}
			}
		}
	}
	var err error
	if b.Question, err = decodeQuestion(b.files[questionFile]); err != nil {
		return &NotBundleError{fmt.Errorf("%s: %w", questionFile, err)}
	}
	switch {
	case b.Snapshot.Schema > audit.SnapshotSchema:
		return &NotBundleError{fmt.Errorf("%s has schema %d, and this orgaudit knows schema %d: take a newer one",
			snapshotFile, b.Snapshot.Schema, audit.SnapshotSchema)}
	case b.Report.Schema > audit.ReportSchema:
		return &NotBundleError{fmt.Errorf("%s has schema %d, and this orgaudit knows schema %d: take a newer one",
			reportFile, b.Report.Schema, audit.ReportSchema)}
	}
	return nil
}

// Replays tells how a report that was judged anew differs from the one in the bundle; nothing where it doesn't.
func (b *Bundle) Replays(again *audit.Report) []string {
	same := func(text string) string { return text }
	return differences(b.Report, again, same, true)
}

// Rejudges tells which verdicts differ in a report that was judged anew from those in the bundle; nothing where none
// does. It is for the reports of another version, which says in other words what it found.
func (b *Bundle) Rejudges(again *audit.Report) []string {
	var out []string
	d := audit.Compare(b.Report, again)
	for _, c := range d.Connections {
		switch {
		case c.Before == nil || c.After == nil:
			out = append(out, "a connection that only one of the reports has")
		case c.Before.Verdict != c.After.Verdict:
			out = append(out, fmt.Sprintf("%s with %s: %s, and judged again %s",
				c.After.User, c.After.App.Name, c.Before.Verdict, c.After.Verdict))
		}
	}
	for _, f := range d.Findings {
		switch {
		case f.Before == nil:
			out = append(out, fmt.Sprintf("%s of %s: judged now only", f.After.Check, f.After.Subject.Name))
		case f.After == nil:
			out = append(out, fmt.Sprintf("%s of %s: judged then only", f.Before.Check, f.Before.Subject.Name))
		case f.Before.Verdict != f.After.Verdict:
			out = append(out, fmt.Sprintf("%s of %s: %s, and judged again %s",
				f.After.Check, f.After.Subject.Name, f.Before.Verdict, f.After.Verdict))
		}
	}
	if d.Diagnosis != nil {
		out = append(out, "the diagnosis")
	}
	return out[:min(len(out), maxDifferences)]
}

// Earlier reports whether the report in the bundle was written with an earlier schema than it is held in.
func (b *Bundle) Earlier() bool {
	var head struct {
		Schema int `json:"schema"`
	}
	return json.Unmarshal(b.files[reportFile], &head) == nil && head.Schema < b.Report.Schema
}

// calls is the log of the calls of a run.
type calls struct {
	From    string                        `json:"from"` // "live" or "snapshot"
	Note    string                        `json:"note"`
	Calls   []audit.Call                  `json:"calls"`
	Sources map[audit.Part][]audit.Source `json:"sources"`
	Total   audit.Calls                   `json:"total"`
}

func encodeCalls(s *audit.Snapshot, list []audit.Call) ([]byte, error) {
	out := calls{
		From:    "live",
		Note:    "every request of the run, without bodies",
		Calls:   list,
		Sources: s.Sources,
		Total:   s.Calls,
	}
	if list == nil {
		out.From, out.Calls = "snapshot", []audit.Call{}
		out.Note = "the run was not logged call by call: these are the reads that the snapshot notes"
	}
	return encode(out)
}
