package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/config"
	"orgaudit/internal/starter"
)

// SchemaBeside is where init puts the JSON Schema of policies, from the folder of the policy.
const SchemaBeside = ".orgaudit/policy.schema.json"

// Starting reads what a starter policy is made from.
func (p *Program) Starting(ctx context.Context, way *WayIn, snapshot, dir string) (*audit.Snapshot, error) {
	switch {
	case snapshot != "" && dir != "" || way.Given() && snapshot+dir != "":
		return nil, Misuse("take one of them", "more than one of --snapshot, --source and a way into an org is given")
	case snapshot != "":
		return p.saved(snapshot)
	case dir != "":
		return p.project(dir)
	}
	d, _, err := way.Open(p)
	if err != nil {
		return nil, err
	}
	holders := []string{audit.UseAnyAPIClient.Name, audit.ApproveUninstalledApps.Name}
	return p.Live(d, audit.Scope{Standing: true, Holders: holders})(ctx)
}

// Draft writes a policy that the org follows: a section that it doesn't, or that can't be told, is left out.
func Draft(file string, s *audit.Snapshot, schema string) (string, error) {
	catalogue, err := BuiltinConnectors()
	if err != nil {
		return "", err
	}
	options := starter.Options{Schema: schema}
	for {
		d := starter.Policy(s, options)
		if !d.Asks {
			return "", Unreadable("`orgaudit orgs test` tells which permissions the audit user lacks", errors.New("nothing was read that a policy could ask about"))
		}
		policy, err := config.ParsePolicy(file, []byte(d.Text), catalogue, CheckIDs())
		if err != nil {
			return "", fmt.Errorf("the starter policy can't be read: please report it: %w", err)
		}
		section, follows := departs(audit.Evaluate(s, policy, &audit.Question{Tool: Tool()}, checks.All()), d)
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
		checks.ProfileAPIPolicy.ID: starter.SectionAPI, checks.PermissionSetAPIPolicy.ID: starter.SectionAPI, checks.BypassHolders.ID: starter.SectionBypass,
		checks.AppPolicy.ID: starter.SectionApps, checks.UnknownApp.ID: starter.SectionApps, checks.SelfAuthorizedApp.ID: starter.SectionApps,
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

// PutPolicy writes the policy, with its schema beside it, and says what comes next.
func (p *Program) PutPolicy(file, text, schema string) error {
	if file != StdoutFile && schema != "" {
		data, err := config.Schema(config.SchemaPolicy)
		if err != nil {
			return err
		}
		beside := filepath.Join(filepath.Dir(file), filepath.FromSlash(path.Clean(schema)))
		if err := os.MkdirAll(filepath.Dir(beside), 0o755); err != nil {
			return Misuse("add --no-schema to do without it", "make the folder of the policy's schema: %w", err)
		}
		if err := p.Put(beside, data); err != nil {
			return err
		}
	}
	if err := p.Put(file, []byte(text)); err != nil {
		return err
	}
	if file == StdoutFile {
		if schema != "" {
			p.Note("the first line names the policy's schema: orgaudit schema policy > %s", schema)
		}
		return nil
	}
	p.Note("wrote %s: the org follows it as it is", file)
	p.Note("next:")
	p.Note("  1. read it, and take in the stricter lines that fit")
	p.Note("  2. judge the org by it: orgaudit audit --policy %s, with the same way in", file)
	p.Note("  3. keep it in version control, and run that on a schedule: exit code 1 is a departure")
	return nil
}
