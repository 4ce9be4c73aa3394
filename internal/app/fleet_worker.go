package app

import (
	"context"
	"errors"
	"time"

	"orgaudit/internal/fleet"
	"orgaudit/internal/history"
	"orgaudit/report"
)

// Work audits the orgs of the list on their schedules, together with other workers, until the context ends.
func (p *Program) Work(ctx context.Context, w *Service) error {
	settings, err := p.serveSettings(w.Config)
	if err != nil {
		return err
	}
	log, err := p.logger(w.Log, settings)
	if err != nil {
		return err
	}
	list, err := p.orgList()
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
	store, err := p.openServe(ctx, &w.DB, settings)
	if err != nil {
		return err
	}
	o := p.working(store, log, tell)
	o.Orgs, o.Workers, o.Timeout = fleetOrgs(list.All()), w.Workers, w.Timeout
	f, err := fleet.Open(ctx, store, o)
	if err != nil {
		return errors.Join(err, store.Close())
	}
	if err := f.Start(ctx); err != nil {
		return errors.Join(err, store.Close())
	}
	if store.Dialect() == history.SQLite {
		p.note("the database is a file: this is the only worker there may be; take PostgreSQL for more")
	}
	p.note("orgs on the list: %d; audits at once: %d; Ctrl-C ends it", len(list.All()), w.Workers)
	<-ctx.Done()
	p.note("running audits end first")
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	return errors.Join(f.Stop(stop), store.Close())
}

// FleetStatus says what the fleet does.
func (p *Program) FleetStatus(ctx context.Context, db *Database, asJSON bool) error {
	return p.lookAtFleet(ctx, db, func(f *fleet.Fleet) error {
		s, err := f.Status(ctx)
		if err != nil {
			return err
		}
		if asJSON {
			return report.WriteJSON(p.Stdout, s)
		}
		return p.sayStatus(s)
	})
}

// Pause leaves an org out of the schedule.
func (p *Program) Pause(ctx context.Context, db *Database, alias string) error {
	return p.changeSchedule(ctx, db, alias, "paused", (*fleet.Fleet).Pause)
}

// Resume takes a paused org into the schedule again.
func (p *Program) Resume(ctx context.Context, db *Database, alias string) error {
	return p.changeSchedule(ctx, db, alias, "resumed", (*fleet.Fleet).Resume)
}

func (p *Program) changeSchedule(
	ctx context.Context, db *Database, alias, done string, do func(*fleet.Fleet, context.Context, string) error,
) error {
	return p.lookAtFleet(ctx, db, func(f *fleet.Fleet) error {
		err := do(f, ctx, alias)
		if errors.Is(err, fleet.ErrUnknownOrg) {
			return Misuse(Meant(alias, p.Aliases(), "a worker puts the orgs of its list there when it starts"),
				"%w: %s", fleet.ErrUnknownOrg, alias)
		}
		if err == nil {
			p.note("%s %s", done, alias)
		}
		return err
	})
}

// lookAtFleet opens the queue to look at it or to change a schedule.
func (p *Program) lookAtFleet(ctx context.Context, from *Database, do func(*fleet.Fleet) error) error {
	store, err := from.open(ctx, p)
	if err != nil {
		return err
	}
	f, err := fleet.Open(ctx, store, fleet.Options{Now: p.Now})
	if err == nil {
		err = do(f)
	}
	return errors.Join(err, store.Close())
}
