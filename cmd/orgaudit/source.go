package main

import (
	"context"
	"errors"
	"io/fs"

	"orgaudit/audit"
	"orgaudit/internal/sfdx"
)

// judgeProject judges the files of a Salesforce project.
func (p *program) judgeProject(ctx context.Context, dir string, ask *question, outs []output, save string) error {
	if ask.checkDNS {
		return misuse("give it to the command that reads the org", "--check-dns is given, and --source: a project has no host")
	}
	asked, err := ask.resolve(p, nil)
	if err != nil {
		return err
	}
	s, err := p.project(dir)
	if err != nil {
		return err
	}
	s.Scope = asked.scope()
	read := func(context.Context) (*audit.Snapshot, error) { return s, nil }
	return p.answer(ctx, request{read: read, asked: asked, save: save}, outs)
}

// project reads the files of a Salesforce project.
func (p *program) project(dir string) (*audit.Snapshot, error) {
	s, err := sfdx.Read(dir, p.now())
	switch {
	case err == nil:
		return s, nil
	case errors.Is(err, sfdx.ErrNoMetadata) || errors.Is(err, fs.ErrNotExist):
		return nil, misuse("name the folder with sfdx-project.json, or with package.xml in metadata format", "--source %s: %w", dir, err)
	}
	return nil, misuse("", "%w", err) // it names the file, and where it has one the line
}
