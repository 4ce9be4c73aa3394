package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"orgaudit/audit"
)

// messageInSARIF is how many characters of a text GitHub shows.
const sarifText = 1000

// fewHelp is how many fixes the help of a rule says in full.
const fewHelp = 3

// sarifRules are the checks that some findings are of, in the order of the report.
func (l *outline) sarifRules(findings []*audit.Finding) []sarifRule {
	worst := map[string]audit.Severity{}
	steps := map[string][]string{}
	for _, f := range findings {
		if have, ok := worst[f.Check]; !ok || f.Severity.AtLeast(have) {
			worst[f.Check] = f.Severity
		}
		if key := f.Step(); key != "" && !slices.Contains(steps[f.Check], key) {
			steps[f.Check] = append(steps[f.Check], key)
		}
	}
	rules := []sarifRule{}
	for i := range l.Findings {
		id := l.Findings[i].Check
		if severity, ok := worst[id]; ok {
			rules = append(rules, l.sarifRule(id, severity, steps[id]))
			delete(worst, id)
		}
	}
	return rules
}

func (l *outline) sarifRule(id string, severity audit.Severity, steps []string) sarifRule {
	check := l.Checks[id]
	check.Fails = cmp.Or(check.Fails, id) // a report of an earlier version has no phrases
	check.Why = cmp.Or(check.Why, check.Fails)
	rule := sarifRule{
		ID: tame(id), Name: pascal(id), Short: messageInSARIF(check.Fails), Full: messageInSARIF(check.Why),
		Help:    l.sarifHelp(check, steps),
		Default: sarifConfiguration{sarifLevel(severity)},
		// GitHub takes the number for a severity of its own where the tag security stands beside it.
		Properties: sarifRuleProperties{Tags: []string{"security", "salesforce", "policy"}, Precision: "very-high",
			SecuritySeverity: score(severity)},
	}
	if check.Gate {
		rule.Properties.Tags[2] = "connection"
	}
	for _, key := range steps {
		if page := l.byKey[key].Source.URL; address.MatchString(page) {
			rule.HelpURI = page
			break
		}
	}
	return rule
}

// score says a severity as GitHub reads it: above 9 is critical, from 7 high, from 4 medium, and low below.
func score(s audit.Severity) string {
	switch s {
	case audit.Critical:
		return "9.5"
	case audit.High:
		return "8.0"
	case audit.Medium:
		return "5.5"
	case audit.Low:
		return "3.0"
	}
	return "0.5"
}

// sarifHelp says why a check matters and what to do, with the names of this org.
func (l *outline) sarifHelp(check audit.CheckText, steps []string) sarifMessage {
	var text, marked strings.Builder
	text.WriteString(tame(check.Why) + "\n")
	marked.WriteString(md(check.Why) + "\n")
	for i, key := range steps {
		fix := l.byKey[key]
		if i == fewHelp {
			fmt.Fprintf(&text, "\n%d more steps are in the report.\n", len(steps)-i)
			fmt.Fprintf(&marked, "\n%d more steps are in the report.\n", len(steps)-i)
			break
		}
		fmt.Fprintf(&text, "\n%s\n", tame(fix.Title))
		fmt.Fprintf(&marked, "\n## %s\n\n", md(fix.Title))
		for n, step := range fix.Steps {
			fmt.Fprintf(&text, "%d. %s\n", n+1, tame(step))
			fmt.Fprintf(&marked, "%d. %s\n", n+1, md(step))
		}
		facts := []struct{ label, text, marked string }{
			{"Setup", tame(fix.SetupURL), link(fix.SetupURL)},
			{"Source", tame(source(fix.Source)), pageInMarkdown(fix.Source)},
			{"Risk", tame(fix.Risk), md(fix.Risk)},
		}
		marked.WriteByte('\n')
		for _, f := range facts {
			if f.text != "" {
				fmt.Fprintf(&text, "%s: %s\n", f.label, f.text)
				fmt.Fprintf(&marked, "- %s: %s\n", f.label, f.marked)
			}
		}
	}
	return sarifMessage{Text: literal(text.String()), Markdown: literal(strings.ReplaceAll(marked.String(), pipe, "|"))}
}

// messageInSARIF is a message of one line.
func messageInSARIF(text string) sarifMessage {
	return sarifMessage{Text: literal(shorten(tame(text), sarifText))}
}

// literal keeps a text from what messages of SARIF have of their own: arguments in braces, which the standard has
// doubled, and links as [text](target).
func literal(text string) string {
	return strings.NewReplacer("{", "{{", "}", "}}", "](", "] (").Replace(inert(text))
}

// pascal makes an ID such as app-blocked a name such as AppBlocked, as SARIF has them.
func pascal(id string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(tame(id), "-") {
		first, size := utf8.DecodeRuneInString(part)
		if size > 0 {
			b.WriteString(string(unicode.ToUpper(first)) + part[size:])
		}
	}
	return b.String()
}
