package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"orgaudit/audit"
	"orgaudit/internal/bundle"
)

// judged gives the report in a file, or that of the snapshot in it.
func (p *Program) judged(ctx context.Context, file string, ask *Question) (*audit.Report, error) {
	data, err := p.contents(file)
	if err != nil {
		return nil, Misuse("", "read %s: %w", file, err)
	}
	const how = "name a report that `orgaudit audit --format json` wrote, or a snapshot that `orgaudit snapshot` wrote"
	keys, err := topKeys(data)
	switch {
	case err != nil:
		return nil, Misuse(how, "%s is neither a report nor a snapshot: %w", file, err)
	case keys["findings"]:
		return parseReport(file, data)
	case !keys["scope"]:
		return nil, Misuse(how, "%s is neither a report nor a snapshot", file)
	}
	s, err := parseSnapshot(file, data)
	if err != nil {
		return nil, err
	}
	asked, err := ask.resolve(p, &s.Scope)
	if err != nil {
		return nil, err
	}
	return p.Run(ctx, &Request{read: have(s), asked: asked})
}

// loadReport reads a report that --format json wrote.
func loadReport(file string) (*audit.Report, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, Misuse("", "read the report: %w", err)
	}
	return parseReport(file, data)
}

// parseReport takes the text of a report.
func parseReport(file string, data []byte) (*audit.Report, error) {
	if bundle.IsZip(data) {
		b, err := openBundle(file, data)
		if err != nil {
			return nil, err
		}
		return b.Report, nil
	}
	r := &audit.Report{}
	const how = "a report is what `orgaudit audit --format json` writes"
	if keys, err := topKeys(data); err != nil {
		return nil, Misuse(how, "%s is not a JSON report: %w", file, err)
	} else if keys["scope"] {
		return nil, Misuse("it is a snapshot: judge it with `orgaudit eval "+file+"`", "%s is not a report", file)
	}
	err := json.Unmarshal(data, r)
	if problem, ok := errors.AsType[*audit.ReportError](err); ok {
		return nil, Misuse("it was changed since, or another program wrote it: write it again with "+
			"`orgaudit audit --format json`", "%s can't be used as a report: %w", file, problem)
	}
	if err != nil {
		return nil, Misuse(how, "%s is not a JSON report: %w", file, readable(err))
	}
	switch {
	case r.Schema > audit.ReportSchema:
		return nil, Misuse("take a newer orgaudit", "%s has schema %d, and this orgaudit knows schema %d",
			file, r.Schema, audit.ReportSchema)
	case r.Schema == 0 || r.Findings == nil:
		return nil, Misuse(how, "%s is not a report", file)
	}
	return r, nil
}

// saved reads a snapshot from a file, - for stdin.
func (p *Program) saved(file string) (*audit.Snapshot, error) {
	data, err := p.contents(file)
	if err != nil {
		return nil, Misuse("", "read the snapshot: %w", err)
	}
	return parseSnapshot(file, data)
}

// parseSnapshot takes the text of a snapshot.
func parseSnapshot(file string, data []byte) (*audit.Snapshot, error) {
	if bundle.IsZip(data) {
		b, err := openBundle(file, data)
		if err != nil {
			return nil, err
		}
		return b.Snapshot, nil
	}
	const how = "a snapshot is what `orgaudit snapshot --out FILE` or --save-snapshot writes"
	if keys, err := topKeys(data); err != nil {
		return nil, Misuse(how, "%s is not a snapshot: %w", file, err)
	} else if keys["findings"] {
		return nil, Misuse("it is a report: `orgaudit render "+file+"` says it again", "%s is not a snapshot", file)
	}
	s := &audit.Snapshot{}
	if err := json.Unmarshal(data, s); err != nil {
		return nil, Misuse(how, "%s is not a snapshot: %w", file, readable(err))
	}
	switch {
	case s.Schema == 0 || s.TakenAt.IsZero():
		return nil, Misuse(how, "%s is not a snapshot", file)
	case s.Schema > audit.SnapshotSchema:
		return nil, Misuse("take a newer orgaudit", "%s has schema %d, and this orgaudit knows schema %d",
			file, s.Schema, audit.SnapshotSchema)
	}
	return s, nil
}

// topKeys lists the keys of a JSON object.
func topKeys(data []byte) (map[string]bool, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil {
		return nil, readable(err)
	}
	keys := map[string]bool{}
	for key := range members {
		keys[key] = true
	}
	return keys, nil
}

// readable says in a reader's words where JSON is not what it should be.
func readable(err error) error {
	if broken, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Errorf("it is not valid JSON at byte %d: %w", broken.Offset, err)
	}
	if other, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		where := "it"
		if other.Field != "" {
			where = other.Field
		}
		return fmt.Errorf("%s is a JSON %s at byte %d, which it can't be", where, other.Value, other.Offset)
	}
	return err
}

func (p *Program) saveSnapshot(file string, s *audit.Snapshot) error {
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	return p.put(file, append(data, '\n'))
}

// sayUnread says what a snapshot lacks.
func (p *Program) sayUnread(file string, s *audit.Snapshot) {
	if file != stdoutFile {
		p.note("wrote %s: %d calls, %d bytes read", file, s.Calls.REST+s.Calls.SOAP, s.Calls.Bytes)
	}
	if !s.Entered() {
		p.Code = ExitClosed
	}
	refused := map[audit.Refusal][]string{} // by reason, which many parts may share
	for _, part := range audit.Parts() {
		if why, ok := s.Refused[part]; ok {
			refused[why] = append(refused[why], part.Title())
		}
	}
	for _, part := range audit.Parts() {
		why := s.Refused[part]
		titles := refused[why]
		if len(titles) == 0 || titles[0] != part.Title() {
			continue
		}
		p.Code = max(p.Code, ExitUntold)
		what := strings.Join(titles, ", ")
		if len(titles) == len(audit.Parts()) {
			what = fmt.Sprintf("all %d parts", len(titles))
		}
		text := "not read: " + what + ": " + why.Reason
		if why.NeedsPermission != "" {
			text += " (the audit user needs " + why.NeedsPermission + ")"
		}
		p.note("%s", text)
	}
}
