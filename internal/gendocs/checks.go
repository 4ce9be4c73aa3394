package main

import (
	"fmt"
	"slices"
	"strings"

	"orgaudit/audit"
	"orgaudit/checks"
)

// checkReference makes docs/checks.md and docs/fixes.md from the checks and fixes themselves.
func checkReference() []generated {
	return []generated{
		{"docs/checks.md", func() ([]byte, error) { return []byte(checkPage()), nil }},
		{"docs/fixes.md", func() ([]byte, error) { return []byte(fixPage()), nil }},
	}
}

const checkIntroduction = `A connection passes **gates**, in the order in which Salesforce meets them; it is ready when every gate that applies to it
was read and passed. **Standing checks** hold the org against the [policy](policy.md). IDs are a promise: policies,
reports and histories use them.

`

func checkPage() string {
	var b strings.Builder
	b.WriteString("# Checks\n\n" + generatedNote + checkIntroduction)
	for _, kind := range []struct {
		title string
		gate  bool
	}{{"Gates of a connection", true}, {"Standing policy", false}} {
		fmt.Fprintf(&b, "## %s\n\n", kind.title)
		for _, c := range checks.All() {
			if (c.Gate != nil) == kind.gate {
				b.WriteString(describeCheck(c))
			}
		}
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func describeCheck(c *audit.Check) string {
	var b strings.Builder
	fmt.Fprintf(&b, "### %s\n\n**%s.** %s\n\n", c.ID, c.Topic, c.Why)
	fmt.Fprintf(&b, "- Holds: %s\n- Fails: %s\n", c.Holds, c.Fails)
	fmt.Fprintf(&b, "- Severity: %s\n", c.Severity)
	if len(c.After) > 0 {
		ids := make([]string, len(c.After))
		for i, before := range c.After {
			ids[i] = anchorLink(before.ID)
		}
		fmt.Fprintf(&b, "- Not judged where one of these hides its subject: %s\n", strings.Join(ids, ", "))
	}
	if kinds := c.Subjects; len(kinds) > 0 {
		if c.Gate != nil && !slices.Contains(kinds, audit.SubjectConnection) {
			kinds = append(slices.Clone(kinds), audit.SubjectConnection)
		}
		fmt.Fprintf(&b, "- A waiver names it by: `%s:…`\n", strings.Join(kinds, ":…`, `"))
	} else {
		b.WriteString("- It cannot be waived\n")
	}
	if len(c.Reads) > 0 {
		parts := make([]string, len(c.Reads))
		for i, p := range c.Reads {
			parts[i] = p.Title()
		}
		fmt.Fprintf(&b, "- Looks into: %s\n", strings.Join(parts, ", "))
	}
	if errors := c.Explains.All(); len(errors) > 0 {
		fmt.Fprintf(&b, "- Can be behind: `%s`\n", strings.Join(errors, "`, `"))
	}
	links := make([]string, len(c.Fixes))
	for i, f := range c.Fixes {
		links[i] = fmt.Sprintf("[%s](fixes.md#%s)", f.ID, f.ID)
	}
	fmt.Fprintf(&b, "- Documented fixes: %s\n\n", strings.Join(links, ", "))
	return b.String()
}

func anchorLink(id string) string { return fmt.Sprintf("[%s](#%s)", id, id) }

const fixIntroduction = `What to do about a failed check, each with the page that documents it. A report fills in the names of this org's profile,
app and user where braces stand here.

`

func fixPage() string {
	var b strings.Builder
	b.WriteString("# Fixes\n\n" + generatedNote + fixIntroduction)
	for _, f := range checks.Fixes() {
		fmt.Fprintf(&b, "## %s\n\n**%s**\n\n", f.ID, f.Title)
		for i, step := range f.Steps {
			fmt.Fprintf(&b, "%d. %s\n", i+1, step)
		}
		b.WriteString("\n")
		if f.SetupPath != "" {
			fmt.Fprintf(&b, "- Setup page: `%s`\n", f.SetupPath)
		}
		if f.Effort != "" {
			fmt.Fprintf(&b, "- Effort: %s\n", f.Effort)
		}
		if f.Risk != "" {
			fmt.Fprintf(&b, "- Also changes: %s\n", f.Risk)
		}
		if len(f.Connectors) > 0 {
			fmt.Fprintf(&b, "- For: %s\n", strings.Join(f.Connectors, ", "))
		}
		var by []string
		for _, c := range checks.All() {
			if slices.Contains(c.Fixes, f) {
				by = append(by, fmt.Sprintf("[%s](checks.md#%s)", c.ID, c.ID))
			}
		}
		fmt.Fprintf(&b, "- Mends: %s\n", strings.Join(by, ", "))
		fmt.Fprintf(&b, "- Source: [%s](%s)\n\n", f.Source.Title, f.Source.URL)
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}
