package fleet

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"
)

// deliveryArgs name the row of what is to be told.
type deliveryArgs struct {
	ID int64 `json:"id"`
}

func (deliveryArgs) Kind() string { return "deliver" }

func (deliveryArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: deliveryQueue, MaxAttempts: DeliveryAttempts}
}

// Tell queues deliveries that no run gave rise to.
func (f *Fleet) Tell(ctx context.Context, list ...Delivery) error {
	return f.inTx(ctx, "queue a notification", func(tx *sql.Tx) error { return f.queue(ctx, tx, list) })
}

// tell queues what is to be told of a run, in the transaction that stores it.
func (f *Fleet) tell(ctx context.Context, tx *sql.Tx, e Event) error {
	if f.o.Changed == nil {
		return nil
	}
	list, err := f.o.Changed(ctx, e)
	if err != nil {
		f.o.Log.Error("what changed can't be told", "org", e.Org, "error", err)
	}
	for i := range list {
		list[i].Org = e.Org
	}
	return f.queue(ctx, tx, list)
}

func (f *Fleet) queue(ctx context.Context, tx *sql.Tx, list []Delivery) error {
	for _, d := range list {
		if d.Payload == nil {
			d.Payload = []byte{}
		}
		var args deliveryArgs
		err := tx.QueryRowContext(ctx,
			`INSERT INTO fleet_deliveries (org, receiver, payload, created, done, dead, error)
			VALUES ($1, $2, $3, $4, 0, 0, '') RETURNING id`, d.Org, d.Receiver, d.Payload,
			millis(f.o.Now())).Scan(&args.ID)
		if err != nil {
			return err
		}
		if _, err := f.client.InsertTx(ctx, tx, args, nil); err != nil {
			return err
		}
	}
	return nil
}

type deliveryWorker struct {
	river.WorkerDefaults[deliveryArgs]
	f *Fleet
}

// Timeout is shorter than that of an audit: a receiver that doesn't answer must not keep others waiting.
func (w *deliveryWorker) Timeout(*river.Job[deliveryArgs]) time.Duration { return time.Minute }

// NextRetry is River's question when a failed delivery is tried again.
func (w *deliveryWorker) NextRetry(job *river.Job[deliveryArgs]) time.Time {
	return time.Now().Add(backoff(w.f.o.Retry, job.Attempt, job.ID, 4*time.Hour))
}

// Work tells a receiver. It may be told twice, when the process ends between the telling and the keeping of
// it: the number of the delivery is the same then.
func (w *deliveryWorker) Work(ctx context.Context, job *river.Job[deliveryArgs]) error {
	f := w.f
	defer f.held.take(job.ID)()
	d := Delivery{ID: job.Args.ID, Attempt: job.Attempt}
	var done int64
	err := f.store.DB().QueryRowContext(ctx, "SELECT org, receiver, payload, done FROM fleet_deliveries WHERE id = $1",
		d.ID).
		Scan(&d.Org, &d.Receiver, &d.Payload, &done)
	switch {
	case errors.Is(err, sql.ErrNoRows) || err == nil && done > 0:
		return nil
	case err != nil:
		return fmt.Errorf("read a notification: %w", err)
	}
	if err := f.deliver(ctx, d); err != nil {
		if ctx.Err() != nil && errors.Is(ctx.Err(), context.Canceled) {
			return river.JobSnooze(0) // the process ends
		}
		return f.undelivered(ctx, job, err)
	}
	return f.inTx(ctx, "keep that a notification was sent", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx,
			"UPDATE fleet_deliveries SET done = $2, error = '', payload = $3 WHERE id = $1",
			d.ID, millis(f.o.Now()), []byte{}); err != nil {
			return err
		}
		_, err := river.JobCompleteTx[riverdriver.Driver[*sql.Tx]](ctx, tx, job)
		if errors.Is(err, rivertype.ErrNotFound) {
			return nil
		}
		return err
	})
}

func (f *Fleet) deliver(ctx context.Context, d Delivery) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = Final(fmt.Errorf("the delivery broke, which is a mistake in orgaudit: %v", p))
		}
	}()
	return f.o.Deliver(ctx, d)
}

// undelivered keeps why a delivery failed, and gives it up after the last attempt.
func (f *Fleet) undelivered(ctx context.Context, job *river.Job[deliveryArgs], why error) error {
	dead := time.Time{}
	if isFinal(why) || job.Attempt >= job.MaxAttempts {
		dead = f.o.Now()
		why = river.JobCancel(why)
	}
	reason := why.Error()
	if cancelled, ok := errors.AsType[*river.JobCancelError](why); ok {
		reason = cancelled.Unwrap().Error()
	}
	_, err := f.store.DB().ExecContext(ctx, "UPDATE fleet_deliveries SET error = $2, dead = $3 WHERE id = $1",
		job.Args.ID, reason, millis(dead))
	return errors.Join(why, err)
}
