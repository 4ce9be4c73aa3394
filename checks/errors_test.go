package checks_test

import (
	"slices"
	"testing"

	"orgaudit/audit"
	"orgaudit/checks"
)

// What the audit's own call was refused with means what it means to
// somebody else: the longest text counts, then the code.
func TestExplaining(t *testing.T) {
	for _, c := range []struct {
		code, message string
		want          []string
	}{
		{"invalid_grant", "IP restricted or invalid login hours", []string{"login-ip", "login-hours"}},
		{"invalid_grant", "authentication failure - Invalid Password", []string{"user-state"}},
		{"invalid_grant", "Audience validation failed", []string{"sandbox-host"}},
		{
			"OAUTH_APPROVAL_ERROR_GENERIC", "",
			[]string{"app-not-installed", "user-license", "app-not-approved", "app-scopes"},
		},
		{
			"INVALID_LOGIN", "Invalid username, password, security token; or user locked out.",
			[]string{"user-state", "sandbox-host", "my-domain-login"},
		},
		{
			"INVALID_SESSION_ID", "This session is not valid for use with the REST API",
			[]string{"api-access-control", "app-scopes", "session-policy"},
		},
		{"nobody_knows", "", nil},
	} {
		var got []string
		for _, check := range audit.Explaining(checks.All(), c.code, c.message) {
			got = append(got, check.ID)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %s: got %v, want %v", c.code, c.message, got, c.want)
		}
	}
}
