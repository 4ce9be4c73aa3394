package dashboard

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"slices"

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
	Answer             answerLine
	Rows               []diffRow
	More               int
	Worsened, Bettered int
	CameToLight        int // what fails, and nobody could tell or asked before: it may be old
	Unjudged           int // what could be judged, or failed, and could not be judged now
	SameFindings       int
	Failure, Diagnosis string
	Refused            []string
}

// diffRow is a connection or a finding that changed.
type diffRow struct {
	What, About, Was, Is string
	Became               string // in the words of a diff
	WasKind, IsKind      string
	Mark, Severity       string // Mark says which way it went: one of the marks
	Message              string
}

// Marks of changes, as the style knows them and as people hear them.
const (
	markWorse    = "worse"
	markToLight  = "came to light"
	markUnjudged = "unjudged"
	markBetter   = "better"
	markOther    = "other"
)

func markOf(turn audit.Turn) string {
	switch turn {
	case audit.TurnWorse:
		return markWorse
	case audit.TurnToLight:
		return markToLight
	case audit.TurnUnread:
		return markUnjudged
	case audit.TurnBetter:
		return markBetter
	}
	return markOther
}

const mostChanges = 200

func changesOf(d *audit.Diff) *changes {
	c := &changes{Answer: answerOfDiff(d.Answer), SameFindings: d.Unchanged.Findings}
	type turn struct {
		kind audit.TransitionKind
		row  diffRow
	}
	var turns []turn
	for _, change := range d.Connections {
		turns = append(turns, turn{change.Kind, connectionChange(d, change)})
	}
	for _, change := range d.Findings {
		turns = append(turns, turn{change.Kind, findingChange(d, change)})
	}
	slices.SortStableFunc(turns, func(a, b turn) int { return audit.WorstFirst(a.kind, b.kind) })
	for _, t := range turns {
		switch t.row.Mark {
		case markWorse:
			c.Worsened++
		case markToLight:
			c.CameToLight++
		case markBetter:
			c.Bettered++
		case markUnjudged:
			c.Unjudged++
		}
		if len(c.Rows) < mostChanges {
			c.Rows = append(c.Rows, t.row)
		} else {
			c.More++
		}
	}
	if f := d.Failure; f != nil {
		switch {
		case f.After != nil:
			c.Failure = "Salesforce refused the audit itself in the later run: " +
				words(" ", f.After.Code, f.After.Message)
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

// answerOfDiff is the headline of a comparison as it stands in the diff.
func answerOfDiff(a audit.DiffAnswer) answerLine {
	kind := kindPass
	switch a.State {
	case audit.DiffWorse, audit.DiffCameToLight:
		kind = kindFail
	case audit.DiffUnread:
		kind = kindUnknown
	}
	return answerLine{kind, a.Label, a.Text}
}

func connectionChange(d *audit.Diff, c audit.ConnectionChange) diffRow {
	row := turned(c.Kind, c.Turn, c.Before != nil && c.Before.Verdict == audit.NotReady && c.After == nil)
	row.What = "Connection"
	if c.Before != nil {
		row.About = c.Before.User + " with " + c.Before.App.Name
		row.WasKind, row.Was = connectionWords(c.Before.Verdict)
	}
	if c.After != nil {
		row.About = c.After.User + " with " + c.After.App.Name
		row.IsKind, row.Is = connectionWords(c.After.Verdict)
		if c.Cause != "" {
			row.Message = "Root cause: " + cmp.Or(d.Checks[c.Cause].Fails, c.Cause)
		}
	}
	return row
}

func findingChange(d *audit.Diff, c audit.FindingChange) diffRow {
	failed := c.Before != nil && (c.Before.Verdict == audit.Fail || c.Before.Verdict == audit.Waived)
	row := turned(c.Kind, c.Turn, failed && (c.After == nil || c.After.Verdict == audit.Moot))
	for _, side := range []*audit.Finding{c.Before, c.After} {
		if side == nil {
			continue
		}
		row.What, row.About, row.Message, row.Severity = side.Check, words(" ", side.Subject.Kind, side.Subject.Name),
			side.Message, string(side.Severity)
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

// turned says which way a change went. silent is true where what failed is hidden or not spoken of.
func turned(kind audit.TransitionKind, turn audit.Turn, silent bool) diffRow {
	row := diffRow{Mark: markOf(turn)}
	switch {
	case kind != "":
		row.Became = kind.Words().String()
	case silent:
		row.Mark, row.Became = markUnjudged, "Could not be judged"
	}
	return row
}

func (d *Dashboard) comparePage(w http.ResponseWriter, r *http.Request) error {
	if q := r.URL.Query(); q.Get("a") == "" || q.Get("b") == "" {
		return &refusal{
			http.StatusBadRequest, "Two runs are needed to compare.",
			"Pick an earlier and a later run on the page of an org.",
		}
	}
	a, b, diff, err := d.twoReports(r)
	if err != nil {
		return err
	}
	v := compareView{
		A:       d.runRow(a),
		B:       d.runRow(b),
		SameOrg: diff.SameOrg,
		Changes: changesOf(diff),
		Swap:    fmt.Sprintf("/compare?a=%d&b=%d", b.ID, a.ID),
	}
	for _, f := range report.DiffFormats() {
		v.Files = append(v.Files, download{
			Name: f.Name, Path: fmt.Sprintf("/compare/%s?a=%d&b=%d", f.Name, a.ID, b.ID),
		})
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
		if err := f.WriteDiff(&body, diff, report.Options{Now: d.o.Now()}); err != nil {
			return fmt.Errorf("write the comparison of runs %d and %d as %s: %w", a.ID, b.ID, f.Name, err)
		}
		document(w, f, fmt.Sprintf("orgaudit-%s-%d-%d", b.Org, a.ID, b.ID), &body)
		return nil
	}
	return errNoPage
}
