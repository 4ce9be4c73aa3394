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
	Alias       string    `json:"alias"`
	Last        Record    `json:"last"`           // the run that was saved last
	Report      *Record   `json:"report"`         // the last run that entered the org; nil where none did
	LastSuccess time.Time `json:"last_success"`   // when the org was last read to its end; zero where it never was
	Trend       []Point   `json:"trend"`          // of the last runs, the oldest first
	CallsPerDay int       `json:"calls_last_24h"` // requests to Salesforce, SOAP included
}

// TrendLength is how many runs the trend of a summary has at most.
const TrendLength = 30

// Fleet sums up every org that ever had a run, the worst first: by the exit code of the last run, then by its failures.
func (s *Store) Fleet(ctx context.Context) ([]OrgSummary, error) {
	list, err := s.fleet(ctx)
	if err != nil {
		return nil, fmt.Errorf("sum up the fleet: %w", err)
	}
	slices.SortFunc(list, worseOrg)
	return list, nil
}

func (s *Store) fleet(ctx context.Context) ([]OrgSummary, error) {
	type row struct {
		alias       string
		reportRun   int64
		lastSuccess int64
	}
	rows, err := s.db.QueryContext(ctx, "SELECT alias, report_run, last_success FROM orgs")
	orgs, err := collect(rows, err, func(rows *sql.Rows) (r row, err error) {
		return r, rows.Scan(&r.alias, &r.reportRun, &r.lastSuccess)
	})
	if err != nil {
		return nil, err
	}
	rows, err = s.db.QueryContext(ctx, "SELECT "+recordColumns+` FROM orgs o JOIN runs r ON r.org = o.alias
		AND (r.seq > o.runs - $1 OR r.id = o.report_run) ORDER BY r.seq`, TrendLength)
	runs, err := collect(rows, err, scanRecord)
	if err != nil {
		return nil, err
	}
	calls, err := s.callsSince(ctx, s.now().Add(-24*time.Hour))
	if err != nil {
		return nil, err
	}
	of := map[string][]Record{}
	for _, r := range runs {
		of[r.Org] = append(of[r.Org], r)
	}
	out := make([]OrgSummary, 0, len(orgs))
	for _, o := range orgs {
		runs := of[o.alias]
		if len(runs) == 0 { // saved between the two queries
			continue
		}
		sum := OrgSummary{Alias: o.alias, Last: runs[len(runs)-1], LastSuccess: moment(o.lastSuccess), CallsPerDay: calls[o.alias]}
		for i := range runs {
			if runs[i].ID == o.reportRun {
				sum.Report = &runs[i]
			}
		}
		for _, r := range runs[max(0, len(runs)-TrendLength):] {
			sum.Trend = append(sum.Trend, r.point())
		}
		out = append(out, sum)
	}
	return out, nil
}

func (s *Store) callsSince(ctx context.Context, since time.Time) (map[string]int, error) {
	type calls struct {
		org string
		n   int
	}
	rows, err := s.db.QueryContext(ctx, "SELECT org, SUM(rest + soap) FROM runs WHERE started >= $1 GROUP BY org", millis(since))
	list, err := collect(rows, err, func(rows *sql.Rows) (c calls, err error) { return c, rows.Scan(&c.org, &c.n) })
	out := map[string]int{}
	for _, c := range list {
		out[c.org] = c.n
	}
	return out, err
}

// worseOrg puts what failed first, then what could not be told; among those the more and the graver failures.
func worseOrg(a, b OrgSummary) int {
	rank := func(s OrgSummary) int { return slices.Index([]int{1, notTold, 0}, s.Last.ExitCode) }
	x, y := a.Last.Tally, b.Last.Tally
	return cmp.Or(
		cmp.Compare(rank(a), rank(b)), cmp.Compare(y.Critical, x.Critical), cmp.Compare(y.High, x.High), cmp.Compare(y.Medium, x.Medium),
		cmp.Compare(y.NotReady, x.NotReady), cmp.Compare(y.Low, x.Low), cmp.Compare(y.Unknown, x.Unknown), cmp.Compare(a.Alias, b.Alias),
	)
}
