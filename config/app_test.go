package config

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"orgaudit/audit"
)

func TestParseApp(t *testing.T) {
	catalogue := builtin(t)
	actions, _ := catalogue.Get("marketo-sales-insight-actions")
	key := "3MVG9" + strings.Repeat("x", 80)
	for text, want := range map[string]audit.App{
		"connector:marketo-sales-insight-actions": actions.App,
		" Salesforce CLI ":                        {Ask: "Salesforce CLI", Name: "Salesforce CLI"},
		"Sales Insight Actions":                   {Ask: "Sales Insight Actions", Name: "Sales Insight Actions"},
		"Acme: Sync":                              {Ask: "Acme: Sync", Name: "Acme: Sync"},
		"acme:sync":                               {Ask: "acme:sync", Name: "acme:sync"},
		"key:" + key:                              {Ask: "key:3MVG9xxxxx…", ConsumerKeys: []string{key}},
	} {
		got, err := ParseApp(text, catalogue)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", text, diff)
		}
	}
}

func TestParseAppErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "no app is named: write connector:ID, key:CONSUMERKEY or the app's name",
		"connector:":                    `unknown connector "": docs/connectors.md lists the connectors`,
		"connector:marketo-engage-snyc": `unknown connector "marketo-engage-snyc": did you mean "marketo-engage-sync"?`,
		"connecter:marketo-engage-sync": `unknown prefix "connecter:": did you mean "connector:"?`,
		"key:a b": "this is not a valid Consumer Key: write key: and the key without spaces, " +
			"as the app's page shows it",
	} {
		if _, err := ParseApp(text, builtin(t)); err == nil || err.Error() != want {
			t.Errorf("%q: got %v\nwant %s", text, err, want)
		}
	}
	if _, err := ParseApp("connector:a", nil); err == nil || err.Error() != `unknown connector "a"` {
		t.Errorf("without a catalogue: %v", err)
	}
}

func TestSuggest(t *testing.T) {
	for name, want := range map[string][]string{
		"sales insight actions": {"marketo-sales-connect", "marketo-sales-insight-actions"},
		"Marketo Engage Sync":   {"marketo-engage-sync"},
		"Salesforce CLI":        nil,
	} {
		if diff := cmp.Diff(want, builtin(t).Suggest(name)); diff != "" {
			t.Errorf("%s: -want +got:\n%s", name, diff)
		}
	}
}
