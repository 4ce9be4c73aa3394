package app

import (
	"context"
	"errors"
	"io/fs"
	"time"

	"orgaudit/audit"
	"orgaudit/internal/sfdx"
)

// TokenVariable is the environment variable with the access token that goes with an instance URL.
const TokenVariable = "ORGAUDIT_ACCESS_TOKEN"

// DefaultTimeout is the time for a reading where nobody says another.
const DefaultTimeout = 60 * time.Second

// Source is where a snapshot comes from: an org by one of three ways in, a saved snapshot, or the files of a project.
type Source struct {
	Org         string // alias in the list
	InstanceURL string // address of the org whose token is in TokenVariable
	SF          string // alias or user name of the Salesforce CLI's login
	Snapshot    string // file of a saved snapshot, - for stdin
	Project     string // folder of a Salesforce project

	Timeout time.Duration // of a reading, 0 = none
	Trace   string        // file for the requests of a reading, "" = none

	simulated *door
}

// isOrg reports whether an org is to be read.
func (s *Source) isOrg() bool { return s.Org+s.InstanceURL+s.SF != "" || s.simulated != nil }

// check refuses two sources, and what can be asked of an org only.
func (s *Source) check(ask *Question) error {
	const one, atOrg = "take one of them", "give it to the command that reads the org"
	switch {
	case s.Snapshot != "" && s.Project != "":
		return Misuse(one, "--snapshot and --source are both given")
	case s.Snapshot != "" && s.isOrg():
		return Misuse(one, "--snapshot and an org to sign in to are both given")
	case s.Project != "" && s.isOrg():
		return Misuse(one, "--source and an org to sign in to are both given")
	case s.Snapshot+s.Project == "":
		return nil
	case s.Trace != "":
		return Misuse(atOrg, "--trace is given, and nothing is asked of an org")
	case ask.CheckDNS && s.Project != "":
		return Misuse(atOrg, "--check-dns is given, and --source: a project has no host")
	case ask.CheckDNS:
		return Misuse(atOrg, "--check-dns is given, and --snapshot: a saved snapshot is judged as it is")
	}
	return nil
}

// prepare looks up what is asked, and how its snapshot is come by. A saved snapshot answers what it was taken for where
// nothing is asked.
func (p *Program) prepare(from *Source, ask *Question) (*Request, error) {
	if err := from.check(ask); err != nil {
		return nil, err
	}
	if from.Snapshot != "" {
		s, asked, err := ask.of(p, from.Snapshot)
		return &Request{read: have(s), asked: asked}, err
	}
	if from.Project != "" {
		asked, err := ask.resolve(p, nil)
		if err != nil {
			return nil, err
		}
		s, err := p.project(from.Project)
		if err != nil {
			return nil, err
		}
		s.Scope = asked.scope()
		return &Request{read: have(s), asked: asked}, nil
	}
	d, err := p.enter(from, ask)
	if err != nil {
		return nil, err
	}
	asked, err := ask.resolve(p, nil)
	if err != nil {
		return nil, err
	}
	return &Request{read: p.live(d, asked.scope()), asked: asked, calls: d.calls.calls}, nil
}

// have reads what is there already.
func have(s *audit.Snapshot) func(context.Context) (*audit.Snapshot, error) {
	return func(context.Context) (*audit.Snapshot, error) { return s, nil }
}

// project reads the files of a Salesforce project.
func (p *Program) project(dir string) (*audit.Snapshot, error) {
	s, err := sfdx.Read(dir, p.Now())
	switch {
	case err == nil:
		return s, nil
	case errors.Is(err, sfdx.ErrNoMetadata) || errors.Is(err, fs.ErrNotExist):
		return nil, Misuse("name the folder with sfdx-project.json, or with package.xml in metadata format",
			"--source %s: %w", dir, err)
	}
	return nil, Misuse("", "%w", err) // it names the file, and where it has one the line
}
