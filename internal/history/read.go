package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"orgaudit/audit"
)

// RunFilter picks runs.
type RunFilter struct {
	Org    string // alias; "" = all
	Before int64  // runs with a smaller number only; 0 = the newest
	Limit  int    // 0 = 50
}

const defaultLimit = 50

// Runs lists runs, the last saved first. The number of the last one is where the next page begins.
func (s *Store) Runs(ctx context.Context, f RunFilter) ([]Record, error) {
	where, args := "", []any{limit(f.Limit)}
	add := func(condition string, value any) {
		args = append(args, value)
		where += fmt.Sprintf(" AND %s $%d", condition, len(args))
	}
	if f.Org != "" {
		add("r.org =", text(f.Org))
	}
	if f.Before > 0 {
		add("r.id <", f.Before)
	}
	rows, err := s.db.QueryContext(ctx,
		"SELECT "+recordNames()+" FROM runs r WHERE 1 = 1"+where+" ORDER BY r.id DESC LIMIT $1", args...)
	list, err := collect(rows, err, scanRecord)
	if err != nil {
		return nil, fmt.Errorf("list the runs: %w", err)
	}
	return list, nil
}

func limit(n int) int {
	if n <= 0 {
		return defaultLimit
	}
	return n
}

// Run gives a run by its number. There may be none: ErrNotFound.
func (s *Store) Run(ctx context.Context, id int64) (Record, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT "+recordNames()+" FROM runs r WHERE r.id = $1", id)
	list, err := collect(rows, err, scanRecord)
	if err != nil {
		return Record{}, fmt.Errorf("read run %d: %w", id, err)
	}
	if len(list) == 0 {
		return Record{}, fmt.Errorf("run %d: %w", id, ErrNotFound)
	}
	return list[0], nil
}

// Report gives the report of a run as it was saved. There may be none, of a run that failed too: ErrNotFound.
func (s *Store) Report(ctx context.Context, id int64) (*audit.Report, error) {
	r, err := loadReport(ctx, s.db, id)
	switch {
	case errors.Is(err, sql.ErrNoRows), err == nil && r == nil:
		return nil, fmt.Errorf("the report of run %d: %w", id, ErrNotFound)
	case err != nil:
		return nil, fmt.Errorf("read the report of run %d: %w", id, err)
	case r.Schema > audit.ReportSchema:
		return nil, fmt.Errorf("the report of run %d was written by a newer orgaudit (schema %d, this one knows %d): "+
			"take that one", id, r.Schema, audit.ReportSchema)
	}
	return r, nil
}

// Changes gives what the report of a run changed against the one before it.
func (s *Store) Changes(ctx context.Context, id int64) (Changes, error) {
	var data []byte
	var saved Saved
	err := s.db.QueryRowContext(ctx, "SELECT changes FROM reports WHERE run_id = $1", id).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return Changes{}, fmt.Errorf("run %d: %w", id, ErrNotFound)
	}
	if err == nil {
		err = unpack(data, &saved)
	}
	if err != nil {
		return Changes{}, fmt.Errorf("read the changes of run %d: %w", id, err)
	}
	return saved.Changes, nil
}

// FindingFilter picks findings.
type FindingFilter struct {
	States []State // none = all
	Offset int     // how many to leave out
	Limit  int     // 0 = 50
}

// Findings lists what is known over time of the org that an alias leads to now: the worst first, then what began last.
func (s *Store) Findings(ctx context.Context, alias string, f FindingFilter) ([]Finding, error) {
	states, args := "", []any{text(alias), limit(f.Limit), max(0, f.Offset)}
	for i, state := range f.States {
		if i > 0 {
			states += ", "
		}
		args = append(args, string(state))
		states += fmt.Sprintf("$%d", len(args))
	}
	if states != "" {
		states = " AND f.state IN (" + states + ")"
	}
	rows, err := s.db.QueryContext(ctx, "SELECT "+findingColumns+` FROM findings f WHERE f.org = $1
		AND f.org_id = (SELECT o.org_id FROM orgs o WHERE o.alias = $1)`+states+`
		ORDER BY CASE f.severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 WHEN 'low' THEN 3 ELSE 4 END,
		f.since DESC, f.fingerprint LIMIT $2 OFFSET $3`, args...)
	list, err := collect(rows, err, func(rows *sql.Rows) (Finding, error) {
		f, err := scanFinding(rows)
		return *f, err
	})
	if err != nil {
		return nil, fmt.Errorf("list the findings of %s: %w", alias, err)
	}
	return list, nil
}

// Point is a run as a trend shows it.
type Point struct {
	Run      int64         `json:"run"`
	At       time.Time     `json:"at"` // when it started
	Outcome  audit.Outcome `json:"outcome"`
	ExitCode int           `json:"exit_code"`
	Complete bool          `json:"complete"`
	Tally    audit.Tally   `json:"tally"`
}

func (r Record) point() Point {
	return Point{
		Run: r.ID, At: r.Started, Outcome: r.Outcome, ExitCode: r.ExitCode, Complete: r.Complete, Tally: r.Tally,
	}
}

// Trend lists the runs of an org that started since a time, the oldest first.
func (s *Store) Trend(ctx context.Context, alias string, since time.Time) ([]Point, error) {
	rows, err := s.db.QueryContext(ctx,
		"SELECT "+pointNames()+" FROM runs r WHERE r.org = $1 AND r.started >= $2 ORDER BY r.seq",
		text(alias), millis(since))
	list, err := collect(rows, err, func(rows *sql.Rows) (Point, error) {
		r, err := scanPoint(rows)
		return r.point(), err
	})
	if err != nil {
		return nil, fmt.Errorf("read the trend of %s: %w", alias, err)
	}
	return list, nil
}
