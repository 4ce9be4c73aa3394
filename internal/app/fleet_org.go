package app

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"

	"orgaudit/audit"
	"orgaudit/config"
	"orgaudit/internal/fleet"
)

// auditOrg audits an org of the list by its own policy, as `audit --org ALIAS` does. What that would say on stderr goes
// to said, line by line. A mistake in the configuration is final.
func (p *Program) auditOrg(ctx context.Context, alias string, said func(string)) (*audit.Report, error) {
	quiet := *p
	quiet.Quiet, quiet.Stderr = true, Lines(said)
	asked, err := quiet.prepare(&Source{Org: alias}, &Question{})
	if err != nil {
		return nil, fleet.Final(err)
	}
	r, err := quiet.Run(ctx, asked)
	if wrong, ok := errors.AsType[*complaint](err); ok && wrong.code == ExitUsage {
		err = fleet.Final(err)
	}
	return r, err
}

// Lines hands on each line that is written.
type Lines func(string)

func (l Lines) Write(text []byte) (int, error) {
	for line := range bytes.Lines(text) {
		if s := strings.TrimSpace(string(line)); s != "" {
			l(s)
		}
	}
	return len(text), nil
}

// fleetOrgs is the list of orgs with their schedules, as the queue knows it.
func fleetOrgs(list []config.Org) []fleet.Org {
	orgs := []fleet.Org{}
	for _, o := range list {
		one := fleet.Org{Alias: o.Alias, Tags: o.Tags}
		if s := o.Schedule; s != nil {
			one.Cron, one.TZ = s.Cron, s.TZ
			one.Jitter, _ = config.ParseAge(s.Jitter) // config checked it; "" is none
		}
		orgs = append(orgs, one)
	}
	return orgs
}

// chosen are the orgs of the list that have one of the tags or aliases; all where none is given.
func (p *Program) chosen(aliases, tags []string) ([]config.Org, error) {
	list, err := p.orgList()
	if err != nil {
		return nil, err
	}
	for _, alias := range aliases {
		if _, err := list.Get(alias); err != nil {
			return nil, err
		}
	}
	var out []config.Org
	var known []string
	for _, o := range list.All() {
		known = append(known, o.Tags...)
		tagged := slices.ContainsFunc(o.Tags, func(t string) bool { return slices.Contains(tags, t) })
		if tagged || slices.Contains(aliases, o.Alias) || len(aliases)+len(tags) == 0 {
			out = append(out, o)
		}
	}
	for _, tag := range tags {
		if !slices.Contains(known, tag) {
			slices.Sort(known)
			return nil, Misuse(Meant(tag, slices.Compact(known), "see `orgaudit orgs list`"),
				"no org has the tag %q", tag)
		}
	}
	if len(out) == 0 {
		return nil, Misuse("add one with `orgaudit login` or `orgaudit orgs add`", "there is no org to audit")
	}
	return out, nil
}
