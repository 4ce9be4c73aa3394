package app

import (
	"context"
	"errors"
	"time"

	"orgaudit/internal/fleet"
	"orgaudit/internal/history"
)

func (p *Program) FleetWorker(ctx context.Context, file string, from *Database, workers int, timeout time.Duration) error {
	settings, err := p.serveSettings(file)
	if err != nil {
		return err
	}
	log, err := p.loggerOf(settings)
	if err != nil {
		return err
	}
	list, err := p.OrgList()
	if err != nil {
		return err
	}
	if len(list.All()) == 0 { // it would take the orgs of the other workers off the schedule
		return Misuse("add one with `orgaudit login` or `orgaudit orgs add`", "there is no org to audit")
	}
	tell := &teller{publicURL: settings.PublicURL, tags: tagsIn(list.All)}
	if tell.receivers, err = p.receivers(settings); err != nil {
		return err
	}
	store, err := p.openServe(ctx, from, settings)
	if err != nil {
		return err
	}
	o := p.working(store, log, tell)
	o.Orgs, o.Workers, o.Timeout = fleetOrgs(list.All()), workers, timeout
	f, err := fleet.Open(ctx, store, o)
	if err != nil {
		return errors.Join(err, store.Close())
	}
	if err := f.Start(ctx); err != nil {
		return errors.Join(err, store.Close())
	}
	if store.Dialect() == history.SQLite {
		p.Note("the database is a file: this is the only worker there may be; take PostgreSQL for more")
	}
	p.Note("orgs on the list: %d; audits at once: %d; Ctrl-C ends it", len(list.All()), workers)
	<-ctx.Done()
	p.Note("running audits end first")
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	return errors.Join(f.Stop(stop), store.Close())
}

// LookAtFleet opens the queue to look at it or to change a schedule.
func (p *Program) LookAtFleet(ctx context.Context, from *Database, do func(*fleet.Fleet) error) error {
	store, err := from.Open(ctx, p)
	if err != nil {
		return err
	}
	f, err := fleet.Open(ctx, store, fleet.Options{Now: p.Now})
	if err == nil {
		err = do(f)
	}
	return errors.Join(err, store.Close())
}
