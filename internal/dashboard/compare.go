package dashboard

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"

	"orgaudit/audit"
	"orgaudit/report"
)

// compareView is the page of two runs side by side.
type compareView struct {
	A, B    runRow
	SameOrg bool
	Changes *changes
	Files   []download
	Swap    string
}

// changes are what differs between two reports, as rows of a page.
type changes struct {
	Before, After      int64 // runs
	Worse              bool
	Rows               []diffRow
	More               int
	Worsened, Bettered int
	SameFindings       int
	Failure, Diagnosis string
	Refused            []string
}

// diffRow is a connection or a finding that changed.
type diffRow struct {
	What, About, Was, Is string
	WasKind, IsKind      string
	Mark, Severity       string // Mark says which way it went: "worse", "better" or "other"
	Message              string
}

const mostChanges = 200

func changesOf(d *audit.Diff) *changes {
	c := &changes{Worse: d.Worse, SameFindings: d.Unchanged.Findings}
	add := func(row diffRow) {
		switch row.Mark {
		case "worse":
			c.Worsened++
		case "better":
			c.Bettered++
		}
		if len(c.Rows) < mostChanges {
			c.Rows = append(c.Rows, row)
		} else {
			c.More++
		}
	}
	for _, change := range d.Connections {
		add(connectionChange(d, change))
	}
	for _, change := range d.Findings {
		add(findingChange(d, change))
	}
	if f := d.Failure; f != nil {
		switch {
		case f.After != nil:
			c.Failure = "Salesforce refused the audit itself in the later run: " + words(" ", f.After.Code, f.After.Message)
		case f.Before != nil:
			c.Failure = "Salesforce refused the audit itself in the earlier run, and no longer does."
		}
	}
	if d.Diagnosis != nil {
		c.Diagnosis = "The diagnosis of the symptom changed: the reports say how."
	}
	for _, part := range d.Refused {
		text := "could not be read before, and can now: "
		if part.Change == audit.Appeared {
			text = "could be read before, and can't now: "
		}
		c.Refused = append(c.Refused, text+string(part.Part))
	}
	return c
}

func connectionChange(d *audit.Diff, c audit.ConnectionChange) diffRow {
	row := diffRow{What: "Connection", Mark: mark(c.Worse, c.After != nil && c.After.Verdict == audit.Ready)}
	if c.Before != nil {
		row.About = c.Before.User + " with " + c.Before.App.Name
		row.WasKind, row.Was = connectionWords(c.Before.Verdict)
	}
	if c.After != nil {
		row.About = c.After.User + " with " + c.After.App.Name
		row.IsKind, row.Is = connectionWords(c.After.Verdict)
		if len(c.After.Causes) > 0 {
			cause := c.After.Causes[0]
			row.Message = "Root cause: " + cmp.Or(d.Checks[cause].Fails, cause)
		}
	}
	return row
}

func findingChange(d *audit.Diff, c audit.FindingChange) diffRow {
	better := c.Before != nil && bad(c.Before.Verdict) && (c.After == nil || !bad(c.After.Verdict))
	row := diffRow{Mark: mark(c.Worse, better)}
	for _, side := range []*audit.Finding{c.Before, c.After} {
		if side == nil {
			continue
		}
		row.What, row.About, row.Message, row.Severity = side.Check, words(" ", side.Subject.Kind, side.Subject.Name), side.Message, string(side.Severity)
		row.What = cmp.Or(d.Checks[side.Check].Said(side.Verdict), row.What)
	}
	if c.Before != nil {
		row.WasKind, row.Was = findingWords(c.Before.Verdict)
	}
	if c.After != nil {
		row.IsKind, row.Is = findingWords(c.After.Verdict)
	}
	return row
}

func bad(v audit.Verdict) bool { return v == audit.Fail || v == audit.Unknown }

func findingWords(v audit.Verdict) (kind, word string) {
	switch v {
	case audit.Pass:
		return kindPass, "passes"
	case audit.Fail:
		return kindFail, "fails"
	case audit.Unknown:
		return kindUnknown, "can't tell"
	case audit.Waived:
		return "waived", "waived"
	}
	return kindNone, "not judged"
}

// mark says which way a change went.
func mark(worse, better bool) string {
	switch {
	case worse:
		return "worse"
	case better:
		return "better"
	}
	return "other"
}

func (d *Dashboard) comparePage(w http.ResponseWriter, r *http.Request) error {
	if q := r.URL.Query(); q.Get("a") == "" || q.Get("b") == "" {
		return &refusal{http.StatusBadRequest, "Two runs are needed to compare.", "Pick an earlier and a later run on the page of an org."}
	}
	a, b, diff, err := d.twoReports(r)
	if err != nil {
		return err
	}
	v := compareView{A: d.runRow(a), B: d.runRow(b), SameOrg: diff.SameOrg, Changes: changesOf(diff), Swap: fmt.Sprintf("/compare?a=%d&b=%d", b.ID, a.ID)}
	for _, f := range report.DiffFormats() {
		v.Files = append(v.Files, download{Name: f.Name, Path: fmt.Sprintf("/compare/%s?a=%d&b=%d", f.Name, a.ID, b.ID)})
	}
	return d.render(w, r, http.StatusOK, "compare", fmt.Sprintf("Runs %d and %d", a.ID, b.ID), v)
}

func (d *Dashboard) compareFile(w http.ResponseWriter, r *http.Request) error {
	for _, f := range report.DiffFormats() {
		if f.Name != r.PathValue("format") {
			continue
		}
		a, b, diff, err := d.twoReports(r)
		if err != nil {
			return err
		}
		var body bytes.Buffer
		if err := f.Write(&body, diff, report.Options{Now: d.o.Now()}); err != nil {
			return fmt.Errorf("write the comparison of runs %d and %d as %s: %w", a.ID, b.ID, f.Name, err)
		}
		document(w, f.Name, fmt.Sprintf("orgaudit-%s-%d-%d", b.Org, a.ID, b.ID), f.Extensions[0], &body)
		return nil
	}
	return errNoPage
}
