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
	"orgaudit/connectors"
	"orgaudit/internal/simorg"
	"orgaudit/org"
)

// pages are those whose prose is written by hand around what the program says of itself.
//
//go:embed pages/*.md
var pages embed.FS

// accessReference makes docs/permissions.md and docs/what-we-read.md from audits of a simulated org.
func accessReference() []generated {
	var made []generated
	for page, rows := range map[string]func() (string, error){
		"permissions.md": permissionRows, "what-we-read.md": readingRows,
	} {
		made = append(made, generated{"docs/" + page, func() ([]byte, error) {
			text, err := rows()
			if err != nil {
				return nil, err
			}
			return fillPage(page, text)
		}})
	}
	return made
}

// fillPage writes a page with its generated part.
func fillPage(page, rows string) ([]byte, error) {
	text, err := template.ParseFS(pages, "pages/"+page)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = text.Execute(&b, map[string]string{
		"Note": strings.TrimSpace(generatedNote), "Rows": strings.TrimRight(rows, "\n"),
	})
	return b.Bytes(), err
}

// policyForAll asks for one connection and lets every standing check say something.
const policyForAll = `version: 1
extends: builtin:strict
connections: [{app: connector:marketo-sales-insight-actions, users: {usernames: [jane@acme.example]}}]
api_enabled: {required: {profiles: [Standard User]}, forbidden: {permission_sets: [Integration]}, holders: [jane@acme.example]}
apps: {allowed: [connector:marketo-sales-insight-actions], blocked: [Data Grabber]}
bypass: {use_any_api_client: [ada.admin@acme.example], approve_uninstalled_connected_apps: [ada.admin@acme.example]}
approvals: {stale_days: 90}
`

// simulatedReading is one audit of the simulated org by an audit user who lacks some permissions.
func simulatedReading(lacks ...string) (*audit.Snapshot, *audit.Report, error) {
	data, err := simorg.File("all-clear")
	if err != nil {
		return nil, nil, err
	}
	var scenario simorg.Scenario
	if err := config.Decode("all-clear.yaml", data, &scenario); err != nil {
		return nil, nil, err
	}
	scenario.Auditor.Lacks = lacks
	catalogue, err := config.Connectors(connectors.Files, nil)
	if err != nil {
		return nil, nil, err
	}
	policy, err := config.ParsePolicy("orgaudit.yaml", []byte(policyForAll), catalogue, nil)
	if err != nil {
		return nil, nil, err
	}
	server, err := simorg.New(&scenario, simorg.WithSteadyLimits())
	if err != nil {
		return nil, nil, err
	}
	ctx := context.Background()
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC) // the pages are the same whenever they are made
	client, err := org.Open(ctx, org.AccessToken{InstanceURL: server.URL(), Token: org.Secret(server.Token())},
		org.Options{
			HTTP: server.Transport(), Now: func() time.Time { return at }, Actions: audit.SetupActions(checks.All()),
		})
	if err != nil {
		return nil, nil, err
	}
	defer client.Close()
	s := client.Snapshot(ctx, audit.Scope{
		Usernames: policy.Connections[0].Usernames,
		Apps:      []audit.App{policy.Connections[0].App},
		Standing:  true,
		Holders:   policy.HolderPermissions(),
	})
	return s, audit.Evaluate(s, policy, &audit.Question{Connections: policy.Connections}, checks.All()), nil
}

// untoldChecks are the checks that could not tell something, in the order of checks.All.
func untoldChecks(r *audit.Report) []string {
	var ids []string
	for _, c := range checks.All() {
		if slices.ContainsFunc(r.Findings, func(f audit.Finding) bool {
			return f.Check == c.ID && f.Verdict == audit.Unknown
		}) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// permissionRows says for each permission of the audit user which parts it opens, and which checks can't tell without
// it, as an audit of the simulated org shows that lacks it.
func permissionRows() (string, error) {
	_, whole, err := simulatedReading()
	if err != nil {
		return "", err
	}
	known := untoldChecks(whole)
	var b strings.Builder
	b.WriteString("| Permission | Opens | Without it these can't tell |\n| --- | --- | --- |\n")
	fmt.Fprintf(&b, "| %s | every call | everything: the report says so and names the fix |\n", audit.APIEnabled.Label)
	for _, p := range audit.AuditPermissions() {
		_, less, err := simulatedReading(p.Name, audit.ModifyAllData.Name) // which covers Modify Metadata
		if err != nil {
			return "", err
		}
		var opens, closes []string
		for _, part := range p.Costs() {
			opens = append(opens, part.Title())
		}
		for _, id := range untoldChecks(less) {
			if !slices.Contains(known, id) {
				closes = append(closes, "[`"+id+"`](checks.md#"+id+")")
			}
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", p.Label, strings.Join(opens, ", "), strings.Join(closes, ", "))
	}
	return b.String(), nil
}

// readingRows lists what an audit of the simulated org reads, for one connection and a policy about everything.
func readingRows() (string, error) {
	s, _, err := simulatedReading()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("| Part | Permission | Read by |\n| --- | --- | --- |\n")
	for _, part := range audit.Parts() {
		var reads []string
		for _, source := range s.Sources[part] {
			if read := "`" + shortenedQuery(source.Read) + "`"; !slices.Contains(reads, read) {
				reads = append(reads, read)
			}
		}
		if len(reads) == 0 {
			continue
		}
		needs := part.NeededFor().Label
		if needs == "" {
			needs = audit.APIEnabled.Label
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", part.Title(), needs, tableCell(strings.Join(reads, "<br>")))
	}
	return b.String(), nil
}

var (
	values = regexp.MustCompile(`IN \('[^)]*'\)`)
	moment = regexp.MustCompile(`\d{4}-\d\d-\d\dT[\d:]+Z`)
)

// shortenedQuery leaves out of a query what differs from org to org and from day to day.
func shortenedQuery(read string) string {
	return moment.ReplaceAllString(values.ReplaceAllString(read, "IN (…)"), "…")
}
