package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/config"
	"orgaudit/internal/starter"
)

// SchemaBeside is where a starter policy's JSON Schema is put, from the folder of the policy.
const SchemaBeside = ".orgaudit/policy.schema.json"

// Init is a starter policy that is wanted.
type Init struct {
	From     Source
	Out      string // file for the policy, - for stdout
	Force    bool   // replace the file if it is there
	NoSchema bool   // leave the JSON Schema away
}

// Init writes a starter policy from what the org has.
func (p *Program) Init(ctx context.Context, i *Init) error {
	if err := writable(i.Out); err != nil {
		return err
	}
	if i.Out != stdoutFile && !i.Force {
		if _, err := os.Lstat(i.Out); !errors.Is(err, fs.ErrNotExist) {
			return Misuse("name another file by --out, or add --force to replace it", "there is a file %s already",
				i.Out)
		}
	}
	s, err := p.starting(ctx, &i.From)
	if err != nil {
		return err
	}
	schema := SchemaBeside
	if i.NoSchema {
		schema = ""
	}
	text, err := draft(i.Out, s, schema)
	if err != nil {
		return err
	}
	by := ", with the same credential"
	if i.From.Snapshot != "" {
		by = "" // none was used
	}
	return p.putPolicy(i.Out, text, schema, by)
}

// starting reads what a starter policy is made from.
func (p *Program) starting(ctx context.Context, from *Source) (*audit.Snapshot, error) {
	nothing := &Question{}
	if err := from.check(nothing); err != nil {
		return nil, err
	}
	switch {
	case from.Snapshot != "":
		return p.saved(from.Snapshot)
	case from.Project != "":
		return p.project(from.Project)
	}
	d, err := p.enter(from, nothing)
	if err != nil {
		return nil, err
	}
	holders := []string{audit.UseAnyAPIClient.Name, audit.ApproveUninstalledApps.Name}
	s, err := p.live(d, audit.Scope{Standing: true, Holders: holders})(ctx)
	if err == nil && !s.Entered() {
		return nil, &complaint{errors.New("no policy was written: the org could not be asked"), "", ExitClosed}
	}
	return s, err
}

// draft writes a policy that the org follows: a section that it doesn't, or that can't be told, is left out.
func draft(file string, s *audit.Snapshot, schema string) (string, error) {
	catalogue, err := builtinConnectors()
	if err != nil {
		return "", err
	}
	options := starter.Options{Schema: schema}
	for {
		d := starter.Policy(s, options)
		if !d.Asks {
			return "", unreadable("`orgaudit orgs test` tells which permissions the audit user lacks",
				errors.New("nothing was read that a policy could ask about"))
		}
		policy, err := config.ParsePolicy(file, []byte(d.Text), catalogue, checkIDs())
		if err != nil {
			return "", fmt.Errorf("the starter policy can't be read: please report it: %w", err)
		}
		section, follows := departs(audit.Evaluate(s, policy, &audit.Question{Tool: tool()}, checks.All()), d)
		if follows {
			return d.Text, nil
		}
		if section == "" || len(options.Without) > 3 {
			return "", errors.New("no policy was found that the org follows: please report it")
		}
		options.Without = append(options.Without, section)
	}
}

// departs finds the section of a policy that an org doesn't follow, or by which it can't be judged.
func departs(r *audit.Report, d starter.Draft) (section string, follows bool) {
	sections := map[string]string{
		checks.ProfileAPIPolicy.ID:       starter.SectionAPI,
		checks.PermissionSetAPIPolicy.ID: starter.SectionAPI,
		checks.BypassHolders.ID:          starter.SectionBypass,
		checks.AppPolicy.ID:              starter.SectionApps,
		checks.UnknownApp.ID:             starter.SectionApps,
		checks.SelfAuthorizedApp.ID:      starter.SectionApps,
	}
	for _, f := range r.Findings {
		if f.Verdict != audit.Unknown && (f.Verdict != audit.Fail || !f.Severity.AtLeast(audit.Low)) {
			continue
		}
		if f.Rule != nil && f.Rule.Line > 0 {
			return d.SectionAt(f.Rule.Line), false
		}
		return sections[f.Check], false
	}
	return "", true
}

// putPolicy writes the policy, with its schema beside it, and says what comes next; by is how the org is entered.
func (p *Program) putPolicy(file, text, schema, by string) error {
	if file != stdoutFile && schema != "" {
		data, err := config.Schema(config.SchemaPolicy)
		if err != nil {
			return err
		}
		beside := filepath.Join(filepath.Dir(file), filepath.FromSlash(path.Clean(schema)))
		if err := os.MkdirAll(filepath.Dir(beside), 0o755); err != nil {
			return Misuse("add --no-schema to do without it", "make the folder of the policy's schema: %w", err)
		}
		if err := p.put(beside, data); err != nil {
			return err
		}
	}
	if err := p.put(file, []byte(text)); err != nil {
		return err
	}
	if file == stdoutFile {
		if schema != "" {
			p.note("the first line names the policy's schema: orgaudit schema policy > %s", schema)
		}
		return nil
	}
	p.note("wrote %s: the org follows it as it is", file)
	p.note("next:")
	p.note("  1. read it, and add the stricter rules that fit")
	p.note("  2. judge the org by it: orgaudit audit --policy %s%s", file, by)
	p.note("  3. keep it in version control, and run that on a schedule: exit code 1 is a departure")
	return nil
}
