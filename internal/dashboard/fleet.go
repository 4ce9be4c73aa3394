package dashboard

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"orgaudit/internal/history"
)

// Kinds of answers, as the style knows them.
const (
	kindFail    = "fail"
	kindUnknown = "unknown"
	kindPass    = "pass"
	kindNone    = "none" // there was no run yet
)

// kindOf says how a run ended: by its exit code, since that is what every other way of running it says too.
func kindOf(exitCode int) string {
	switch exitCode {
	case 0:
		return kindPass
	case 1:
		return kindFail
	}
	return kindUnknown
}

// verdicts are the words for kinds.
var verdicts = map[string]string{kindFail: "Failed", kindUnknown: "Can't tell", kindPass: "Passed", kindNone: "Not run yet"}

// fleetView is the page of all orgs.
type fleetView struct {
	Empty   bool // no org is configured, and none ever had a run
	Self    string
	Query   string
	Tag     string
	Verdict string
	Tags    []string
	Tiles   []tile
	Rows    []fleetRow
	Shown   string
	Calls   int
	Busy    bool // something runs or waits: the page asks for news often
	Notice  string
	Stopped string // why nothing would run
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
	Critical, High, Medium, Low, Info, Total int
	Connections                              string
	Blocked                                  bool // a connection is not ready
	Error                                    string
	Last, Next                               moment
	Read                                     moment // when the org was last read to its end, where that isn't the last run
	Calls                                    int
	Tags                                     []string
	Trend                                    *spark
	State                                    string // "running" or "waiting"
	Left                                     bool   // no longer configured
	MayRun                                   bool
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
	for alias := range configured {
		if !seen[alias] {
			rows = append(rows, fleetRow{Alias: alias, Kind: kindNone, Verdict: verdicts[kindNone]})
		}
	}
	mayRun := visiting(r).role >= operator && d.o.RunNow != nil
	tags := map[string]bool{}
	v := fleetView{Query: strings.TrimSpace(r.URL.Query().Get("q")), Tag: r.URL.Query().Get("tag"), Verdict: r.URL.Query().Get("verdict"), Stopped: queue.stopped()}
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
	slices.SortStableFunc(rows, func(a, b fleetRow) int { return rankOf(a) - rankOf(b) })
	if slices.ContainsFunc(rows, func(r fleetRow) bool { return r.Kind == kindNone }) {
		ofKind := func(r fleetRow) bool { return r.Kind == kindNone }
		first := slices.IndexFunc(rows, ofKind)
		last := first
		for last < len(rows) && ofKind(rows[last]) {
			last++
		}
		slices.SortFunc(rows[first:last], func(a, b fleetRow) int { return strings.Compare(a.Alias, b.Alias) })
	}
	for tag := range tags {
		v.Tags = append(v.Tags, tag)
	}
	slices.Sort(v.Tags)
	v.fill(rows)
	return d.render(w, r, http.StatusOK, "fleet", "Fleet", v)
}

// rankOf puts what needs a person first. Within a rank the store's order stays: the worst first.
func rankOf(r fleetRow) int {
	if r.Left {
		return 4
	}
	return slices.Index([]string{kindFail, kindUnknown, kindNone, kindPass}, r.Kind)
}

// fill counts the rows and keeps those that the filter lets through.
func (v *fleetView) fill(rows []fleetRow) {
	v.Empty = len(rows) == 0
	counts := map[string]int{}
	for _, row := range rows {
		counts[row.Kind]++
		if v.matches(row) {
			v.Rows = append(v.Rows, row)
		}
	}
	v.Self = v.path(v.Verdict)
	v.Tiles = append(v.Tiles, tile{Label: "All", Path: v.path(""), Count: len(rows), Here: v.Verdict == ""})
	for _, kind := range []string{kindFail, kindUnknown, kindPass, kindNone} {
		v.Tiles = append(v.Tiles, tile{Kind: kind, Label: verdicts[kind], Path: v.path(kind), Count: counts[kind], Here: v.Verdict == kind})
	}
	v.Shown = count(len(v.Rows), "org")
	if len(v.Rows) != len(rows) {
		v.Shown += " of " + count(len(rows), "org")
	}
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
	text := strings.ToLower(row.Alias + "\n" + row.Name + "\n" + row.Error)
	return (v.Verdict == "" || row.Kind == v.Verdict) && (v.Tag == "" || slices.Contains(row.Tags, v.Tag)) &&
		strings.Contains(text, strings.ToLower(v.Query))
}

func (d *Dashboard) fleetRow(s history.OrgSummary) fleetRow {
	t := s.Last.Tally
	row := fleetRow{
		Alias: s.Alias, Name: s.Last.OrgName, Kind: kindOf(s.Last.ExitCode), Critical: t.Critical, High: t.High, Medium: t.Medium, Low: t.Low, Info: t.Info,
		Total: t.Failed(), Connections: connectionsOf(t), Blocked: t.NotReady > 0, Error: s.Last.Error, Last: d.when(s.Last.Started), Calls: s.CallsLastDay, Trend: sparkOf(s.Trend),
	}
	row.Verdict = verdicts[row.Kind]
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
func connectionsOf(t history.Tally) string {
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
