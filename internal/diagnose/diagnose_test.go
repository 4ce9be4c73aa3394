package diagnose_test

import (
	"slices"
	"strings"
	"testing"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/internal/diagnose"
)

func TestRecognise(t *testing.T) {
	vendor := []audit.App{{Name: "Sales Insight Actions", Symptoms: []audit.VendorSymptom{
		{Match: "unable to authenticate your request", Codes: []string{"OAUTH_APP_BLOCKED"}, Checks: []string{"app-blocked", "api-access"}},
	}}}
	for _, c := range []struct {
		name, seen, code string
		first            string   // the likeliest check, "" when nothing is recognised
		among            []string // further checks that must be offered
	}{
		{"redirect", "https://app.example/callback?error=OAUTH_APP_BLOCKED&error_description=this+app+is+blocked+by+admin&state=s3cret", "OAUTH_APP_BLOCKED", "app-blocked", []string{"api-access-control"}},
		{"fragment", "https://app.example/cb#error=OAUTH_APP_ACCESS_DENIED&error_description=user%20is%20not%20admin%20approved%20to%20access%20this%20app", "OAUTH_APP_ACCESS_DENIED", "app-not-approved", nil},
		{"encoded twice", "https://app.example/cb?error=OAUTH_APP_BLOCKED&error_description=this%2520app%2520is%2520blocked%2520by%2520admin", "OAUTH_APP_BLOCKED", "app-blocked", nil},
		{"wrapped", "https://app.example/login?next=https%3A%2F%2Fx.example%2Fcb%3Ferror%3DOAUTH_APP_BLOCKED", "OAUTH_APP_BLOCKED", "app-blocked", nil},
		{"error page", "/setup/secur/RemoteAccessErrorPage.apexp?error=invalid_client&error_description=app+must+be+installed+into+org", "", "app-not-installed", nil},
		{"token body", `{"error":"app_blocked","error_description":"this app is blocked by admin"}`, "app_blocked", "app-blocked", nil},
		{"rest body", `[{"message":"TotalRequests Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]`, "REQUEST_LIMIT_EXCEEDED", "api-limit", nil},
		{"as a vendor prints it", "Login error restricted Domain", "LOGIN_ERROR_RESTRICTED_DOMAIN", "sandbox-host", []string{"my-domain-login"}},
		{"login history", "Restricted domain", "", "my-domain-login", nil},
		{"org or user", `[{"errorCode":"API_DISABLED_FOR_ORG","message":"The REST API is not enabled for this Organization."}]`, "API_DISABLED_FOR_ORG", "edition-api", []string{"api-access"}},
		{"vendor page", "Whoops! We were unable to authenticate your request.", "OAUTH_APP_BLOCKED", "app-blocked", []string{"api-access"}},
		{"soap", "<faultstring>API_CURRENTLY_DISABLED: API is disabled for this User</faultstring>", "API_CURRENTLY_DISABLED", "api-access", nil},
		{"noise", "The quick brown fox is blocked by a lazy dog", "", "", nil},
		{"empty", "", "", "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := diagnose.Recognise(c.seen, checks.All(), vendor)
			if c.first == "" {
				if len(got.Checks) != 0 {
					t.Fatalf("recognised %v in noise", got.Checks)
				}
				return
			}
			if len(got.Checks) == 0 || got.Checks[0] != c.first || got.Code != c.code {
				t.Fatalf("got code %q, checks %v; want %q, first %s", got.Code, got.Checks, c.code, c.first)
			}
			for _, id := range c.among {
				if !slices.Contains(got.Checks, id) {
					t.Errorf("checks %v lack %s", got.Checks, id)
				}
			}
			if strings.Contains(got.Text, "s3cret") {
				t.Errorf("the text echoes a secret: %q", got.Text)
			}
		})
	}
}

func FuzzRecognise(f *testing.F) {
	f.Add("https://app.example/callback?error=OAUTH_APP_BLOCKED&code=aPrx")
	f.Add(`{"error":{"error":[{"code":"x"}]}}`)
	f.Add("%25%32%35?error=%zz#&&&")
	all := checks.All()
	f.Fuzz(func(t *testing.T, seen string) {
		got := diagnose.Recognise(seen+" https://x.example/?code=CANARY", all, nil)
		if strings.Contains(got.Text, "CANARY") {
			t.Errorf("echoes a secret: %q", got.Text)
		}
	})
}
