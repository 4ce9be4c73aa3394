package app

import (
	"context"
	"errors"
	"io/fs"

	"orgaudit/audit"
	"orgaudit/internal/sfdx"
)

// JudgeProject judges the files of a Salesforce project.
func (p *Program) JudgeProject(ctx context.Context, dir string, ask *Question, outs []output, save string) error {
	if ask.CheckDNS {
		return Misuse("give it to the command that reads the org", "--check-dns is given, and --source: a project has no host")
	}
	asked, err := ask.Resolve(p, nil)
	if err != nil {
		return err
	}
	s, err := p.project(dir)
	if err != nil {
		return err
	}
	s.Scope = asked.Scope()
	read := func(context.Context) (*audit.Snapshot, error) { return s, nil }
	return p.Answer(ctx, Request{Read: read, Asked: asked, Save: save}, outs)
}

// project reads the files of a Salesforce project.
func (p *Program) project(dir string) (*audit.Snapshot, error) {
	s, err := sfdx.Read(dir, p.Now())
	switch {
	case err == nil:
		return s, nil
	case errors.Is(err, sfdx.ErrNoMetadata) || errors.Is(err, fs.ErrNotExist):
		return nil, Misuse("name the folder with sfdx-project.json, or with package.xml in metadata format", "--source %s: %w", dir, err)
	}
	return nil, Misuse("", "%w", err) // it names the file, and where it has one the line
}
