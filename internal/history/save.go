package history

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"orgaudit/audit"
)

// Saved is what saving a run came to.
type Saved struct {
	ID       int64 // of the run
	Repeated bool  // the key was there: nothing was stored, and what follows is from the first time
	Late     bool  // a later reading of the org was saved before: the findings over time stay as they are
	Changes  Changes
}

// Save stores a run with its report, nil where there is none, and moves the findings of its org on.
func (s *Store) Save(ctx context.Context, run Run, r *audit.Report) (Saved, error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return Saved{}, fmt.Errorf("save the run of %s: %w", run.Org, err)
	}
	defer tx.Rollback() // does nothing after the commit
	saved, err := s.SaveTx(ctx, tx, run, r)
	if err != nil {
		return Saved{}, err
	}
	if err := tx.Commit(); err != nil {
		return Saved{}, fmt.Errorf("save the run of %s: %w", run.Org, err)
	}
	return saved, nil
}

// SaveTx does as Save within a transaction of the caller, who ends it: what is done besides is done when the run is
// stored, and only then. It locks the org until the transaction ends. On PostgreSQL the isolation is read committed.
func (s *Store) SaveTx(ctx context.Context, tx *sql.Tx, run Run, r *audit.Report) (Saved, error) {
	if run.Org == "" {
		return Saved{}, errors.New("save a run: it names no org")
	}
	if run.Key == "" {
		run.Key = rand.Text()
	}
	saved, err := save(ctx, tx, run, r, s.now())
	if err != nil {
		return Saved{}, fmt.Errorf("save the run of %s: %w", run.Org, err)
	}
	return saved, nil
}

func save(ctx context.Context, tx *sql.Tx, run Run, r *audit.Report, now time.Time) (Saved, error) {
	org, err := lockOrg(ctx, tx, run.Org)
	if err != nil {
		return Saved{}, err
	}
	if saved, err := repeated(ctx, tx, run); err != nil || saved.Repeated {
		return saved, err
	}
	sum := record(run, r)
	var body []byte
	if r != nil {
		if body, err = pack(r); err != nil {
			return Saved{}, err
		}
		sum.Size = int64(len(body))
	}
	org.runs++
	id, err := insertRun(ctx, tx, sum, org.runs)
	if err != nil {
		return Saved{}, err
	}
	saved := Saved{ID: id, Late: r != nil && r.Entered() && org.late(r, now)}
	if !saved.Late {
		if saved.Changes, err = org.advance(ctx, tx, id, r); err != nil {
			return Saved{}, err
		}
	}
	org.lastRun = id
	if sum.Complete {
		org.lastSuccess = run.Finished
	}
	if err := insertReport(ctx, tx, id, body, saved); err != nil {
		return Saved{}, err
	}
	return saved, org.store(ctx, tx)
}

// repeated finds a run that was saved under the key before. Runs of one org wait for each other, so that none comes
// between.
func repeated(ctx context.Context, tx *sql.Tx, run Run) (Saved, error) {
	var saved Saved
	var org string
	var changes []byte
	err := tx.QueryRowContext(ctx,
		"SELECT r.id, r.org, b.changes FROM runs r JOIN reports b ON b.run_id = r.id WHERE r.run_key = $1",
		text(run.Key)).Scan(&saved.ID, &org, &changes)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Saved{}, nil
	case err != nil:
		return Saved{}, err
	case org != text(run.Org):
		return Saved{}, fmt.Errorf("its key %s is that of a run of %s", run.Key, org)
	}
	if err := unpack(changes, &saved); err != nil {
		return Saved{}, err
	}
	saved.Repeated = true
	return saved, nil
}
