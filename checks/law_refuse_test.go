package checks_test

import (
	"maps"
	"slices"
	"testing"

	"orgaudit/audit"
	"orgaudit/checks"
)

// refusalsMakeNothingBetter refuses each part, emptied and with its rows, and marks it as read in part: no failure
// turns into a pass, no connection becomes ready, and no exit code becomes 0.
func refusalsMakeNothingBetter(t *testing.T, s *audit.Snapshot, p *audit.Policy, q *audit.Question) {
	t.Helper()
	before := audit.Evaluate(s, p, q, checks.All())
	for _, part := range audit.Parts() {
		for _, how := range []string{"emptied", "refused", "partial"} {
			if _, refused := s.Refused[part]; refused && how == "partial" {
				continue // that would be more than the case has read
			}
			less := *s
			less.Refused = maps.Clone(s.Refused)
			if less.Refused == nil {
				less.Refused = map[audit.Part]audit.Refusal{}
			}
			less.Refused[part] = audit.Refusal{Reason: "it timed out", Partial: how == "partial"}
			if how == "emptied" {
				empty(&less, part)
			}
			nothingBetter(t, string(part)+" "+how, before, audit.Evaluate(&less, p, q, checks.All()))
		}
	}
}

func nothingBetter(t *testing.T, what string, before, after *audit.Report) {
	t.Helper()
	key := func(f audit.Finding) string { return f.Check + " " + f.Subject.Kind + ":" + f.Subject.Name }
	passed := map[string]string{}
	for _, f := range after.Findings {
		if f.Verdict == audit.Pass {
			passed[key(f)] = f.Message
		}
	}
	for _, f := range before.Findings {
		if said, ok := passed[key(f)]; ok && f.Verdict == audit.Fail {
			t.Errorf("%s: %s fails (%s), and now passes (%s)", what, key(f), f.Message, said)
		}
	}
	for i, c := range before.Connections {
		if c.Verdict != audit.Ready && after.Connections[i].Verdict == audit.Ready {
			t.Errorf("%s: the connection was %s by %q, and is ready", what, c.Verdict, c.Causes)
		}
	}
	if before.ExitCode() != 0 && after.ExitCode() == 0 {
		t.Errorf("%s: the exit code was %d, and is 0", what, before.ExitCode())
	}
}

// empty takes a part out of a snapshot, as if nothing of it had come back. The rows of the original stay as they are.
func empty(s *audit.Snapshot, part audit.Part) {
	s.Users, s.Profiles = slices.Clone(s.Users), slices.Clone(s.Profiles)
	s.ConnectedApps, s.ExternalClientApps = slices.Clone(s.ConnectedApps), slices.Clone(s.ExternalClientApps)
	switch part {
	case audit.PartOrganization:
		s.Org.Edition, s.Org.IsSandbox, s.Org.MyDomain = "", false, ""
	case audit.PartAuditor:
		s.Auditor.Permissions = nil
	case audit.PartLimits:
		s.APILimit = nil
	case audit.PartProfiles:
		s.Profiles = nil
	case audit.PartPermissionSets:
		s.PermissionSets = nil
	case audit.PartPermissionSetGroups:
		s.Groups = nil
	case audit.PartUsers:
		s.Users = nil
	case audit.PartUserLogins:
		for i := range s.Users {
			s.Users[i].IsFrozen, s.Users[i].IsLocked = nil, nil
		}
	case audit.PartAssignments:
		for i := range s.Users {
			s.Users[i].Assignments = nil
		}
	case audit.PartConnectedApps:
		s.ConnectedApps = nil
	case audit.PartExternalClientApps:
		s.ExternalClientApps = nil
	case audit.PartAppAccess:
		s.AppAccess = nil
	case audit.PartBlockedApps:
		s.BlockedApps = nil
	case audit.PartConnectedAppSettings:
		s.ConnectedAppSettings = nil
	case audit.PartMyDomain:
		s.MyDomain = nil
	case audit.PartApprovals:
		s.Approvals = nil
	case audit.PartLoginPolicies:
		for i := range s.Profiles {
			s.Profiles[i].LoginPolicy = nil
		}
	case audit.PartAppPolicies:
		for i := range s.ConnectedApps {
			s.ConnectedApps[i].Policy = nil
		}
		for i := range s.ExternalClientApps {
			s.ExternalClientApps[i].Policy = nil
		}
	case audit.PartSecurity:
		s.Security = nil
	case audit.PartOAuthSettings:
		s.OAuth = nil
	case audit.PartLicenses:
		s.Licenses = nil
	case audit.PartLoginHistory:
		s.Logins = nil
	case audit.PartAuditTrail:
		s.SetupChanges = nil
	case audit.PartHolders:
		s.Holders = nil
	}
}

// Seen: the permission sets could not be read, and one of them, which only grants while a session is activated, was
// counted as the one by which the user is pre-authorized.
func TestAnUnreadPermissionSetPreAuthorizesNobody(t *testing.T) {
	session := map[string]any{
		"id": "0PS5g000000Session", "name": "Session", "label": "Session", "type": audit.PermissionSetSession,
		"permissions": map[string]any{"ApiEnabled": false, "CanApproveUninstalledApps": false, "ApiUserOnly": false},
	}
	c := checkCase{
		Snapshot: map[string]any{
			"permission_sets": []any{session},
			"connected_apps": []any{map[string]any{
				"id":                  "0H45g000000SalesIn",
				"name":                "Sales Insight Actions",
				"admin_approved_only": true,
			}},
			"app_access": []any{map[string]any{
				"app_id": "0H45g000000SalesIn", "permission_set_id": "0PS5g000000Session",
			}},
		},
		Jane: map[string]any{
			"assignments": []any{map[string]any{"permission_set_id": "0PS5g000000Session", "is_active": true}},
		},
		App: map[string]any{
			"sign_ins": []any{map[string]any{"flow": audit.FlowJWT, "login_host": "login.salesforce.com"}},
		},
	}
	if got := c.judge(t).Connections[0]; got.Verdict != audit.NotReady ||
		!slices.Contains(got.Causes, "app-not-approved") {
		t.Fatalf("read in full: %s by %q", got.Verdict, got.Causes)
	}
	c.Snapshot["permission_sets"] = []any{}
	c.Refused = []audit.Part{audit.PartPermissionSets}
	r := c.judge(t)
	if got := r.Connections[0]; got.Verdict != audit.CannotTell || r.ExitCode() != 3 {
		t.Errorf("with the permission sets unread: %s, exit code %d", got.Verdict, r.ExitCode())
	}
}
