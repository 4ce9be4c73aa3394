package fleet

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// Status is how the fleet is. The JSON names are stable; a time that there is none of is absent.
type Status struct {
	Database string    `json:"database"` // "sqlite" or "postgres"
	At       time.Time `json:"at"`
	// Audits and Deliveries count jobs by River's word for their state: available (waiting), running, retryable and
	// scheduled (waiting for another attempt), completed, cancelled and discarded (given up). Those that ended are
	// counted for a day, those that were given up for seven.
	Audits     map[string]int `json:"audits"`
	Deliveries map[string]int `json:"deliveries"`
	// OldestWaiting is since when the audit waits that could begin and has waited longest.
	OldestWaiting time.Time      `json:"oldest_waiting,omitzero"`
	Running       []Running      `json:"running"`
	Orgs          []OrgStatus    `json:"orgs"`     // by alias
	Failures      []Failure      `json:"failures"` // the newest first
	Undelivered   []Undelivered  `json:"undelivered"`
	Workers       []WorkerStatus `json:"workers"`
}

// Running is an audit in progress.
type Running struct {
	Job     int64     `json:"job"`
	Org     string    `json:"org"`
	Since   time.Time `json:"since"`
	Worker  string    `json:"worker"`
	Attempt int       `json:"attempt"`
}

// OrgStatus is an org of the list.
type OrgStatus struct {
	Alias   string        `json:"alias"`
	Cron    string        `json:"cron,omitempty"`
	TZ      string        `json:"tz,omitempty"`
	Jitter  time.Duration `json:"jitter,omitempty"` // nanoseconds
	Tags    []string      `json:"tags,omitempty"`
	NextDue time.Time     `json:"next_due,omitzero"` // zero for an org that is audited on demand only
	Paused  bool          `json:"paused,omitempty"`
	State   string        `json:"state,omitempty"`  // of its job: available, running, retryable or scheduled
	Answer  string        `json:"answer,omitempty"` // what its last run came to, in the words of the report
	Note    string        `json:"note,omitempty"`   // why its last audit is not done
	NoteAt  time.Time     `json:"note_at,omitzero"`
}

// Failure is an audit that was given up or waits for another attempt.
type Failure struct {
	Job      int64     `json:"job"`
	Org      string    `json:"org"`
	At       time.Time `json:"at"`
	Reason   string    `json:"reason"`
	Attempt  int       `json:"attempt"`
	NextTry  time.Time `json:"next_try,omitzero"` // zero when it was given up
	GaveUp   bool      `json:"gave_up"`
	Attempts int       `json:"attempts"` // how many it may have
}

// Undelivered is a notification that was given up.
type Undelivered struct {
	ID       int64     `json:"id"`
	Org      string    `json:"org"`
	Receiver string    `json:"receiver"`
	At       time.Time `json:"at"`
	Reason   string    `json:"reason"`
}

// WorkerStatus is a process that works, or did so within the last day and did not say that it ends.
type WorkerStatus struct {
	Name    string    `json:"name"`
	Started time.Time `json:"started"`
	Seen    time.Time `json:"seen"` // by its own clock
	Slots   int       `json:"slots"`
	Running int       `json:"running"`
}

// Status looks at the queue.
func (f *Fleet) Status(ctx context.Context) (*Status, error) {
	s := &Status{
		Database:    string(f.store.Dialect()),
		At:          f.o.Now().UTC(),
		Audits:      map[string]int{},
		Deliveries:  map[string]int{},
		Running:     []Running{},
		Orgs:        []OrgStatus{},
		Failures:    []Failure{},
		Undelivered: []Undelivered{},
	}
	for _, look := range []func(context.Context, *Status) error{f.countJobs, f.lookAtJobs, f.lookAtUndelivered} {
		if err := look(ctx, s); err != nil {
			return nil, fmt.Errorf("look at the queue: %w", err)
		}
	}
	return s, nil
}

func (f *Fleet) countJobs(ctx context.Context, s *Status) error {
	rows, err := f.store.DB().QueryContext(ctx,
		"SELECT kind, CAST(state AS TEXT), COUNT(*) FROM river_job GROUP BY kind, state")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var kind, state string
		var n int
		if err := rows.Scan(&kind, &state, &n); err != nil {
			return err
		}
		switch kind {
		case (auditArgs{}).Kind():
			s.Audits[state] = n
		case (deliveryArgs{}).Kind():
			s.Deliveries[state] = n
		}
	}
	return rows.Err()
}

// shown is how many failures a status has at most.
const shown = 100

func (f *Fleet) lookAtJobs(ctx context.Context, s *Status) error {
	orgs, err := f.orgRows(ctx, f.store.DB())
	if err != nil {
		return err
	}
	if s.Workers, err = f.workers(ctx); err != nil {
		return err
	}
	audits := river.NewJobListParams().Kinds(auditArgs{}.Kind())
	open, err := f.jobs(ctx, audits.States(unfinished()...))
	if err != nil {
		return err
	}
	ended, err := f.client.JobList(ctx, audits.States(rivertype.JobStateCancelled, rivertype.JobStateDiscarded).
		OrderBy(river.JobListOrderByFinalizedAt, river.SortOrderDesc).First(shown))
	if err != nil {
		return err
	}
	state := map[string]string{}
	for _, job := range slices.Concat(open, ended.Jobs) {
		var args auditArgs
		if err := json.Unmarshal(job.EncodedArgs, &args); err != nil {
			return err
		}
		if job.FinalizedAt == nil {
			state[args.Org] = string(job.State)
		}
		s.add(job, args.Org)
	}
	last, err := f.store.Last(ctx)
	if err != nil {
		return err
	}
	said := func(alias string) string {
		if run, ok := last[alias]; ok {
			return run.Said()
		}
		return ""
	}
	slices.SortFunc(s.Failures, func(a, b Failure) int { return b.At.Compare(a.At) })
	s.Failures = s.Failures[:min(len(s.Failures), shown)]
	for _, o := range orgs {
		s.Orgs = append(s.Orgs, OrgStatus{
			Alias:   o.Alias,
			Cron:    o.Cron,
			TZ:      o.TZ,
			Jitter:  o.Jitter,
			Tags:    o.Tags,
			NextDue: moment(o.nextDue),
			Paused:  o.paused,
			State:   state[o.Alias],
			Answer:  said(o.Alias),
			Note:    o.note,
			NoteAt:  moment(o.noteAt),
		})
	}
	return nil
}

// add puts a job where it belongs.
func (s *Status) add(job *rivertype.JobRow, org string) {
	switch job.State {
	case rivertype.JobStateAvailable:
		if s.OldestWaiting.IsZero() || job.ScheduledAt.Before(s.OldestWaiting) {
			s.OldestWaiting = job.ScheduledAt
		}
	case rivertype.JobStateRunning:
		r := Running{Job: job.ID, Org: org, Worker: workerOf(job), Attempt: job.Attempt}
		if job.AttemptedAt != nil {
			r.Since = *job.AttemptedAt
		}
		s.Running = append(s.Running, r)
		if i := slices.IndexFunc(s.Workers, func(w WorkerStatus) bool { return w.Name == r.Worker }); i >= 0 {
			s.Workers[i].Running++
		}
	case rivertype.JobStateCompleted, rivertype.JobStatePending, rivertype.JobStateScheduled:
	default:
		if n := len(job.Errors); n > 0 {
			last := job.Errors[n-1]
			fail := Failure{
				Job:      job.ID,
				Org:      org,
				At:       last.At,
				Reason:   strings.TrimPrefix(last.Error, "JobCancelError: "),
				Attempt:  job.Attempt,
				Attempts: job.MaxAttempts,
				GaveUp:   job.FinalizedAt != nil,
			}
			if !fail.GaveUp {
				fail.NextTry = job.ScheduledAt
			}
			s.Failures = append(s.Failures, fail)
		}
	}
}

func (f *Fleet) workers(ctx context.Context) ([]WorkerStatus, error) {
	rows, err := f.store.DB().QueryContext(ctx,
		"SELECT name, started, seen, slots FROM fleet_workers ORDER BY started, name")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := []WorkerStatus{}
	for rows.Next() {
		var w WorkerStatus
		var started, seen int64
		if err := rows.Scan(&w.Name, &started, &seen, &w.Slots); err != nil {
			return nil, err
		}
		w.Started, w.Seen = moment(started), moment(seen)
		out = append(out, w)
	}
	return out, rows.Err()
}

func (f *Fleet) lookAtUndelivered(ctx context.Context, s *Status) error {
	rows, err := f.store.DB().QueryContext(ctx,
		"SELECT id, org, receiver, dead, error FROM fleet_deliveries WHERE dead > 0 ORDER BY dead DESC LIMIT $1", shown)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var u Undelivered
		var at int64
		if err := rows.Scan(&u.ID, &u.Org, &u.Receiver, &at, &u.Reason); err != nil {
			return err
		}
		u.At = moment(at)
		s.Undelivered = append(s.Undelivered, u)
	}
	return rows.Err()
}
