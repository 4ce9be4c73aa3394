package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/config"
	"orgaudit/internal/diagnose"
	"orgaudit/report"
)

func (p *program) diagnoseCommand() *cobra.Command {
	var (
		ask      question
		way      wayIn
		outs     outputs
		time     limit
		file     string
		snapshot string
	)
	cmd := &cobra.Command{
		Use: "diagnose [URL|TEXT|-]", Short: "Say what an error can mean and, with an org, what it does mean",
		Long: `Read an error that was seen while connecting an app: the address of the failing page, its text, a JSON or XML answer,
a line of a log, or a status of Login History. Offline it lists what can be the cause, the likeliest first, and how to
tell. With an org or a snapshot it judges the connection and says which of the causes holds there.

What is read stays here, and nothing of it is printed but codes and texts that are known beforehand. An error that is not
recognised ends with exit code 3; with an org the exit codes are those of audit.`,
		Example: `  orgaudit diagnose 'https://toutapp.com/…?error=OAUTH_APP_BLOCKED&error_description=this+app+is+blocked+by+admin'
  orgaudit diagnose "Restricted Domain"
  orgaudit diagnose --file answer.json --format json
  pbpaste | orgaudit diagnose - --sf my-org --app connector:marketo-sales-insight-actions --user jane@acme.com`,
		Args: takes(0, 1, "one address or text; put it in quotes"),
		RunE: func(cmd *cobra.Command, args []string) error {
			seen, err := p.seen(args, file, snapshot)
			if err != nil {
				return err
			}
			list, err := outs.resolve()
			if err != nil {
				return err
			}
			ask.symptom = seen
			switch {
			case snapshot != "" && way.given():
				return misuse("take one of them", "--snapshot and a way into an org are both given")
			case snapshot != "":
				return p.judgeSaved(cmd.Context(), snapshot, &ask, list, "")
			case !way.given():
				return p.propose(seen, &ask, list)
			}
			d, policy, err := way.open(p)
			if err != nil {
				return err
			}
			if ask.policy == "" {
				ask.policy = policy
			}
			asked, err := ask.resolve(p, nil)
			if err != nil {
				return err
			}
			ctx, cancel, err := time.begin(cmd.Context())
			if err != nil {
				return err
			}
			defer cancel()
			return p.answer(ctx, request{read: p.live(d, asked.scope()), asked: asked}, list)
		},
	}
	cmd.Flags().StringVar(&file, "file", "", "read the error from this `FILE`, - for stdin")
	way.register(p, cmd)
	cmd.Flags().StringVar(&snapshot, "snapshot", "", "judge the snapshot in this `FILE` instead of an org")
	ask.registerDetails(cmd)
	registerCheckDNS(cmd, &ask.checkDNS)
	outs.register(cmd)
	p.registerTrace(cmd)
	time.register(cmd)
	return cmd
}

// seen reads the error from the argument, a file or stdin.
func (p *program) seen(args []string, file, snapshot string) (string, error) {
	const how = "give the address of the failing page, its text, or --file FILE; - reads stdin"
	switch {
	case len(args) == 0 && file == "":
		return "", misuse(how, "there is no error to diagnose")
	case len(args) == 1 && file != "":
		return "", misuse("take one of them", "an error is given, and --file as well")
	case len(args) == 1 && args[0] != stdoutFile:
		text, err := diagnose.Text([]byte(args[0]))
		if err != nil {
			return "", misuse(how, "%w", err)
		}
		return text, nil
	case file == "":
		file = stdoutFile
	}
	if file == stdoutFile && snapshot == stdoutFile {
		return "", misuse("read one of them from a file", "the error and the snapshot would both come from stdin")
	}
	data, err := p.bounded(file)
	if err != nil {
		return "", misuse("", "read the error: %w", err)
	}
	text, err := diagnose.Text(data)
	if err != nil {
		return "", misuse("", "%s: %w", inputName(file), err)
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
func (p *program) bounded(file string) (data []byte, err error) {
	in := p.stdin
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
func (p *program) propose(seen string, ask *question, outs []output) error {
	if len(ask.users)+len(ask.profiles)+len(ask.permissionSets) > 0 || ask.policy != "" || ask.symptomAt != "" {
		return misuse("name the org by --org, --sf, --instance-url or --snapshot", "a user, a policy or a time is named, but no org to look into")
	}
	if ask.checkDNS {
		return misuse("name the org by --org, --sf or --instance-url", "--check-dns is given, but no org whose host to look up")
	}
	if i := slices.IndexFunc(outs, func(o output) bool { return o.format != "text" && o.format != "json" }); i >= 0 {
		return misuse("take text or json, or name an org", "without an org there is no report to say as %s", outs[i].format)
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
		if !known.Recognised() && out.format == "text" {
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
		p.code = exitUntold
		p.say("warning", "no known error is recognised in it")
		p.say("hint", "give the whole address of the failing page, or the exact text; Setup > Login History shows the status of the attempt; docs/errors.md lists what is known")
		return nil
	}
	if answer.Decidable {
		p.note("the steps of a fix: orgaudit explain FIX-ID")
		p.note("which of them it is, an org decides: add --sf ALIAS (or --org, --instance-url, --snapshot), --app and --user")
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
	out := &report.Recognised{Symptom: known.Text, Code: known.Code, Candidates: []report.Candidate{}, Sources: []audit.Page{}}
	var app audit.App
	if len(apps) == 1 {
		app = apps[0]
	}
	var means, apart, outside, where []string
	for _, row := range known.Rows {
		out.Decidable = out.Decidable || row.Decidable()
		means, apart = appendNew(means, said(row.Means)), appendNew(apart, said(row.Apart))
		outside, where = appendNew(outside, said(row.Outside)), appendNew(where, said(row.Seen))
		for _, page := range row.Sources {
			if !slices.Contains(out.Sources, page) {
				out.Sources = append(out.Sources, page)
			}
		}
	}
	out.Means, out.Apart, out.Outside = strings.Join(means, " "), strings.Join(apart, " "), strings.Join(outside, " ")
	out.Seen = strings.Join(where, "; ")
	for _, id := range known.Checks {
		c := report.Candidate{Check: id, Why: diagnose.Clue(id)}
		for _, check := range checks.All() {
			if check.ID != id {
				continue
			}
			c.Title, c.Fix = check.Fails, audit.FixFor(app, check.Fixes...)
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

// said is a text as a list, empty for none.
func said(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}
