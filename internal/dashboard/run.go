package dashboard

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"orgaudit/audit"
	"orgaudit/internal/history"
	"orgaudit/report"
)

// runView is the page of one run.
type runView struct {
	Run       runRow
	Tally     audit.Tally
	TakenAt   moment
	Bytes     string
	Downloads []download
	First     bool // there was no report to compare with
	Before    int64
	Changed   []changeGroup
}

type download struct{ Name, About, Path string }

// changeGroup is what became of things in one way.
type changeGroup struct {
	Title string
	Rows  []changeRow
}

type changeRow struct {
	Check, Message, Severity, Subject, Note, Kind string
}

// number reads the number of a run from an address.
func number(text string) (int64, error) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id <= 0 {
		return 0, errNoPage
	}
	return id, nil
}

func (d *Dashboard) runPage(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r.PathValue("id"))
	if err != nil {
		return err
	}
	run, err := d.o.Store.Run(r.Context(), id)
	if err != nil {
		return err
	}
	v := runView{
		Run:     d.runRow(run),
		Tally:   run.Tally,
		TakenAt: d.when(run.TakenAt),
		Bytes:   fmt.Sprintf("%.1f KiB", float64(run.Calls.Bytes)/1024),
	}
	if run.Reported {
		for _, f := range report.Formats() {
			if f.Name != report.HTML {
				v.Downloads = append(v.Downloads,
					download{f.Name, f.About, fmt.Sprintf("/runs/%d/report?format=%s", id, f.Name)})
			}
		}
		changes, err := d.o.Store.Changes(r.Context(), id)
		if err != nil {
			return err
		}
		v.changes(changes)
	}
	return d.render(w, r, http.StatusOK, "run", fmt.Sprintf("Run %d of %s", id, run.Org), v)
}

func (v *runView) changes(c history.Changes) {
	v.First, v.Before = c.Since == 0, c.Since
	for i := range c.Transitions {
		t := &c.Transitions[i]
		title := t.Kind.Words().String()
		row := changeRow{
			Check:    t.Check,
			Message:  t.Message,
			Severity: string(t.Severity),
			Subject:  words(" ", t.Subject.Kind, t.Subject.Name),
		}
		row.Kind, _ = findingWords(t.Kind.Shown())
		switch {
		case t.OfOrg():
			title = "The org"
			row.Message = "It could not be read to its end."
			if t.Kind == audit.Settled {
				row.Message = "It can be read again."
			}
		case t.OfConnection():
			row.Message = words(": ", t.User+" with "+t.App, t.Message)
		}
		if t.Again {
			row.Note = "it failed before"
		}
		if n := len(v.Changed); n == 0 || v.Changed[n-1].Title != title {
			v.Changed = append(v.Changed, changeGroup{Title: title})
		}
		group := &v.Changed[len(v.Changed)-1]
		group.Rows = append(group.Rows, row)
	}
}

// documentPolicy is for pages that a format makes: they bring style and script inside, by a policy of their own that
// holds besides this one, and run apart from the dashboard, without its cookie.
const documentPolicy = "sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox allow-modals " +
	"allow-downloads; default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; " +
	"form-action 'none'; frame-ancestors 'none'; base-uri 'none'"

// document sends a page to be looked at, or a file to be kept.
func document(w http.ResponseWriter, format report.Format, name string, body *bytes.Buffer) {
	h := w.Header()
	h.Set("Content-Type", format.MediaType)
	h.Set("Content-Length", strconv.Itoa(body.Len()))
	h.Set("Content-Security-Policy", documentPolicy)
	if format.Name != report.HTML {
		h.Set("Content-Disposition", `attachment; filename="`+fileName(name)+format.Extensions[0]+`"`)
	}
	_, _ = body.WriteTo(w) // the browser may be gone
}

// fileName makes of an alias a name that every system takes.
func fileName(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return '-'
	}, name)
}

func (d *Dashboard) reportFile(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r.PathValue("id"))
	if err != nil {
		return err
	}
	name := r.URL.Query().Get("format")
	if name == "" {
		name = report.HTML
	}
	format, ok := report.Named(name)
	if !ok {
		return errNoPage
	}
	run, err := d.o.Store.Run(r.Context(), id)
	if err != nil {
		return err
	}
	stored, err := d.o.Store.Report(r.Context(), id)
	if err != nil {
		return err
	}
	var body bytes.Buffer
	if err := format.Write(&body, stored, report.Options{Now: d.o.Now()}); err != nil {
		return fmt.Errorf("write run %d as %s: %w", id, format.Name, err)
	}
	document(w, format, fmt.Sprintf("orgaudit-%s-%d", run.Org, id), &body)
	return nil
}

// twoReports loads what ?a= and ?b= name.
func (d *Dashboard) twoReports(r *http.Request) (a, b history.Record, diff *audit.Diff, err error) {
	load := func(name string) (history.Record, *audit.Report, error) {
		id, err := number(r.URL.Query().Get(name))
		if err != nil {
			return history.Record{}, nil, err
		}
		run, err := d.o.Store.Run(r.Context(), id)
		if err != nil {
			return history.Record{}, nil, err
		}
		stored, err := d.o.Store.Report(r.Context(), id)
		return run, stored, err
	}
	a, before, err := load("a")
	if err != nil {
		return a, b, nil, err
	}
	b, after, err := load("b")
	if err != nil {
		return a, b, nil, err
	}
	return a, b, audit.Compare(before, after), nil
}
