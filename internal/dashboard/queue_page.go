package dashboard

import (
	"fmt"
	"net/http"
	"slices"
)

// queueNow is the state of the queue as a page found it.
type queueNow struct {
	Queue
	none bool // there is no queue
	err  error
}

func (d *Dashboard) queue(r *http.Request) queueNow {
	if d.o.Queue == nil {
		return queueNow{none: true}
	}
	q, err := d.o.Queue(r.Context())
	if err != nil && r.Context().Err() == nil {
		d.o.Log.Error("the queue doesn't answer", "error", err)
	}
	return queueNow{Queue: q, err: err}
}

// stopped says why nothing would run; "" where something would.
func (q queueNow) stopped() string {
	switch {
	case q.none:
		return ""
	case q.err != nil:
		return "The queue doesn't answer: no audit runs until it does. The log says why."
	case q.Paused:
		return "The queue is paused: no audit runs until somebody resumes it."
	}
	return ""
}

// stateOf says whether an audit of an org runs or is to run soon.
func (q queueNow) stateOf(alias string) string {
	state := ""
	for _, j := range q.Jobs {
		if j.Alias != alias {
			continue
		}
		switch j.State {
		case JobRunning:
			return string(JobRunning)
		case JobWaiting:
			state = string(JobWaiting)
		}
	}
	return state
}

type queueView struct {
	None    bool
	Problem string
	Busy    bool
	Tiles   []tile
	Groups  []jobGroup
	Workers []workerRow
	Next    []nextRow
	Later   int // how many orgs more have a next run
}

type jobGroup struct {
	State, Label, When string
	Rows               []jobRow
	More               int
}

type jobRow struct {
	ID                                  int64
	Alias, Path, Kind, Attempt, Problem string
	Worker                              string
	At                                  moment
}

type workerRow struct {
	Name, Load string
	Seen       moment
}

type nextRow struct {
	Alias, Path string
	At          moment
}

const mostNext = 20

func (d *Dashboard) queuePage(w http.ResponseWriter, r *http.Request) error {
	q := d.queue(r)
	v := queueView{None: q.none, Problem: q.stopped()}
	labels := map[JobState][2]string{
		JobRunning: {"Running", "Since"}, JobWaiting: {"Waiting", "Due"}, JobRetrying: {"Retrying", "Next attempt"},
		JobSnoozed: {"Put off", "Goes on"}, JobFailed: {"Failed", "When"},
	}
	kinds := map[JobState]string{JobRetrying: kindUnknown, JobSnoozed: kindUnknown, JobFailed: kindFail}
	for _, state := range jobStates() {
		group := jobGroup{State: string(state), Label: labels[state][0], When: labels[state][1]}
		for _, j := range q.Jobs {
			if j.State == state {
				group.Rows = append(group.Rows, d.jobRow(j))
			}
		}
		all := max(q.Counts[state], len(group.Rows))
		group.More = all - len(group.Rows)
		t := tile{Label: group.Label, Path: "#" + group.State, Count: all}
		if all > 0 {
			t.Kind = kinds[state]
		}
		v.Tiles = append(v.Tiles, t)
		if len(group.Rows) > 0 {
			v.Groups = append(v.Groups, group)
		}
		v.Busy = v.Busy || all > 0 && (state == JobRunning || state == JobWaiting)
	}
	for _, worker := range q.Workers {
		row := workerRow{Name: worker.Name, Load: count(worker.Runs, "job"), Seen: d.when(worker.Seen)}
		if worker.Most > 0 {
			row.Load = fmt.Sprintf("%d of %s", worker.Runs, count(worker.Most, "job"))
		}
		v.Workers = append(v.Workers, row)
	}
	aliases := make([]string, 0, len(q.Next))
	for alias, at := range q.Next {
		if !at.IsZero() {
			aliases = append(aliases, alias)
		}
	}
	slices.SortFunc(aliases, func(a, b string) int {
		if c := q.Next[a].Compare(q.Next[b]); c != 0 {
			return c
		}
		return slices.Compare([]byte(a), []byte(b))
	})
	for _, alias := range aliases[:min(mostNext, len(aliases))] {
		v.Next = append(v.Next, nextRow{alias, orgPath(alias), d.when(q.Next[alias])})
	}
	v.Later = len(aliases) - len(v.Next)
	return d.render(w, r, http.StatusOK, "queue", "Queue", v)
}

func (d *Dashboard) jobRow(j Job) jobRow {
	row := jobRow{
		ID:      j.ID,
		Alias:   j.Alias,
		Path:    orgPath(j.Alias),
		Kind:    j.Kind,
		Problem: j.Reason,
		Worker:  j.Worker,
		At:      d.when(j.At),
	}
	if j.Attempt > 0 {
		row.Attempt = fmt.Sprint(j.Attempt)
		if j.Of > 0 {
			row.Attempt = fmt.Sprintf("%d of %d", j.Attempt, j.Of)
		}
	}
	return row
}
