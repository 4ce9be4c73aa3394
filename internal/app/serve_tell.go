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

// changed gives what is to be told of a run that is being stored.
func (t *teller) changed(_ context.Context, e fleet.Event) ([]fleet.Delivery, error) {
	changes := e.Saved.Changes
	s := notify.Source{
		Alias: e.Org, Tags: t.tags(e.Org), RunID: e.RunID, Tool: tool(), At: e.Run.Finished, Report: e.Report,
		Before: changes.Read, First: changes.First, Transitions: changes.Transitions, Announced: announced(),
	}
	if e.Report != nil {
		s.At = e.Report.TakenAt
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

// announced are the dates that Salesforce announced, as messages tell them.
func announced() []notify.Announced {
	var out []notify.Announced
	for _, a := range checks.Announced() {
		out = append(out, notify.Announced{Check: a.Check, On: a.On, What: a.What})
	}
	return out
}
