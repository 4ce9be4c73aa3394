package app

import (
	"context"
	"errors"
	"time"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/org"
)

// Request is one run: where the snapshot comes from, what is asked of it, and where it is kept.
type Request struct {
	Read func(context.Context) (*audit.Snapshot, error)
	*Asked
	Save   string    // file for the snapshot, "" = none
	Record *Recorder // for the history, nil = none
}

// Run reads an org and judges it. An org that could not be read gives a report all the same; an error is a request
// that can't be carried out.
func (p *Program) Run(ctx context.Context, r Request) (*audit.Report, error) {
	s, err := r.Read(ctx)
	if err != nil {
		return nil, err
	}
	if r.Save != "" {
		if err := p.SaveSnapshot(r.Save, s); err != nil {
			return nil, err
		}
	}
	out := audit.Evaluate(s, r.policy, r.question, checks.All())
	out.Connectors = r.connectors
	if r.baseline == nil {
		return out, nil
	}
	if out, err = out.Against(r.baseline, r.newOnly); err != nil {
		return nil, Misuse("name a report of the org that is audited", "--baseline: %w", err)
	}
	return out, nil
}

// Answer carries out a request and says its report.
func (p *Program) Answer(ctx context.Context, r Request, outs []output) error {
	out, err := p.Run(ctx, r)
	if err != nil {
		return err
	}
	if r.fixes != "" {
		if err := p.writeFixes(r.fixes, out); err != nil {
			return err
		}
	}
	if err := p.Write(outs, out); err != nil {
		return err
	}
	p.Code = out.ExitCode()
	return r.Record.keep(ctx, p, out)
}

// Limit is the --timeout of a run.
type Limit struct{ Of time.Duration }

const DefaultTimeout = 60 * time.Second

func (l *Limit) Begin(ctx context.Context) (context.Context, context.CancelFunc, error) {
	if l.Of <= 0 {
		return nil, nil, Misuse("write it as 90s or 5m", "--timeout must be more than nothing")
	}
	ctx, cancel := context.WithTimeout(ctx, l.Of)
	return ctx, cancel, nil
}

// Door is a way into an org with its address, where that is known beforehand.
type Door struct {
	Way     org.Way
	Address string
	Options org.Options
	calls   callLog // what the reading asked
}

// Live reads an org. A failed sign-in is an answer of the org and gives a snapshot in which every part is refused; an
// address that nobody could be asked at is a mistake of the reader.
func (p *Program) Live(d *Door, scope audit.Scope) func(context.Context) (*audit.Snapshot, error) {
	return func(ctx context.Context) (_ *audit.Snapshot, err error) {
		if p.Trace != "" {
			if err := Writable(p.Trace); err != nil {
				return nil, err
			}
		}
		defer func() { err = errors.Join(err, p.writeTrace(d.calls.calls())) }()
		show := p.newProgress()
		defer show.end()
		d.Options.Progress, d.Options.Trace, d.Options.UserAgent = show.read, d.calls.note, "orgaudit"
		if d.Options.Now == nil {
			d.Options.Now = p.Now
		}
		if d.Options.Resolve == nil {
			d.Options.Resolve = p.Resolve
		}
		client, err := org.Open(ctx, d.Way, d.Options)
		if err != nil {
			show.end()
			if misdirected(err) {
				return nil, Misuse("give the org's My Domain URL, like https://acme.my.salesforce.com", "%w", err)
			}
			p.unread(ctx, err)
			return org.Unread(err, d.Address, scope, d.Options.Now()), nil
		}
		defer client.Close()
		s := client.Snapshot(ctx, scope)
		show.end()
		for _, warning := range client.Warnings() {
			p.say("warning", warning)
		}
		if ctx.Err() != nil {
			p.interrupted(ctx)
		}
		return s, nil
	}
}

// misdirected reports whether a sign-in failed before anybody was asked, for an address that can't be one.
func misdirected(err error) bool {
	var failed *org.SignInError
	return errors.As(err, &failed) && failed.Host == "" && failed.Code == "" && failed.Way != org.CLI{}.Name()
}

// unread says on stderr that the org could not be entered.
func (p *Program) unread(ctx context.Context, err error) {
	if ctx.Err() != nil {
		p.interrupted(ctx)
		return
	}
	p.say("error", err.Error())
	var old *org.VersionError
	var answered *org.APIError
	var failed *org.SignInError
	switch {
	case errors.As(err, &old):
	case errors.As(err, &failed):
		p.say("hint", "the report says what the answer may mean; sign in again, or look at the credentials")
	case errors.As(err, &answered) && answered.Problem != "":
		p.say("hint", "check that the address is the org's My Domain URL, and that Salesforce isn't under maintenance (status.salesforce.com)")
	case errors.As(err, &answered):
		p.say("hint", "the access token may have expired: get a new one and try again")
	default:
		p.say("hint", "check the address and this machine's way to the network")
	}
}

func (p *Program) interrupted(ctx context.Context) {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		p.say("warning", "the time is up: what follows rests on what was read by then (--timeout gives more)")
		return
	}
	p.say("warning", "interrupted: what follows rests on what was read by then")
}

// JudgeSaved judges a saved snapshot.
func (p *Program) JudgeSaved(ctx context.Context, file string, ask *Question, outs []output, save string) error {
	if ask.CheckDNS {
		return Misuse("give it to the command that reads the org", "--check-dns is given, and --snapshot: a saved snapshot is judged as it is")
	}
	s, asked, err := ask.of(p, file)
	if err != nil {
		return err
	}
	read := func(context.Context) (*audit.Snapshot, error) { return s, nil }
	return p.Answer(ctx, Request{Read: read, Asked: asked, Save: save}, outs)
}
