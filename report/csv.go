package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"orgaudit/audit"
)

// csvColumns are a promise: sheets and scripts use them by name. New ones come at the end.
func csvColumns() []string {
	return []string{
		"verdict", "severity", "check", "title", "kind", "subject_kind", "subject", "subject_id", "want", "got",
		"message",
		"fix", "fix_title", "setup_url", "fix_source", "policy_file", "policy_line", "waiver", "connections",
		"evidence",
		"org_id", "org", "taken_at", "fingerprint", "waiver_owner", "waiver_ticket", "waiver_until", "known_since",
		"subject_key", "step", "answer", "exit_code", "topic",
	}
}

// writeCSV writes a row for each finding, for spreadsheets. It begins with a byte order mark: without one Excel takes
// the text for its own code page and spoils every name beyond ASCII, and other readers skip it.
func writeCSV(w io.Writer, r *audit.Report, _ Options) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	if err := out.Write(csvColumns()); err != nil {
		return err
	}
	l := newOutline(r)
	connections := map[string]int{}
	for _, c := range r.Connections {
		for _, id := range c.Findings {
			connections[id]++
		}
	}
	for i := range r.Findings {
		row := l.csvRow(&r.Findings[i], connections[r.Findings[i].Fingerprint])
		for column, text := range row {
			row[column] = cell(text)
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// csvRow gives the values of a finding in the order of the columns. connections counts those that rest on it.
func (l *outline) csvRow(f *audit.Finding, connections int) []string {
	r := l.Report
	waiver, _ := l.waiverOf(f)
	check, step := r.Checks[f.Check], l.byKey[f.Step()]
	kind := "policy"
	if connections > 0 || check.Gate {
		kind = "gate"
	}
	file, line := "", ""
	if f.Rule != nil && f.Rule.Line > 0 {
		file, line = f.Rule.File, strconv.Itoa(f.Rule.Line)
	}
	seen := make([]string, len(f.Evidence))
	for i, e := range f.Evidence {
		seen[i] = fact(e)
	}
	return []string{
		string(f.Verdict), string(f.Severity), f.Check, check.Said(f.Verdict), kind, f.Subject.Kind, f.Subject.Name,
		f.Subject.ID, f.Want, f.Got, f.Message,
		f.Fix, step.Title, step.SetupURL, step.Source.URL, file, line, f.Waiver, strconv.Itoa(connections),
		strings.Join(seen, " | "),
		r.Org.ID, r.Org.Name, r.TakenAt.UTC().Format(time.RFC3339), f.Fingerprint, waiver.Owner, waiver.Ticket,
		waiver.Until, l.knownSince(f),
		f.Subject.Key, f.Step(), l.final.Headline, strconv.Itoa(l.final.ExitCode), check.Topic,
	}
}

// fact says one piece of evidence in English, for a format that people don't read first.
func fact(e audit.Evidence) string {
	said := fmt.Sprintf("%s (%s", e.Value, e.Source)
	if !e.At.IsZero() {
		said += ", " + e.At.UTC().Format(time.RFC3339)
	}
	return said + ")"
}

// formula is where a sheet would begin a formula: at the start of a cell, or behind a semicolon, which parts the cells
// where the comma is the decimal sign. Full-width signs count as well.
var formula = regexp.MustCompile(`(^|[;|])([ ']*)([=+\-@＝＋－＠])`)

// cellLimit is below the 32,767 characters that a cell of Excel holds.
const cellLimit = 32_000

// cell makes a text safe to open in a sheet: within one line, and never a formula. An apostrophe, which a sheet takes
// for the mark of a text, goes before what would begin one.
func cell(text string) string {
	text = tame(text)
	if strings.ContainsAny(text, "=+-@＝＋－＠") {
		text = formula.ReplaceAllString(text, "$1$2'$3")
	}
	return shorten(text, cellLimit)
}

// shorten cuts a text to a number of characters; an ellipsis stands for the rest.
func shorten(text string, to int) string {
	if len(text) <= to || utf8.RuneCountInString(text) <= to {
		return text
	}
	runes := []rune(text)
	return strings.TrimRight(string(runes[:to-1]), " ") + "…"
}
