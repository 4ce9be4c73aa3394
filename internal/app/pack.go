package app

import (
	"bytes"
	"context"
	"errors"
	"strings"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/internal/bundle"
	"orgaudit/internal/redact"
	"orgaudit/report"
)

// Bundled are the flags of the bundle command besides audit's.
type Bundled struct {
	Snapshot, Out, Format, Key, Reveal string
	Yes                                bool
}

// Complete checks where a bundle is to go, and names its key.
func (to *Bundled) Complete() error {
	switch {
	case to.Format != "":
		return Misuse("a bundle holds the report in every format that it needs", "--format is given without --reveal")
	case to.Out == "" || to.Out == StdoutFile:
		return Misuse("name a file by --out FILE.zip", "there is no file for the bundle")
	}
	if to.Key == "" {
		to.Key = strings.TrimSuffix(to.Out, ".zip") + ".key"
	}
	if to.Key == to.Out || to.Key == StdoutFile {
		return Misuse("the key translates the bundle back: keep it in a file of its own", "the key has no file of its own")
	}
	if err := Writable(to.Out); err != nil {
		return err
	}
	return Writable(to.Key)
}

// toPack is a run that is to be packed.
type toPack struct {
	snapshot *audit.Snapshot
	calls    []audit.Call // nil where they weren't noted
	*Asked
}

// BundleRequest reads what is to be packed. end frees what the reading holds.
func (p *Program) BundleRequest(ctx context.Context, ask *Question, way *WayIn, time *Limit, file string) (toPack, func(), error) {
	none := func() {}
	if file != "" {
		if way.Given() {
			return toPack{}, none, Misuse("take one of them", "--snapshot and a way into an org are both given")
		}
		if ask.CheckDNS {
			return toPack{}, none, Misuse("give it to the command that reads the org", "--check-dns is given, and --snapshot: a saved snapshot is judged as it is")
		}
		s, err := p.saved(file)
		if err != nil {
			return toPack{}, none, err
		}
		asked, err := ask.Resolve(p, &s.Scope)
		return toPack{snapshot: s, Asked: asked}, none, err
	}
	d, policy, err := way.Open(p)
	if err != nil {
		return toPack{}, none, err
	}
	if ask.Policy == "" {
		ask.Policy = policy
	}
	asked, err := ask.Resolve(p, nil)
	if err != nil {
		return toPack{}, none, err
	}
	ctx, cancel, err := time.Begin(ctx)
	if err != nil {
		return toPack{}, none, err
	}
	s, err := p.Live(d, asked.Scope())(ctx)
	if err != nil {
		cancel()
		return toPack{}, none, err
	}
	return toPack{snapshot: s, calls: d.calls.calls(), Asked: asked}, cancel, nil
}

// Bundle packs a run, shows what would leave, and writes it when that is agreed to.
func (p *Program) Bundle(r toPack, to *Bundled) error {
	key, err := p.bundleKey(to.Key)
	if err != nil {
		return err
	}
	made, err := p.pack(r, key)
	if err != nil {
		return err
	}
	p.previewBundle(made, key, to)
	if err := p.agreed(to); err != nil || p.Code != 0 {
		return err
	}
	text, err := key.Encode()
	if err != nil {
		return err
	}
	// The key first: a bundle whose key is lost can never be read back.
	if err := p.Put(to.Key, text); err != nil {
		return err
	}
	if err := p.Put(to.Out, made.Zip); err != nil {
		return err
	}
	p.Note("wrote %s (%s) and its key %s, which stays with you", to.Out, size(len(made.Zip)), to.Key)
	p.Code = made.Report.ExitCode()
	return nil
}

// pack makes the bundle of a run.
func (p *Program) pack(r toPack, key *redact.Key) (*bundle.Made, error) {
	catalogue, err := BuiltinConnectors()
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
	pack := &packing{Asked: r.Asked, catalogue: catalogue}
	made, err := bundle.Make(bundle.Run{
		Subject: redact.Subject{Snapshot: r.snapshot, Policy: r.policy, Question: r.question, Calls: r.calls},
		Report:  original, Key: key, Words: bundleWords(catalogue), Corpus: corpus, Judge: judge,
		WritePolicy: pack.writePolicy, ReadPolicy: pack.readPolicy, Connectors: pack.connectors, Versions: versions(),
	})
	var leak *bundle.LeakError
	switch {
	case errors.As(err, &leak), errors.Is(err, bundle.ErrOtherReport):
		return nil, Unreadable("nothing was written; report this as a bug, with this message and without the snapshot", err)
	case err != nil:
		return nil, err
	}
	return made, nil
}

// Reveal translates pseudonyms back: the report of a bundle, or any text.
func (p *Program) Reveal(to *Bundled) error {
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
		to.Out = StdoutFile
	}
	if err := Writable(to.Out); err != nil {
		return err
	}
	if !bundle.IsZip(data) {
		return p.Put(to.Out, []byte(key.Reveal(string(data))))
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
	if out.format != "" {
		if _, ok := report.Named(out.format); !ok {
			return Misuse(Meant(out.format, report.Names(), "take one of "+strings.Join(report.Names(), ", ")), "there is no format %q", out.format)
		}
	}
	if err := out.complete(&Outputs{}); err != nil {
		return err
	}
	var text bytes.Buffer
	look := p.Look()
	if out.file != StdoutFile {
		look.Color, look.Width = false, report.DefaultWidth
	}
	if err := report.Write(&text, out.format, r, look); err != nil {
		return err
	}
	return p.Put(out.file, text.Bytes())
}
