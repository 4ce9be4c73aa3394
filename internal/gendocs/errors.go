package main

import (
	"fmt"
	"slices"
	"strings"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/internal/diagnose"
)

// errorReference makes docs/errors.md from the table of errors and what the checks say about theirs.
func errorReference() []generated {
	return []generated{{"docs/errors.md", func() ([]byte, error) {
		var b strings.Builder
		b.WriteString("# Errors\n\n" + generatedNote)
		b.WriteString(errorIntroduction)
		b.WriteString("| error | seen | means | may be the cause | no org can show | sources |\n" +
			"|---|---|---|---|---|---|\n")
		for _, row := range diagnose.Table() {
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n",
				tableCell(errorNames(row)), tableCell(row.Seen), tableCell(errorMeaning(row)),
				codeList(row.Checks), tableCell(row.Outside), tableCell(errorSources(row.Sources)))
		}
		b.WriteString("\n## How to tell the causes apart\n\n| check | how it shows |\n|---|---|\n")
		for _, check := range checks.All() {
			if clue := check.Explains.Clue; clue != "" {
				fmt.Fprintf(&b, "| `%s` | %s |\n", check.ID, tableCell(clue))
			}
		}
		return []byte(b.String()), nil
	}}}
}

const errorIntroduction = `What ` + "`orgaudit diagnose`" + ` and ` + "`orgaudit audit --symptom`" + ` recognise, in the order in which a connection meets it: at the
authorize step, at the token endpoint, in Login History and at SOAP login(), in calls after that. Codes are recognised
without regard to case and with spaces for underscores; page texts of vendors come from their
[connectors](connectors.md) besides.

The code proposes, the org decides: the checks of a row are its possible causes, the likeliest first. Where a row names
no check, the cause lies outside of what can be read of an org.

`

func errorNames(row diagnose.Row) string {
	var names []string
	for _, c := range row.Codes {
		names = append(names, "`"+c+"`")
	}
	var texts []string
	for _, t := range slices.Concat(row.Texts, row.Statuses) {
		texts = append(texts, "“"+t+"”")
	}
	if len(row.With) > 0 && len(row.Codes) == 0 {
		return codeList(row.With) + " with " + strings.Join(texts, ", ")
	}
	return strings.Join(append(names, texts...), ", ")
}

func errorMeaning(row diagnose.Row) string {
	if row.Apart == "" {
		return row.Means
	}
	return row.Means + " " + row.Apart
}

func errorSources(pages []audit.Page) string {
	var links []string
	for _, p := range pages {
		links = append(links, fmt.Sprintf("[%s](%s)", p.Title, p.URL))
	}
	return strings.Join(links, ", ")
}

func codeList(names []string) string {
	var out []string
	for _, n := range names {
		out = append(out, "`"+n+"`")
	}
	return strings.Join(out, ", ")
}
