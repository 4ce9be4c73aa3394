package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"

	"orgaudit/audit"
	"orgaudit/config"
)

// coverageFolder holds the documented failures as cases, which the tests of checks run, and the rows of the documents.
const coverageFolder = "checks/testdata/diagnosis"

// coverageReference makes docs/coverage.md from the cases of documented failures.
func coverageReference() []generated {
	return []generated{{"docs/coverage.md", func() ([]byte, error) {
		var documents documentedRows
		data, err := os.ReadFile(coverageFolder + "/rows.yaml")
		if err != nil {
			return nil, err
		}
		if err := config.Decode("rows.yaml", data, &documents); err != nil {
			return nil, err
		}
		cases, err := coverageCases()
		if err != nil {
			return nil, err
		}
		return []byte(documents.page(cases)), nil
	}}}
}

const coverageIntroduction = `What Salesforce's and the vendors' documents say about failed connections, row by row, and what orgaudit makes of it. Each row
has cases in ` + "`" + coverageFolder + "`" + `: what somebody saw, the org in which it was seen, and the cause that the documents
give. The tests recognise what was seen, let the org decide, and mend the org: then the same error must no longer be the
org's.

A row is decidable where the data of an org can show the documented cause, in part where it can show some of its causes,
and not at all where it can't. An error of such a row is recognised all the same, as far as one is documented, and
[its page](errors.md) says where to look; the reasons stand [below](#what-no-org-can-show). ` + "`-`" + ` is a row in which no check
is the cause.

Cases are counted by their answer: *explained* by a cause in the org, *clean* where every gate was read and none explains
it, *open* where something could not be told. [Some](#where-this-version-says-less-than-the-documents) are answered less
exactly than the documents do.

`

// documentedRows is the list of rows, as far as the page shows it.
type documentedRows struct {
	Sections []struct {
		Title string `json:"title"`
		Rows  []struct {
			ID        string `json:"id"`
			Sees      string `json:"sees"`
			Ambiguous bool   `json:"ambiguous"`
		} `json:"rows"`
	} `json:"sections"`
}

// coverageCase is a case, as far as the page shows it.
type coverageCase struct {
	Name      string
	Row       string `json:"row"`
	Decidable *bool  `json:"decidable"`
	Why       string `json:"why"`
	Want      struct {
		Verdict  string   `json:"verdict"`
		Causes   []string `json:"causes"`
		Standing string   `json:"standing"`
	} `json:"want"`
	Differs *struct {
		Why string `json:"why"`
	} `json:"differs"`
}

// trap is how a case is marked that a naive tool gets wrong.
var trap = regexp.MustCompile(`^trap \d+: `)

// coverageCases reads the cases by row.
func coverageCases() (map[string][]coverageCase, error) {
	files, err := filepath.Glob(coverageFolder + "/*.txtar")
	if err != nil {
		return nil, err
	}
	out := map[string][]coverageCase{}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			return nil, err
		}
		for _, section := range archive.Files {
			// The tests hold a case to its keys; here only some of them matter.
			var all map[string]any
			if err := config.Decode(file, section.Data, &all); err != nil {
				return nil, fmt.Errorf("%s: %w", section.Name, err)
			}
			text, err := json.Marshal(all)
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", file, section.Name, err)
			}
			c := coverageCase{Name: trap.ReplaceAllString(section.Name, "")}
			if err := json.Unmarshal(text, &c); err != nil {
				return nil, fmt.Errorf("%s: %s: %w", file, section.Name, err)
			}
			out[c.Row] = append(out[c.Row], c)
		}
	}
	return out, nil
}

func (d *documentedRows) page(cases map[string][]coverageCase) string {
	var b, outside, differs strings.Builder
	b.WriteString("# Coverage\n\n" + generatedNote + coverageIntroduction)
	for _, section := range d.Sections {
		fmt.Fprintf(&b, "## %s\n\n| row | what is seen | checks | decidable | cases |\n|---|---|---|---|---|\n",
			section.Title)
		for _, row := range section.Rows {
			id, code, ok := strings.Cut(row.ID, " ")
			if !ok {
				id, code = row.ID, row.Sees
			}
			sees := "`" + code + "`"
			if row.Sees != "" {
				sees = row.Sees
			}
			of := cases[row.ID]
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", id, tableCell(sees), coverageChecks(of),
				decidable(of), answerCounts(of))
			for _, c := range of {
				if c.Why != "" {
					fmt.Fprintf(&outside, "| %s | %s | %s |\n", tableCell(row.ID), tableCell(c.Name), tableCell(c.Why))
				}
				if c.Differs != nil {
					fmt.Fprintf(&differs, "| %s | %s | %s | %s |\n",
						tableCell(row.ID), tableCell(c.Name), codeList(c.Want.Causes), tableCell(c.Differs.Why))
				}
			}
		}
		b.WriteString("\n")
	}
	b.WriteString("## What no org can show\n\n| row | case | why |\n|---|---|---|\n" + outside.String())
	if differs.Len() > 0 {
		b.WriteString("\n## Where this version says less than the documents\n\n" +
			"| row | case | documented cause | why |\n|---|---|---|---|\n" + differs.String())
	}
	return b.String()
}

// coverageChecks are the checks that are the cause in some case of a row.
func coverageChecks(cases []coverageCase) string {
	var ids []string
	for _, c := range cases {
		if c.Differs != nil {
			continue
		}
		for _, id := range append(slices.Clone(c.Want.Causes), c.Want.Standing) {
			if id != "" && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	if len(ids) == 0 {
		return "-"
	}
	links := make([]string, len(ids))
	for i, id := range ids {
		links[i] = fmt.Sprintf("[%s](checks.md#%s)", id, id)
	}
	return strings.Join(links, ", ")
}

// decidable says whether the org's data decides all, some or none of the cases of a row.
func decidable(cases []coverageCase) string {
	shown := slices.ContainsFunc(cases, func(c coverageCase) bool {
		return c.Differs == nil && (len(c.Want.Causes) > 0 || c.Want.Standing != "")
	})
	hidden := slices.ContainsFunc(cases, func(c coverageCase) bool { return c.Decidable != nil && !*c.Decidable })
	less := slices.ContainsFunc(cases, func(c coverageCase) bool { return c.Differs != nil })
	switch {
	case shown && hidden, less:
		return "in part"
	case shown:
		return "yes"
	}
	return "**no**"
}

// answerCounts counts the cases of a row by what the org says.
func answerCounts(cases []coverageCase) string {
	var out []string
	for _, kind := range []struct{ word, verdict string }{
		{"explained", audit.Explained},
		{"clean", audit.OrgClean},
		{"open", audit.Undecided},
		{"by policy", ""},
	} {
		n := 0
		for _, c := range cases {
			if c.Want.Verdict == kind.verdict && c.Differs == nil {
				n++
			}
		}
		if n > 0 {
			out = append(out, fmt.Sprintf("%d %s", n, kind.word))
		}
	}
	if slices.ContainsFunc(cases, func(c coverageCase) bool { return c.Differs != nil }) {
		out = append(out, "[less](#where-this-version-says-less-than-the-documents)")
	}
	return strings.Join(out, ", ")
}
