package app

import (
	"errors"
	"fmt"
	"strings"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/config"
	"orgaudit/internal/bundle"
	"orgaudit/report"
)

func (p *Program) Verify(file string) error {
	data, err := p.contents(file)
	if err != nil {
		return Misuse("", "read the bundle: %w", err)
	}
	say := func(format string, args ...any) { fmt.Fprintln(p.Stdout, report.Clean(fmt.Sprintf(format, args...))) }
	b, err := bundle.Open(data)
	var tampered *bundle.TamperedError
	switch {
	case errors.As(err, &tampered):
		say("✗ CHANGED  %s was changed after it was made", file)
		for _, what := range tampered.What {
			say("  %s", what)
		}
		p.Code = ExitFailed
		return nil
	case err != nil:
		return Misuse("a bundle is what `orgaudit bundle` writes", "%s: %w", file, err)
	}
	var differ []string
	gives := "gives its report again"
	r, err := replay(b)
	if err != nil {
		differ = []string{err.Error()}
	} else {
		again := audit.Evaluate(b.Snapshot, r.policy, r.question, checks.All())
		again.Connectors, again.Tool = r.connectors, b.Report.Tool
		differ = b.Replays(again)
		if len(differ) > 0 && (b.Earlier() || b.Manifest.Tool != tool()) {
			differ = b.Rejudges(again)
			gives = "judged again it gives the same verdicts (another version wrote it, so the words differ)"
		}
	}
	if len(differ) > 0 {
		p.Code = ExitFailed
		say("✗ OTHER REPORT  %s is whole, and judged again it gives another report", file)
		for _, what := range differ {
			say("  %s", what)
		}
		if made := b.Manifest.Tool; made != tool() {
			say("  It was made by %s, and this is %s: their checks may differ.", made, tool())
		}
	} else {
		say("✓ WHOLE  %s is as it was made, and %s", file, gives)
	}
	say("")
	say("Made by %s with %s on %s; read at %s.", b.Manifest.Tool, b.Versions.Go, b.Versions.OS,
		b.Snapshot.TakenAt.UTC().Format("2006-01-02 15:04 UTC"))
	for _, item := range b.Manifest.Files {
		say("  %-46s %9s  %s", item.Name, size(item.Bytes), item.About)
	}
	return nil
}

// openBundle reads a bundle whose files are wanted.
func openBundle(file string, data []byte) (*bundle.Bundle, error) {
	b, err := bundle.Open(data)
	if err != nil {
		return nil, Misuse("`orgaudit verify "+file+"` says more", "%s can't be used: %w", file, err)
	}
	return b, nil
}

// replay is what a bundle asks, with its policy and connectors.
func replay(b *bundle.Bundle) (*asked, error) {
	catalogue, err := builtinConnectors()
	if err != nil {
		return nil, err
	}
	out := &asked{question: b.Question, connectors: []audit.ReportConnector{}}
	out.question.Tool = tool()
	files := b.Connectors()
	for _, used := range b.Report.Connectors {
		text, ok := files[used.ID+".yaml"]
		if !ok {
			return nil, fmt.Errorf("the connector %s is missing", used.ID)
		}
		c, err := config.ParseConnector(used.ID+".yaml", text, checkIDs())
		if err != nil {
			return nil, fmt.Errorf("the connector %s can't be read: %w", used.ID, err)
		}
		catalogue = catalogue.With(c)
		out.connectors = append(out.connectors, audit.ReportConnector{ID: used.ID, SHA256: c.SHA256})
	}
	if text := b.Policy(); text != nil {
		if out.policy, err = config.ParsePolicy(bundle.PolicyFile, text, catalogue, checkIDs()); err != nil {
			return nil, fmt.Errorf("the policy can't be read: %w", err)
		}
	}
	return out, nil
}

// asksNothing tells whether the flags leave it to what is judged to say what is asked.
func (q *Question) asksNothing() bool {
	lists := len(q.Apps.Words) + len(q.Users) + len(q.Profiles) + len(q.PermissionSets) + len(q.FromIPs)
	return lists == 0 && strings.Join([]string{q.Policy, q.Symptom, q.SymptomAt, q.LoginHost}, "") == ""
}

// of reads a saved snapshot and what is asked of it. A bundle brings its own question, for flags that ask nothing.
func (q *Question) of(p *Program, file string) (*audit.Snapshot, *asked, error) {
	data, err := p.contents(file)
	if err != nil {
		return nil, nil, Misuse("", "read the snapshot: %w", err)
	}
	if bundle.IsZip(data) && q.asksNothing() {
		return q.replayed(file, data)
	}
	s, err := parseSnapshot(file, data)
	if err != nil {
		return nil, nil, err
	}
	out, err := q.resolve(p, &s.Scope)
	return s, out, err
}

// replayed is a bundle with what it asks, completed by the flags that ask nothing.
func (q *Question) replayed(file string, data []byte) (*audit.Snapshot, *asked, error) {
	b, err := openBundle(file, data)
	if err != nil {
		return nil, nil, err
	}
	out, err := replay(b)
	if err != nil {
		return nil, nil, Misuse("`orgaudit verify "+file+"` says more", "%s: %w", file, err)
	}
	if err := q.addFailOn(out); err != nil {
		return nil, nil, err
	}
	if err := q.addBaseline(out); err != nil {
		return nil, nil, err
	}
	return b.Snapshot, out, q.addFixes(out)
}
