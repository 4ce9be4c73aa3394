package history

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"
)

// OrgSummary is what is known of an org at a glance.
type OrgSummary struct {
	Alias        string    `json:"alias"`
	Last         Record    `json:"last"`           // the run that was saved last
	Report       *Record   `json:"report"`         // the last run that entered the org; nil where none did
	LastSuccess  time.Time `json:"last_success"`   // when the org was last read to its end; zero where it never was
	Trend        []Point   `json:"trend"`          // of the last runs, the oldest first
	CallsLastDay int       `json:"calls_last_24h"` // requests to Salesforce, SOAP included
}

// TrendLength is how many runs the trend of a summary has at most.
const TrendLength = 14

// Fleet sums up every org that ever had a run, the worst first.
func (s *Store) Fleet(ctx context.Context) ([]OrgSummary, error) {
	list, err := s.fleet(ctx)
	if err != nil {
		return nil, fmt.Errorf("sum up the fleet: %w", err)
	}
	slices.SortFunc(list, func(a, b OrgSummary) int { return WorstFirst(a.Last, b.Last) })
	return list, nil
}

func (s *Store) fleet(ctx context.Context) ([]OrgSummary, error) {
	type row struct {
		OrgSummary
		lastRun, reportRun int64
	}
	rows, err := s.db.QueryContext(ctx, "SELECT alias, last_run, report_run, last_success FROM orgs")
	orgs, err := collect(rows, err, func(rows *sql.Rows) (r row, err error) {
		return r, rows.Scan(&r.Alias, &r.lastRun, &r.reportRun, (*stamp)(&r.LastSuccess))
	})
	if err != nil {
		return nil, err
	}
	rows, err = s.db.QueryContext(ctx,
		"SELECT "+recordNames()+" FROM orgs o JOIN runs r ON r.id IN (o.last_run, o.report_run)")
	ends, err := collect(rows, err, scanRecord)
	if err != nil {
		return nil, err
	}
	rows, err = s.db.QueryContext(ctx,
		"SELECT "+pointNames()+" FROM orgs o JOIN runs r ON r.org = o.alias AND r.seq > o.runs - $1", TrendLength)
	trend, err := collect(rows, err, scanPoint)
	if err != nil {
		return nil, err
	}
	calls, err := s.callsSince(ctx, s.now().Add(-24*time.Hour))
	if err != nil {
		return nil, err
	}
	byID := make(map[int64]*Record, len(ends))
	for i := range ends {
		byID[ends[i].ID] = &ends[i]
	}
	points := make(map[string][]Point, len(orgs))
	for i := range trend {
		points[trend[i].Org] = append(points[trend[i].Org], trend[i].point())
	}
	for _, list := range points { // sorting them all at once takes the database longer
		slices.SortFunc(list, func(a, b Point) int { return cmp.Compare(a.Run, b.Run) })
	}
	out := make([]OrgSummary, 0, len(orgs))
	for _, o := range orgs {
		last := byID[o.lastRun]
		if last == nil { // another one was saved between the queries, and a retention took this one
			continue
		}
		o.Last, o.Report, o.Trend, o.CallsLastDay = *last, byID[o.reportRun], points[o.Alias], calls[o.Alias]
		out = append(out, o.OrgSummary)
	}
	return out, nil
}

// Last gives the last run of every org, by its alias.
func (s *Store) Last(ctx context.Context) (map[string]Record, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT "+recordNames()+" FROM orgs o JOIN runs r ON r.id = o.last_run")
	list, err := collect(rows, err, scanRecord)
	if err != nil {
		return nil, fmt.Errorf("list the last runs: %w", err)
	}
	out := make(map[string]Record, len(list))
	for _, r := range list {
		out[r.Org] = r
	}
	return out, nil
}

// callsSince sums up the requests of each org. Left to itself SQLite would group all runs there ever were.
func (s *Store) callsSince(ctx context.Context, since time.Time) (map[string]int, error) {
	type calls struct {
		org string
		n   int
	}
	rows, err := s.db.QueryContext(ctx, "SELECT org, rest + soap FROM runs WHERE started >= $1", millis(since))
	list, err := collect(rows, err, func(rows *sql.Rows) (c calls, err error) {
		return c, rows.Scan(&c.org, (*count)(&c.n))
	})
	out := map[string]int{}
	for _, c := range list {
		out[c.org] += c.n
	}
	return out, err
}
