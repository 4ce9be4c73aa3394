package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"orgaudit/audit"
	"orgaudit/internal/history"
	"orgaudit/report"
)

func historyCommand(p *program) *cobra.Command {
	var db database
	cmd := &cobra.Command{
		Use: "history", Short: "List, show and prune the runs that were recorded",
		Long: `The history holds the runs of orgaudit serve and orgaudit fleet, and those of orgaudit audit --org ALIAS --record, with their
reports. It is a file that is made when it is first needed, or a PostgreSQL database.`,
		Example: `  orgaudit audit --org prod --policy orgaudit.yaml --record
  orgaudit history list --org prod
  orgaudit history show 12 --format html --out report.html
  orgaudit history prune --keep-for 90d --keep-last 30 --dry-run`,
		Args: noCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.listHistory(cmd.Context(), &db, history.RunFilter{}, false)
		},
	}
	addDatabaseFlag(cmd.PersistentFlags(), &db)
	cmd.AddCommand(listHistoryCommand(p, &db), showHistoryCommand(p, &db), pruneHistoryCommand(p, &db))
	return cmd
}

func listHistoryCommand(p *program, db *database) *cobra.Command {
	var (
		filter history.RunFilter
		asJSON bool
	)
	cmd := &cobra.Command{
		Use: "list", Short: "List the recorded runs, the last one first",
		Example: `  orgaudit history list --org prod --limit 10
  orgaudit history list --json --before 120`,
		Args: takes(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if filter.Limit < 1 || filter.Before < 0 {
				return misuse("", "--limit must be at least 1, and --before the number of a run")
			}
			return p.listHistory(cmd.Context(), db, filter, asJSON)
		},
	}
	cmd.Flags().StringVar(&filter.Org, "org", "", "runs of this org only, by `ALIAS`")
	cmd.Flags().IntVar(&filter.Limit, "limit", 50, "how many at most")
	cmd.Flags().Int64Var(&filter.Before, "before", 0, "runs before the one of this `NUMBER`, for the next page")
	cmd.Flags().BoolVar(&asJSON, "json", false, "for programs, with all that is known of each run")
	completes(cmd, "org", p.aliases)
	return cmd
}

func (p *program) listHistory(ctx context.Context, db *database, filter history.RunFilter, asJSON bool) error {
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
		return report.WriteJSON(p.stdout, list)
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
		rows = append(rows, []string{strconv.FormatInt(r.ID, 10), r.Org, instant(r.Started), outcome(r), tallied(r), strconv.Itoa(r.Calls.REST + r.Calls.SOAP)})
	}
	if err := report.WriteTable(p.stdout, []string{"Run", "Org", "Started", "Result", "Findings", "Calls"}, rows, p.look()); err != nil {
		return err
	}
	if last := list[len(list)-1]; len(list) == filter.Limit {
		p.note("more: --before %d", last.ID)
	}
	return nil
}

// instant writes a time as the history shows times, in UTC.
func instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// outcome says in a word how a run ended.
func outcome(r history.Record) string {
	switch {
	case !r.Reported:
		return "no report"
	case r.ExitCode == exitFailed:
		return "failed"
	case !r.Complete:
		return "not read"
	case r.ExitCode == exitUntold:
		return "not told"
	}
	return "ok"
}

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

func showHistoryCommand(p *program, db *database) *cobra.Command {
	var outs outputs
	cmd := &cobra.Command{
		Use: "show RUN", Short: "Say the report of a recorded run, in any format",
		Long: "Say the report of a recorded run as it was. Nothing is judged again, and the exit code is 0 when it was written.",
		Example: `  orgaudit history show 12
  orgaudit history show 12 --out report.html`,
		Args: takes(1, 1, "the number of a run"), ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			list, err := outs.resolve()
			if err != nil {
				return err
			}
			const how = "`orgaudit history list` lists the runs"
			id, err := strconv.ParseInt(args[0], 10, 64)
			if err != nil || id < 1 {
				return misuse(how, "%q is not the number of a run", args[0])
			}
			store, err := db.open(cmd.Context(), p)
			if err != nil {
				return err
			}
			defer store.Close()
			run, err := store.Run(cmd.Context(), id)
			switch {
			case errors.Is(err, history.ErrNotFound):
				return misuse(how, "there is no run %d in the history", id)
			case err != nil:
				return unreadable("", err)
			case !run.Reported:
				return unreadable("", fmt.Errorf("run %d of %s at %s has no report: %s", id, run.Org, instant(run.Started), run.Error))
			}
			r, err := store.Report(cmd.Context(), id)
			if err != nil {
				return unreadable("", err)
			}
			changes, err := store.Changes(cmd.Context(), id)
			if err != nil {
				return unreadable("", err)
			}
			p.note("run %d of %s at %s%s", id, run.Org, instant(run.Started), changed(changes))
			return p.write(list, r)
		},
	}
	addOutputFlags(cmd, &outs)
	return cmd
}

// changed says in short what a run changed against the one before it.
func changed(c history.Changes) string {
	if c.Since == 0 {
		return ""
	}
	var parts []string
	for _, count := range []struct {
		n    int
		what string
	}{{len(c.Appeared), "new"}, {len(c.Fixed), "fixed"}, {len(c.Unread), "no longer told"}} {
		if count.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", count.n, count.what))
		}
	}
	switch n := len(c.Connections); n {
	case 0:
	case 1:
		parts = append(parts, "1 connection with another answer")
	default:
		parts = append(parts, fmt.Sprintf("%d connections with another answer", n))
	}
	if len(parts) == 0 {
		parts = []string{"nothing changed"}
	}
	return fmt.Sprintf("; since run %d: %s", c.Since, strings.Join(parts, ", "))
}

func pruneHistoryCommand(p *program, db *database) *cobra.Command {
	var (
		age  days
		keep history.Retention
	)
	cmd := &cobra.Command{
		Use: "prune", Short: "Delete old runs with their reports",
		Long: `Delete the runs that are neither young enough nor among the last of their org. The newest run of each org and its newest
report always stay, and so does what is known of each finding: when it was first seen, and when it was fixed.`,
		Example: `  orgaudit history prune --keep-for 90d --keep-last 30 --dry-run
  orgaudit history prune --keep-for 52w`,
		Args: takes(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if keep.KeepLast < 0 {
				return misuse("", "--keep-last can't be less than nothing")
			}
			if keep.KeepFor = time.Duration(age); keep.KeepFor == 0 && keep.KeepLast == 0 {
				return misuse("give --keep-for 90d, --keep-last 30 or both: a run that either keeps stays", "nothing says what to keep")
			}
			store, err := db.open(cmd.Context(), p)
			if err != nil {
				return err
			}
			defer store.Close()
			pruned, err := store.Prune(cmd.Context(), keep)
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
			fmt.Fprintf(p.stdout, "%s %d %s (%d kB of reports)\n", verb, pruned.Runs, runs, (pruned.Bytes+999)/1000)
			return nil
		},
	}
	cmd.Flags().Var(&age, "keep-for", "keep runs that are younger than this, like 90d or 12w")
	cmd.Flags().IntVar(&keep.KeepLast, "keep-last", 0, "keep the last `N` runs of each org")
	cmd.Flags().BoolVar(&keep.DryRun, "dry-run", false, "say what would be deleted, and delete nothing")
	return cmd
}

// days is an age as a flag: 90d, 12w or 36h.
type days time.Duration

func (d *days) String() string { return "" }
func (d *days) Type() string   { return "AGE" }
func (d *days) Set(text string) error {
	const day = 24 * time.Hour
	for suffix, unit := range map[string]time.Duration{"d": day, "w": 7 * day, "h": time.Hour} {
		number, ok := strings.CutSuffix(text, suffix)
		if !ok {
			continue
		}
		if n, err := strconv.Atoi(number); err == nil && n > 0 && n < 100_000 {
			*d = days(time.Duration(n) * unit)
			return nil
		}
	}
	return errors.New("write it as 90d, 12w or 36h")
}
