package config

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"orgaudit/audit"
)

func TestSchemaNames(t *testing.T) {
	for _, name := range SchemaNames() {
		if _, err := compileSchema(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := Schema("polisy")
	if want := `there is no schema "polisy": the schemas are policy, connector, orgs, serve, report, snapshot, diff`; err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

// What the program writes follows the schemas that it ships.
func TestWrittenFormats(t *testing.T) {
	at := time.Date(2026, 1, 31, 15, 4, 5, 0, time.UTC)
	yes := true
	snapshot := &audit.Snapshot{
		Schema: audit.SnapshotSchema, TakenAt: at, Org: audit.Org{ID: "00D000000000001", Name: "Acme"},
		Users: []audit.User{{
			ID:        "005000000000001",
			Username:  "jane@acme.example",
			IsActive:  true,
			IsFrozen:  &yes,
			LastLogin: &at,
		}},
		Refused: map[audit.Part]audit.Refusal{audit.PartBlockedApps: {Reason: "no"}},
		Sources: map[audit.Part][]audit.Source{audit.PartUsers: {{Read: "SELECT Id FROM User", Rows: 1, At: at}}},
	}
	gate := &audit.Check{
		ID: "app-blocked", Fails: "blocked", Severity: audit.High,
		Fixes: []*audit.Fix{{ID: "unblock-app", Title: "Unblock", Steps: []string{"Click Unblock."}}},
		Gate: func(c *audit.Case) (audit.Finding, bool) {
			return audit.Finding{
				Subject:  c.AppSubject(),
				Verdict:  audit.Fail,
				Want:     "a",
				Got:      "b",
				Fix:      "unblock-app",
				Rule:     &audit.Rule{File: "p.yaml", Line: 1},
				Evidence: []audit.Evidence{{Source: "s", Value: "v", At: at}},
			}, true
		},
	}
	question := &audit.Question{
		Connections: []audit.Ask{{App: audit.App{Ask: "A", Name: "A"}, Usernames: []string{"jane@acme.example"}}},
		Symptom:     &audit.Symptom{Text: "t", Checks: []string{"app-blocked"}},
	}
	empty := audit.Evaluate(&audit.Snapshot{Schema: audit.SnapshotSchema, TakenAt: at}, nil, &audit.Question{}, nil)
	waived := audit.Evaluate(snapshot,
		&audit.Policy{
			File:    "p.yaml",
			Waivers: []audit.Waiver{{Check: "app-blocked", Subject: "app:A", Reason: "r", Until: at}},
		}, question, []*audit.Check{gate})
	full := audit.Evaluate(snapshot, &audit.Policy{File: "p.yaml"}, question, []*audit.Check{gate})
	for _, c := range []struct {
		schema string
		value  any
	}{
		{SchemaReport, waived},
		{SchemaSnapshot, snapshot}, {SchemaSnapshot, &audit.Snapshot{TakenAt: at}}, {SchemaReport, empty},
		{SchemaReport, full}, {SchemaDiff, audit.Compare(empty, empty)}, {SchemaDiff, audit.Compare(empty, full)},
		{SchemaDiff, audit.Compare(full, empty)},
	} {
		schema, err := compileSchema(c.schema)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(c.value)
		if err != nil {
			t.Fatal(err)
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s: %v\n%s", c.schema, err, text)
		}
		broken, _ := value.(map[string]any)
		delete(broken, "taken_at")
		delete(broken, "worse")
		if err := schema.Validate(broken); err == nil {
			t.Errorf("%s: the schema does not ask for taken_at", c.schema)
		}
	}
}
