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

	"orgaudit/audit"
	"orgaudit/config"
	"orgaudit/internal/fleet"
	"orgaudit/internal/history"
	"orgaudit/report"
)

// FleetRun is a run over many orgs that is wanted.
type FleetRun struct {
	DB      Database
	Orgs    []string // aliases
	Tags    []string
	Workers int           // audits at once
	Timeout time.Duration // of one audit
	Out     Outputs
}

// FleetForms are the formats in which a run over many orgs is summed up.
func FleetForms() []Form { return []Form{{"text", []string{".txt"}}, {"json", []string{".json"}}} }

// FleetRun audits the orgs that are chosen, stores the reports and sums them up.
func (p *Program) FleetRun(ctx context.Context, f *FleetRun) error {
	outs, err := f.Out.resolve()
	if err != nil {
		return err
	}
	orgs, err := p.chosen(f.Orgs, f.Tags)
	if err != nil {
		return err
	}
	store, err := f.DB.open(ctx, p)
	if err != nil {
		return err
	}
	run := &fleetRun{p: p, store: store, timeout: f.Timeout, show: p.newFleetProgress(len(orgs)),
		why: map[string]string{}}
	return errors.Join(run.all(ctx, orgs, f.Workers, outs), store.Close())
}

// fleetRun is one run over many orgs.
type fleetRun struct {
	p       *Program
	store   *history.Store
	timeout time.Duration
	show    *fleetProgress

	mu      sync.Mutex
	records []history.Record
	errs    []error
	why     map[string]string
}

func (r *fleetRun) all(ctx context.Context, orgs []config.Org, workers int, outs []output) error {
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
	r.show.end()
	if err := errors.Join(r.errs...); err != nil {
		return unreadable("look at the database", err)
	}
	slices.SortFunc(r.records, history.WorstFirst)
	sum := fleetSum{Orgs: r.records, Interrupted: []string{}, why: r.why}
	for _, done := range r.records {
		sum.ExitCode = audit.WorseExit(sum.ExitCode, done.ExitCode)
	}
	for _, o := range orgs {
		if !slices.ContainsFunc(r.records, func(done history.Record) bool { return done.Org == o.Alias }) {
			sum.Interrupted = append(sum.Interrupted, o.Alias)
		}
	}
	if n := len(sum.Interrupted); n > 0 {
		r.p.say("warning", fmt.Sprintf("interrupted: %d of %d orgs were not audited", n, len(orgs)))
		sum.ExitCode = audit.WorseExit(sum.ExitCode, ExitUntold)
	}
	r.p.Code = sum.ExitCode
	return r.p.writeAll(outs, sum.write)
}

// one audits an org and stores the report. An audit that was broken off says nothing of the org, and is not stored.
func (r *fleetRun) one(ctx context.Context, alias string) {
	run := history.Run{Org: alias, Trigger: fleet.ByHand, Started: r.p.Now()}
	r.show.begin(alias, run.Started)
	within, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	var said []string
	out, err := r.p.auditOrg(within, alias, func(line string) { said = append(said, line) })
	run.Finished = r.p.Now()
	if ctx.Err() != nil {
		r.show.done(alias, audit.OutcomeNotRun, "broken off")
		return
	}
	if err != nil {
		run.Error = err.Error()
	}
	saved, err := r.store.Save(context.WithoutCancel(ctx), run, out)
	var record history.Record
	if err == nil {
		record, err = r.store.Run(context.WithoutCancel(ctx), saved.ID)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil {
		r.errs = append(r.errs, err)
		r.show.done(alias, audit.OutcomeNotRun, "could not be stored")
		return
	}
	r.records = append(r.records, record)
	switch {
	case run.Error != "":
		r.why[alias] = run.Error
	case out.Failure != nil:
		r.why[alias] = strings.TrimPrefix(out.Failure.Code+": "+out.Failure.Message, ": ")
	case !record.Complete && len(out.Refused) > 0:
		r.why[alias] = out.Refused[0].Reason
	}
	r.show.done(alias, record.Outcome, verdictOf(record), said...)
}

// verdictOf says a run in the words of its report.
func verdictOf(r history.Record) string { return r.Outcome.Mark() + " " + r.Said() }

// fleetSum is the outcome of a run over many orgs. The JSON names are stable.
type fleetSum struct {
	Orgs        []history.Record `json:"orgs"` // the worst first
	Interrupted []string         `json:"interrupted"`
	ExitCode    int              `json:"exit_code"`

	why map[string]string // by alias, why an org could not be read
}

func (s fleetSum) write(w io.Writer, format string, look report.Options) error {
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
		rows = append(rows, []string{r.Org, verdictOf(r), count(r.Tally.Failed()), count(r.Tally.NotReady),
			count(r.Tally.Unknown), count(r.Calls.REST + r.Calls.SOAP), strconv.FormatInt(r.ID, 10)})
	}
	for _, alias := range s.Interrupted {
		rows = append(rows, []string{alias, "- interrupted", "", "", "", "", ""})
	}
	if err := report.WriteTable(w, []string{"Org", "Result", "Failed", "Not ready", "Unknown", "Calls", "Run"}, rows,
		look); err != nil {
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
