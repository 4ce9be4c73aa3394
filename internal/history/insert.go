package history

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"orgaudit/audit"
)

func scanPoint(rows *sql.Rows) (r Record, err error) {
	return r, rows.Scan(fields(r.pointColumns())...)
}

func scanRecord(rows *sql.Rows) (r Record, err error) {
	return r, rows.Scan(fields(r.columns())...)
}

func insertRun(ctx context.Context, tx *sql.Tx, r Record, seq int64) (id int64, err error) {
	columns := r.columns()[1:] // the database numbers them
	values := []any{seq}
	for _, c := range columns {
		values = append(values, stored(c.field))
	}
	insert := "INSERT INTO runs (seq, " + names(columns, "") + ") VALUES " + places(1, len(values)) + " RETURNING id"
	return id, tx.QueryRowContext(ctx, insert, values...).Scan(&id)
}

// insertReport stores a packed report, and what saving it came to for whoever saves it again.
func insertReport(ctx context.Context, tx *sql.Tx, id int64, body []byte, saved Saved) error {
	changes := []byte{}
	if saved.Late || !saved.Changes.Empty() || saved.Changes.Since > 0 {
		var err error
		if changes, err = pack(saved); err != nil {
			return err
		}
	}
	if body == nil {
		body = []byte{}
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO reports (run_id, body, changes) VALUES ($1, $2, $3)", id, body, changes)
	return err
}

const findingColumns = `fingerprint, check_id, subject_kind, subject_name, subject_id, severity, verdict, state, message, fix, app, username,
	since, first_seen, last_seen, fixed_at, reopened, last_run`

func scanFinding(rows *sql.Rows) (*Finding, error) {
	f := &Finding{}
	err := rows.Scan(&f.Fingerprint, &f.Check, &f.Subject.Kind, &f.Subject.Name, &f.Subject.ID, (*string)(&f.Severity),
		(*string)(&f.Verdict), (*string)(&f.State), &f.Message, &f.Fix, &f.App, &f.User, (*stamp)(&f.Since),
		(*stamp)(&f.FirstSeen), (*stamp)(&f.LastSeen), (*stamp)(&f.FixedAt), (*count)(&f.Reopened),
		&f.LastRun)
	return f, err
}

func loadFindings(ctx context.Context, q querier, o *org) (map[string]*Finding, error) {
	rows, err := q.QueryContext(ctx, "SELECT "+findingColumns+" FROM findings WHERE org = $1 AND org_id = $2",
		o.alias, o.id)
	list, err := collect(rows, err, scanFinding)
	known := make(map[string]*Finding, len(list))
	for _, f := range list {
		known[f.Fingerprint] = f
	}
	return known, err
}

func storeFindings(ctx context.Context, tx *sql.Tx, o *org, list []*Finding) error {
	return inRows(list, 20, func(_ int, f *Finding) []any {
		return []any{
			o.alias, o.id, f.Fingerprint, f.Check, f.Subject.Kind, f.Subject.Name, f.Subject.ID, string(f.Severity),
			string(f.Verdict), string(f.State), f.Message, f.Fix, f.App, f.User, millis(f.Since), millis(f.FirstSeen),
			millis(f.LastSeen), millis(f.FixedAt), f.Reopened, f.LastRun,
		}
	}, func(values string, args []any) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO findings (org, org_id, "+findingColumns+") VALUES "+values+`
			ON CONFLICT (org, org_id, fingerprint) DO UPDATE SET check_id = excluded.check_id, subject_kind = excluded.subject_kind,
			subject_name = excluded.subject_name, subject_id = excluded.subject_id, severity = excluded.severity, verdict = excluded.verdict,
			state = excluded.state, message = excluded.message, fix = excluded.fix, app = excluded.app, username = excluded.username,
			since = excluded.since, first_seen = excluded.first_seen, last_seen = excluded.last_seen, fixed_at = excluded.fixed_at,
			reopened = excluded.reopened, last_run = excluded.last_run`, args...)
		return err
	})
}

func forgetFindings(ctx context.Context, tx *sql.Tx, o *org, fingerprints []string) error {
	for _, fingerprint := range fingerprints {
		if _, err := tx.ExecContext(ctx, "DELETE FROM findings WHERE org = $1 AND org_id = $2 AND fingerprint = $3",
			o.alias, o.id, fingerprint); err != nil {
			return err
		}
	}
	return nil
}

// valuesAtOnce bounds one statement: PostgreSQL takes 65,535 values, and SQLite's driver looks for each among all.
const valuesAtOnce = 420

// inRows inserts many rows by few statements.
func inRows[T any](
	list []T, columns int, row func(place int, item T) []any, insert func(values string, args []any) error,
) error {
	size := valuesAtOnce / columns
	for from := 0; from < len(list); from += size {
		part := list[from:min(from+size, len(list))]
		var args []any
		for i, item := range part {
			args = append(args, row(from+i, item)...)
		}
		if err := insert(places(len(part), columns), args); err != nil {
			return err
		}
	}
	return nil
}

// places are the placeholders of some rows: ($1,$2),($3,$4).
func places(rows, columns int) string {
	var b strings.Builder
	for i := range rows * columns {
		switch {
		case i == 0:
			b.WriteByte('(')
		case i%columns == 0:
			b.WriteString("),(")
		default:
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "$%d", i+1)
	}
	b.WriteByte(')')
	return b.String()
}

// loadReport reads the report of a run.
func loadReport(ctx context.Context, q querier, id int64) (*audit.Report, error) {
	var body []byte
	if err := q.QueryRowContext(ctx, "SELECT body FROM reports WHERE run_id = $1", id).Scan(&body); err != nil {
		return nil, err
	}
	if len(body) == 0 {
		return nil, nil
	}
	r := &audit.Report{}
	return r, unpack(body, r)
}
