package app

import "context"

// Audit is what an audit is asked for, and where its answer goes.
type Audit struct {
	From   Source
	Ask    Question
	Out    Outputs
	Save   string // file for what was read, "" = none
	Record Recorder
}

// Audit reads an org or what stands for it, judges it, and says the report.
func (p *Program) Audit(ctx context.Context, a *Audit) error {
	outs, err := a.Out.resolve()
	if err != nil {
		return err
	}
	if a.Save != "" {
		if err := writable(a.Save); err != nil {
			return err
		}
	}
	if a.Record.Wanted && a.From.Org == "" {
		return Misuse("the history goes by the aliases of the list: name the org by --org ALIAS (`orgaudit orgs list`)",
			"--record is given without --org")
	}
	r, err := p.prepare(&a.From, &a.Ask)
	if err != nil {
		return err
	}
	if err := a.Record.begin(ctx, p, a.From.Org); err != nil {
		return err
	}
	defer a.Record.end()
	r.save, r.record = a.Save, &a.Record
	return p.answer(ctx, r, outs)
}

// Diagnose says what an error can mean and, with an org or what stands for it, what it does mean there.
func (p *Program) Diagnose(ctx context.Context, args []string, file string, a *Audit) error {
	seen, err := p.seen(args, file, a.From.Snapshot)
	if err != nil {
		return err
	}
	if a.Ask.Symptom = seen; a.From.isOrg() || a.From.Snapshot != "" {
		return p.Audit(ctx, a)
	}
	outs, err := a.Out.resolve()
	if err != nil {
		return err
	}
	return p.propose(seen, &a.Ask, outs)
}

// Demo audits a simulated org. Everything but the org is real.
func (p *Program) Demo(ctx context.Context, scenario string, a *Audit) error {
	if _, err := a.Out.resolve(); err != nil { // before anything is said
		return err
	}
	s, err := LoadScenario(scenario)
	if err != nil {
		return err
	}
	if a.From.simulated, err = simulated(s); err != nil {
		return err
	}
	ask := askOf(s)
	ask.CheckDNS = a.Ask.CheckDNS
	a.Ask = *ask
	p.Now = a.From.simulated.options.Now // the report of a scenario is always the same
	p.note("this is a simulated org (%s): %s", scenario, s.Title)
	return p.Audit(ctx, a)
}

// TakeSnapshot reads an org and keeps what was seen.
func (p *Program) TakeSnapshot(ctx context.Context, from *Source, ask *Question, file string) error {
	if err := writable(file); err != nil {
		return err
	}
	d, err := p.enter(from, ask)
	if err != nil {
		return err
	}
	scope, err := ask.readScope(p)
	if err != nil {
		return err
	}
	s, err := p.live(d, scope)(ctx)
	if err != nil {
		return err
	}
	if err := p.saveSnapshot(file, s); err != nil {
		return err
	}
	p.sayUnread(file, s)
	return nil
}
