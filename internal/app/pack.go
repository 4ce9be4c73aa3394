package app

import (
	"context"
	"errors"
	"strings"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/internal/bundle"
	"orgaudit/internal/redact"
	"orgaudit/report"
)

// Bundle is a run that is to be packed, or pseudonyms that are to be translated back.
type Bundle struct {
	From   Source
	Ask    Question
	Out    string // file of the zip; of what is translated, "" = stdout
	Key    string // file of the key of the pseudonyms
	Yes    bool   // write the zip without asking
	Reveal string // file whose pseudonyms are translated back, "" = none
	Format string // of the report that is translated
}

// complete checks where a bundle is to go, and names its key.
func (b *Bundle) complete() error {
	switch {
	case b.Format != "":
		return Misuse("a bundle holds the report in every format that it needs", "--format is given without --reveal")
	case b.Out == "" || b.Out == stdoutFile:
		return Misuse("name a file by --out FILE.zip", "there is no file for the bundle")
	}
	if b.Key == "" {
		b.Key = strings.TrimSuffix(b.Out, ".zip") + ".key"
	}
	if b.Key == b.Out || b.Key == stdoutFile {
		return Misuse("the key translates the bundle back: keep it in a file of its own",
			"the key has no file of its own")
	}
	if err := writable(b.Out); err != nil {
		return err
	}
	return writable(b.Key)
}

// toPack is a run that is to be packed.
type toPack struct {
	snapshot *audit.Snapshot
	calls    []audit.Call // nil where they weren't noted
	*asked
}

// Bundle packs a run, shows what would leave, and writes it when that is agreed to; or translates a bundle back.
func (p *Program) Bundle(ctx context.Context, b *Bundle) error {
	if b.Reveal != "" {
		return p.reveal(b)
	}
	if err := b.complete(); err != nil {
		return err
	}
	r, err := p.prepare(&b.From, &b.Ask)
	if err != nil {
		return err
	}
	run := toPack{asked: r.asked}
	if run.snapshot, err = r.read(ctx); err != nil {
		return err
	}
	if r.calls != nil {
		run.calls = r.calls()
	}
	key, err := p.bundleKey(b.Key)
	if err != nil {
		return err
	}
	made, err := p.pack(run, key)
	if err != nil {
		return err
	}
	p.previewBundle(made, key, b)
	if err := p.agreed(b); err != nil || p.Code != ExitOK {
		return err
	}
	return p.writeBundle(made, key, b)
}

// writeBundle writes a bundle and its key, the key first: a bundle whose key is lost can never be read back.
func (p *Program) writeBundle(made *bundle.Made, key *redact.Key, b *Bundle) error {
	text, err := key.Encode()
	if err != nil {
		return err
	}
	if err := p.put(b.Key, text); err != nil {
		return err
	}
	if err := p.put(b.Out, made.Zip); err != nil {
		return err
	}
	p.note("wrote %s (%s) and its key %s, which stays with you", b.Out, size(len(made.Zip)), b.Key)
	p.Code = made.Report.ExitCode()
	return nil
}

// pack makes the bundle of a run.
func (p *Program) pack(r toPack, key *redact.Key) (*bundle.Made, error) {
	catalogue, err := builtinConnectors()
	if err != nil {
		return nil, err
	}
	corpus, err := bundleCorpus()
	if err != nil {
		return nil, err
	}
	judge := func(s *audit.Snapshot, policy *audit.Policy, q *audit.Question) *audit.Report {
		return audit.Evaluate(s, policy, q, checks.All())
	}
	original := judge(r.snapshot, r.policy, r.question)
	original.Connectors = r.connectors
	pack := &packing{asked: r.asked, catalogue: catalogue}
	made, err := bundle.Make(bundle.Run{
		Subject: redact.Subject{Snapshot: r.snapshot, Policy: r.policy, Question: r.question, Calls: r.calls},
		Report:  original, Key: key, Words: bundleWords(catalogue), Corpus: corpus, Judge: judge,
		WritePolicy: pack.writePolicy, ReadPolicy: pack.readPolicy, Connectors: pack.connectors, Versions: versions(),
	})
	var leak *bundle.LeakError
	switch {
	case errors.As(err, &leak), errors.Is(err, bundle.ErrOtherReport):
		return nil, unreadable("nothing was written; report this as a bug, with this message and without the "+
			"snapshot", err)
	case err != nil:
		return nil, err
	}
	return made, nil
}

// reveal translates pseudonyms back: the report of a bundle, or any text.
func (p *Program) reveal(to *Bundle) error {
	if to.Key == "" {
		return Misuse("name it by --key FILE: it lies where the bundle was made", "there is no key to translate with")
	}
	data, err := p.contents(to.Reveal)
	if err != nil {
		return Misuse("", "read what is to be translated: %w", err)
	}
	key, err := readBundleKey(p, to.Key)
	if err != nil {
		return err
	}
	if to.Out == "" {
		to.Out = stdoutFile
	}
	if err := writable(to.Out); err != nil {
		return err
	}
	if !bundle.IsZip(data) {
		return p.put(to.Out, []byte(key.Reveal(string(data))))
	}
	b, err := openBundle(to.Reveal, data)
	if err != nil {
		return err
	}
	r, err := bundle.Revealed(b.Report, key)
	if err != nil {
		return err
	}
	if org := b.Report.Org; org.ID != "" && r.Org.ID == org.ID {
		return Misuse("take the key that was written with the bundle", "%s isn't the key of %s", to.Key, to.Reveal)
	}
	out := output{format: to.Format, file: to.Out}
	if _, ok := report.Named(out.format); !ok && out.format != "" {
		return Misuse(Meant(out.format, report.Names(), "take one of "+strings.Join(report.Names(), ", ")),
			"there is no format %q", out.format)
	}
	if err := out.complete(&Outputs{}); err != nil {
		return err
	}
	return p.write([]output{out}, r)
}
