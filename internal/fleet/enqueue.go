package fleet

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// auditArgs are what a job's row holds of an audit. Whoever reads the database reads them.
type auditArgs struct {
	Org     string `json:"org" river:"unique"`
	Due     int64  `json:"due"` // milliseconds; with the org it identifies the run
	Trigger string `json:"trigger"`
}

func (auditArgs) Kind() string { return "audit" }

// InsertOpts lets an org be in the queue once only, from waiting to its end: no two processes audit it at once.
// Somebody who waits for an answer comes before the schedule.
func (a auditArgs) InsertOpts() river.InsertOpts {
	priority := 1
	if a.Trigger == BySchedule {
		priority = 2
	}
	return river.InsertOpts{
		Queue: auditQueue, MaxAttempts: AuditAttempts, Priority: priority,
		UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: unfinished()},
	}
}

func unfinished() []rivertype.JobState {
	return []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning, rivertype.JobStateRetryable,
		rivertype.JobStateScheduled,
	}
}

// Enqueue asks for an audit of an org now. Where one is waiting or running already, it gives that one's number, and
// already; one that waits for another attempt is made at once. The trigger is a word for history.Run.
func (f *Fleet) Enqueue(ctx context.Context, alias, trigger string) (job int64, already bool, err error) {
	err = f.inTx(ctx, "enqueue an audit of "+alias, func(tx *sql.Tx) error {
		var known string
		switch err := tx.QueryRowContext(ctx, "SELECT alias FROM fleet_orgs WHERE alias = $1", alias).Scan(&known); {
		case errors.Is(err, sql.ErrNoRows):
			return ErrUnknownOrg
		case err != nil:
			return err
		}
		inserted, err := f.client.InsertTx(ctx, tx, auditArgs{Org: alias, Due: millis(f.o.Now()), Trigger: trigger},
			nil)
		if err != nil {
			return err
		}
		job, already = inserted.Job.ID, inserted.UniqueSkippedAsDuplicate
		if s := inserted.Job.State; already && (s == rivertype.JobStateRetryable || s == rivertype.JobStateScheduled) {
			_, err = f.client.JobRetryTx(ctx, tx, job)
		}
		return err
	})
	return job, already, err
}

// enqueueDue enqueues what is due and gives how much that was. A time that passed while nobody looked is
// made up for once, however many times were missed.
func (f *Fleet) enqueueDue(ctx context.Context, now time.Time) (int, error) {
	rows, err := f.orgRows(ctx, f.store.DB())
	if err != nil {
		return 0, err
	}
	n := 0
	for _, row := range rows {
		if row.paused || row.nextDue == 0 || row.nextDue > millis(now) {
			continue
		}
		plan, err := scheduleOf(row.Org)
		if err != nil || plan == nil { // written by a newer program
			f.o.Log.Warn("the schedule of an org can't be read", "org", row.Alias, "error", err)
			continue
		}
		err = f.inTx(ctx, "enqueue the audit of "+row.Alias, func(tx *sql.Tx) error {
			// Others look as well. Who moves the row on is the one who enqueues.
			done, err := tx.ExecContext(ctx, "UPDATE fleet_orgs SET next_due = $3 WHERE alias = $1 AND next_due = $2",
				row.Alias, row.nextDue, millis(plan.next(now)))
			if err != nil {
				return err
			}
			if moved, err := done.RowsAffected(); err != nil || moved == 0 {
				return err
			}
			inserted, err := f.client.InsertTx(ctx, tx,
				auditArgs{Org: row.Alias, Due: row.nextDue, Trigger: BySchedule}, nil)
			if err == nil && !inserted.UniqueSkippedAsDuplicate {
				n++
			}
			return err
		})
		if err != nil {
			return n, err
		}
	}
	return n, nil
}
