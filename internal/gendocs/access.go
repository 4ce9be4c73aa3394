package main

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"text/template"
	"time"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/config"
	"orgaudit/internal/simorg"
	"orgaudit/org"
)

// pages are those whose prose is written by hand around what the program says of itself.
//
//go:embed pages/*.md
var pages embed.FS

// accessReference makes docs/permissions.md from the parts of a snapshot, and docs/what-we-read.md from a reading of a
// simulated org.
func accessReference() []generated {
	return []generated{
		{"docs/permissions.md", func() ([]byte, error) { return fill("permissions.md", permissionRows()) }},
		{"docs/what-we-read.md", func() ([]byte, error) {
			rows, err := readingRows()
			if err != nil {
				return nil, err
			}
			return fill("what-we-read.md", rows)
		}},
	}
}

// fill writes a page with its generated part.
func fill(page, rows string) ([]byte, error) {
	text, err := template.ParseFS(pages, "pages/"+page)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = text.Execute(&b, map[string]string{"Note": strings.TrimSpace(generatedNote), "Rows": strings.TrimRight(rows, "\n")})
	return b.Bytes(), err
}

// permissionRows says for each permission of the audit user which parts it opens, and which checks can't be answered
// without it.
func permissionRows() string {
	var b strings.Builder
	b.WriteString("| Permission | Opens | Without it these can't tell |\n| --- | --- | --- |\n")
	fmt.Fprintf(&b, "| %s | every call | everything: the report says so and names the fix |\n", audit.APIEnabled.Label)
	for _, p := range audit.AuditPermissions() {
		var opens, closes []string
		for _, part := range p.Costs() {
			opens = append(opens, part.Title())
		}
		for _, c := range checks.All() {
			if slices.ContainsFunc(c.Needs, func(part audit.Part) bool { return part.NeededFor() == p }) {
				closes = append(closes, "[`"+c.ID+"`](checks.md#"+c.ID+")")
			}
		}
		if len(closes) == 0 {
			closes = []string{"none for that alone; what it shows is missing as evidence"}
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", p.Label, strings.Join(opens, ", "), strings.Join(closes, ", "))
	}
	return b.String()
}

// readingRows lists what an audit of the simulated org reads, for one connection and a policy about everything.
func readingRows() (string, error) {
	data, err := simorg.File("all-clear")
	if err != nil {
		return "", err
	}
	var scenario simorg.Scenario
	if err := config.Decode("all-clear.yaml", data, &scenario); err != nil {
		return "", err
	}
	server, err := simorg.New(&scenario, simorg.WithSteadyLimits())
	if err != nil {
		return "", err
	}
	ctx := context.Background()
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	client, err := org.Open(ctx, org.AccessToken{InstanceURL: server.URL(), Token: org.Secret(server.Token())},
		org.Options{HTTP: server.Transport(), Now: func() time.Time { return at }})
	if err != nil {
		return "", err
	}
	defer client.Close()
	s := client.Snapshot(ctx, audit.Scope{
		Usernames: []string{scenario.Ask.User}, Apps: []audit.App{{Ask: "Sales Insight Actions", Name: "Sales Insight Actions"}},
		Standing: true, Holders: []string{audit.UseAnyAPIClient.Name, audit.ApproveUninstalledApps.Name},
	})
	var b strings.Builder
	b.WriteString("| Part | Permission | Read by |\n| --- | --- | --- |\n")
	for _, part := range audit.Parts() {
		var reads []string
		for _, source := range s.Sources[part] {
			if read := "`" + shortened(source.Read) + "`"; !slices.Contains(reads, read) {
				reads = append(reads, read)
			}
		}
		if len(reads) == 0 {
			continue
		}
		needs := part.NeededFor().Label
		if needs == "" {
			needs = "API Enabled"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", part.Title(), needs, cell(strings.Join(reads, "<br>")))
	}
	return b.String(), nil
}

var (
	values = regexp.MustCompile(`IN \('[^)]*'\)`)
	moment = regexp.MustCompile(`\d{4}-\d\d-\d\dT[\d:]+Z`)
)

// shortened leaves out of a query what differs from org to org and from day to day.
func shortened(read string) string {
	return moment.ReplaceAllString(values.ReplaceAllString(read, "IN (…)"), "…")
}
