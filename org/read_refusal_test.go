package org_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/internal/simorg"
	"orgaudit/org"
)

// TestAPartThatFails leaves every other part read.
func TestAPartThatFails(t *testing.T) {
	type fails struct {
		fault simorg.Fault
		want  []string
	}
	var cases []fails
	for object, want := range map[string][]string{
		"Organization":              {"organization"},
		"UserLogin":                 {"user-logins"},
		"PermissionSetAssignment":   {"permission-set-assignments"},
		"OauthToken":                {"approvals"},
		"SetupEntityAccess":         {"app-access"},
		"PermissionSetGroup":        {"permission-set-groups"},
		"MutingPermissionSet":       {"permission-set-groups"},
		"ExternalClientApplication": {"external-client-apps"},
		"User": {
			"users", "user-logins", "permission-set-assignments", "approvals", "profile-login-policies",
			"login-history",
		},
		"LoginHistory":    {"login-history"},
		"SetupAuditTrail": {"setup-audit-trail"},
	} {
		for _, kind := range []simorg.FaultKind{
			simorg.FaultHTML, simorg.FaultTruncated, simorg.FaultUnavailable, simorg.FaultNullError,
			simorg.FaultEmptyError, simorg.FaultReset,
		} {
			cases = append(cases,
				fails{simorg.Fault{Kind: kind, Object: object, Path: "/services/data/v68.0/query"}, want})
		}
	}
	for operation, want := range map[string]string{
		"ConnectedAppSettings": "connected-app-settings",
		"MyDomainSettings":     "my-domain-settings",
		"SecuritySettings":     "security-settings",
		"OauthOidcSettings":    "oauth-settings",
	} {
		cases = append(cases, fails{simorg.Fault{Kind: simorg.FaultTruncated, Object: operation}, []string{want}},
			fails{simorg.Fault{Kind: simorg.FaultReadEmpty, Object: operation}, []string{want}})
	}
	for _, tc := range cases {
		t.Run(string(tc.fault.Kind)+" "+tc.fault.Object, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // what may pass is tried again
				scenario := acme(t, nil)
				scenario.Faults = []simorg.Fault{tc.fault}
				s, _ := readFrom(t, scenario, jane())
				wantRefused(t, s, tc.want...)
				for _, why := range s.Refused {
					if why.NeedsPermission != "" || why.Reason == "" || strings.Contains(why.Reason, "SELECT") {
						t.Errorf("got %+v", why)
					}
				}
			})
		})
	}
}

func TestARefusedAuditorLeavesNothingCertainThatMayBePartial(t *testing.T) {
	s, _ := readFrom(t, acme(t, func(s *simorg.Scenario) { s.AbsentObjects = []string{"UserPermissionAccess"} }),
		jane())
	for _, part := range []audit.Part{audit.PartProfiles, audit.PartPermissionSets, audit.PartPermissionSetGroups,
		audit.PartAssignments, audit.PartConnectedApps, audit.PartExternalClientApps, audit.PartAppAccess,
		audit.PartUserLogins, audit.PartApprovals} {
		if why, ok := s.Refused[part]; !ok || why.NeedsPermission != part.NeededFor().Label {
			t.Errorf("%s: %+v", part, why)
		}
	}
	for _, part := range []audit.Part{
		audit.PartBlockedApps, audit.PartMyDomain, audit.PartOrganization, audit.PartUsers,
	} {
		if why, ok := s.Refused[part]; ok {
			t.Errorf("%s is complete whoever reads it, got %+v", part, why)
		}
	}
}

func TestPagesWithoutTheNext(t *testing.T) {
	scenario := acme(t, func(s *simorg.Scenario) {
		for range 2100 {
			s.ConnectedApps = append(s.ConnectedApps, simorg.ConnectedApp{Name: "Copy", ConsumerKey: "k"})
		}
		s.Faults = []simorg.Fault{{Kind: simorg.FaultNoNextURL, Object: "ConnectedApplication"}}
	})
	scope := jane()
	scope.Apps = nil
	s, _ := readFrom(t, scenario, scope)
	wantRefused(t, s, "connected-apps", "app-access", "app-policies")
	scenario.Faults = []simorg.Fault{{Kind: simorg.FaultShortPage, Object: "ConnectedApplication"}}
	s, _ = readFrom(t, scenario, scope)
	wantRefused(t, s)
	if len(s.ConnectedApps) != 2106 {
		t.Errorf("read %d apps", len(s.ConnectedApps))
	}
}

func TestTheSessionEndsInTheMiddleOfThePages(t *testing.T) {
	scenario := acme(t, func(s *simorg.Scenario) {
		for range 4100 {
			s.ConnectedApps = append(s.ConnectedApps, simorg.ConnectedApp{Name: "Copy", ConsumerKey: "k"})
		}
		s.Faults = []simorg.Fault{{Kind: simorg.FaultSessionExpired, Object: "ConnectedApplication", Nth: 3}}
	})
	s, _ := readFrom(t, scenario, jane())
	wantRefused(t, s, "connected-apps", "app-access", "app-policies")
	if s.Failure == nil || s.Failure.Code != "INVALID_SESSION_ID" {
		t.Errorf("got %+v", s.Failure)
	}
	if why := s.Refused[audit.PartConnectedApps]; why.Code != "INVALID_SESSION_ID" || why.NeedsPermission != "" {
		t.Errorf("got %+v", why)
	}
}

func TestTheDaysRequestsEndInTheMiddle(t *testing.T) {
	for after := 3; after < 30; after += 4 {
		s, _ := readFrom(t, acme(t, func(s *simorg.Scenario) {
			s.Limits = map[string]simorg.Limit{"DailyApiRequests": {Max: 15000, Remaining: after}}
		}), whole())
		if s.Failure == nil || s.Failure.Code != "REQUEST_LIMIT_EXCEEDED" ||
			!strings.Contains(s.Failure.Message, "TotalRequests") {
			t.Errorf("after %d: failure %+v", after, s.Failure)
		}
		if len(s.Refused) == 0 || s.APILimit == nil {
			t.Errorf("after %d: refused %v, limit %+v", after, refusedParts(s), s.APILimit)
		}
		readOrRefused(t, s)
	}
}

// whole asks about one connection, and for every part.
func whole() audit.Scope {
	scope := jane()
	scope.Apps[0].Needs.FreeSeats = []string{"Salesforce"}
	scope.Holders = []string{audit.ApproveUninstalledApps.Name}
	return scope
}

// readOrRefused holds each part to the promise that it was read or says why not.
func readOrRefused(t testing.TB, s *audit.Snapshot) {
	t.Helper()
	for _, part := range audit.Parts() {
		_, read := s.Sources[part]
		why, refused := s.Refused[part]
		if !read && !refused {
			t.Errorf("%s was neither read nor refused", part)
		}
		if refused && why.Reason == "" {
			t.Errorf("%s is refused without a reason", part)
		}
	}
}

func TestTheOrgHasNoAPI(t *testing.T) {
	s, _ := readFrom(t, acme(t, func(s *simorg.Scenario) {
		s.Faults = []simorg.Fault{
			{Kind: simorg.FaultAPIDisabled, Path: "/services/data/v68.0/"},
			{Kind: simorg.FaultAPIDisabled, Path: "/services/Soap/m/"},
		}
	}), whole())
	readOrRefused(t, s)
	if got := len(s.Refused); got != len(audit.Parts()) {
		t.Errorf("%d parts refused: %q", got, refusedParts(s))
	}
	if s.Failure == nil || s.Failure.Code != "API_DISABLED_FOR_ORG" || s.Failure.SignIn {
		t.Errorf("got %+v", s.Failure)
	}
	for part, why := range s.Refused {
		if why.Code != "API_DISABLED_FOR_ORG" || why.NeedsPermission != "" {
			t.Errorf("%s: %+v", part, why)
		}
	}
}

func TestLimitsFromTheHeader(t *testing.T) {
	s, _ := readFrom(t, acme(t, func(s *simorg.Scenario) {
		s.Faults = []simorg.Fault{{Kind: simorg.FaultHTML, Path: "/services/data/v68.0/limits"}}
	}), jane())
	wantRefused(t, s)
	if s.APILimit == nil || s.APILimit.Max != 115000 || s.APILimit.Remaining <= 0 || s.APILimit.Remaining > 97412 {
		t.Errorf("got %+v", s.APILimit)
	}
	if sources := s.Sources[audit.PartLimits]; len(sources) != 1 ||
		!strings.Contains(sources[0].Read, "Sforce-Limit-Info") {
		t.Errorf("got %+v", sources)
	}
}

// slowly lets each request take a second, and tells when the nth comes.
type slowly struct {
	next http.RoundTripper
	each time.Duration
}

func (w slowly) RoundTrip(r *http.Request) (*http.Response, error) {
	select {
	case <-time.After(w.each):
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	return w.next.RoundTrip(r)
}

// TestTheEndComesInTheMiddle ends the context at every stage: at once, while the first answers are under way, and
// between the later ones. The snapshot comes at that moment, with what was read, and the rest says why it wasn't.
func TestTheEndComesInTheMiddle(t *testing.T) {
	for _, tc := range []struct {
		name   string
		ends   func(context.Context, time.Duration) (context.Context, context.CancelFunc)
		reason string
	}{
		{"deadline", context.WithTimeout, "the time limit of the run was over before it was read"},
		{"interrupt", func(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			time.AfterFunc(d, cancel)
			return ctx, cancel
		}, "the run was interrupted before it was read"},
	} {
		for _, scope := range []audit.Scope{whole(), {
			Usernames:      []string{"jane@acme.example"},
			Profiles:       []string{"Admin"},
			PermissionSets: []string{"MSI_Users"},
			Standing:       true,
			Apps:           whole().Apps,
			Holders:        whole().Holders,
		}} {
			for _, after := range []time.Duration{0, 500, 1500, 2500, 3500} {
				t.Run(tc.name, func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						server := serve(t, acme(t, blocks(12)))
						client, err := org.Open(t.Context(),
							org.AccessToken{InstanceURL: server.URL(), Token: org.Secret(server.Token())},
							org.Options{
								HTTP:    slowly{server.Transport(), time.Second},
								Actions: audit.SetupActions(checks.All()),
							})
						if err != nil {
							t.Fatal(err)
						}
						defer client.Close()
						ctx, cancel := tc.ends(t.Context(), after*time.Millisecond)
						defer cancel()
						start := time.Now()
						s := client.Snapshot(ctx, scope)
						if took := time.Since(start); took > after*time.Millisecond {
							t.Errorf("the end came after %v, the snapshot after %v", after*time.Millisecond, took)
						}
						readOrRefused(t, s)
						said := 0
						for part, why := range s.Refused {
							if strings.Contains(why.Reason, tc.reason) {
								said++
							} else if !strings.Contains(why.Reason, "can't be told whether") {
								t.Errorf("%s: %+v", part, why)
							}
						}
						if after < 2000 && said == 0 {
							t.Errorf("nobody says why: %+v", s.Refused)
						}
						if after == 0 && len(s.Refused) != len(audit.Parts()) {
							t.Errorf("refused %q", refusedParts(s))
						}
					})
				})
			}
		}
	}
}

func TestUnread(t *testing.T) {
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.FixedZone("", 3600))
	failed := &org.SignInError{
		Credential:  "client-credentials",
		Code:        "invalid_client",
		Description: "app must be installed into org",
		Host:        "acme.my.salesforce.com",
	}
	s := org.Unread(errors.Join(errors.New("x"), failed), "https://acme.my.salesforce.com/", jane(), at)
	if s.Failure == nil ||
		*s.Failure != (audit.Failure{
			Code:    "invalid_client",
			Message: "app must be installed into org",
			Host:    "acme.my.salesforce.com",
			SignIn:  true,
		}) {
		t.Errorf("got %+v", s.Failure)
	}
	if s.Org.URL != "https://acme.my.salesforce.com" || !s.TakenAt.Equal(at) || s.TakenAt.Location() != time.UTC ||
		len(s.Scope.Usernames) != 1 {
		t.Errorf("got %+v", s)
	}
	if got := refusedParts(s); len(got) != len(audit.Parts()) ||
		slices.ContainsFunc(got, func(p string) bool { return strings.Contains(p, ":") }) {
		t.Errorf("refused %q", got)
	}
	if s := org.Unread(context.DeadlineExceeded, "x", jane(), at); s.Failure != nil ||
		s.Refused[audit.PartUsers].Reason != "the time limit of the run was over before it was read" {
		t.Errorf("got %+v", s.Refused[audit.PartUsers])
	}
}
