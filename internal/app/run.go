package app

import (
	"context"
	"errors"
	"time"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/org"
)

// Request is one run: how the snapshot is come by, what is asked of it, and where it is kept.
type Request struct {
	read  func(context.Context) (*audit.Snapshot, error)
	calls func() []audit.Call // what the reading asked of an org; nil where it asks nothing
	*asked
	save   string    // file for the snapshot, "" = none
	record *Recorder // for the history, nil = none
}

// Run reads an org and judges it. An org that could not be read gives a report all the same; an error is a request
// that can't be carried out.
func (p *Program) Run(ctx context.Context, r *Request) (*audit.Report, error) {
	s, err := r.read(ctx)
	if err != nil {
		return nil, err
	}
	if r.save != "" {
		if err := p.saveSnapshot(r.save, s); err != nil {
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

// answer carries out a request and says its report.
func (p *Program) answer(ctx context.Context, r *Request, outs []output) error {
	out, err := p.Run(ctx, r)
	if err != nil {
		return err
	}
	if r.fixes != "" {
		if err := p.writeFixes(r.fixes, out); err != nil {
			return err
		}
	}
	if err := p.write(outs, out); err != nil {
		return err
	}
	p.Code = out.ExitCode()
	return r.record.keep(ctx, p, out)
}

// door is a way into an org with its address, where that is known beforehand.
type door struct {
	way     org.Credential
	address string
	options org.Options
	timeout time.Duration // of the reading, 0 = none
	trace   string        // file for what the reading asked, "" = none
	calls   callLog       // what the reading asked
}

// live reads an org. A failed sign-in is an answer of the org and gives a snapshot in which every part is refused; an
// address that nobody could be asked at is a mistake of the reader.
func (p *Program) live(d *door, scope audit.Scope) func(context.Context) (*audit.Snapshot, error) {
	return func(ctx context.Context) (_ *audit.Snapshot, err error) {
		if d.trace != "" {
			if err := writable(d.trace); err != nil {
				return nil, err
			}
			defer func() { err = errors.Join(err, p.writeTrace(d.trace, d.calls.calls())) }()
		}
		if d.timeout > 0 {
			within, cancel := context.WithTimeout(ctx, d.timeout)
			defer cancel()
			ctx = within
		}
		show := p.newProgress()
		defer show.end()
		d.options.Progress, d.options.Trace, d.options.UserAgent = show.read, d.calls.note, "orgaudit"
		d.options.Actions = audit.SetupActions(checks.All())
		if d.options.Now == nil {
			d.options.Now = p.Now
		}
		if d.options.Resolve == nil {
			d.options.Resolve = p.Resolve
		}
		client, err := org.Open(ctx, d.way, d.options)
		if err != nil {
			show.end()
			if misdirected(err) {
				return nil, Misuse("give the org's My Domain URL, like https://acme.my.salesforce.com", "%w", err)
			}
			p.sayNotEntered(ctx, err)
			return org.Unread(err, d.address, scope, d.options.Now()), nil
		}
		defer client.Close()
		s := client.Snapshot(ctx, scope)
		show.end()
		for _, warning := range client.Warnings() {
			p.say("warning", warning)
		}
		if ctx.Err() != nil {
			p.sayInterrupted(ctx)
		}
		return s, nil
	}
}

// misdirected reports whether a sign-in failed before anybody was asked, for an address that can't be one.
func misdirected(err error) bool {
	var failed *org.SignInError
	return errors.As(err, &failed) && failed.Host == "" && failed.Code == "" && failed.Credential != org.CLI{}.Name()
}

// sayNotEntered says on stderr that the org could not be entered.
func (p *Program) sayNotEntered(ctx context.Context, err error) {
	if ctx.Err() != nil {
		p.sayInterrupted(ctx)
		return
	}
	p.say("error", err.Error())
	var old *org.VersionError
	var answered *org.APIError
	var failed *org.SignInError
	switch {
	case errors.As(err, &old):
	case errors.As(err, &failed):
		p.say("hint", "sign in again, or correct the credential: this says nothing about the org")
	case errors.As(err, &answered) && answered.Problem != "":
		p.say("hint", "check that the address is the org's My Domain URL, and that Salesforce isn't under maintenance "+
			"(status.salesforce.com)")
	case errors.As(err, &answered):
		p.say("hint", "the access token may have expired: get a new one and try again")
	default:
		p.say("hint", "check the address and this machine's way to the network")
	}
}

func (p *Program) sayInterrupted(ctx context.Context) {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		p.say("warning", "the time is up: what follows rests on what was read by then (--timeout gives more)")
		return
	}
	p.say("warning", "interrupted: what follows rests on what was read by then")
}
