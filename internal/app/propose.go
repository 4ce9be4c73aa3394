package app

import (
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/config"
	"orgaudit/internal/diagnose"
	"orgaudit/report"
)

// seen reads the error from the argument, a file or stdin.
func (p *Program) seen(args []string, file, snapshot string) (string, error) {
	const how = "give the address of the failing page, its text, or --file FILE; - reads stdin"
	switch {
	case len(args) == 0 && file == "":
		return "", Misuse(how, "there is no error to diagnose")
	case len(args) == 1 && file != "":
		return "", Misuse("take one of them", "an error is given, and --file as well")
	case len(args) == 1 && args[0] != stdoutFile:
		text, err := diagnose.Text([]byte(args[0]))
		if err != nil {
			return "", Misuse(how, "%w", err)
		}
		return text, nil
	case file == "":
		file = stdoutFile
	}
	if file == stdoutFile && snapshot == stdoutFile {
		return "", Misuse("read one of them from a file", "the error and the snapshot would both come from stdin")
	}
	data, err := p.bounded(file)
	if err != nil {
		return "", Misuse("", "read the error: %w", err)
	}
	text, err := diagnose.Text(data)
	if err != nil {
		return "", Misuse("", "%s: %w", inputName(file), err)
	}
	return text, nil
}

// inputName says where an input comes from.
func inputName(file string) string {
	if file == stdoutFile {
		return "stdin"
	}
	return file
}

// bounded reads one byte more than an error may have, and no further.
func (p *Program) bounded(file string) (data []byte, err error) {
	in := p.Stdin
	if file != stdoutFile {
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		in = f
	}
	return io.ReadAll(io.LimitReader(in, diagnose.MaxInput+1))
}

// propose says what an error may mean, without an org.
func (p *Program) propose(seen string, ask *Question, outs []output) error {
	if len(ask.Users)+len(ask.Profiles)+len(ask.PermissionSets) > 0 || ask.Policy != "" || ask.SymptomAt != "" {
		return Misuse("name the org by --org, --sf, --instance-url or --snapshot",
			"a user, a policy or a time is named, but no org to look into")
	}
	if ask.CheckDNS {
		return Misuse("name the org by --org, --sf or --instance-url",
			"--check-dns is given, but no org whose host to look up")
	}
	if i := slices.IndexFunc(outs, output.needsReport); i >= 0 {
		return Misuse("take text or json, or name an org", "without an org there is no report to say as %s",
			outs[i].format)
	}
	ask.noDefaultPolicy = true // it says nothing about an error
	_, apps, catalogue, err := ask.lookUp(p)
	if err != nil {
		return err
	}
	known := diagnose.Propose(seen, apps)
	if !known.Recognised() && len(apps) == 0 {
		known = diagnose.Propose(seen, vendors(catalogue))
	}
	answer := recognised(known, apps)
	texts := make([]bytes.Buffer, len(outs)) // all are made before the first is written
	for i, out := range outs {
		if !known.Recognised() && out.format == report.Text {
			continue // there is nothing to say but the hint
		}
		look := p.look()
		if out.file != stdoutFile {
			look.Color, look.Width = false, report.DefaultWidth
		}
		if err := report.WriteRecognised(&texts[i], out.format, answer, look); err != nil {
			return err
		}
	}
	for i, out := range outs {
		if texts[i].Len() == 0 {
			continue
		}
		if err := p.put(out.file, texts[i].Bytes()); err != nil {
			return err
		}
	}
	if !known.Recognised() {
		p.Code = ExitUntold
		p.say("warning", "no known error is recognised in it")
		p.say("hint", "give the whole address of the failing page, or the exact text; Setup > Login History shows the "+
			"status of the attempt; docs/errors.md lists what is known")
		return nil
	}
	if answer.Decidable {
		p.note("the steps of a fix: orgaudit explain FIX-ID")
		p.note("which of them it is, an org decides: add --sf ALIAS (or --org, --instance-url, --snapshot), --app " +
			"and " +
			"--user")
	}
	return nil
}

// vendors are all apps whose pages orgaudit knows. What one of them says about an error of Salesforce holds for its own
// app only, so they are asked where nothing else is recognised.
func vendors(catalogue *config.Catalogue) []audit.App {
	var apps []audit.App
	for _, c := range catalogue.All() {
		apps = append(apps, c.App)
	}
	return apps
}

// recognised puts a proposal into the words of the checks and fixes.
func recognised(known *diagnose.Proposal, apps []audit.App) *report.Recognised {
	out := &report.Recognised{Symptom: known.Text, Code: known.Code, Candidates: []report.Candidate{},
		Sources: []audit.Page{}}
	var app audit.App
	if len(apps) == 1 {
		app = apps[0]
	}
	var means, apart, outside, where []string
	for _, row := range known.Rows {
		out.Decidable = out.Decidable || row.Decidable()
		means, apart = appendNew(means, asList(row.Means)), appendNew(apart, asList(row.Apart))
		outside, where = appendNew(outside, asList(row.Outside)), appendNew(where, asList(row.Seen))
		for _, page := range row.Sources {
			if !slices.Contains(out.Sources, page) {
				out.Sources = append(out.Sources, page)
			}
		}
	}
	out.Means, out.Apart, out.Outside = strings.Join(means, " "), strings.Join(apart, " "), strings.Join(outside, " ")
	out.Seen = strings.Join(where, "; ")
	for _, id := range known.Checks {
		c := report.Candidate{Check: id}
		for _, check := range checks.All() {
			if check.ID != id {
				continue
			}
			c.Title, c.Why, c.Fix = check.Fails, check.Explains.Clue, audit.FixFor(app, check.Fixes...)
			for _, fix := range check.Fixes {
				switch {
				case fix.ID == c.Fix:
					c.Remedies = append([]*audit.Fix{fix}, c.Remedies...)
				case len(fix.Connectors) == 0:
					c.Remedies = append(c.Remedies, fix)
				}
			}
		}
		out.Candidates = append(out.Candidates, c)
	}
	return out
}

// asList is a text as a list, empty for none.
func asList(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}
