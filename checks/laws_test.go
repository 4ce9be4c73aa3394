package checks_test

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/config"
)

// TestLaws holds what judging owes in every case of every check, whatever the case is about.
func TestLaws(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, section := range archive.Files {
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar")+"/"+section.Name, func(t *testing.T) {
				var c checkCase
				if err := config.Decode(file, section.Data, &c); err != nil {
					t.Fatal(err)
				}
				s, p, q := c.snapshot(t), c.policy(t), c.question(t)
				refusalsMakeNothingBetter(t, s, p, q)
				askingMoreChangesNoOther(t, s, p, q)
			})
		}
	}
}

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

// askingMoreChangesNoOther asks for one more app and one more user, before and after what is asked: the
// connections and the policy are judged as they were.
func askingMoreChangesNoOther(t *testing.T, s *audit.Snapshot, p *audit.Policy, q *audit.Question) {
	t.Helper()
	type judged struct {
		Verdict audit.ConnectionVerdict
		Causes  []string
		Gates   []string
	}
	say := func(r *audit.Report, c audit.Connection) judged {
		out := judged{Verdict: c.Verdict, Causes: c.Causes}
		for _, id := range c.Findings {
			f := r.Finding(id)
			out.Gates = append(out.Gates, f.Check+" "+string(f.Verdict)+": "+f.Message)
		}
		return out
	}
	one := audit.Evaluate(s, p, q, checks.All())
	other := audit.Ask{
		App: audit.App{Ask: "Dataloader Partner", Name: "Dataloader Partner", SignIns: []audit.SignIn{
			{Flow: audit.FlowPassword, LoginHost: "test.salesforce.com"}, {Flow: audit.FlowJWT},
		}},
		Usernames: append([]string{"nobody@acme.example"}, q.Connections[0].Usernames...),
	}
	for _, before := range []bool{true, false} {
		more := *q
		if more.Connections = append(slices.Clip(q.Connections), other); before {
			more.Connections = append([]audit.Ask{other}, q.Connections...)
		}
		r := audit.Evaluate(s, p, &more, checks.All())
		at := 0
		if before {
			at = len(r.Connections) - len(one.Connections)
		}
		for i, c := range one.Connections {
			want, got := say(one, c), say(r, r.Connections[at+i])
			if want.Verdict != got.Verdict || !slices.Equal(want.Causes, got.Causes) ||
				!slices.Equal(want.Gates, got.Gates) {
				t.Errorf("asking more (before: %t) changes %s with %s: %+v became %+v",
					before, c.User, c.App.Name, want, got)
			}
		}
		for i, w := range one.Waivers {
			if r.Waivers[i].Status != w.Status && w.Status == audit.WaiverInvalid {
				t.Errorf("asking more changes the waiver %s %s from %s to %s",
					w.Check, w.Subject, w.Status, r.Waivers[i].Status)
			}
		}
		for _, f := range one.Findings {
			if check := checkNamed(f.Check); check.Standing == nil {
				continue
			}
			if same := r.Finding(f.Fingerprint); same == nil || same.Verdict != f.Verdict {
				t.Errorf("asking more changes %s of %s: %s became %+v", f.Check, f.Subject.Name, f.Verdict, same)
			}
		}
	}
}

func checkNamed(id string) *audit.Check {
	all := checks.All()
	return all[slices.IndexFunc(all, func(c *audit.Check) bool { return c.ID == id })]
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

// Seen: of two connections that disagree on a user, the first one asked had its finding filed under the user and the
// second one under the connection; and a connection that the policy and the flags ask for was reported twice.
func TestTheOrderOfAskingFilesNothingElsewhere(t *testing.T) {
	c := checkCase{Jane: map[string]any{"is_locked": true}}
	s, q := c.snapshot(t), c.question(t)
	jwt := q.Connections[0]
	jwt.App.SignIns = []audit.SignIn{{Flow: audit.FlowJWT, LoginHost: "login.salesforce.com"}}
	again := q.Connections[0]
	again.App.Ask, again.Usernames = "connector:marketo-sales-insight-actions", []string{"JANE@acme.example"}
	ask := func(asks ...audit.Ask) *audit.Report {
		return audit.Evaluate(s, nil, &audit.Question{Connections: asks}, checks.All())
	}
	alone, one := ask(q.Connections[0]), ask(jwt)
	first, last, twice := ask(q.Connections[0], jwt), ask(jwt, q.Connections[0]), ask(q.Connections[0], jwt, again)
	for name, got := range map[string][]string{
		"asked first": first.Connections[0].Findings, "asked last": last.Connections[1].Findings,
	} {
		if !slices.Equal(got, alone.Connections[0].Findings) {
			t.Errorf("%s, the findings are %q, and alone %q", name, got, alone.Connections[0].Findings)
		}
	}
	if got := last.Connections[0].Findings; !slices.Equal(got, one.Connections[0].Findings) {
		t.Errorf("by JWT the findings are %q, and alone %q", got, one.Connections[0].Findings)
	}
	if len(twice.Connections) != 2 || len(twice.Findings) != len(first.Findings) {
		t.Errorf("a connection that is asked twice makes %d connections", len(twice.Connections))
	}
}
