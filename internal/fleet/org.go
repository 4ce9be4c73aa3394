package fleet

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Sync takes over a list of orgs. An org whose schedule is as before keeps
// when it is due next, also when that has passed.
func (f *Fleet) Sync(ctx context.Context, orgs []Org) error {
	// In one order, so that two processes that start at once don't wait for each other.
	orgs = slices.SortedFunc(slices.Values(orgs), func(a, b Org) int { return strings.Compare(a.Alias, b.Alias) })
	return f.inTx(ctx, "take over the list of orgs", func(tx *sql.Tx) error {
		rows, err := f.orgRows(ctx, tx)
		if err != nil {
			return err
		}
		for _, o := range orgs {
			if err := f.syncOrg(ctx, tx, o); err != nil {
				return err
			}
		}
		for _, row := range rows {
			if slices.ContainsFunc(orgs, func(o Org) bool { return o.Alias == row.Alias }) {
				continue
			}
			if _, err := tx.ExecContext(ctx, "DELETE FROM fleet_orgs WHERE alias = $1", row.Alias); err != nil {
				return err
			}
		}
		return nil
	})
}

func (f *Fleet) syncOrg(ctx context.Context, tx *sql.Tx, o Org) error {
	plan, err := scheduleOf(o)
	if err != nil {
		return err
	}
	var due time.Time
	if plan != nil {
		due = plan.next(f.o.Now())
	}
	_, err = tx.ExecContext(ctx,
		`INSERT INTO fleet_orgs (alias, cron, tz, jitter, tags, next_due, paused, note, note_at)
		VALUES ($1, $2, $3, $4, $5, $6, 0, '', 0)
		ON CONFLICT (alias) DO UPDATE SET cron = $2, tz = $3, jitter = $4, tags = $5, next_due =
			CASE WHEN fleet_orgs.cron = $2 AND fleet_orgs.tz = $3 AND fleet_orgs.jitter = $4 THEN fleet_orgs.next_due ELSE $6 END`,
		o.Alias, o.Cron, o.TZ, o.Jitter.Milliseconds(), strings.Join(o.Tags, " "), millis(due))
	return err
}

// Pause keeps the schedule from auditing an org until Resume. What runs goes on, and Enqueue still audits it.
func (f *Fleet) Pause(ctx context.Context, alias string) error {
	return f.changeOrg(ctx, alias, "pause "+alias, "UPDATE fleet_orgs SET paused = 1 WHERE alias = $1")
}

// Resume ends a pause. What was missed meanwhile is not made up for: the org is audited when it is due next.
func (f *Fleet) Resume(ctx context.Context, alias string) error {
	return f.inTx(ctx, "resume "+alias, func(tx *sql.Tx) error {
		rows, err := f.orgRows(ctx, tx)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if row.Alias != alias {
				continue
			}
			plan, err := scheduleOf(row.Org)
			if err != nil {
				return err
			}
			due := row.nextDue
			if now := f.o.Now(); row.paused && plan != nil && due <= millis(now) {
				due = millis(plan.next(now))
			}
			_, err = tx.ExecContext(ctx, "UPDATE fleet_orgs SET paused = 0, next_due = $2 WHERE alias = $1", alias, due)
			return err
		}
		return ErrUnknownOrg
	})
}

func (f *Fleet) changeOrg(ctx context.Context, alias, what, statement string) error {
	done, err := f.store.DB().ExecContext(ctx, statement, alias)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return fmt.Errorf("%s: %w", what, errors.Join(ErrUnknownOrg, err))
	}
	return nil
}

// orgRow is a row of fleet_orgs.
type orgRow struct {
	Org
	nextDue int64
	paused  bool
	note    string
	noteAt  int64
}

// reader is a database or a transaction.
type reader interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func (f *Fleet) orgRows(ctx context.Context, from reader) ([]orgRow, error) {
	rows, err := from.QueryContext(ctx,
		"SELECT alias, cron, tz, jitter, tags, next_due, paused, note, note_at FROM fleet_orgs ORDER BY alias")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []orgRow
	for rows.Next() {
		var o orgRow
		var jitter, paused int64
		var tags string
		if err := rows.Scan(&o.Alias, &o.Cron, &o.TZ, &jitter, &tags, &o.nextDue, &paused, &o.note,
			&o.noteAt); err != nil {
			return nil, err
		}
		o.Jitter, o.paused, o.Tags = time.Duration(jitter)*time.Millisecond, paused == 1, strings.Fields(tags)
		out = append(out, o)
	}
	return out, rows.Err()
}

// inTx does something in a transaction, and says what failed.
func (f *Fleet) inTx(ctx context.Context, what string, do func(*sql.Tx) error) error {
	tx, err := f.store.DB().BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	defer tx.Rollback() // does nothing after the commit
	if err := do(tx); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// millis and moment turn times into what is stored, and back.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
