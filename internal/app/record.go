package app

import (
	"context"
	"time"

	"orgaudit/audit"
	"orgaudit/internal/history"
)

// Recorder puts a run into the history.
type Recorder struct {
	Wanted bool
	DB     Database

	alias   string
	store   *history.Store
	started time.Time
}

// begin opens the history before the org is read, so that nothing is read in vain.
func (r *Recorder) begin(ctx context.Context, p *Program, alias string) error {
	if !r.Wanted {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	store, err := r.DB.open(ctx, p)
	if err != nil {
		return err
	}
	r.alias, r.store, r.started = alias, store, p.Now()
	return nil
}

// end closes the history.
func (r *Recorder) end() {
	if r.store != nil {
		r.store.Close() // what was saved is saved
	}
}

// patience is how long a database may take for one report.
const patience = 30 * time.Second

// keep puts a report into the history, also that of a run that was interrupted or whose time was up.
func (r *Recorder) keep(ctx context.Context, p *Program, out *audit.Report) error {
	if r == nil || r.store == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	run := history.Run{Org: r.alias, Trigger: "manual", Started: r.started, Finished: p.Now()}
	saved, err := r.store.Save(ctx, run, out)
	if err != nil {
		return &complaint{err, "the report is complete, but the history lacks it", audit.WorseExit(p.Code, ExitUntold)}
	}
	p.note("recorded as run %d%s", saved.ID, changed(saved.Changes))
	return nil
}
