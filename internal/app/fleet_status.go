package app

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"orgaudit/internal/fleet"
	"orgaudit/report"
)

// sayStatus says how the fleet is: workers, the queue, orgs, and what failed.
func (p *Program) sayStatus(s *fleet.Status) error {
	stamp := func(t time.Time) string {
		if t.IsZero() {
			return "-"
		}
		return t.UTC().Format("2006-01-02 15:04Z")
	}
	alive := 0
	for _, w := range s.Workers {
		if s.At.Sub(w.Seen) < time.Minute {
			alive++
		}
	}
	fmt.Fprintf(p.Stdout, "%d at work, %d audits running, %d waiting, %d to be tried again, %d given up\n",
		alive, s.Audits["running"], s.Audits["available"],
		s.Audits["retryable"]+s.Audits["scheduled"], s.Audits["cancelled"]+s.Audits["discarded"])
	if !s.OldestWaiting.IsZero() {
		fmt.Fprintf(p.Stdout, "the oldest waits since %s\n", stamp(s.OldestWaiting))
	}
	if alive == 0 {
		p.note("nobody works: start `orgaudit serve` or `orgaudit fleet worker`")
	}
	var rows [][]string
	for _, o := range s.Orgs {
		state := o.State
		if i := slices.IndexFunc(s.Running, func(r fleet.Running) bool { return r.Org == o.Alias }); i >= 0 {
			state = "running since " + stamp(s.Running[i].Since)
		}
		if o.Paused {
			state = strings.TrimPrefix(state+", paused", ", ")
		}
		rows = append(rows, []string{o.Alias, o.Answer, stamp(o.NextDue), state, o.Note})
	}
	if len(rows) > 0 {
		fmt.Fprintln(p.Stdout)
		if err := report.WriteTable(p.Stdout, []string{"Org", "Last answer", "Next due", "State", "Last problem"}, rows,
			p.look()); err != nil {
			return err
		}
	}
	rows = nil
	for _, u := range s.Undelivered {
		rows = append(rows, []string{u.Receiver, u.Org, stamp(u.At), u.Reason})
	}
	if len(rows) > 0 {
		fmt.Fprintln(p.Stdout, "\nNotifications that were given up:")
		return report.WriteTable(p.Stdout, []string{"Receiver", "Org", "Given up", "Why"}, rows, p.look())
	}
	return nil
}
