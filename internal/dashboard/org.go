package dashboard

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"orgaudit/audit"
	"orgaudit/internal/history"
)

const (
	chartDays   = 90
	mostRuns    = 20
	mostPerPage = 50
)

// orgView is the page of one org.
type orgView struct {
	Alias, Path, Name, OrgID, Kind, Verdict, Policy, Schedule string
	Tags                                                      []string
	Tally                                                     audit.Tally
	Left, MayRun, Busy                                        bool
	State, Notice, Stopped, Error                             string
	Last, Next, Read                                          moment
	ReportRun                                                 int64
	Answer                                                    []answerLine // of the last run
	Connections                                               []connectionRow
	Hidden                                                    int // connections that the page leaves out
	States                                                    []tile
	Findings                                                  []findingRow
	Newer, Older                                              string // pages of findings
	Chart                                                     *chart
	Week                                                      *changes
	WeekNote                                                  string
	Runs                                                      []runRow
	OlderRuns, NewestRuns                                     string
	CanCompare                                                bool
}

// answerLine is a line of a report's answer, as it stands there.
type answerLine struct{ Kind, Label, Text string }

type connectionRow struct {
	App, User, Kind, Verdict, Cause, Fix, Setup string
}

type findingRow struct {
	Check, Message, Subject, Severity, State, Kind, Fix string
	First, Last, Since                                  moment
	Reopened                                            int
	Run                                                 int64
}

type runRow struct {
	ID                                           int64
	Org, OrgPath, Kind, Verdict, Trigger, Failed string
	Headline, Connections, Error, Took           string
	Started                                      moment
	Reported                                     bool
	Calls                                        int
}

func (d *Dashboard) orgPage(w http.ResponseWriter, r *http.Request) error {
	alias, query := r.PathValue("alias"), r.URL.Query()
	before, _ := strconv.ParseInt(query.Get("before"), 10, 64)
	all, err := d.o.Store.Runs(r.Context(), history.RunFilter{Org: alias, Limit: mostRuns + 1})
	if err != nil {
		return err
	}
	configured := d.configured()
	org, known := configured[alias]
	if !known && len(all) == 0 {
		return errNoPage
	}
	queue := d.queue(r)
	v := orgView{
		Alias:    alias,
		Path:     orgPath(alias),
		Kind:     kindNone,
		Policy:   org.Policy,
		Schedule: org.Schedule,
		Tags:     org.Tags,
		Left:     !known && d.o.Orgs != nil,
		State:    queue.stateOf(alias),
		Stopped:  queue.stopped(),
		Next:     d.when(queue.Next[alias]),
	}
	v.Busy = v.State != ""
	v.MayRun = visiting(r).role >= operator && d.o.RunNow != nil && !v.Left && v.State == ""
	if query.Get("asked") != "" {
		v.Notice = "The run was asked for. It shows up here when it is done."
	}
	if len(all) > 0 {
		if err := d.fillOrg(r, &v, all); err != nil {
			return err
		}
	}
	if v.Verdict == "" {
		v.Verdict = verdictOf(audit.OutcomeNotRun)
	}
	runs := all
	if before > 0 {
		if runs, err = d.o.Store.Runs(r.Context(), history.RunFilter{
			Org: alias, Before: before, Limit: mostRuns + 1,
		}); err != nil {
			return err
		}
		v.NewestRuns = v.Path + "#runs"
	}
	if len(runs) > mostRuns {
		runs = runs[:mostRuns]
		v.OlderRuns = fmt.Sprintf("%s?before=%d#runs", v.Path, runs[mostRuns-1].ID)
	}
	reported := 0
	for _, run := range runs {
		v.Runs = append(v.Runs, d.runRow(run))
		if run.Reported {
			reported++
		}
	}
	v.CanCompare = reported > 1
	return d.render(w, r, http.StatusOK, "org", alias, v)
}

// fillOrg adds what the runs of an org, the last one first, and its newest report say.
func (d *Dashboard) fillOrg(r *http.Request, v *orgView, runs []history.Record) error {
	last := runs[0]
	v.Kind, v.Verdict = kindOf(last.Outcome), verdictOf(last.Outcome)
	v.Last, v.Error, v.Tally, v.Name, v.OrgID = d.when(last.Started), last.Error, last.Tally, last.OrgName, last.OrgID
	now := d.o.Now()
	points, err := d.o.Store.Trend(r.Context(), v.Alias, now.AddDate(0, 0, -chartDays))
	if err != nil {
		return err
	}
	v.Chart = chartOf(points)
	newest, err := d.newestReport(r, v.Alias, runs)
	if err != nil {
		return err
	}
	if last.Reported && (newest == nil || newest.ID != last.ID) {
		report, err := d.o.Store.Report(r.Context(), last.ID)
		if err != nil {
			return err
		}
		v.answer(report)
	}
	if newest != nil {
		v.ReportRun, v.Name, v.OrgID = newest.ID, newest.OrgName, newest.OrgID
		if newest.ID != last.ID {
			v.Read = d.when(newest.TakenAt)
		}
		report, err := d.o.Store.Report(r.Context(), newest.ID)
		if err != nil {
			return err
		}
		if newest.ID == last.ID {
			v.answer(report)
		}
		v.connections(report)
		if err := d.sinceLastWeek(r, v, points, *newest, report); err != nil {
			return err
		}
	}
	return d.findings(r, v)
}

// newestReport is the last run that read the org to its end, else the last one with a report; nil where there is none.
func (d *Dashboard) newestReport(r *http.Request, alias string, runs []history.Record) (*history.Record, error) {
	var partial *history.Record
	for {
		for i := range runs {
			if runs[i].Complete {
				return &runs[i], nil
			}
			if partial == nil && runs[i].Reported {
				partial = &runs[i]
			}
		}
		if len(runs) == 0 {
			return partial, nil
		}
		var err error
		if runs, err = d.o.Store.Runs(r.Context(),
			history.RunFilter{Org: alias, Before: runs[len(runs)-1].ID}); err != nil {
			return nil, err
		}
	}
}

// answer says the last run as its report does.
func (v *orgView) answer(r *audit.Report) {
	for _, l := range r.Answer().Lines {
		kind := kindUnknown
		switch l.State {
		case audit.StateReady, audit.StateAsAsked:
			kind = kindPass
		case audit.StateNotReady, audit.StateDeparts:
			kind = kindFail
		}
		v.Answer = append(v.Answer, answerLine{kind, l.Label, l.Text})
	}
}

const mostConnections = 200

// connections lists what the newest report answers, what is not ready first.
func (v *orgView) connections(r *audit.Report) {
	findings := r.ByFingerprint()
	for _, want := range audit.ConnectionVerdicts() {
		for i := range r.Connections {
			c := &r.Connections[i]
			if c.Verdict != want {
				continue
			}
			if len(v.Connections) == mostConnections {
				v.Hidden++
				continue
			}
			row := connectionRow{App: c.App.Name, User: c.User}
			row.Kind, row.Verdict = connectionWords(c.Verdict)
			if root := c.Root(findings); root != nil {
				row.Cause = root.Message
				if root.Verdict == audit.Waived {
					row.Cause += " (waived, which opens no gate)"
				}
			}
			if step := r.Step(c.Step()); step != nil {
				row.Fix, row.Setup = step.Title, setupLink(step.SetupURL)
			}
			v.Connections = append(v.Connections, row)
		}
	}
}

func connectionWords(v audit.ConnectionVerdict) (kind, word string) {
	switch v {
	case audit.Ready:
		return kindPass, "Ready"
	case audit.NotReady:
		return kindFail, "Not ready"
	}
	return kindUnknown, "Can't tell"
}

// setupLink is an address of Setup that a page may link to: a stored report is not to be trusted.
func setupLink(address string) string {
	if u, err := url.Parse(address); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return ""
	}
	return address
}

// findings lists what is known over time, by the state that the visitor picks.
func (d *Dashboard) findings(r *http.Request, v *orgView) error {
	query := r.URL.Query()
	states := []struct {
		state history.State
		label string
		kind  string
	}{
		{history.Failing, "Failing", kindFail}, {history.Unread, "Can't tell", kindUnknown},
		{history.Waived, "Waived", "waived"}, {history.Fixed, "Fixed", kindPass},
		{history.Gone, audit.Vanished.Words().String(), kindNone},
		{history.Unasked, "No longer asked", kindNone},
	}
	here := states[0]
	for _, s := range states {
		if string(s.state) == query.Get("state") {
			here = s
		}
	}
	for _, s := range states {
		v.States = append(v.States, tile{
			Kind:  s.kind,
			Label: s.label,
			Path:  v.Path + "?state=" + string(s.state) + "#findings",
			Here:  s == here,
		})
	}
	offset, _ := strconv.Atoi(query.Get("offset"))
	offset = max(0, offset)
	list, err := d.o.Store.Findings(r.Context(), v.Alias, history.FindingFilter{
		States: []history.State{here.state}, Offset: offset, Limit: mostPerPage + 1,
	})
	if err != nil {
		return err
	}
	page := func(offset int) string {
		return fmt.Sprintf("%s?state=%s&offset=%d#findings", v.Path, here.state, offset)
	}
	if offset > 0 {
		v.Newer = page(max(0, offset-mostPerPage))
	}
	if len(list) > mostPerPage {
		list = list[:mostPerPage]
		v.Older = page(offset + mostPerPage)
	}
	for _, f := range list {
		v.Findings = append(v.Findings, findingRow{
			Check:    f.Check,
			Message:  f.Message,
			Subject:  words(" ", f.Subject.Kind, f.Subject.Name),
			Severity: string(f.Severity),
			State:    here.label,
			Kind:     here.kind,
			First:    d.when(f.FirstSeen),
			Last:     d.when(f.LastSeen),
			Since:    d.when(f.Since),
			Reopened: f.Reopened,
			Run:      f.LastRun,
		})
	}
	return nil
}

// sinceLastWeek compares the newest report with the last complete one that is a week older at least, or with the oldest
// one that there is.
func (d *Dashboard) sinceLastWeek(
	r *http.Request, v *orgView, points []history.Point, newest history.Record, now *audit.Report,
) error {
	var old *history.Point
	for i := range points {
		p := &points[i]
		if !p.Complete || p.Run >= newest.ID {
			continue
		}
		if old == nil || newest.Started.Sub(p.At) >= 7*24*time.Hour {
			old = p
		}
	}
	if old == nil {
		v.WeekNote = "There is no earlier report to compare with."
		return nil
	}
	before, err := d.o.Store.Report(r.Context(), old.Run)
	if err != nil {
		return err
	}
	v.Week = changesOf(audit.Compare(before, now))
	v.Week.Before, v.Week.After = old.Run, newest.ID
	v.WeekNote = "Compared with the run of " + stamp(old.At) + "."
	return nil
}

func (d *Dashboard) runRow(run history.Record) runRow {
	return runRow{
		ID:          run.ID,
		Org:         run.Org,
		OrgPath:     orgPath(run.Org),
		Kind:        kindOf(run.Outcome),
		Verdict:     verdictOf(run.Outcome),
		Headline:    run.Headline,
		Trigger:     run.Trigger,
		Error:       run.Error,
		Failed:      fmt.Sprint(run.Tally.Failed()),
		Connections: connectionsOf(run.Tally),
		Started:     d.when(run.Started),
		Took:        took(run.Finished.Sub(run.Started)),
		Reported:    run.Reported,
		Calls:       run.Calls.REST + run.Calls.SOAP,
	}
}

// runNow asks for a run, and leads back to where the button was.
func (d *Dashboard) runNow(w http.ResponseWriter, r *http.Request) error {
	alias := r.PathValue("alias")
	r.Body = http.MaxBytesReader(w, r.Body, 16<<10)
	if err := r.ParseForm(); err != nil {
		return &refusal{http.StatusBadRequest, "The form could not be read.", "Open the page again."}
	}
	if _, ok := d.configured()[alias]; d.o.RunNow == nil || d.o.Orgs != nil && !ok {
		return &refusal{
			http.StatusNotFound, "There is no configured org of that name.", "Add it with orgaudit orgs add.",
		}
	}
	who := visiting(r)
	if err := d.o.RunNow(r.Context(), alias); err != nil {
		d.o.Log.Warn("a run could not be asked for", "org", alias, "error", err)
		return &refusal{http.StatusConflict, "The run could not be asked for: " + err.Error(), "See the queue."}
	}
	d.o.Log.Info("a run was asked for", "org", alias, "by", who.name, "from", remote(r).String())
	http.Redirect(w, r, orgPath(alias)+"?asked=1", http.StatusSeeOther)
	return nil
}
