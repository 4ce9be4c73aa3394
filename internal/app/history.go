package app

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"orgaudit/audit"
	"orgaudit/internal/history"
	"orgaudit/report"
)

// ListHistory lists the recorded runs.
func (p *Program) ListHistory(ctx context.Context, db *Database, filter history.RunFilter, asJSON bool) error {
	if filter.Before < 0 {
		return Misuse("", "--before must be the number of a run")
	}
	store, err := db.open(ctx, p)
	if err != nil {
		return err
	}
	defer store.Close()
	list, err := store.Runs(ctx, filter)
	if err != nil {
		return unreadable("", err)
	}
	if asJSON {
		if list == nil {
			list = []history.Record{}
		}
		return report.WriteJSON(p.Stdout, list)
	}
	switch {
	case len(list) > 0:
	case filter.Before > 0:
		p.note("there is no run before %d", filter.Before)
		return nil
	case filter.Org != "":
		p.note("no run of %s is recorded: `orgaudit audit --org %s --record` records one", filter.Org, filter.Org)
		return nil
	default:
		p.note("the history is empty: `orgaudit audit --org ALIAS --record` records a run")
		return nil
	}
	var rows [][]string
	for _, r := range list {
		rows = append(rows, []string{strconv.FormatInt(r.ID, 10), r.Org, instant(r.Started), r.Said(), tallied(r),
			strconv.Itoa(r.Calls.REST + r.Calls.SOAP)})
	}
	if err := report.WriteTable(p.Stdout, []string{"Run", "Org", "Started", "Result", "Findings", "Calls"}, rows,
		p.look()); err != nil {
		return err
	}
	if last := list[len(list)-1]; len(list) == filter.Limit {
		p.note("more: --before %d", last.ID)
	}
	return nil
}

// instant writes a time as the history shows times, in UTC.
func instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// tallied counts the findings of a run that are not well, and its reason where there is no report.
func tallied(r history.Record) string {
	if r.Error != "" {
		return r.Error
	}
	var parts []string
	add := func(n int, of string) {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, of))
		}
	}
	for _, s := range audit.Severities() {
		add(r.Tally.Count(s), string(s))
	}
	add(r.Tally.Unknown, "unknown")
	add(r.Tally.Waived, "waived")
	return strings.Join(parts, ", ")
}

// changed says in short what a run changed against the one before it.
func changed(c history.Changes) string {
	if c.Since == 0 {
		return ""
	}
	counts, connections := map[audit.TransitionKind]int{}, 0
	for _, t := range c.Transitions {
		switch {
		case t.OfOrg():
		case t.OfConnection():
			connections++
		default:
			counts[t.Kind]++
		}
	}
	parts := audit.CountTransitions(counts)
	switch connections {
	case 0:
	case 1:
		parts = append(parts, "1 connection with another answer")
	default:
		parts = append(parts, fmt.Sprintf("%d connections with another answer", connections))
	}
	if len(parts) == 0 {
		parts = []string{"nothing changed"}
	}
	return fmt.Sprintf("; since run %d: %s", c.Since, strings.Join(parts, ", "))
}

// ShowRun says the report of a recorded run.
func (p *Program) ShowRun(ctx context.Context, db *Database, number string, out *Outputs) error {
	outs, err := out.resolve()
	if err != nil {
		return err
	}
	const how = "`orgaudit history list` lists the runs"
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil || id < 1 {
		return Misuse(how, "%q is not the number of a run", number)
	}
	store, err := db.open(ctx, p)
	if err != nil {
		return err
	}
	defer store.Close()
	run, err := store.Run(ctx, id)
	switch {
	case errors.Is(err, history.ErrNotFound):
		return Misuse(how, "there is no run %d in the history", id)
	case err != nil:
		return unreadable("", err)
	case !run.Reported:
		return unreadable("", fmt.Errorf("run %d of %s at %s has no report: %s", id, run.Org, instant(run.Started),
			run.Error))
	}
	r, err := store.Report(ctx, id)
	if err != nil {
		return unreadable("", err)
	}
	changes, err := store.Changes(ctx, id)
	if err != nil {
		return unreadable("", err)
	}
	p.note("run %d of %s at %s%s", id, run.Org, instant(run.Started), changed(changes))
	return p.write(outs, r)
}

// PruneHistory deletes old runs with their reports.
func (p *Program) PruneHistory(ctx context.Context, db *Database, keep history.Retention) error {
	if keep.KeepLast < 0 {
		return Misuse("", "--keep-last can't be less than nothing")
	}
	if keep.KeepFor == 0 && keep.KeepLast == 0 {
		return Misuse("give --keep-for 90d, --keep-last 30 or both: a run that either keeps stays",
			"nothing says what to keep")
	}
	store, err := db.open(ctx, p)
	if err != nil {
		return err
	}
	defer store.Close()
	pruned, err := store.Prune(ctx, keep)
	if err != nil {
		return unreadable("", err)
	}
	verb := "deleted"
	if keep.DryRun {
		verb = "would delete"
	}
	runs := "runs"
	if pruned.Runs == 1 {
		runs = "run"
	}
	fmt.Fprintf(p.Stdout, "%s %d %s (%d kB of reports)\n", verb, pruned.Runs, runs, (pruned.Bytes+999)/1000)
	return nil
}
