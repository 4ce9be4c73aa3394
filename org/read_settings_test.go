package org_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"orgaudit/audit"
	"orgaudit/internal/simorg"
)

func TestSecurityAndOAuthSettings(t *testing.T) {
	s, server := readFrom(t, acme(t, func(s *simorg.Scenario) {
		s.Settings.Security = simorg.SecuritySettings{LockSessionsToIP: true, EnforceIPRangesEveryRequest: true}
		s.Settings.OauthOidc = simorg.OauthOidcSettings{
			BlockUserAgentFlow: true, RequirePKCE: true, Absent: []string{"blockOAuthUnPwFlow"},
		}
	}), jane())
	wantRefused(t, s)
	yes := true
	if diff := cmp.Diff(&audit.SecuritySettings{LockSessionsToIP: true, EnforceIPRangesEveryRequest: true},
		s.Security); diff != "" {
		t.Errorf("want (-) and got (+):\n%s", diff)
	}
	if diff := cmp.Diff(&audit.OAuthSettings{BlockUserAgent: &yes, RequirePKCE: &yes}, s.OAuth); diff != "" {
		t.Errorf("an absent element is not known: want (-) and got (+):\n%s", diff)
	}
	if got := asked(server, "SOAP readMetadata SecuritySettings"); len(got) != 1 {
		t.Errorf("asked %q", got)
	}
	// They decide connections only.
	s, server = readFrom(t, acme(t, nil), audit.Scope{Standing: true})
	if got := asked(server, "SOAP readMetadata"); s.Security != nil || s.OAuth != nil || len(got) != 3 {
		t.Errorf("got %+v %+v, asked %q", s.Security, s.OAuth, got)
	}
	// An API version without them.
	s, _ = readFrom(t, acme(t, func(s *simorg.Scenario) { s.API.Newest = 55 }), jane())
	if why := s.Refused[audit.PartOAuthSettings]; why.Code != "INVALID_TYPE" || why.NeedsPermission != "" ||
		s.OAuth != nil {
		t.Errorf("got %+v, %+v", why, s.OAuth)
	}
}

func TestTheOrgsTimeZone(t *testing.T) {
	s, _ := readFrom(t, acme(t, nil), jane())
	if s.Org.TimeZone != "America/New_York" {
		t.Errorf("got %q", s.Org.TimeZone)
	}
	s, _ = readFrom(t, acme(t, func(s *simorg.Scenario) { s.AbsentFields = []string{"Organization.TimeZoneSidKey"} }),
		jane())
	wantRefused(t, s)
	if s.Org.TimeZone != "" || s.Org.Name != "Acme Industries" {
		t.Errorf("got %+v", s.Org)
	}
}
