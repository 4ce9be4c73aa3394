package main

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

// bundled are the flags of the bundle command besides audit's.
type bundled struct {
	snapshot, out, format, key, reveal string
	yes                                bool
}

// complete checks where a bundle is to go, and names its key.
func (to *bundled) complete() error {
	switch {
	case to.format != "":
		return misuse("a bundle holds the report in every format that it needs", "--format is given without --reveal")
	case to.out == "" || to.out == stdoutFile:
		return misuse("name a file by --out FILE.zip", "there is no file for the bundle")
	}
	if to.key == "" {
		to.key = strings.TrimSuffix(to.out, ".zip") + ".key"
	}
	if to.key == to.out || to.key == stdoutFile {
		return misuse("the key translates the bundle back: keep it in a file of its own", "the key has no file of its own")
	}
	if err := writable(to.out); err != nil {
		return err
	}
	return writable(to.key)
}

// toPack is a run that is to be packed.
type toPack struct {
	snapshot *audit.Snapshot
	calls    []audit.Call // nil where they weren't noted
	*asked
}

// bundleRequest reads what is to be packed. end frees what the reading holds.
func (p *program) bundleRequest(ctx context.Context, ask *question, way *wayIn, time *limit, file string) (toPack, func(), error) {
	none := func() {}
	if file != "" {
		if way.given() {
			return toPack{}, none, misuse("take one of them", "--snapshot and a way into an org are both given")
		}
		if ask.checkDNS {
			return toPack{}, none, misuse("give it to the command that reads the org", "--check-dns is given, and --snapshot: a saved snapshot is judged as it is")
		}
		s, err := p.saved(file)
		if err != nil {
			return toPack{}, none, err
		}
		asked, err := ask.resolve(p, &s.Scope)
		return toPack{snapshot: s, asked: asked}, none, err
	}
	d, policy, err := way.open(p)
	if err != nil {
		return toPack{}, none, err
	}
	if ask.policy == "" {
		ask.policy = policy
	}
	asked, err := ask.resolve(p, nil)
	if err != nil {
		return toPack{}, none, err
	}
	ctx, cancel, err := time.begin(ctx)
	if err != nil {
		return toPack{}, none, err
	}
	s, err := p.live(d, asked.scope())(ctx)
	if err != nil {
		cancel()
		return toPack{}, none, err
	}
	return toPack{snapshot: s, calls: d.calls.calls(), asked: asked}, cancel, nil
}

// bundle packs a run, shows what would leave, and writes it when that is agreed to.
func (p *program) bundle(r toPack, to *bundled) error {
	key, err := p.bundleKey(to.key)
	if err != nil {
		return err
	}
	made, err := p.pack(r, key)
	if err != nil {
		return err
	}
	p.previewBundle(made, key, to)
	if err := p.agreed(to); err != nil || p.code != 0 {
		return err
	}
	text, err := key.Encode()
	if err != nil {
		return err
	}
	// The key first: a bundle whose key is lost can never be read back.
	if err := p.put(to.key, text); err != nil {
		return err
	}
	if err := p.put(to.out, made.Zip); err != nil {
		return err
	}
	p.note("wrote %s (%s) and its key %s, which stays with you", to.out, size(len(made.Zip)), to.key)
	p.code = made.Report.ExitCode()
	return nil
}

// pack makes the bundle of a run.
func (p *program) pack(r toPack, key *redact.Key) (*bundle.Made, error) {
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
		return nil, unreadable("nothing was written; report this as a bug, with this message and without the snapshot", err)
	case err != nil:
		return nil, err
	}
	return made, nil
}

// reveal translates pseudonyms back: the report of a bundle, or any text.
func (p *program) reveal(to *bundled) error {
	if to.key == "" {
		return misuse("name it by --key FILE: it lies where the bundle was made", "there is no key to translate with")
	}
	data, err := p.contents(to.reveal)
	if err != nil {
		return misuse("", "read what is to be translated: %w", err)
	}
	key, err := readBundleKey(p, to.key)
	if err != nil {
		return err
	}
	if to.out == "" {
		to.out = stdoutFile
	}
	if err := writable(to.out); err != nil {
		return err
	}
	if !bundle.IsZip(data) {
		return p.put(to.out, []byte(key.Reveal(string(data))))
	}
	b, err := openBundle(to.reveal, data)
	if err != nil {
		return err
	}
	r, err := bundle.Revealed(b.Report, key)
	if err != nil {
		return err
	}
	if org := b.Report.Org; org.ID != "" && r.Org.ID == org.ID {
		return misuse("take the key that was written with the bundle", "%s isn't the key of %s", to.key, to.reveal)
	}
	out := output{format: to.format, file: to.out}
	if out.format != "" {
		if _, ok := report.Named(out.format); !ok {
			return misuse(meant(out.format, report.Names(), "take one of "+strings.Join(report.Names(), ", ")), "there is no format %q", out.format)
		}
	}
	if err := out.complete(&outputs{}); err != nil {
		return err
	}
	var text bytes.Buffer
	look := p.look()
	if out.file != stdoutFile {
		look.Color, look.Width = false, report.DefaultWidth
	}
	if err := report.Write(&text, out.format, r, look); err != nil {
		return err
	}
	return p.put(out.file, text.Bytes())
}
