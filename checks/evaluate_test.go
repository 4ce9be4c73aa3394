package checks_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"orgaudit/audit"
	"orgaudit/checks"
)

// judge evaluates a case and gives the whole report.
func (c *checkCase) judge(t *testing.T) *audit.Report {
	t.Helper()
	return audit.Evaluate(c.snapshot(t), c.policy(t), c.question(t), checks.All())
}

// john is a second user, like jane.
func john(patch map[string]any) map[string]any {
	return merge(map[string]any{
		"id":         "0055g000001JohnAAQ",
		"username":   "john@acme.example",
		"name":       "John Doe",
		"is_active":  true,
		"user_type":  "Standard",
		"profile_id": "00e5g000000Marketi",
		"is_frozen":  false,
		"is_locked":  false,
	}, patch)
}

// addUser puts a user beside jane.
func addUser(t *testing.T, s *audit.Snapshot, row map[string]any) {
	t.Helper()
	var u audit.User
	decode(t, row, &u)
	s.Users = append(s.Users, u)
	s.Scope.Usernames = append(s.Scope.Usernames, u.Username)
}

func TestAWaiverOpensNoGate(t *testing.T) {
	c := checkCase{
		Profile: map[string]any{"permissions": map[string]any{"ApiEnabled": false}},
		Jane:    map[string]any{"is_frozen": true},
		Policy: `version: 1
apps: {allowed: [Sales Insight Actions]}
waivers: [{check: api-access, subject: "user:*@acme.example", reason: "ticket 4711", until: 2026-11-20}]
`,
	}
	r := c.judge(t)
	connection := r.Connections[0]
	if connection.Verdict != audit.NotReady || !slices.Equal(connection.Causes, []string{"user-state"}) ||
		r.ExitCode() != 1 {
		t.Errorf("%s by %q, exit code %d", connection.Verdict, connection.Causes, r.ExitCode())
	}
	waived := slices.IndexFunc(r.Findings, func(f audit.Finding) bool {
		return f.Check == "api-access" && f.Verdict == audit.Waived
	})
	if waived < 0 || r.Findings[waived].Waiver != "ticket 4711" {
		t.Errorf("the waived finding doesn't say why: %+v", r.Findings)
	}
	if !slices.ContainsFunc(connection.Steps, func(key string) bool { return r.Step(key).Fix == "enable-api" }) {
		t.Error("what is accepted opens no gate, and its step is not named")
	}
}

// What else is asked takes no waiver from a finding: a lockout refuses passwords, and not a JWT.
func TestAnotherConnectionTakesNoWaiver(t *testing.T) {
	c := checkCase{
		Jane: map[string]any{"is_locked": true},
		Policy: `version: 1
apps: {allowed: [Sales Insight Actions]}
waivers: [{check: user-state, subject: "user:jane@acme.example", reason: "ticket 4711", until: 2026-11-20}]
`,
	}
	s, q := c.snapshot(t), c.question(t)
	jwt := q.Connections[0]
	jwt.App.SignIns = []audit.SignIn{{Flow: audit.FlowJWT}}
	for _, asked := range [][]audit.Ask{
		{q.Connections[0]}, {q.Connections[0], jwt}, {jwt, q.Connections[0]}, {jwt, q.Connections[0], jwt},
	} {
		q.Connections = asked
		r := audit.Evaluate(s, c.policy(t), q, checks.All())
		if len(r.Connections) > 2 {
			t.Errorf("%d connections of %d: one is asked twice", len(r.Connections), len(asked))
		}
		if r.Waivers[0].Status != audit.WaiverUsed {
			t.Errorf("asked with %d, the waiver is %s", len(asked), r.Waivers[0].Status)
		}
		for _, connection := range r.Connections {
			if slices.Contains(connection.Causes, "user-state") {
				t.Errorf("asked with %d, a waived failure is a cause", len(asked))
			}
		}
	}
}

func TestAConnectionIsNotReadyByAWaivedGateAlone(t *testing.T) {
	c := checkCase{
		Profile: map[string]any{"permissions": map[string]any{"ApiEnabled": false}},
		Policy: `version: 1
apps: {allowed: [Sales Insight Actions]}
waivers: [{check: api-access, subject: "user:jane@acme.example", reason: "ticket 4711", until: 2026-11-20}]
`,
	}
	r := c.judge(t)
	if got := r.Connections[0]; got.Verdict != audit.NotReady || len(got.Causes) != 0 || r.ExitCode() != 1 {
		t.Errorf("%s by %q, exit code %d", got.Verdict, got.Causes, r.ExitCode())
	}
}

func TestThePolicyChangesTheSeverityOfAGate(t *testing.T) {
	policy := "version: 1\napps: {allowed: [Sales Insight Actions]}\nseverity: {api-access: low}\n"
	failing := checkCase{Profile: map[string]any{"permissions": map[string]any{"ApiEnabled": false}}, Policy: policy}
	r := failing.judge(t)
	for _, f := range r.Findings {
		if f.Check == "api-access" && f.Severity != audit.Low {
			t.Errorf("severity %s", f.Severity)
		}
	}
	if r.Connections[0].Verdict != audit.NotReady || r.ExitCode() != 1 {
		t.Errorf("%s, exit code %d: a gate is closed whatever it is worth", r.Connections[0].Verdict, r.ExitCode())
	}
}

func TestFailOnBindsStandingFindingsOnly(t *testing.T) {
	c := checkCase{Policy: "version: 1\napi_enabled: {forbidden: {profiles: [Marketing User]}}\n"}
	question := c.question(t)
	for failOn, want := range map[audit.Severity]int{
		"": 1, audit.Low: 1, audit.Medium: 1, audit.High: 0, audit.Critical: 0,
	} {
		question.FailOn = failOn
		if got := audit.Evaluate(c.snapshot(t), c.policy(t), question, checks.All()).ExitCode(); got != want {
			t.Errorf("fail-on %q: exit code %d, want %d", failOn, got, want)
		}
	}
	c.Profile = map[string]any{"permissions": map[string]any{"ApiEnabled": false}}
	question.FailOn = audit.Critical
	if got := audit.Evaluate(c.snapshot(t), nil, question, checks.All()).ExitCode(); got != 1 {
		t.Errorf("a connection that is not ready exits %d", got)
	}
}

func TestUnlistedAppsThatThePolicyWarnsOfExitZero(t *testing.T) {
	c := checkCase{Policy: "version: 1\napps: {allowed: [Sales Insight Actions], unlisted: warn}\n"}
	if got := c.judge(t).ExitCode(); got != 0 {
		t.Errorf("exit code %d", got)
	}
	c.Policy = "version: 1\napps: {allowed: [Sales Insight Actions], unlisted: fail}\n"
	if got := c.judge(t).ExitCode(); got != 1 {
		t.Errorf("exit code %d", got)
	}
}

func TestARefusedPartThatNoCheckNeedsChangesNothing(t *testing.T) {
	// The app is installed, open to every user, and the profile has API Enabled: none of these is asked.
	c := checkCase{Refused: []audit.Part{audit.PartApprovals, audit.PartAppAccess, audit.PartAuditor}}
	r := c.judge(t)
	if r.Connections[0].Verdict != audit.Ready || r.ExitCode() != 0 {
		t.Errorf("%s, exit code %d", r.Connections[0].Verdict, r.ExitCode())
	}
	var listed []audit.Part
	for _, p := range r.Refused {
		listed = append(listed, p.Part)
	}
	if want := []audit.Part{audit.PartAuditor, audit.PartAppAccess, audit.PartApprovals}; !slices.Equal(listed, want) {
		t.Errorf("refused %q, want %q", listed, want)
	}
}

func TestACertainFailureOutranksTheUnknown(t *testing.T) {
	c := checkCase{
		Profile: map[string]any{"permissions": map[string]any{"ApiEnabled": false}},
		Refused: []audit.Part{audit.PartBlockedApps},
	}
	r := c.judge(t)
	if got := r.Connections[0]; got.Verdict != audit.NotReady || !slices.Equal(got.Causes, []string{"api-access"}) ||
		r.ExitCode() != 1 {
		t.Errorf("%s by %q, exit code %d", got.Verdict, got.Causes, r.ExitCode())
	}
}

func TestTheUnknownExitsThree(t *testing.T) {
	c := checkCase{Refused: []audit.Part{audit.PartBlockedApps}}
	r := c.judge(t)
	if got := r.Connections[0]; got.Verdict != audit.CannotTell || len(got.Causes) != 0 || r.ExitCode() != 3 {
		t.Errorf("%s by %q, exit code %d", got.Verdict, got.Causes, r.ExitCode())
	}
}

func TestNothingReadStillGivesAnEntryPerConnection(t *testing.T) {
	var s audit.Snapshot
	s.Refused = map[audit.Part]audit.Refusal{}
	for _, p := range audit.Parts() {
		s.Refused[p] = audit.Refusal{Reason: "the sign-in failed"}
	}
	s.Failure = &audit.Failure{
		Code:    "invalid_grant",
		Message: "authentication failure",
		Host:    "acme.my.salesforce.com",
		SignIn:  true,
	}
	s.Scope.Usernames = []string{"jane@acme.example", "john@acme.example"}
	c := checkCase{}
	question := c.question(t)
	question.Connections[0].Usernames = s.Scope.Usernames
	r := audit.Evaluate(&s, nil, question, checks.All())
	if len(r.Connections) != 2 || r.ExitCode() != 4 {
		t.Fatalf("%d connections, exit code %d", len(r.Connections), r.ExitCode())
	}
	for _, got := range r.Connections {
		if got.Verdict != audit.CannotTell || len(got.Causes) != 0 {
			t.Errorf("%s is %s by %q", got.User, got.Verdict, got.Causes)
		}
	}
	if r.Failure == nil || len(r.Failure.MayMean) != 0 {
		t.Errorf("the audit's own failure blames the org: %+v", r.Failure)
	}
}

func TestAnAppOutsideTheSnapshotIsUnknown(t *testing.T) {
	c := checkCase{
		Snapshot: map[string]any{
			"scope": map[string]any{"apps": []any{map[string]any{"ask": "Salesforce CLI", "name": "Salesforce CLI"}}},
		},
	}
	r := c.judge(t)
	got := r.Connections[0]
	if got.Verdict != audit.CannotTell || len(got.Causes) != 0 || r.ExitCode() != 3 {
		t.Errorf("%s by %q, exit code %d", got.Verdict, got.Causes, r.ExitCode())
	}
	if !slices.ContainsFunc(r.Findings, func(f audit.Finding) bool {
		return strings.Contains(f.Message, "not in this snapshot")
	}) {
		t.Error("no finding says why")
	}
}

func TestAUserOutsideTheSnapshotIsUnknown(t *testing.T) {
	c := checkCase{User: "mary@acme.example"}
	r := c.judge(t)
	if got := r.Connections[0]; got.Verdict != audit.CannotTell || len(got.Causes) != 0 || r.ExitCode() != 3 {
		t.Errorf("%s by %q, exit code %d", got.Verdict, got.Causes, r.ExitCode())
	}
}

// TestConnectionsShareNoFindingThatDiffers asks about several connections at once: a gate whose answer depends on the
// user or on the way of signing in may not be filed under something that they share.
func TestConnectionsShareNoFindingThatDiffers(t *testing.T) {
	base := func(t *testing.T, c checkCase) (*audit.Snapshot, *audit.Question) {
		return c.snapshot(t), c.question(t)
	}
	app := func(t *testing.T, patch map[string]any) audit.App {
		return (&checkCase{App: patch}).question(t).Connections[0].App
	}
	way := func(flow, host string) map[string]any {
		return map[string]any{"sign_ins": []any{map[string]any{"flow": flow, "login_host": host}}}
	}
	jane := []string{"jane@acme.example"}
	expect := func(t *testing.T, s *audit.Snapshot, q *audit.Question, want ...audit.ConnectionVerdict) {
		t.Helper()
		r := audit.Evaluate(s, nil, q, checks.All())
		for i, c := range r.Connections {
			if c.Verdict != want[i] {
				t.Errorf("connection %d is %s by %q, want %s", i, c.Verdict, c.Causes, want[i])
			}
		}
		consistent(t, r)
	}

	t.Run("a locked user by JWT and by browser", func(t *testing.T) {
		s, q := base(t, checkCase{Jane: map[string]any{"is_locked": true}})
		q.Connections = []audit.Ask{
			{
				App: app(t, merge(way("jwt", "login.salesforce.com"), map[string]any{
					"ask":       "Dataloader Partner",
					"name":      "Dataloader Partner",
					"connector": nil,
					"aliases":   nil,
				})),
				Usernames: jane,
			},
			{App: app(t, nil), Usernames: jane},
		}
		r := audit.Evaluate(s, nil, q, checks.All())
		if got := r.Connections[1]; got.Verdict != audit.NotReady || !slices.Equal(got.Causes, []string{"user-state"}) {
			t.Errorf("by browser %s by %q", got.Verdict, got.Causes)
		}
		consistent(t, r)
	})
	t.Run("one app at two hosts", func(t *testing.T) {
		s, q := base(t, checkCase{})
		q.Connections = []audit.Ask{
			{App: app(t, way("web-server", "login.salesforce.com")), Usernames: jane},
			{App: app(t, way("web-server", "test.salesforce.com")), Usernames: jane},
		}
		expect(t, s, q, audit.Ready, audit.NotReady)
	})
	t.Run("one app by two flows", func(t *testing.T) {
		s, q := base(t, checkCase{})
		q.Connections = []audit.Ask{
			{App: app(t, way("web-server", "login.salesforce.com")), Usernames: jane},
			{App: app(t, way("jwt", "login.salesforce.com")), Usernames: jane},
		}
		expect(t, s, q, audit.Ready, audit.NotReady)
	})
	t.Run("one name with and without the connector's aliases", func(t *testing.T) {
		s, q := base(t, checkCase{
			Snapshot: map[string]any{
				"blocked_apps": []any{map[string]any{
					"full_name": "B1", "consumer_key": "3MVG9anyKey", "name": "ToutApp",
				}},
			},
		})
		q.Connections = []audit.Ask{
			{App: app(t, map[string]any{"connector": nil, "aliases": nil}), Usernames: jane},
			{App: app(t, nil), Usernames: jane},
		}
		expect(t, s, q, audit.Ready, audit.NotReady)
	})
	t.Run("a symptom of the edition, and two users of whom one lacks API Enabled", func(t *testing.T) {
		s, q := base(t, checkCase{
			Snapshot: map[string]any{"org": map[string]any{"edition": "Professional Edition"}},
			Symptom: &audit.Symptom{
				Text:   "API_DISABLED_FOR_ORG",
				Code:   "API_DISABLED_FOR_ORG",
				Checks: []string{"edition-api", "api-access"},
			},
		})
		addUser(t, s, john(map[string]any{"profile_id": "00e5g000000ReadOnl"}))
		q.Connections[0].Usernames = []string{"john@acme.example", "jane@acme.example"}
		expect(t, s, q, audit.NotReady, audit.NotReady)
	})
}

// TestTwoAppsOfOneLabel: Salesforce lets two connected apps share a label and shows no key of either. Which of them the
// connection means can't be told, and the order of the rows must not decide.
func TestTwoAppsOfOneLabel(t *testing.T) {
	open := map[string]any{"id": "0H45g000000SalesIn", "name": "Sales Insight Actions", "admin_approved_only": false}
	closed := map[string]any{"id": "0H45g000000SalesI2", "name": "Sales Insight Actions", "admin_approved_only": true}
	for name, rows := range map[string][]any{"open first": {open, closed}, "closed first": {closed, open}} {
		c := checkCase{Snapshot: map[string]any{"connected_apps": rows}}
		if got := c.judge(t).Connections[0]; got.Verdict != audit.CannotTell {
			t.Errorf("%s: %s by %q", name, got.Verdict, got.Causes)
		}
	}
}

// A run that lost its way into the org ends as one, whatever the policy says by its own text alone.
func TestWaiverEndedOutsideTheOrg(t *testing.T) {
	p := &audit.Policy{Waivers: []audit.Waiver{{Check: "app-blocked", Subject: "app:x", Until: time.Unix(0, 0)}}}
	s := &audit.Snapshot{TakenAt: time.Unix(1<<30, 0), Org: audit.Org{URL: "https://acme.my.salesforce.com"}}
	if got := audit.Evaluate(s, p, &audit.Question{}, checks.All()).ExitCode(); got != 4 {
		t.Errorf("exit code %d, want 4", got)
	}
	s.Org.ID = "00D5g0000000001"
	if got := audit.Evaluate(s, p, &audit.Question{FailOn: audit.Info}, checks.All()).ExitCode(); got != 1 {
		t.Errorf("exit code %d for an org that was read, want 1", got)
	}
}
