package checks_test

import (
	"slices"
	"testing"

	"orgaudit/audit"
)

func TestDiagnosis(t *testing.T) {
	blocked := map[string]any{
		"blocked_apps": []any{map[string]any{
			"full_name": "B1", "consumer_key": "3MVG9anyKey", "name": "Sales Insight Actions",
		}},
	}
	symptom := &audit.Symptom{
		Text:   "OAUTH_APP_BLOCKED",
		Code:   "OAUTH_APP_BLOCKED",
		Checks: []string{"app-blocked", "api-access-control", "app-not-installed"},
	}
	off := map[string]any{"permissions": map[string]any{"ApiEnabled": false}}
	tests := []struct {
		name   string
		c      checkCase
		want   string
		causes []string
		exit   int
	}{
		{
			"one gate explains it", checkCase{Symptom: symptom, Snapshot: blocked}, audit.Explained,
			[]string{"app-blocked"}, 1,
		},
		{"the failed gates that explain it, root first", checkCase{
			Symptom: symptom, Snapshot: merge(blocked, map[string]any{"connected_apps": []any{}}), Profile: off,
		}, audit.Explained, []string{"app-blocked", "app-not-installed"}, 1},
		{
			"explained although another gate is unknown",
			checkCase{
				Symptom:  symptom,
				Snapshot: blocked,
				Refused:  []audit.Part{audit.PartUserLogins},
				Jane:     map[string]any{"is_frozen": nil},
			}, audit.Explained, []string{"app-blocked"}, 1,
		},
		{"the org is clean", checkCase{Symptom: symptom}, audit.OrgClean, []string{}, 0},
		{"what fails doesn't explain it", checkCase{Symptom: symptom, Profile: off}, audit.OrgClean, []string{}, 1},
		{
			"the gate that would explain it could not be read",
			checkCase{Symptom: symptom, Refused: []audit.Part{audit.PartBlockedApps}}, audit.Undecided, []string{}, 3,
		},
		{
			"another gate could not be read: not all of the org was seen",
			checkCase{
				Symptom: symptom,
				Jane:    map[string]any{"is_frozen": nil},
				Refused: []audit.Part{audit.PartUserLogins},
			}, audit.Undecided, []string{}, 3,
		},
		{"a waiver accepts the block, Salesforce doesn't: the org is not clean",
			checkCase{Symptom: symptom, Snapshot: blocked, Policy: `version: 1
apps: {allowed: [Salesforce CLI]}
waivers: [{check: app-blocked, subject: "app:*", reason: "ticket 4711", until: 2026-12-31}]
`}, audit.Explained, []string{"app-blocked"}, 1},
		{"the gate that would explain it is moot: it was never judged", checkCase{
			Symptom: &audit.Symptom{
				Text:   "app must be installed into org",
				Code:   "invalid_client",
				Checks: []string{"app-not-installed"},
			},
			Snapshot: map[string]any{"users": []any{}, "connected_apps": []any{}},
		}, audit.Undecided, []string{}, 1},
		{"trap 5: the gate that would explain it is none of this version", checkCase{
			Symptom: &audit.Symptom{
				Text:   "LOGIN_ERROR_RESTRICTED_DOMAIN",
				Code:   "LOGIN_ERROR_RESTRICTED_DOMAIN",
				Checks: []string{"my-domain-login", "login-ip-of-a-later-version"},
			},
		}, audit.Undecided, []string{}, 3},
		{
			"nothing is known about the symptom", checkCase{Symptom: &audit.Symptom{Text: "E-1234"}}, audit.Undecided,
			[]string{}, 3,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := test.c.judge(t)
			if r.Diagnosis.Verdict != test.want || !slices.Equal(r.Diagnosis.Causes, test.causes) ||
				r.ExitCode() != test.exit {
				t.Errorf("%s by %q, exit code %d", r.Diagnosis.Verdict, r.Diagnosis.Causes, r.ExitCode())
			}
		})
	}
}

func TestWithoutASymptomThereIsNoDiagnosis(t *testing.T) {
	c := checkCase{}
	if r := c.judge(t); r.Diagnosis != nil {
		t.Errorf("%+v", r.Diagnosis)
	}
}
