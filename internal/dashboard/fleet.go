package dashboard

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"orgaudit/audit"
	"orgaudit/internal/history"
)

// Kinds of answers, as the style knows them.
const (
	kindFail    = "fail"
	kindUnknown = "unknown"
	kindPass    = "pass"
	kindNone    = "none" // there was no run yet
)

// kindOf gives the colour and the sign of an outcome.
func kindOf(o audit.Outcome) string {
	switch o {
	case audit.OutcomePassed:
		return kindPass
	case audit.OutcomeFailed:
		return kindFail
	case audit.OutcomeNotRun:
		return kindNone
	}
	return kindUnknown
}

// verdictOf says an outcome as a heading does.
func verdictOf(o audit.Outcome) string {
	word := o.Word()
	return strings.ToUpper(word[:1]) + word[1:]
}

// fleetView is the page of all orgs.
type fleetView struct {
	Empty    bool // no org is configured, and none ever had a run
	Self     string
	Query    string
	Tag      string
	Verdict  string
	Tags     []string
	Verdicts []choice
	Tiles    []tile
	Rows     []fleetRow
	Shown    string
	Calls    int
	Busy     bool // something runs or waits: the page asks for news often
	Notice   string
	Stopped  string // why nothing would run
}

// choice is an option of a form.
type choice struct {
	Value, Label string
	Here         bool
}

// tile counts the orgs of one verdict, and leads to them.
type tile struct {
	Kind, Label, Path string
	Count             int
	Here              bool
}

// fleetRow is one org.
type fleetRow struct {
	Alias, Path, Name, Kind, Verdict         string
	Outcome                                  audit.Outcome
	Critical, High, Medium, Low, Info, Total int
	Headline                                 string
	Error                                    string
	Last, Next                               moment
	// when the org was last read to its end, where that isn't the last run
	Read  moment
	Calls int
	Tags  []string
	Trend *spark
	// "running" or "waiting"
	State string
	// no longer configured
	Left   bool
	MayRun bool
}

func (d *Dashboard) fleetPage(w http.ResponseWriter, r *http.Request) error {
	summaries, err := d.o.Store.Fleet(r.Context())
	if err != nil {
		return err
	}
	configured, queue := d.configured(), d.queue(r)
	rows := make([]fleetRow, 0, len(summaries)+len(configured))
	seen := map[string]bool{}
	for _, s := range summaries {
		seen[s.Alias] = true
		rows = append(rows, d.fleetRow(s))
	}
	for _, alias := range slices.Sorted(maps.Keys(configured)) {
		if !seen[alias] {
			rows = append(rows, fleetRow{
				Alias:   alias,
				Outcome: audit.OutcomeNotRun,
				Kind:    kindNone,
				Verdict: verdictOf(audit.OutcomeNotRun),
			})
		}
	}
	mayRun := visiting(r).role >= operator && d.o.RunNow != nil
	tags := map[string]bool{}
	v := fleetView{
		Query:   strings.TrimSpace(r.URL.Query().Get("q")),
		Tag:     r.URL.Query().Get("tag"),
		Verdict: r.URL.Query().Get("verdict"),
		Stopped: queue.stopped(),
	}
	for i := range rows {
		row := &rows[i]
		row.Path = orgPath(row.Alias)
		org, ok := configured[row.Alias]
		row.Left = !ok && d.o.Orgs != nil
		row.Tags = org.Tags
		for _, tag := range org.Tags {
			tags[tag] = true
		}
		row.Next = d.when(queue.Next[row.Alias])
		row.State = queue.stateOf(row.Alias)
		row.MayRun = mayRun && !row.Left && row.State == ""
		v.Busy = v.Busy || row.State != ""
		v.Calls += row.Calls
	}
	slices.SortStableFunc(rows, worseRow)
	for tag := range tags {
		v.Tags = append(v.Tags, tag)
	}
	slices.Sort(v.Tags)
	v.fill(rows)
	return d.render(w, r, http.StatusOK, "fleet", "Fleet", v)
}

// worseRow puts the worst first, and last what is no longer configured. Within an outcome the store's order stays.
func worseRow(a, b fleetRow) int {
	if a.Left != b.Left {
		if a.Left {
			return 1
		}
		return -1
	}
	return audit.WorstFirst(a.Outcome, b.Outcome)
}

// fill counts the rows and keeps those that the filter lets through.
func (v *fleetView) fill(rows []fleetRow) {
	v.Empty = len(rows) == 0
	counts := map[audit.Outcome]int{}
	for _, row := range rows {
		counts[row.Outcome]++
		if v.matches(row) {
			v.Rows = append(v.Rows, row)
		}
	}
	v.Self = v.path(v.Verdict)
	v.Tiles = append(v.Tiles, tile{Label: "All", Path: v.path(""), Count: len(rows), Here: v.Verdict == ""})
	for _, o := range audit.Outcomes() {
		here := v.Verdict == string(o)
		v.Verdicts = append(v.Verdicts, choice{string(o), verdictOf(o), here})
		if counts[o] > 0 || here || usual(o) {
			v.Tiles = append(v.Tiles, tile{
				Kind:  kindOf(o),
				Label: verdictOf(o),
				Path:  v.path(string(o)),
				Count: counts[o],
				Here:  here,
			})
		}
	}
	v.Shown = count(len(v.Rows), "org")
	if len(v.Rows) != len(rows) {
		v.Shown += " of " + count(len(rows), "org")
	}
}

// usual reports whether an outcome has its tile also where no org has it.
func usual(o audit.Outcome) bool {
	return o == audit.OutcomeFailed || o == audit.OutcomeUntold || o == audit.OutcomePassed || o == audit.OutcomeNotRun
}

// path is the page with its filter.
func (v *fleetView) path(verdict string) string {
	q := url.Values{}
	for name, value := range map[string]string{"q": v.Query, "tag": v.Tag, "verdict": verdict} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return "/"
	}
	return "/?" + q.Encode()
}

func (v *fleetView) matches(row fleetRow) bool {
	text := strings.ToLower(row.Alias + "\n" + row.Name + "\n" + row.Headline + "\n" + row.Error)
	return (v.Verdict == "" || string(row.Outcome) == v.Verdict) && (v.Tag == "" || slices.Contains(row.Tags, v.Tag)) &&
		strings.Contains(text, strings.ToLower(v.Query))
}

func (d *Dashboard) fleetRow(s history.OrgSummary) fleetRow {
	t := s.Last.Tally
	row := fleetRow{
		Alias:    s.Alias,
		Name:     s.Last.OrgName,
		Outcome:  s.Last.Outcome,
		Kind:     kindOf(s.Last.Outcome),
		Critical: t.Critical,
		High:     t.High,
		Medium:   t.Medium,
		Low:      t.Low,
		Info:     t.Info,
		Total:    t.Failed(),
		Headline: s.Last.Headline,
		Error:    s.Last.Error,
		Last:     d.when(s.Last.Started),
		Calls:    s.CallsLastDay,
		Trend:    sparkOf(s.Trend),
	}
	row.Verdict = verdictOf(row.Outcome)
	if row.Name == "" && s.Report != nil {
		row.Name = s.Report.OrgName
	}
	if !s.Last.Complete {
		row.Read = d.when(s.LastSuccess)
		if row.Error == "" {
			row.Error = "The org could not be read to its end."
		}
	}
	return row
}

// connectionsOf says how many connections are ready.
func connectionsOf(t audit.Tally) string {
	all := t.Ready + t.NotReady + t.CannotTell
	switch {
	case all == 0:
		return ""
	case t.NotReady > 0:
		return count(t.NotReady, "connection") + " not ready"
	case t.CannotTell > 0:
		return count(t.CannotTell, "connection") + " can't tell"
	}
	return count(all, "connection") + " ready"
}

// configured gives the configured orgs by alias.
func (d *Dashboard) configured() map[string]Org {
	out := map[string]Org{}
	if d.o.Orgs != nil {
		for _, o := range d.o.Orgs() {
			out[o.Alias] = o
		}
	}
	return out
}

func orgPath(alias string) string { return "/orgs/" + url.PathEscape(alias) }
