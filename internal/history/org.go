package history

import (
	"context"
	"database/sql"
	"time"

	"orgaudit/audit"
)

// org is what the next run of an alias is compared with.
type org struct {
	alias       string
	runs        int64 // how many were ever saved
	lastRun     int64
	reportRun   int64 // the last run that entered the org, 0 = none
	id          string
	takenAt     time.Time
	lastSuccess time.Time
	packed      []byte // its ledger
}

const orgColumns = "runs, last_run, report_run, org_id, taken_at, last_success, ledger"

// lockOrg gives the row of an alias, made when it isn't there, and keeps others from it until the transaction ends.
func lockOrg(ctx context.Context, tx *sql.Tx, alias string) (*org, error) {
	o := &org{alias: text(alias)}
	err := tx.QueryRowContext(ctx, `INSERT INTO orgs (alias, `+orgColumns+`) VALUES ($1, 0, 0, 0, '', 0, 0, $2)
		ON CONFLICT (alias) DO UPDATE SET runs = orgs.runs RETURNING `+orgColumns, o.alias, []byte{}).
		Scan(&o.runs, &o.lastRun, &o.reportRun, &o.id, (*stamp)(&o.takenAt), (*stamp)(&o.lastSuccess), &o.packed)
	return o, err
}

func (o *org) store(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, "UPDATE orgs SET ("+orgColumns+") = ($2, $3, $4, $5, $6, $7, $8) WHERE alias = $1",
		o.alias, o.runs, o.lastRun, o.reportRun, o.id, millis(o.takenAt), millis(o.lastSuccess), o.packed)
	return err
}

// ledger is what was last judged. A database of an earlier version has none: it begins with the newest report.
func (o *org) ledger(ctx context.Context, tx *sql.Tx) (l audit.Ledger, err error) {
	if len(o.packed) > 0 || o.reportRun == 0 {
		return l, unpack(o.packed, &l)
	}
	r, err := loadReport(ctx, tx, o.reportRun)
	if err != nil || r == nil {
		return l, err
	}
	return l.Next(r).Ledger, nil
}

// late reports whether a later reading of the org was saved before. One from the future was made by a clock that was
// ahead, and nothing waits for it.
func (o *org) late(r *audit.Report, now time.Time) bool {
	return r.TakenAt.Before(o.takenAt) && !o.takenAt.After(now)
}

// advance moves the org on by a run: what was last judged, its findings over time, and what changed. An alias that
// leads to another org than before starts anew; what the old one had stays.
func (o *org) advance(ctx context.Context, tx *sql.Tx, run int64, r *audit.Report) (changes Changes, err error) {
	ledger, err := o.ledger(ctx, tx)
	if err != nil {
		return changes, err
	}
	step := ledger.Next(r)
	changes.Transitions, changes.First, changes.Read = step.Transitions, o.lastRun == 0, ledger.Read
	if o.packed, err = pack(step.Ledger); err != nil || r == nil || !r.Entered() {
		return changes, err
	}
	if audit.SameID(o.id, r.Org.ID) {
		changes.Since = o.reportRun
	} else {
		o.id = text(r.Org.ID)
	}
	known, err := loadFindings(ctx, tx, o)
	if err != nil {
		return changes, err
	}
	t := tracker{known: known}
	t.advance(r, step, run)
	if err := forgetFindings(ctx, tx, o, t.forget); err != nil {
		return changes, err
	}
	o.reportRun, o.takenAt = run, r.TakenAt
	return changes, storeFindings(ctx, tx, o, t.changed)
}
