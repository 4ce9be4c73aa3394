package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"orgaudit/internal/dashboard"
	"orgaudit/internal/fleet"
)

// shown are the orgs of the list as the dashboard shows them.
func (s *server) shown() []dashboard.Org {
	var out []dashboard.Org
	for _, o := range s.orgs() {
		one := dashboard.Org{Alias: o.Alias, Policy: o.Policy, Tags: o.Tags}
		if at := o.Schedule; at != nil && at.Cron != "" {
			one.Schedule = strings.TrimSpace(at.Cron + " " + at.TZ)
		}
		out = append(out, one)
	}
	return out
}

// runNow asks for an audit on behalf of an operator.
func (s *server) runNow(ctx context.Context, alias string) error {
	_, _, err := s.fleet.Enqueue(ctx, alias, fleet.ByHand)
	if errors.Is(err, fleet.ErrUnknownOrg) {
		return fmt.Errorf("%s is not on the list of orgs", alias)
	}
	return err
}

// queue is the state of the fleet in the dashboard's words.
func (s *server) queue(ctx context.Context) (dashboard.Queue, error) {
	at, err := s.fleet.Status(ctx)
	if err != nil {
		return dashboard.Queue{}, err
	}
	q := dashboard.Queue{
		Counts: map[dashboard.JobState]int{
			dashboard.JobRunning:  at.Audits["running"] + at.Deliveries["running"],
			dashboard.JobWaiting:  at.Audits["available"] + at.Deliveries["available"],
			dashboard.JobRetrying: at.Audits["retryable"] + at.Deliveries["retryable"],
			dashboard.JobSnoozed:  at.Audits["scheduled"] + at.Deliveries["scheduled"],
			dashboard.JobFailed: at.Audits["cancelled"] + at.Audits["discarded"] +
				at.Deliveries["cancelled"] + at.Deliveries["discarded"],
		},
		Next: map[string]time.Time{},
	}
	for _, r := range at.Running {
		q.Jobs = append(q.Jobs, dashboard.Job{ID: r.Job, Alias: r.Org, Kind: "audit", State: dashboard.JobRunning,
			Attempt: r.Attempt, Of: fleet.AuditAttempts, At: r.Since, Worker: r.Worker})
	}
	for _, o := range at.Orgs {
		if !o.NextDue.IsZero() && !o.Paused {
			q.Next[o.Alias] = o.NextDue
		}
		switch o.State {
		case "available":
			q.Jobs = append(q.Jobs, dashboard.Job{Alias: o.Alias, Kind: "audit", State: dashboard.JobWaiting,
				Of: fleet.AuditAttempts})
		case "scheduled":
			q.Jobs = append(q.Jobs, dashboard.Job{Alias: o.Alias, Kind: "audit", State: dashboard.JobSnoozed,
				Of: fleet.AuditAttempts, At: o.NoteAt, Reason: o.Note})
		}
	}
	for _, f := range at.Failures {
		job := dashboard.Job{ID: f.Job, Alias: f.Org, Kind: "audit", State: dashboard.JobRetrying,
			Attempt: f.Attempt, Of: f.Attempts, At: f.NextTry, Reason: f.Reason}
		if f.GaveUp {
			job.State, job.At = dashboard.JobFailed, f.At
		}
		q.Jobs = append(q.Jobs, job)
	}
	for range min(at.Deliveries["retryable"], 20) {
		q.Jobs = append(q.Jobs, dashboard.Job{Kind: "notify", State: dashboard.JobRetrying,
			Of: fleet.DeliveryAttempts, Reason: "the log says who was not reached, and why"})
	}
	for _, u := range at.Undelivered {
		q.Jobs = append(q.Jobs, dashboard.Job{ID: u.ID, Alias: u.Org, Kind: "notify " + u.Receiver,
			State: dashboard.JobFailed, Of: fleet.DeliveryAttempts, At: u.At, Reason: u.Reason})
	}
	for _, w := range at.Workers {
		q.Workers = append(q.Workers, dashboard.Worker{Name: w.Name, Seen: w.Seen, Runs: w.Running, Most: w.Slots})
	}
	return q, nil
}
