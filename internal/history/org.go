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
	policy      string // SHA-256 of the policy that judged reportRun
	takenAt     time.Time
	lastSuccess time.Time
	readable    bool
}

// lockOrg gives the row of an alias, made when it isn't there, and keeps others from it until the transaction ends.
func lockOrg(ctx context.Context, tx *sql.Tx, alias string) (*org, error) {
	o := &org{alias: text(alias)}
	err := tx.QueryRowContext(ctx,
		`INSERT INTO orgs (alias, runs, last_run, report_run, org_id, policy, taken_at, last_success, readable)
		VALUES ($1, 0, 0, 0, '', '', 0, 0, 0) ON CONFLICT (alias) DO UPDATE SET runs = orgs.runs
		RETURNING runs, last_run, report_run, org_id, policy, taken_at, last_success, readable`, o.alias).
		Scan(&o.runs, &o.lastRun, &o.reportRun, &o.id, &o.policy, (*stamp)(&o.takenAt), (*stamp)(&o.lastSuccess),
			(*truth)(&o.readable))
	return o, err
}

func (o *org) store(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx,
		`UPDATE orgs SET runs = $2, last_run = $3, report_run = $4, org_id = $5, policy = $6, taken_at = $7,
		last_success = $8, readable = $9 WHERE alias = $1`,
		o.alias, o.runs, o.lastRun, o.reportRun, o.id, o.policy, millis(o.takenAt), millis(o.lastSuccess),
		flag(o.readable))
	return err
}

// advance moves the org on by a report that entered it: its findings over time, and what changed since the one before.
// An alias that leads to another org than before starts anew; what the old one had stays.
func (o *org) advance(
	ctx context.Context, tx *sql.Tx, run int64, r *audit.Report, list []answer, changes *Changes,
) error {
	var policy string
	if r.Policy != nil {
		policy = text(r.Policy.SHA256)
	}
	same := audit.SameID(o.id, r.Org.ID)
	if !same {
		o.id = text(r.Org.ID)
	}
	known, err := loadFindings(ctx, tx, o)
	if err != nil {
		return err
	}
	t := tracker{known: known, samePolicy: same && policy == o.policy, changes: *changes}
	t.advance(r, run)
	if err := storeFindings(ctx, tx, o, t.changed); err != nil {
		return err
	}
	if err := forgetFindings(ctx, tx, o, t.forget); err != nil {
		return err
	}
	*changes = t.changes
	if same && o.reportRun > 0 {
		before, err := loadAnswers(ctx, tx, o.reportRun)
		if err != nil {
			return err
		}
		changes.Since, changes.Connections = o.reportRun, changedAnswers(before, list)
	}
	o.reportRun, o.policy, o.takenAt = run, policy, r.TakenAt
	return nil
}
