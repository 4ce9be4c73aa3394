package redact

import (
	"slices"
	"strings"

	"orgaudit/audit"
)

// Waivers are the waivers of the policy of the last Redact, without names. report is what the run said with them, and
// redacted what is said without names and waivers. A pattern is written out to the subjects that it
// covers there, so each accepts what it accepted.
func (k *Key) Waivers(p *audit.Policy, report, redacted *audit.Report) []audit.Waiver {
	var out []audit.Waiver
	if p == nil || k.last == nil {
		return out
	}
	for _, w := range p.Waivers {
		ended := w.Ended(report.TakenAt)
		if ended && w.Superseded(p.Waivers) {
			continue // settled by another one
		}
		one := w
		one.Reason, one.Owner, one.Ticket = k.name(kindReason, w.Reason), k.name(kindPerson, w.Owner),
			k.name(kindReason, w.Ticket)
		subjects := k.covered(w, report, redacted)
		kind, name, _ := strings.Cut(w.Subject, ":")
		switch {
		case ended && audit.IsGlob(name):
			// It accepts nothing any more, and is only spoken of.
			subjects = []string{kind + ":" + k.name(kindLabel, name)}
		case len(subjects) == 0 && audit.IsGlob(name):
			subjects = []string{kind + ":" + noneMatched}
		case len(subjects) == 0:
			subjects = []string{kind + ":" + k.last.subject(kind, name)}
		case ended:
			subjects = subjects[:1]
		}
		for _, subject := range subjects {
			one.Subject = subject
			out = append(out, one)
		}
	}
	return out
}

// covered lists the subjects, without names, that a waiver covers in a report. Both reports list the same findings.
func (k *Key) covered(w audit.Waiver, report, redacted *audit.Report) []string {
	var out []string
	for i, f := range report.Findings {
		if i >= len(redacted.Findings) || f.Check != w.Check || !w.Covers(f.Check, f.Subject) {
			continue
		}
		s := redacted.Findings[i].Subject
		if text := s.Kind + ":" + s.Name; redacted.Findings[i].Check == f.Check && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}

// subject is the name of a subject that no finding has.
func (r *redactor) subject(kind, name string) string {
	switch kind {
	case audit.SubjectProfile:
		return r.called(profile, name)
	case audit.SubjectPermissionSet:
		return r.called(set, name)
	case audit.SubjectUser:
		return r.name(kindUsername, name)
	case audit.SubjectApp:
		return r.app(name)
	case audit.SubjectOrg:
		return r.called(orgName, name)
	case audit.SubjectConnection:
		if user, app, ok := strings.Cut(name, " > "); ok {
			return r.name(kindUsername, user) + " > " + r.app(app)
		}
	}
	return r.text(name)
}
