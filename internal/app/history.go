package app

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"orgaudit/audit"
	"orgaudit/internal/history"
	"orgaudit/report"
)

func (p *Program) ListHistory(ctx context.Context, db *Database, filter history.RunFilter, asJSON bool) error {
	store, err := db.Open(ctx, p)
	if err != nil {
		return err
	}
	defer store.Close()
	list, err := store.Runs(ctx, filter)
	if err != nil {
		return Unreadable("", err)
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
		p.Note("there is no run before %d", filter.Before)
		return nil
	case filter.Org != "":
		p.Note("no run of %s is recorded: `orgaudit audit --org %s --record` records one", filter.Org, filter.Org)
		return nil
	default:
		p.Note("the history is empty: `orgaudit audit --org ALIAS --record` records a run")
		return nil
	}
	var rows [][]string
	for _, r := range list {
		rows = append(rows, []string{strconv.FormatInt(r.ID, 10), r.Org, Instant(r.Started), r.Outcome.Word(), tallied(r), strconv.Itoa(r.Calls.REST + r.Calls.SOAP)})
	}
	if err := report.WriteTable(p.Stdout, []string{"Run", "Org", "Started", "Result", "Findings", "Calls"}, rows, p.Look()); err != nil {
		return err
	}
	if last := list[len(list)-1]; len(list) == filter.Limit {
		p.Note("more: --before %d", last.ID)
	}
	return nil
}

// Instant writes a time as the history shows times, in UTC.
func Instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }

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

// Changed says in short what a run changed against the one before it.
func Changed(c history.Changes) string {
	if c.Since == 0 {
		return ""
	}
	counts, connections := map[string]int{}, 0
	for _, t := range c.Transitions {
		switch k := t.Kind; {
		case t.OfOrg():
		case t.OfConnection():
			connections++
		case k.Worse():
			counts["new"]++
		case k.Fails() || k == audit.Uncovered:
			counts["came to light"]++
		case k == audit.Unread:
			counts["no longer told"]++
		case k.Better():
			counts["fixed"]++
		case k == audit.Vanished:
			counts["no longer found"]++
		}
	}
	var parts []string
	for _, word := range []string{"new", "came to light", "fixed", "no longer found", "no longer told"} {
		if n := counts[word]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, word))
		}
	}
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
