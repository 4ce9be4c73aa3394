package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"time"
)

// Retention says which runs are kept: the young ones, and the last ones of each org. A run that either keeps stays, and
// so do the newest run of each org and its newest report.
type Retention struct {
	KeepFor  time.Duration // by the time of their start; 0 = none for their age
	KeepLast int           // of each org; 0 = none for their number
	DryRun   bool          // count only
}

// Pruned is what a retention took away.
type Pruned struct {
	Runs  int   `json:"runs"`
	Bytes int64 `json:"bytes"` // of their reports
}

// Prune deletes the runs that a retention doesn't keep, with their reports. What is known of findings over time stays.
func (s *Store) Prune(ctx context.Context, keep Retention) (Pruned, error) {
	if keep.KeepFor <= 0 && keep.KeepLast <= 0 {
		return Pruned{}, errors.New("prune the history: nothing says what to keep; give an age or a number")
	}
	before := int64(math.MaxInt64)
	if keep.KeepFor > 0 {
		before = millis(s.now().Add(-keep.KeepFor))
	}
	query := "DELETE FROM runs WHERE id IN "
	returning := " RETURNING size"
	if keep.DryRun {
		query, returning = "SELECT size FROM runs WHERE id IN ", ""
	}
	rows, err := s.db.QueryContext(ctx, query+`(SELECT r.id FROM runs r JOIN orgs o ON o.alias = r.org
		WHERE r.started < $1 AND r.seq <= o.runs - $2 AND r.id <> o.last_run AND r.id <> o.report_run)`+returning,
		before, max(0, keep.KeepLast))
	sizes, err := collect(rows, err, func(rows *sql.Rows) (n int64, err error) { return n, rows.Scan(&n) })
	if err != nil {
		return Pruned{}, fmt.Errorf("prune the history: %w", err)
	}
	out := Pruned{Runs: len(sizes)}
	for _, n := range sizes {
		out.Bytes += n
	}
	if out.Runs > 0 && !keep.DryRun {
		if err := s.giveBack(ctx); err != nil {
			return out, fmt.Errorf("give back what the deleted reports took: %w", err)
		}
	}
	return out, nil
}
