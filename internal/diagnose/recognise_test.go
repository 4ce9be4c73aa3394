package diagnose_test

import (
	"slices"
	"strings"
	"testing"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/internal/diagnose"
)

// vendor is an app whose connector knows what its page says.
func vendor() []audit.App {
	return []audit.App{{
		Name: "Sales Insight Actions",
		Symptoms: []audit.VendorSymptom{
			{
				Match:  "unable to authenticate your request",
				Codes:  []string{"OAUTH_APP_BLOCKED"},
				Checks: []string{"app-blocked", "api-access"},
			},
			{Match: "login error restricted domain", Checks: []string{"my-domain-login"}},
			{
				Match:  "oauth policy not found",
				Codes:  []string{"oauth_policy_not_found"},
				Checks: []string{"external-client-app", "user-license"},
			},
			{Match: "inactive user", Codes: []string{"INACTIVE_USER"}, Checks: []string{"user-state"}},
		},
		VendorFixes: map[string]audit.Page{"app-blocked": {Title: "Unblock it", URL: "https://vendor.example/unblock"}},
	}}
}

// proposed lists what is proposed for an error that checks declare by a spelling, with what a connector adds to them.
func proposed(as string) []string {
	spelling, added, _ := strings.Cut(as, " + ")
	causes, _ := audit.Behind(checks.All(), spelling)
	var out []string
	for _, c := range causes {
		out = append(out, c.ID)
	}
	return append(out, strings.Fields(added)...)
}

func TestPropose(t *testing.T) {
	for _, c := range []struct {
		name, seen, text, code string
		// as is the spelling by which checks declare it, and what a connector adds; "" for what no check declares
		as string
	}{
		{
			"redirect",
			"https://app.example/callback?error=OAUTH_APP_BLOCKED&error_description=this+app+is+blocked+by+admin&state=s3cret",
			"OAUTH_APP_BLOCKED: this app is blocked by admin",
			"OAUTH_APP_BLOCKED",
			"OAUTH_APP_BLOCKED",
		},
		{
			"fragment",
			"https://app.example/cb#error=OAUTH_APP_ACCESS_DENIED&error_description=user%20is%20not%20admin%20approved%20to%20access%20this%20app",
			"OAUTH_APP_ACCESS_DENIED: user is not admin approved to access this app",
			"OAUTH_APP_ACCESS_DENIED",
			"OAUTH_APP_ACCESS_DENIED",
		},
		{
			"value encoded twice",
			"https://app.example/cb?error=OAUTH_APP_BLOCKED&error_description=this%2520app%2520is%2520blocked%2520by%2520admin",
			"OAUTH_APP_BLOCKED: this app is blocked by admin",
			"OAUTH_APP_BLOCKED",
			"OAUTH_APP_BLOCKED",
		},
		{
			"address encoded twice",
			"https%253A%252F%252Fapp.example%252Fcb%253Ferror%253DOAUTH_EC_APP_NOT_FOUND%2526error_description%253DExternal%252Bclient%252Bapp%252Bis%252Bnot%252Binstalled%252Bin%252Bthis%252Borg",
			"OAUTH_EC_APP_NOT_FOUND: External client app is not installed in this org",
			"OAUTH_EC_APP_NOT_FOUND",
			"OAUTH_EC_APP_NOT_FOUND",
		},
		{
			"wrapped",
			"https://app.example/login?next=https%3A%2F%2Fx.example%2Fcb%3Ferror%3DOAUTH_APP_BLOCKED%26state%3Dx",
			"OAUTH_APP_BLOCKED",
			"OAUTH_APP_BLOCKED",
			"OAUTH_APP_BLOCKED",
		},
		{
			"wrapped twice",
			"https://a.example/?u=https%3A%2F%2Fb.example%2F%3Fto%3Dhttps%253A%252F%252Fc.example%252F%253Ferror%253Dinvalid_scope",
			"invalid_scope",
			"invalid_scope",
			"invalid_scope",
		},
		{
			"wrapped query",
			"https://a.example/cb?state=error%3Dinvalid_scope",
			"invalid_scope",
			"invalid_scope",
			"invalid_scope",
		},
		{
			"path",
			"https://app.example/oauth/failed/oauth_app_blocked",
			"OAUTH_APP_BLOCKED",
			"OAUTH_APP_BLOCKED",
			"OAUTH_APP_BLOCKED",
		},
		{
			"hand-encoded badly",
			"https://app.example/cb?error=OAUTH%5FAPP%5FBLOCKED&x=100%&error_description=this+app+is+blocked+by+admin%",
			"OAUTH_APP_BLOCKED: this app is blocked by admin",
			"OAUTH_APP_BLOCKED",
			"OAUTH_APP_BLOCKED",
		},
		{
			"the generic page, and what its address adds",
			"https://acme.my.salesforce.com/setup/secur/RemoteAccessErrorPage.apexp?error=invalid_client&error_description=app+must+be+installed+into+org",
			"invalid_client: app must be installed into org",
			"invalid_client",
			"app must be installed into org",
		},
		{
			"the same with the text of the page",
			"OAUTH_APPROVAL_ERROR_GENERIC : An unexpected error has occured during authentication. Please try " +
				"again.\nhttps://acme.my.salesforce.com/setup/secur/RemoteAccessErrorPage.apexp?error=invalid_client&error_description=app+must+be+installed+into+org&display=touch",
			"OAUTH_APPROVAL_ERROR_GENERIC: invalid_client: app must be installed into org",
			"OAUTH_APPROVAL_ERROR_GENERIC",
			"app must be installed into org",
		},
		{
			"the generic page alone",
			"OAUTH_APPROVAL_ERROR_GENERIC : An unexpected error has occured during authentication. Please try again.",
			"OAUTH_APPROVAL_ERROR_GENERIC: An unexpected error has occured during authentication",
			"OAUTH_APPROVAL_ERROR_GENERIC",
			"OAUTH_APPROVAL_ERROR_GENERIC",
		},
		{
			"token body",
			`{"error":"app_blocked","error_description":"this app is blocked by admin"}`,
			"app_blocked: this app is blocked by admin",
			"app_blocked",
			"app_blocked",
		},
		{
			"rest body",
			`[{"message":"TotalRequests Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]`,
			"REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded",
			"REQUEST_LIMIT_EXCEEDED",
			"REQUEST_LIMIT_EXCEEDED",
		},
		{
			"body in a log line",
			`2026-11-20T09:00:00Z [warn] token refresh failed: {"error":"invalid_grant","error_description":"ip ` +
				`restricted"} attempt=3`,
			"invalid_grant: ip restricted",
			"invalid_grant",
			"ip restricted",
		},
		{
			"body in a body",
			`{"status":502,"detail":"upstream said {\"error\":\"invalid_app_access\"}"}`,
			"invalid_app_access",
			"invalid_app_access",
			"invalid_app_access",
		},
		{
			"soap",
			`<?xml ` +
				`version="1.0"?><soapenv:Envelope><soapenv:Body><soapenv:Fault><faultcode>sf:INVALID_LOGIN</faultcode><faultstring>INVALID_LOGIN: ` +
				`Invalid username, password, security token; or user locked ` +
				`out.</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>`,
			"INVALID_LOGIN: Invalid username, password, security token; or user locked out",
			"INVALID_LOGIN",
			"INVALID_LOGIN",
		},
		{
			"html",
			`<html><body><h1>Problem Logging In</h1><p>Remote_Error: OAUTH_APP_BLOCKED</p><a ` +
				`href="https://x.example/?a=1&amp;b=2">back</a></body></html>`,
			"OAUTH_APP_BLOCKED",
			"OAUTH_APP_BLOCKED",
			"OAUTH_APP_BLOCKED",
		},
		{
			"link in html",
			`<a href="https://x.example/cb?error=invalid_scope&amp;state=1">go on</a>`,
			"invalid_scope",
			"invalid_scope",
			"invalid_scope",
		},
		{
			"as Microsoft prints it",
			"Failure passed to redirect url. error=OAUTH_APP_BLOCKED error_description=this app is blocked by admin",
			"OAUTH_APP_BLOCKED: this app is blocked by admin",
			"OAUTH_APP_BLOCKED",
			"OAUTH_APP_BLOCKED",
		},
		{
			"as Adobe prints it",
			"Login error restricted Domain",
			"LOGIN_ERROR_RESTRICTED_DOMAIN",
			"LOGIN_ERROR_RESTRICTED_DOMAIN",
			"LOGIN_ERROR_RESTRICTED_DOMAIN",
		},
		{
			"as its diagnostics prints it",
			"INVALID_GRANT — invalid_grant: ip restricted",
			"invalid_grant: ip restricted",
			"invalid_grant",
			"ip restricted",
		},
		{
			"trap 5: the code alone is ambiguous",
			"https://toutapp.com/x?error=LOGIN_ERROR_RESTRICTED_DOMAIN",
			"LOGIN_ERROR_RESTRICTED_DOMAIN",
			"LOGIN_ERROR_RESTRICTED_DOMAIN",
			"LOGIN_ERROR_RESTRICTED_DOMAIN",
		},
		{
			"trap 5: the code with its documented label",
			"error=LOGIN_ERROR_RESTRICTED_DOMAIN&error_description=Restricted+IP",
			"LOGIN_ERROR_RESTRICTED_DOMAIN: Restricted IP",
			"LOGIN_ERROR_RESTRICTED_DOMAIN",
			"Restricted IP",
		},
		{
			"trap 5: the label of My Domain",
			"Restricted Domain",
			"Restricted domain",
			"",
			"Restricted domain",
		},
		{"trap 5: the other label", "restricted ip", "Restricted IP", "", "Restricted IP"},
		{
			"trap 6: blocked",
			"oauth_app_blocked",
			"OAUTH_APP_BLOCKED",
			"OAUTH_APP_BLOCKED",
			"OAUTH_APP_BLOCKED",
		},
		{
			"trap 6: org or user",
			`[{"errorCode":"API_DISABLED_FOR_ORG","message":"The REST API is not enabled for this Organization."}]`,
			"API_DISABLED_FOR_ORG: The REST API is not enabled for this Organization",
			"API_DISABLED_FOR_ORG",
			"API_DISABLED_FOR_ORG",
		},
		{
			"trap 6: authentication failure",
			`{"error":"invalid_grant","error_description":"authentication failure"}`,
			"invalid_grant: authentication failure",
			"invalid_grant",
			"authentication failure",
		},
		{
			"trap 6: a session that ended",
			"INVALID_SESSION_ID: Session expired or invalid",
			"INVALID_SESSION_ID: Session expired or invalid",
			"INVALID_SESSION_ID",
			"INVALID_SESSION_ID",
		},
		{
			"trap 6: a session that is not for the API",
			`[{"errorCode":"INVALID_SESSION_ID","message":"This session is not valid for use with the REST API"}]`,
			"INVALID_SESSION_ID: This session is not valid for use with the REST API",
			"INVALID_SESSION_ID",
			"This session is not valid for use with the REST API",
		},
		{
			"a session inside a trigger",
			"CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY … INVALID_SESSION_ID",
			"CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
			"CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
			"",
		},
		{
			"login history, a copied row",
			"11/20/2026, 9:00:00 AM PST\tjane@acme.example\tRestricted IP\tSales Insight Actions",
			"Restricted IP",
			"",
			"Restricted IP",
		},
		{
			"login history, an exported row",
			`"jane@acme.example","2026-11-20 09:00:00","User is frozen","toutapp.com"`,
			"User is frozen",
			"",
			"User is frozen",
		},
		{
			"login history, retold",
			"The Login History of Jane shows Restricted Domain for every attempt",
			"Restricted domain",
			"",
			"Restricted domain",
		},
		{
			"login history, labelled",
			"Status: Failed: API-only user",
			"Failed: API-only user",
			"",
			"LOGIN_ERROR_USER_API_ONLY",
		},
		{
			"two errors",
			"OAUTH_APP_BLOCKED, and an hour before API_CURRENTLY_DISABLED",
			"OAUTH_APP_BLOCKED: API_CURRENTLY_DISABLED",
			"OAUTH_APP_BLOCKED",
			"OAUTH_APP_BLOCKED",
		},
		{
			"curly apostrophe",
			`{"error":"invalid_grant","error_description":"user hasn’t approved this consumer"}`,
			"invalid_grant: user hasn't approved this consumer",
			"invalid_grant",
			"user hasn't approved this consumer",
		},
		{
			"no org keeps it",
			"https://app.example/cb?error=access_denied&error_description=end-user+denied+authorization",
			"access_denied: end-user denied authorization",
			"access_denied",
			"access_denied",
		},
		{
			"the app's side",
			"error=redirect_uri_mismatch&error_description=redirect_uri%20must%20match%20configuration",
			"redirect_uri_mismatch: redirect_uri must match configuration",
			"redirect_uri_mismatch",
			"",
		},
		{
			"everyday words as the value of a code",
			`{"error":"Access denied"}`,
			"access_denied",
			"access_denied",
			"access_denied",
		},
		{"everyday words as all there is", "Slow down", "slow_down", "slow_down", ""},
		{
			"vendor page",
			"Whoops! We were unable to authenticate your request.",
			"unable to authenticate your request",
			"OAUTH_APP_BLOCKED",
			" + app-blocked api-access",
		},
		{
			"vendor page above an error that says more",
			"We were unable to authenticate your request. https://toutapp.com/?error=LOGIN_ERROR_RESTRICTED_DOMAIN",
			"LOGIN_ERROR_RESTRICTED_DOMAIN",
			"LOGIN_ERROR_RESTRICTED_DOMAIN",
			"LOGIN_ERROR_RESTRICTED_DOMAIN",
		},
		{
			"vendor page above an error that says little",
			"We were unable to authenticate your request. https://toutapp.com/?error=OAUTH_APPROVAL_ERROR_GENERIC",
			"OAUTH_APPROVAL_ERROR_GENERIC",
			"OAUTH_APPROVAL_ERROR_GENERIC",
			"OAUTH_APPROVAL_ERROR_GENERIC + app-blocked api-access",
		},
		{
			"vendor page above an error that lies outside",
			"We were unable to authenticate your request. https://toutapp.com/?error=server_error",
			"server_error",
			"server_error",
			"",
		},
		{
			"what the vendor says about that very error",
			"error=oauth_policy_not_found",
			"oauth_policy_not_found",
			"oauth_policy_not_found",
			"oauth_policy_not_found + user-license",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := diagnose.Propose(c.seen, vendor())
			want := proposed(c.as)
			if !got.Recognised() || got.Text != c.text || got.Code != c.code || !slices.Equal(got.Checks, want) {
				t.Errorf("got  %q, code %q, checks %v\nwant %q, code %q, checks %v",
					got.Text, got.Code, got.Checks, c.text, c.code, want)
			}
		})
	}
}
