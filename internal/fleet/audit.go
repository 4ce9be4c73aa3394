package fleet

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"

	"orgaudit/audit"
	"orgaudit/internal/history"
)

// saveTimeout is how long a report is held while the database is away: reading the org again costs its requests.
const saveTimeout = time.Minute

// key identifies the run of a job, in all its attempts.
func (a auditArgs) key() string {
	return fmt.Sprintf("%s %s %s", a.Trigger, a.Org, moment(a.Due).Format("2006-01-02T15:04:05.000Z"))
}

type auditWorker struct {
	river.WorkerDefaults[auditArgs]
	f *Fleet
}

// NextRetry is River's question when a failed audit is tried again.
func (w *auditWorker) NextRetry(job *river.Job[auditArgs]) time.Time {
	return time.Now().Add(backoff(w.f.o.Retry, job.Attempt, job.ID, time.Hour))
}

// Work audits the org of a job and stores what came of it.
func (w *auditWorker) Work(ctx context.Context, job *river.Job[auditArgs]) error {
	f := w.f
	defer f.held.take(job.ID)()
	run := history.Run{Key: job.Args.key(), Org: job.Args.Org, Trigger: job.Args.Trigger, Started: f.o.Now()}
	report, err := f.audit(ctx, job.Args.Org)
	run.Finished = f.o.Now()
	if ctx.Err() != nil && errors.Is(ctx.Err(), context.Canceled) {
		if cause := context.Cause(ctx); errors.Is(cause, rivertype.ErrJobCancelledRemotely) {
			return cause
		}
		return river.JobSnooze(0) // the process ends; the next one finds the job waiting
	}
	what, reason, again := outcomeOf(report, err)
	if report == nil {
		run.Error = reason
	}
	log := f.o.Log.With("org", run.Org, "trigger", run.Trigger, "attempt", job.Attempt, "took",
		run.Finished.Sub(run.Started).Round(time.Millisecond))
	if reason == "" {
		log.Info("audited")
	} else {
		log.Warn("could not audit", "problem", reason)
	}
	switch {
	case what == audit.OutcomeLimited && f.o.Now().Sub(moment(job.Args.Due)) < limitPatience:
		wait := untilNextHour(f.o.Now(), run.Org)
		f.note(ctx, run.Org,
			fmt.Sprintf("%s; tried again at %s", reason, f.o.Now().Add(wait).UTC().Format("15:04 UTC")))
		return river.JobSnooze(wait)
	case again && job.Attempt < job.MaxAttempts:
		f.note(ctx, run.Org, fmt.Sprintf("%s; attempt %d of %d", reason, job.Attempt, job.MaxAttempts))
		return errors.New(reason)
	case what == audit.OutcomeFailed || what == audit.OutcomeUntold || what == audit.OutcomePassed: // the org answered
		return f.save(ctx, run, report, job)
	}
	if err := f.save(ctx, run, report, nil); err != nil {
		return err
	}
	f.note(ctx, run.Org, reason)
	return river.JobCancel(errors.New(reason))
}

// audit runs the audit of an org within its time. A panic in it is an error.
func (f *Fleet) audit(ctx context.Context, alias string) (r *audit.Report, err error) {
	ctx, cancel := context.WithTimeout(ctx, f.o.Timeout)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			f.o.Log.Error("the audit broke: this is a mistake in orgaudit",
				"org", alias, "panic", p, "stack", string(debug.Stack()))
			r, err = nil, Final(fmt.Errorf("the audit broke, which is a mistake in orgaudit: %v", p))
		}
	}()
	return f.o.Run(ctx, alias)
}

// save stores a run, again and again while the database is away, within the time of the job.
func (f *Fleet) save(ctx context.Context, run history.Run, r *audit.Report, job *river.Job[auditArgs]) error {
	ctx, cancel := context.WithTimeout(ctx, saveTimeout)
	defer cancel()
	for wait := 100 * time.Millisecond; ; wait = min(2*wait, 5*time.Second) {
		err := f.saveOnce(ctx, run, r, job)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(wait):
		}
	}
}

// saveOnce stores a run in one transaction with what is to be told of it and, where there is a job, the job's end.
func (f *Fleet) saveOnce(ctx context.Context, run history.Run, r *audit.Report, job *river.Job[auditArgs]) error {
	return f.inTx(ctx, "store the audit of "+run.Org, func(tx *sql.Tx) error {
		saved, err := f.store.SaveTx(ctx, tx, run, r)
		if err != nil {
			return err
		}
		if !saved.Repeated { // else it was told when it was stored
			e := Event{Org: run.Org, Run: run, RunID: saved.ID, Report: r, Saved: saved}
			if err := f.tell(ctx, tx, e); err != nil {
				return err
			}
		}
		if job == nil {
			return nil
		}
		if _, err := tx.ExecContext(ctx, "UPDATE fleet_orgs SET note = '', note_at = 0 WHERE alias = $1",
			run.Org); err != nil {
			return err
		}
		_, err = river.JobCompleteTx[riverdriver.Driver[*sql.Tx]](ctx, tx, job)
		if errors.Is(err, rivertype.ErrNotFound) {
			return nil // taken from the queue meanwhile
		}
		return err
	})
}

// note keeps for the status why an org has no new report. It is of no weight for the work.
func (f *Fleet) note(ctx context.Context, alias, text string) {
	if _, err := f.store.DB().ExecContext(ctx, "UPDATE fleet_orgs SET note = $2, note_at = $3 WHERE alias = $1",
		alias, text, millis(f.o.Now())); err != nil {
		f.o.Log.Warn("could not keep a note", "org", alias, "note", cmp.Or(text, "-"), "error", err)
	}
}
