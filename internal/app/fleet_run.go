package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"orgaudit/config"
	"orgaudit/internal/fleet"
	"orgaudit/internal/history"
	"orgaudit/report"
)

// FleetRun is one run over many orgs.
type FleetRun struct {
	P       *Program
	Store   *history.Store
	Timeout time.Duration
	Show    *fleetProgress

	mu      sync.Mutex
	records []history.Record
	errs    []error
	Why     map[string]string
}

func (r *FleetRun) All(ctx context.Context, orgs []config.Org, workers int, outs []output) error {
	next := make(chan config.Org)
	var wg sync.WaitGroup
	for range min(workers, len(orgs)) {
		wg.Go(func() {
			for o := range next {
				r.one(ctx, o.Alias)
			}
		})
	}
	for _, o := range orgs {
		select {
		case next <- o:
			continue
		case <-ctx.Done():
		}
		break
	}
	close(next)
	wg.Wait()
	r.Show.end()
	if err := errors.Join(r.errs...); err != nil {
		return Unreadable("look at the database", err)
	}
	slices.SortFunc(r.records, history.WorstFirst)
	sum := FleetSum{Orgs: r.records, Interrupted: []string{}, why: r.Why}
	if len(r.records) > 0 {
		sum.ExitCode = r.records[0].ExitCode
	}
	for _, o := range orgs {
		if !slices.ContainsFunc(r.records, func(done history.Record) bool { return done.Org == o.Alias }) {
			sum.Interrupted = append(sum.Interrupted, o.Alias)
		}
	}
	if n := len(sum.Interrupted); n > 0 {
		r.P.say("warning", fmt.Sprintf("interrupted: %d of %d orgs were not audited", n, len(orgs)))
		if sum.ExitCode == ExitOK {
			sum.ExitCode = ExitUntold
		}
	}
	r.P.Code = sum.ExitCode
	return r.P.WriteAll(outs, sum.write)
}

// one audits an org and stores the report. An audit that was broken off says nothing of the org, and is not stored.
func (r *FleetRun) one(ctx context.Context, alias string) {
	run := history.Run{Org: alias, Trigger: fleet.ByHand, Started: r.P.Now()}
	r.Show.begin(alias, run.Started)
	within, cancel := context.WithTimeout(ctx, r.Timeout)
	defer cancel()
	var said []string
	out, err := r.P.auditOrg(within, alias, func(line string) { said = append(said, line) })
	run.Finished = r.P.Now()
	if ctx.Err() != nil {
		r.Show.done(alias, "broken off")
		return
	}
	if err != nil {
		run.Error = err.Error()
	}
	saved, err := r.Store.Save(context.WithoutCancel(ctx), run, out)
	var record history.Record
	if err == nil {
		record, err = r.Store.Run(context.WithoutCancel(ctx), saved.ID)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil {
		r.errs = append(r.errs, err)
		r.Show.done(alias, "could not be stored")
		return
	}
	r.records = append(r.records, record)
	switch {
	case run.Error != "":
		r.Why[alias] = run.Error
	case out.Failure != nil:
		r.Why[alias] = strings.TrimPrefix(out.Failure.Code+": "+out.Failure.Message, ": ")
	case !record.Complete && len(out.Refused) > 0:
		r.Why[alias] = out.Refused[0].Reason
	}
	r.Show.done(alias, verdictOf(record), said...)
}

// verdictOf says a run in a word or two.
func verdictOf(r history.Record) string { return r.Outcome.Mark() + " " + r.Outcome.Word() }

// FleetSum is the outcome of a run over many orgs. The JSON names are stable.
type FleetSum struct {
	Orgs        []history.Record `json:"orgs"` // the worst first
	Interrupted []string         `json:"interrupted"`
	ExitCode    int              `json:"exit_code"`

	why map[string]string // by alias, why an org could not be read
}

func (s FleetSum) write(w io.Writer, format string, look report.Options) error {
	if format == "json" {
		if s.Orgs == nil {
			s.Orgs = []history.Record{}
		}
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		return encoder.Encode(s)
	}
	var rows [][]string
	for _, r := range s.Orgs {
		rows = append(rows, []string{r.Org, verdictOf(r), count(r.Tally.Failed()), count(r.Tally.NotReady), count(r.Tally.Unknown), count(r.Calls.REST + r.Calls.SOAP), strconv.FormatInt(r.ID, 10)})
	}
	for _, alias := range s.Interrupted {
		rows = append(rows, []string{alias, "- interrupted", "", "", "", "", ""})
	}
	if err := report.WriteTable(w, []string{"Org", "Result", "Failed", "Not ready", "Unknown", "Calls", "Run"}, rows, look); err != nil {
		return err
	}
	if len(s.why) == 0 {
		return nil
	}
	fmt.Fprintln(w)
	rows = nil
	for _, r := range s.Orgs {
		if why := s.why[r.Org]; why != "" {
			rows = append(rows, []string{r.Org, strings.TrimPrefix(why, "org "+r.Org+": ")})
		}
	}
	return report.WriteTable(w, []string{"Org", "Why it could not be read"}, rows, look)
}

// count writes a number, and nothing for none.
func count(n int) string {
	if n == 0 {
		return "-"
	}
	return strconv.Itoa(n)
}
