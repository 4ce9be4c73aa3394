package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"orgaudit/audit"
)

// sarifResults is how many results of one run GitHub takes; it shows the 5,000 worst ("SARIF support for code
// scanning").
const sarifResults = 25_000

// writeSARIF writes the report as SARIF 2.1.0, for code scanning. Results are what a person has to act on: failures,
// failures that a waiver accepts, suppressed, and what could not be told, as open. Passes are none: a viewer that
// doesn't know the kinds of results would show each as a problem. Neither is what could not be judged behind a failure.
func writeSARIF(w io.Writer, r *audit.Report, _ Options) error {
	l := newOutline(r)
	findings := l.reported()
	left := max(0, len(findings)-sarifResults)
	findings = findings[:len(findings)-left]
	log := sarifLog{
		Schema:  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		Version: "2.1.0",
		Runs:    []sarifRun{l.sarifRun(findings, left)},
	}
	rules := map[string]int{}
	for i, rule := range log.Runs[0].Tool.Driver.Rules {
		rules[rule.ID] = i
	}
	return streamJSON(w, log, "      ", "results", len(findings), func(i int) any {
		return l.sarifResult(findings[i], rules[tame(findings[i].Check)])
	})
}

// reported picks the findings that are results, the worst first: what goes beyond the limit is the least.
func (l *outline) reported() []*audit.Finding {
	var list []*audit.Finding
	for i := range l.Findings {
		f := &l.Findings[i]
		switch f.Verdict {
		case audit.Fail, audit.Waived, audit.Unknown:
			list = append(list, f)
		}
	}
	slices.SortStableFunc(list, func(a, b *audit.Finding) int {
		return cmp.Or(audit.WorstFirst(a.Verdict, b.Verdict), audit.WorstFirst(a.Severity, b.Severity))
	})
	return list
}

func (l *outline) sarifRun(findings []*audit.Finding, left int) sarifRun {
	run := sarifRun{
		Tool: sarifTool{Driver: sarifDriver{
			Name: "orgaudit", Version: sarifVersion(l.Tool), Rules: l.sarifRules(findings),
		}},
		// GitHub keeps the results of each category apart, and takes for it what stands before the last slash: two orgs
		// of one repository don't end each other's alerts.
		Automation: &sarifAutomation{ID: "orgaudit/" + pathPart(cmp.Or(l.Org.ID, l.Org.MyDomain, "org")) + "/"},
		Results:    []sarifResult{},
		ColumnKind: "utf16CodeUnits",
	}
	answer := l.Answer()
	invocation := sarifInvocation{
		Successful: l.Failure == nil && answer.Entered, Code: answer.ExitCode, CodeText: tame(answer.Headline),
	}
	notify := func(level, id, text string) {
		invocation.Notifications = append(invocation.Notifications,
			sarifNotification{Level: level, Message: messageInSARIF(text), Descriptor: sarifID{id}})
	}
	if f := l.Failure; f != nil {
		notify("error", "unread", "the org could not be read: "+strings.TrimPrefix(f.Code+": "+f.Message, ": "))
	}
	for i := range l.Findings {
		if f := &l.Findings[i]; f.Verdict == audit.Moot && f.Rule != nil && !l.gates[f.Fingerprint] {
			notify("note", "nothing-matched", fmt.Sprintf("%s:%d: %s", f.Rule.File, f.Rule.Line, f.Message))
		}
	}
	alike := map[string][]string{} // titles of parts, by the reason that they share
	for _, r := range l.Refused {
		alike[r.Reason+"\n"+r.NeedsPermission] = append(alike[r.Reason+"\n"+r.NeedsPermission], r.Part.Title())
	}
	for _, r := range l.Refused {
		titles := alike[r.Reason+"\n"+r.NeedsPermission]
		if titles[0] != r.Part.Title() {
			continue // said with the first of them
		}
		text := strings.Join(titles, ", ") + " could not be read"
		if len(titles) == len(audit.Parts()) {
			text = fmt.Sprintf("none of the %d parts could be read", len(titles))
		}
		if r.Reason != "" {
			text += ": " + r.Reason
		}
		if r.NeedsPermission != "" {
			text += "; the audit user needs " + r.NeedsPermission
		}
		notify("warning", "refused", text)
	}
	if left > 0 {
		notify("warning", "left-out",
			fmt.Sprintf("%d results are left out: a run may have %d; the JSON report has all", left, sarifResults))
	}
	run.Invocations = []sarifInvocation{invocation}
	return run
}

func (l *outline) sarifResult(f *audit.Finding, rule int) sarifResult {
	r := sarifResult{
		Rule:      tame(f.Check),
		RuleIndex: rule,
		Kind:      "fail",
		Level:     sarifLevel(f.Severity),
		Message:   messageInSARIF(f.Message),
		Locations: []sarifLocation{l.sarifLocation(f)},
		Fingerprints: map[string]string{
			"orgaudit/v1": tame(f.Fingerprint),
			// GitHub knows a result by this one alone, and would else make it of the line, on which many subjects may
			// stand.
			"primaryLocationLineHash": tame(f.Fingerprint) + ":1",
		},
		Properties: sarifResultProperties{
			Verdict: string(f.Verdict), Severity: string(f.Severity), Want: tame(f.Want), Got: tame(f.Got),
			Fix:      tame(f.Fix),
			Evidence: []string{},
		},
	}
	if l.Baseline != nil {
		r.Baseline = map[bool]string{true: "unchanged", false: "new"}[f.Known]
	}
	for _, e := range f.Evidence {
		r.Properties.Evidence = append(r.Properties.Evidence, shorten(tame(fact(e)), sarifText))
	}
	switch f.Verdict {
	case audit.Unknown: // the standard gives a result that is no failure the level none
		r.Kind, r.Level = "open", "none"
	case audit.Waived:
		r.Suppressions = []sarifSuppression{{Kind: "external", Status: "accepted",
			Justification: shorten(tame(l.acceptedBy(f)), sarifText)}}
	}
	return r
}

// sarifLevel says a severity in the words of SARIF.
func sarifLevel(s audit.Severity) string {
	switch s {
	case audit.Critical, audit.High:
		return "error"
	case audit.Medium:
		return "warning"
	}
	return "note"
}

// sarifVersion is the version of the program, which begins with a digit as SARIF has it.
func sarifVersion(tool string) string {
	version := strings.TrimPrefix(tame(strings.TrimPrefix(tool, "orgaudit ")), "v")
	if version == "" || version[0] < '0' || version[0] > '9' {
		return "0-" + version
	}
	return version
}
