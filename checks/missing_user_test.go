package checks_test

import (
	"testing"

	"orgaudit/audit"
	"orgaudit/checks"
)

// TestMissingUserHidesNoPanic judges a user who isn't there by every flow and kind of app, under API Access Control and
// a symptom: gates behind user-state are asked whether they apply.
func TestMissingUserHidesNoPanic(t *testing.T) {
	on := true
	for _, flow := range audit.Flows() {
		for _, kind := range []string{"", audit.KindConnectedApp, audit.KindExternalClientApp, audit.KindNone} {
			for _, name := range []string{
				"Sales Insight Actions", "Dataloader Partner", "Reporting Bridge", "Not There",
			} {
				c := checkCase{
					User: "nobody@acme.example",
					Symptom: &audit.Symptom{
						Code: "API_DISABLED_FOR_ORG", Checks: []string{"edition-api", "soap-login"},
					},
				}
				s := c.snapshot(t)
				s.ConnectedAppSettings.AdminApprovedOnly = &on
				s.Org.Edition = "Professional Edition"
				s.Scope.Usernames = append(s.Scope.Usernames, c.User)
				report := audit.Evaluate(s, nil, &audit.Question{Symptom: c.Symptom, Connections: []audit.Ask{{
					App: audit.App{Name: name,
						Kind:    kind,
						SignIns: []audit.SignIn{{Flow: flow, Scopes: []string{"api", "refresh_token"}}},
						Needs: audit.Needs{
							UserPermissions: []string{"ViewSetup"},
							Licenses:        []string{"Salesforce"},
							FreeSeats:       []string{"Salesforce"},
						}},
					Usernames: []string{c.User},
				}}}, checks.All())
				if got := report.Connections[0].Verdict; got != audit.NotReady {
					t.Errorf("%s, %s, %s: %s, want not_ready for a user who isn't there", flow, kind, name, got)
				}
			}
		}
	}
}
