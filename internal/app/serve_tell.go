package app

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/config"
	"orgaudit/internal/fleet"
	"orgaudit/internal/history"
	"orgaudit/internal/notify"
	"orgaudit/report"
)

// teller says to receivers what changed in the orgs of a fleet.
type teller struct {
	receivers []receiver
	publicURL string
	tags      func(alias string) []string

	mu     sync.Mutex
	before map[string]reading
}

// reading is what is known of an org before a run.
type reading struct {
	ever bool      // there was a run
	at   time.Time // when the org was last read; zero = never
}

// tagsIn looks the tags of an org up in a list.
func tagsIn(list func() []config.Org) func(alias string) []string {
	return func(alias string) []string {
		for _, o := range list() {
			if o.Alias == alias {
				return o.Tags
			}
		}
		return nil
	}
}

// working is a fleet that audits the orgs of the list and tells what changed.
func (p *Program) working(store *history.Store, log *slog.Logger, tell *teller) fleet.Options {
	return fleet.Options{
		Log: log, Now: p.Now, Changed: tell.changed,
		Run: func(ctx context.Context, alias string) (*audit.Report, error) {
			if err := tell.look(ctx, store, alias); err != nil {
				return nil, err
			}
			return p.auditOrg(ctx, alias, func(line string) { log.Warn(report.Clean(line), "org", alias) })
		},
		Deliver: func(ctx context.Context, d fleet.Delivery) error {
			if err := tell.deliver(ctx, d); err != nil {
				log.Warn("a notification was not delivered", "receiver", d.Receiver, "org", d.Org, "attempt",
					d.Attempt, "error", err)
				return err
			}
			log.Info("notified", "receiver", d.Receiver, "org", d.Org)
			return nil
		},
	}
}

// look notes what is known of an org before it is audited: when its report is stored, the database can't be asked.
func (t *teller) look(ctx context.Context, store *history.Store, alias string) error {
	if len(t.receivers) == 0 {
		return nil
	}
	runs, err := store.Runs(ctx, history.RunFilter{Org: alias})
	if err != nil {
		return err
	}
	r := reading{ever: len(runs) > 0}
	if i := slices.IndexFunc(runs, func(run history.Record) bool { return run.Complete }); i >= 0 {
		r.at = runs[i].TakenAt
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.before[alias] = r
	return nil
}

// changed gives what is to be told of a run that is being stored.
func (t *teller) changed(_ context.Context, e fleet.Event) ([]fleet.Delivery, error) {
	t.mu.Lock()
	before := t.before[e.Org]
	t.mu.Unlock()
	s := notify.Source{
		Alias: e.Org, Tags: t.tags(e.Org), RunID: e.RunID, Tool: tool(), At: e.Run.Finished,
		Before: before.at, Report: e.Report, Changes: changesOf(e.Saved.Changes), Announced: announced(),
	}
	s.Changes.First = !before.ever
	if e.Report != nil {
		s.At = e.Report.TakenAt
		if before.at.IsZero() { // there is nothing to compare with: every answer is new
			s.Changes.Connections = connectionsOf(e.Report)
		}
	}
	if t.publicURL != "" {
		s.URL = fmt.Sprintf("%s/runs/%d", strings.TrimRight(t.publicURL, "/"), e.RunID)
	}
	m := notify.Collect(s)
	m.ID = rand.Text()
	var out []fleet.Delivery
	for _, r := range t.receivers {
		picked, ok := r.filter.Pick(m)
		if !ok {
			continue
		}
		payload, err := json.Marshal(picked)
		if err != nil {
			return nil, err
		}
		out = append(out, fleet.Delivery{Org: e.Org, Receiver: r.name, Payload: payload})
	}
	return out, nil
}

// deliver tells a receiver.
func (t *teller) deliver(ctx context.Context, d fleet.Delivery) error {
	i := slices.IndexFunc(t.receivers, func(r receiver) bool { return r.name == d.Receiver })
	if i < 0 {
		return fleet.Final(errors.New("the settings have no receiver of this name any more"))
	}
	var m notify.Message
	if err := json.Unmarshal(d.Payload, &m); err != nil {
		return fleet.Final(fmt.Errorf("the message can't be read: %w", err))
	}
	_, err := t.receivers[i].to.Send(ctx, m)
	if refused, ok := errors.AsType[*notify.RefusedError](err); ok {
		return fleet.Final(refused)
	}
	return err
}

// changesOf says the history's changes in the words of a message.
func changesOf(c history.Changes) notify.Changes {
	findings := func(list []history.Change) []notify.Finding {
		var out []notify.Finding
		for _, f := range list {
			out = append(out, notify.Finding{Check: f.Check, Subject: f.Subject, Severity: f.Severity, Again: f.Again})
		}
		return out
	}
	out := notify.Changes{Lost: c.Lost, Regained: c.Regained, Failed: findings(c.Appeared), Fixed: findings(c.Fixed),
		Unread: findings(c.Unread)}
	for _, x := range c.Connections {
		out.Connections = append(out.Connections,
			notify.Connection{App: x.App, User: x.User, Cause: x.Cause, Was: x.Was, Is: x.Is})
	}
	return out
}

// connectionsOf are all answers of a report, as if nobody had asked before.
func connectionsOf(r *audit.Report) []notify.Connection {
	var out []notify.Connection
	for i := range r.Connections {
		c := &r.Connections[i]
		one := notify.Connection{App: c.App.Name, User: c.User, Is: c.Verdict}
		if len(c.Causes) > 0 {
			one.Cause = c.Causes[0]
		}
		out = append(out, one)
	}
	return out
}

func announced() []notify.Announced {
	var out []notify.Announced
	for _, a := range checks.Announced() {
		out = append(out, notify.Announced{Check: a.Check, On: a.On, What: a.What})
	}
	return out
}
