package main

import (
	"fmt"
	"os"
	"strings"

	"orgaudit/config"
)

const generatedNote = "<!-- Made by go run ./internal/gendocs. Edit the sources instead. -->\n\n"

// policyReference makes docs/policy.md from the schema, the example that config's tests read, and the built-in
// policies.
func policyReference() []generated {
	return []generated{{"docs/policy.md", func() ([]byte, error) {
		example, err := os.ReadFile("config/testdata/example.yaml")
		if err != nil {
			return nil, err
		}
		schema, err := format{config.SchemaPolicy, "", config.PolicyFile{}, false}.schema()
		if err != nil {
			return nil, err
		}
		var b strings.Builder
		b.WriteString("# Policy\n\n" + generatedNote)
		b.WriteString(policyIntroduction)
		fmt.Fprintf(&b, "```yaml\n%s```\n\n", example)
		b.WriteString(schemaReference(schema))
		b.WriteString(waiverReference)
		b.WriteString("## Built-in policies\n\nUse one by its name (`orgaudit audit --policy builtin:baseline`), " +
			"or extend it.\n\n")
		for _, name := range config.BuiltinPolicies() {
			text, err := config.BuiltinPolicy(name)
			if err != nil {
				return nil, err
			}
			fmt.Fprintf(&b, "### %s\n\n```yaml\n%s```\n\n", name, text)
		}
		return []byte(strings.TrimRight(b.String(), "\n") + "\n"), nil
	}}}
}

const policyIntroduction = `A policy says what will be connected, and what the org must look like. It is one YAML file, by default
` + "`orgaudit.yaml`" + ` in the current directory.

It is read strictly. An unknown key, a word that isn't one of the list, a key that is written twice, an unknown check or
connector: each is an error with file, line and column, and the program ends with exit code 2 without judging anything.
All errors are shown at once:

` + "```" + `
orgaudit.yaml:6:1: unknown key "api_enable"
  hint: did you mean "api_enabled"?
` + "```" + `

- Names are compared without regard to case. In lists of names ` + "`*`" + ` stands for any text, and must stand in quotes at the
  start of a value: ` + "`\"*\"`" + `. An exact name wins over a pattern.
- YAML 1.2 decides what a value is: dates, ` + "`on`" + ` and ` + "`yes`" + ` are text.
- ` + "`extends`" + ` starts from another policy. Lists are joined, the other policy's first; single values are replaced.
- What no org can follow is an error: a profile that must and must not have API Enabled, an app that must be allowed and
  blocked.
- An app is ` + "`connector:ID`" + ` (see [connectors](connectors.md)), ` + "`key:CONSUMERKEY`" +
	`, or its name in the org.

`

const waiverReference = `## Waivers

A waiver accepts the failures of one check about one subject until a day, for a reason. It opens no gate: Salesforce doesn't
read it, so a connection that it concerns stays not ready. The subject is written as the report names it, kind and name:
` + "`profile:Contract Temp`, `app:Clay`, `user:jane@acme.com`, `connection:jane@acme.com > Clay`" + `. [Checks](checks.md) tells for each check
which kinds it can be about.

A report lists every waiver of the policy with what became of it:

| status | meaning |
|---|---|
| ` + "`used`" + ` | It accepts a failure, which is then *waived* and counts no more. |
| ` + "`unused`" + ` | Nothing that it covers fails now. It can go, unless the failure comes and goes. |
| ` + "`expired`" + ` | Its last day was over when the org was read. That is a failure of its own, [expired-waiver](checks.md#expired-waiver), whether or not anything it covered still fails; another waiver of the same check and subject that goes on settles it. |
| ` + "`invalid`" + ` | It can never accept anything: the check can't be waived or is never about such a subject, or the org has no profile, permission set or app of that name. |

Days are counted from the time at which the org was read, in UTC, and never by the clock: a saved snapshot gives the same
report next year.

`
