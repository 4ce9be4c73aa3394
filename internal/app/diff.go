package app

import (
	"context"
	"fmt"
	"io"

	"orgaudit/audit"
	"orgaudit/internal/notify"
	"orgaudit/report"
)

// Diff is a comparison of two reports or snapshots.
type Diff struct {
	Ask    Question // by which snapshots are judged first
	Out    Outputs
	AnyOrg bool // compare two orgs
}

// Diff says what changed from one report or snapshot to another.
func (p *Program) Diff(ctx context.Context, before, after string, d *Diff) error {
	outs, err := d.Out.resolve()
	if err != nil {
		return err
	}
	if before == stdoutFile && after == stdoutFile {
		return Misuse("name a file for one of them", "both reports would come from stdin")
	}
	was, is, err := p.bothJudged(ctx, before, after, &d.Ask)
	if err != nil {
		return err
	}
	if !d.AnyOrg && !audit.SameOrg(was, is) {
		return Misuse("compare two readings of one org; --any-org compares two orgs by the names of what they have",
			"%s and %s are of different orgs", before, after)
	}
	diff := audit.Compare(was, is)
	if err := p.writeAll(outs, func(w io.Writer, format string, look report.Options) error {
		return report.WriteDiff(w, format, diff, look)
	}); err != nil {
		return err
	}
	p.Code = diff.Answer.ExitCode
	return nil
}

func (p *Program) bothJudged(ctx context.Context, before, after string, ask *Question) (was, is *audit.Report,
	err error) {
	if was, err = p.judged(ctx, before, ask); err != nil {
		return nil, nil, err
	}
	is, err = p.judged(ctx, after, ask)
	return was, is, err
}

// Preview says what receivers would be told about the change from one report to another.
func (p *Program) Preview(ctx context.Context, before, after string, users bool) error {
	was, is, err := p.bothJudged(ctx, before, after, &Question{})
	if err != nil {
		return err
	}
	m := notify.Collect(notify.Source{
		Alias: is.Org.Name, Tool: tool(), At: is.TakenAt, Before: was.TakenAt, Report: is,
		Transitions: audit.Transitions(was, is), Announced: announced(),
	})
	picked, ok := notify.Filter{IncludeUsers: users}.Pick(m)
	if !ok {
		p.note("nothing would be told")
		return nil
	}
	_, err = fmt.Fprint(p.Stdout, picked.Text())
	return err
}

// Render says a saved report in other formats.
func (p *Program) Render(file string, out *Outputs) error {
	outs, err := out.resolve()
	if err != nil {
		return err
	}
	r, err := loadReport(file)
	if err != nil {
		return err
	}
	return p.write(outs, r)
}
