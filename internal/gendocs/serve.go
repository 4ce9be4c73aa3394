package main

import (
	"fmt"
	"os"
	"strings"

	"orgaudit/checks"
	"orgaudit/config"
	"orgaudit/internal/notify"
)

// serveReference makes docs/serve.md from the schema and the example that config's tests read.
func serveReference() []generated {
	return []generated{{"docs/serve.md", func() ([]byte, error) {
		example, err := os.ReadFile("config/testdata/serve.yaml")
		if err != nil {
			return nil, err
		}
		schema, err := format{config.SchemaServe, "", config.ServeFile{}, false}.schema()
		if err != nil {
			return nil, err
		}
		var b strings.Builder
		b.WriteString("# serve\n\n" + generatedNote + serveIntroduction)
		fmt.Fprintf(&b, "```yaml serve.yaml\n%s```\n\n", example)
		b.WriteString(schemaReference(schema))
		b.WriteString(notifyReference())
		return []byte(strings.TrimRight(b.String(), "\n") + "\n"), nil
	}}}
}

const serveIntroduction = "`orgaudit serve` audits the orgs of the list on their schedules, keeps the reports, " +
	"shows them, and tells what changed. It needs no\n" +
	"settings: it listens at 127.0.0.1:8080 for this machine alone and keeps its database in the user's state " +
	"directory. An org gets a\n" +
	"schedule in orgs.yaml (`schedule: {cron: \"0 6 * * *\", tz: Europe/Berlin}`); " +
	"the list is read again when it changes. Settings are read\n" +
	"once. SIGTERM or Ctrl-C ends it: running audits may go on for 30 seconds, " +
	"and what has not ended by then waits in the queue for the next\n" +
	"start. For others than this machine, set a password first (`orgaudit serve password`), " +
	"and put a proxy before it that ends TLS.\n\n" +
	"Settings are in `$XDG_CONFIG_HOME/orgaudit/serve.yaml`, checked as strictly as a policy. " +
	"`orgaudit schema serve` prints the JSON Schema.\n" +
	"The flags `--listen`, `--workers`, `--log-format` and `--log-level` go before the file, " +
	"and so do `--database` and `ORGAUDIT_DATABASE`.\n\n"

func notifyReference() string {
	return `## Who is told what

One message for an org and a run, with what changed since the run before. A receiver picks by ` + "`on`" + `:

` + topics() + `
Messages hold counts, check IDs and the apps of connections; ` + "`include_users: true`" + ` adds whom and what findings are about. Deliveries are
jobs of the queue: one that fails is tried again up to eight times, unless the receiver refuses it. ` + "`orgaudit notify test`" + ` sends a test
message, and ` + "`orgaudit notify preview BEFORE AFTER`" + ` says what two reports would give. What is told is in the words of
[diff](diff.md): a run that could not judge tells nothing as fixed, and what was told once is not told again when it is judged
again as before.

## Webhooks

A webhook gets a POST with this JSON. Keys that don't apply are absent, later versions may add some, and ` + "`schema`" + ` changes when one
changes its meaning.

` + "```json" + `
{"schema": 1, "id": "4KDZ…", "type": "change", "tool": "orgaudit v1.0.0",
 "org": {"alias": "prod", "name": "Acme", "id": "00D…", "tags": ["emea"]},
 "run": {"id": 12, "at": "2026-11-24T06:00:00Z", "url": "https://audit.acme.com/runs/12", "failed": 3, "not_ready": 1, "cannot_tell": 0},
 "events": [{"kind": "connection_not_ready", "check": "` + checks.APIAccess.ID + `", "title": "…", "app": "Sales Insight Actions", "count": 1},
            {"kind": "finding_failed", "severity": "high", "check": "` + checks.UnknownApp.ID + `", "title": "…", "count": 2, "again": 1}]}
` + "```" + `

` + "`type`" + ` is ` + "`change`" + ` or ` + "`test`" + `. Kinds of events: finding_failed, finding_fixed, finding_no_longer_found, finding_unread, connection_not_ready, connection_ready,
connection_unread, org_unread (with Salesforce's ` + "`code`" + `), org_readable, waiver_ends, waiver_ended and date_near (with ` + "`date`" + ` and ` + "`days`" + `). ` + "`transition`" + ` says what became of findings and
connections, in the words of the JSON form of a diff; ` + "`minor`" + ` that findings are below what the run fails on.

| Header | Holds |
| --- | --- |
| ` + "`X-Orgaudit-Event`" + ` | the type |
| ` + "`X-Orgaudit-Delivery`" + ` | the ID, the same in every attempt: drop what came before |
| ` + "`X-Orgaudit-Signature`" + ` | ` + "`t=SECONDS,v1=HEX`" + ` where the receiver has a secret: the HMAC-SHA256 of SECONDS, a dot and the body |

To check one, in Python:

` + "```python" + `
def genuine(header, body, secret):                    # str, bytes, bytes
    parts = dict(p.split("=", 1) for p in header.split(","))
    want = hmac.new(secret, parts["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(want, parts["v1"]) and abs(time.time() - int(parts["t"])) < 300
` + "```" + `

Addresses begin with https:// (http only on this machine), and redirects are not followed. For Slack take an incoming webhook; for
Microsoft Teams the address of a workflow that posts to a channel when a webhook request is received.
`
}

// topics is the table of what a receiver can ask for, from where topics are declared.
func topics() string {
	b := "| Word | Told when |\n| --- | --- |\n"
	for _, t := range notify.Topics() {
		b += fmt.Sprintf("| `%s` | %s |\n", t, t.About())
	}
	return b
}
